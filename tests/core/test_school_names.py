"""Schools by the names people give them."""

from __future__ import annotations

import pytest

from core.school_names import asks_of_school, names_school


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("三幼有多少孩子", "第三幼儿园"),
        ("职校有多少学生", "职业技术学校"),
        ("实小有多少学生", "实验小学"),
        ("二中有多少学生", "第二中学"),
        ("第二中学有多少学生", "第二中学"),
    ],
)
def test_a_shortened_name_is_the_schools(question: str, name: str) -> None:
    assert asks_of_school(question, name)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("小学有多少学生", "实验小学"),
        ("三幼有多少孩子", "第二幼儿园"),
        ("全县学校有多少所", "职业技术学校"),
        ("一中有多少学生", "实验中学"),
    ],
)
def test_a_kind_of_school_or_another_one_is_not(question: str, name: str) -> None:
    assert not asks_of_school(question, name)


@pytest.mark.parametrize(
    ("text", "school", "named"),
    [
        ("第一高级中学招生900人", "一高", True),
        ("第一中学招生900人", "一高", False),
        ("第24中学招生900人", "二十四中", True),
        ("十二中招生900人", "二中", False),
        ("城东实验小学招生90人", "实验小学", False),
        ("县实验小学招生90人", "实验小学", True),
        ("城关第一小学招生90人", "城关一小", True),
        ("云坪一小招生90人", "城关一小", False),
        ("第三小学招生90人", "三小", True),
    ],
)
def test_a_school_is_named_however_its_number_is_written(text: str, school: str, named: bool) -> None:
    assert names_school(text, school) is named
