"""A clause answers 多少所学校 only with a count of schools."""

from __future__ import annotations

import pytest
from retrieval.answer_kind import counts_what_is_asked

from retrieval.query import Query


def _asks(unit: str, noun: str) -> Query:
    return Query(text=f"甲县有多少{unit}{noun}？", terms=(), kind="number", unit=unit, noun=noun)


@pytest.mark.parametrize(
    ("unit", "noun", "clause", "counts"),
    [
        ("所", "学校", "全县现有学校42所", True),
        ("所", "学校", "学校分为示范、达标和提升三个层次", False),
        ("名", "教师", "教师每月听课8以上", False),
        ("名", "教师", "在职教师1200人", True),
    ],
)
def test_only_a_count_of_the_noun_counts(unit: str, noun: str, clause: str, counts: bool) -> None:
    assert counts_what_is_asked(_asks(unit, noun), clause) is counts


def test_a_question_without_a_measure_word_is_not_judged() -> None:
    assert counts_what_is_asked(Query(text="公办园占比是多少？", terms=(), kind="share"), "占54%")
