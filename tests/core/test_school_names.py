"""Schools by the names people give them."""

from __future__ import annotations

import pytest

from core.school_names import asks_of_school


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
