"""Names of towns and streets, found in texts and questions; kinds of towns are none."""

from __future__ import annotations

import pytest

from core.school_names import asks_of_school, is_town
from core.settings import Settings
from retrieval.schools import load_school_names

NAMES = load_school_names(Settings().lexicon_dir)


def found(text: str, place: str = "") -> list[str]:
    """The towns and schools that a text, in which a place stands first or nowhere, names."""
    return [one.text for one in NAMES.find_with_towns(text, [(0, len(place))] if place else ())]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("白果镇查了几所学校", ["白果镇"]),
        ("双桥镇和桦树沟乡各有多少", ["双桥镇", "桦树沟乡"]),
        ("桦树沟乡有几个教学点", ["桦树沟乡"]),
        ("城关街道办事处", ["城关街道"]),
        ("推动卧虎山街道", ["卧虎山街道"]),
        ("县城及城关镇", ["城关镇"]),
        ("位于青石镇", ["青石镇"]),
        ("教育局青石镇", ["青石镇"]),
        ("桃花源乡的学校", ["桃花源乡"]),
    ],
)
def test_a_town_is_found_by_the_word_before_its_ending(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "各乡镇有多少",
        "城镇学校有几所",
        "返乡人员",
        "新建小城镇",
        "送教下乡36次",
        "全镇有几所",
        "太平乡镇",
        "建制镇",
        "贫困乡有几个",
        "地区镇",
        "三镇联动",
        "18镇",
        "乡村教师",
        "白果镇那个小学",
        "白果镇长",
        "街道上",
        "革命老区古镇",
        "㎡白果镇",
    ],
)
def test_a_kind_of_town_is_no_name(text: str) -> None:
    assert found(text) == []


def test_a_towns_school_is_one_name() -> None:
    assert found("白果镇中心小学和白果镇各有多少") == ["白果镇中心小学", "白果镇"]


def test_a_town_behind_its_county_stands_where_it_is_written() -> None:
    (one,) = NAMES.find_with_towns("云岭县白果镇有几所", [(0, 3)])
    assert (one.start, one.end, one.text) == (3, 6, "白果镇")


def test_schools_alone_are_found_without_towns() -> None:
    assert NAMES.find("白果镇查了几所学校") == []


@pytest.mark.parametrize(("name", "town"), [("白果镇", True), ("城关街道", True), ("柏岭小学", False)])
def test_a_town_is_told_by_its_ending(name: str, town: bool) -> None:
    assert is_town(name) is town


@pytest.mark.parametrize(
    ("question", "name", "asked"),
    [
        ("白果镇多少", "白果镇", True),
        ("白果多少", "白果镇", True),
        ("青石多少", "白果镇", False),
        ("镇多少", "甲镇", False),
    ],
)
def test_a_town_is_asked_of_by_its_name_without_the_ending_too(question: str, name: str, asked: bool) -> None:
    assert asks_of_school(question, name) is asked
