"""Schools by the names people give them."""

from __future__ import annotations

import pytest

from core.school_names import asks_of_school, names_school, spellings, written_in


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
        ("每天一小时", "一小", False),
        ("第二实验小学招生90人", "二实小", True),
        ("实小招生90人", "实验小学", True),
        ("落实小班教学", "实验小学", False),
        ("第二实验小学招生90人", "二小", False),
        ("特校招生9人", "特殊教育学校", True),
        ("白果镇中心小学招生90人", "白果中心校", True),
        ("白果中心校招生90人", "白果镇中心小学", True),
        ("桂坪镇中心小学招生90人", "白果中心校", False),
        ("白果镇初级中学招生90人", "白果初中", True),
        ("职业中学招生90人", "职中", True),
    ],
)
def test_a_school_is_named_however_its_number_is_written(text: str, school: str, named: bool) -> None:
    assert names_school(text, school) is named


def test_a_number_is_written_both_ways_and_a_kind_in_each() -> None:
    assert {"二十三中", "第二十三中学", "第23中学", "23中"} <= spellings("二十三中")
    assert spellings("柏岭小学") >= {"柏岭小学", "柏岭镇小学"}
    assert spellings("机关幼儿园") == {"机关幼儿园", "机关园"}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("第二十三中学新建校舍，二十三中东门，二十三中西门", "二十三中"),
        ("第二十三中学的东门，二十三中的西门", "第二十三中学"),
        ("柏岭小学的东门", "23中"),
    ],
)
def test_a_text_writes_a_name_in_its_own_way(text: str, written: str) -> None:
    assert written_in(text, "23中") == written
