"""Names of single schools, found in texts and questions; kinds of schools are none."""

from __future__ import annotations

import pytest

from core.settings import Settings
from retrieval.schools import load_school_names

NAMES = load_school_names(Settings().lexicon_dir)


def found(text: str, place: str = "") -> list[str]:
    """The names that a text, in which a place stands first or nowhere, holds."""
    return [one.text for one in NAMES.find(text, [(0, len(place))] if place else ())]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("柏岭小学有多少学生", "柏岭小学"),
        ("茶山小学在校生900人", "茶山小学"),
        ("小松鼠幼儿园有几个班", "小松鼠幼儿园"),
        ("县实验小学始建于1952年", "实验小学"),
        ("区第三中学有教师80人", "第三中学"),
        ("二小今年招了几个班", "二小"),
        ("城关一小获奖", "城关一小"),
        ("白果镇中心小学有多少学生", "白果镇中心小学"),
        ("滨河路小学投入使用", "滨河路小学"),
        ("第二实验学校有多少教师", "第二实验学校"),
        ("2024年栖梧小学招生", "栖梧小学"),
        ("机关幼儿园的保育费", "机关幼儿园"),
        ("柏岭小学和茶坪小学", "柏岭小学"),
    ],
)
def test_a_school_is_found_by_a_word_that_no_kind_has(text: str, name: str) -> None:
    assert found(text)[0] == name


@pytest.mark.parametrize(
    "text",
    [
        "寄宿制小学有几所",
        "乡镇中心小学有多少",
        "民办幼儿园多少所",
        "各镇中心小学",
        "薄弱学校改造",
        "全县小学生多少",
        "职业技术学校有几所",
        "特殊教育学校有几所",
        "三中全会精神",
        "每天一小时",
        "大中小学思政课",
        "普通高中学业水平",
        "每一小学",
        "白果镇学校有几所",
        "㎡按柏岭小学",
    ],
)
def test_a_kind_of_school_is_no_name(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("云岭县特殊教育学校有教师40人", ["特殊教育学校"]),
        ("云岭县职教中心有学生900人", ["职教中心"]),
        ("云岭县高级中学有教师80人", ["高级中学"]),
        ("云岭县小学有39所", []),
        ("云岭县民办小学有9所", []),
    ],
)
def test_right_behind_a_place_a_kind_is_the_one_that_the_place_has(text: str, names: list[str]) -> None:
    assert found(text, "云岭县") == names


def test_a_mention_says_where_it_stands_with_what_it_belongs_to() -> None:
    (one,) = NAMES.find("今年，县实验小学招生90人")
    assert (one.start, one.end, one.text) == (3, 8, "实验小学")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("二实小获奖", ["二实小"]),
        ("市二实小自2022年起", ["二实小"]),
        ("县特校有教师40人", ["特校"]),
        ("县职高有学生900人", ["职高"]),
        ("全县职高有学生900人", []),
        ("职高有学生900人", []),
        ("落实小班教学", []),
        ("落实小学教育", []),
        ("红旗小学有学生900人", ["红旗小学"]),
        ("左旗小学有学生900人", []),
        ("青岬九年一贯制学校", ["青岬九年一贯制学校"]),
        ("改造九年一贯制学校3所", []),
    ],
)
def test_a_shortened_name_is_one_where_a_number_or_a_place_stands_before_it(text: str, names: list[str]) -> None:
    assert found(text) == names


def test_behind_a_place_a_shortened_kind_is_the_places_own() -> None:
    assert found("云岭县职中有学生900人", "云岭县") == ["职中"]
    assert found("云岭县特教老师有几个", "云岭县") == []
    assert found("云岭县特教呢", "云岭县") == ["特教"]
