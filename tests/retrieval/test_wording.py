"""A question in the words of the passage that is read."""

from __future__ import annotations

import pytest

from core.settings import Settings
from retrieval.query import QueryReader
from retrieval.segment import load_segmenter
from retrieval.wording import in_passage_words

LEXICON = Settings().lexicon_dir


def reworded(question: str, passage: str) -> str:
    segmenter = load_segmenter(LEXICON)
    return in_passage_words(question, QueryReader(segmenter, LEXICON).read(question).terms, passage, segmenter)


@pytest.mark.parametrize(
    ("question", "passage", "made"),
    [
        ("云岭县有多少名老师", "云岭县现有教师820名。", "云岭县有多少名教师"),
        ("云岭县有多少名老师", "云岭县现有老师820名。", "云岭县有多少名老师"),
        ("云岭县有多少名教师", "云岭县有小学39所。", "云岭县有多少名教师"),
    ],
)
def test_a_synonym_that_the_passage_uses_takes_a_words_place(question: str, passage: str, made: str) -> None:
    assert reworded(question, passage) == made


@pytest.mark.parametrize(
    ("question", "passage", "made"),
    [
        ("云岭县新增多少学味", "云岭县新增学位900个。", "云岭县新增多少学位"),
        ("云岭县巩顾率是多少", "云岭县巩固率98.5%。", "云岭县巩固率是多少"),
        ("云岭县事业单位有多少", "云岭县实业公司3家。", "云岭县事业单位有多少"),
    ],
)
def test_a_mistyped_word_is_put_right_and_a_word_is_left(question: str, passage: str, made: str) -> None:
    assert reworded(question, passage) == made


@pytest.mark.parametrize(
    ("question", "passage", "made"),
    [
        ("云岭县毛入园率是多少", "全县学前三年毛入园率达到92.3%。", "云岭县学前三年毛入园率是多少"),
        ("云岭县巩固率是多少", "小学六年巩固率99.1%，初中三年巩固率97.4%。", "云岭县巩固率是多少"),
        ("云岭县学前三年毛入园率是多少", "全县学前三年毛入园率达到92.3%。", "云岭县学前三年毛入园率是多少"),
    ],
)
def test_an_indicator_gets_its_full_name_where_the_passage_has_one_alone(
    question: str, passage: str, made: str
) -> None:
    assert reworded(question, passage) == made
