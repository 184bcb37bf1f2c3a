"""What opens a paragraph says of what the rest of it tells; marks that open items; schools' shortened names."""

from __future__ import annotations

import pytest

from core.items import MARKED
from core.school_names import names_school
from core.textspan import LEAD_CHARS, paragraph_lead

HEADED = "一、学前教育\n云岭县公办园在园幼儿，今年有新进展。其中民办园在园幼儿310人。"


def test_the_lead_is_the_whole_clauses_that_open_the_paragraph() -> None:
    at = HEADED.index("其中")
    assert paragraph_lead(HEADED, at) == "云岭县公办园在园幼儿，今年有新进展"


def test_a_paragraphs_start_has_no_lead() -> None:
    assert paragraph_lead(HEADED, HEADED.index("云岭县")) == ""


def test_a_paragraph_that_opens_with_its_heading_needs_no_other_lead() -> None:
    text = "（一）学前教育。新增学位900个。新增园所3所。"
    assert paragraph_lead(text, text.index("新增园所"), ("（一）学前教育",)) == ""
    assert paragraph_lead(text, text.index("新增园所"), ("二、教师队伍",)).startswith("（一）学前教育")


def test_a_lead_is_never_longer_than_its_limit() -> None:
    text = "这一段话没有任何标点地一直往下写" * 6 + "。随后新增学位900个。"
    assert len(paragraph_lead(text, text.index("随后"))) == LEAD_CHARS


@pytest.mark.parametrize(
    "opening", ["一是", "二要", "（三）", "(4)", "5.", "6、", "⑦", "——", "第八条 ", "九、", "一是，"]
)
def test_marks_that_open_an_item(opening: str) -> None:
    assert MARKED.sub("", f"{opening}建好学校") == "建好学校"


@pytest.mark.parametrize("words", ["一所学校", "2024年", "第三中学", "建好学校"])
def test_words_that_open_no_item(words: str) -> None:
    assert not MARKED.match(words)


@pytest.mark.parametrize(
    ("text", "school", "named"),
    [
        ("云岭县第二中学在校生900人", "二中", True),
        ("云岭县二中在校生900人", "第二中学", True),
        ("第一初级中学在校生900人", "一中", True),
        ("第一中学在校生900人", "二中", False),
        ("十二中在校生900人", "第十二中学", True),
    ],
)
def test_a_school_is_named_in_full_or_shortened(text: str, school: str, named: bool) -> None:
    assert names_school(text, school) is named


def test_a_centre_is_no_numbered_school() -> None:
    assert not names_school("一中心两个基地", "第一中学")
