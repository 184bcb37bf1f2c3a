from __future__ import annotations

import pytest

from core.place import gazetteer, han_to_int, int_to_han, lies_in, same_place, short_name
from core.schema import Place


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("内蒙古包头市以新时代", ["包头市"]),
        ("河南省洛阳市涧西区教育局", ["涧西区"]),
        ("洛阳西工区的大班额", ["西工区"]),
        ("西城与天津、江苏", ["天津市", "江苏省"]),
        ("12师评出的骨干教师", ["第十二师"]),
        ("兵团十二师", ["第十二师"]),
        ("老师和导师", []),
        ("天津市级骨干教师", ["天津市"]),
        ("泰康县班主任", []),
        ("社区和校区", []),
    ],
)
def test_places_of_a_text_are_found_at_their_most_specific(text: str, found: list[str]) -> None:
    assert [mention.place.name for mention in gazetteer().find(text)] == found


def test_a_chain_is_one_mention_with_its_whole_extent() -> None:
    mention = gazetteer().find("今年河南省洛阳市涧西区")[0]
    assert (mention.text, mention.start) == ("河南省洛阳市涧西区", 2)
    assert mention.place.full_name == "河南省洛阳市涧西区"


def test_short_county_names_count_only_after_their_parent_or_as_alias() -> None:
    assert gazetteer().find("西工的学校") == []
    alias = gazetteer().with_aliases({"西工": Place(name="西工区", level="county")})
    assert [m.place.name for m in alias.find("西工的学校")] == ["西工区"]


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("涧西区", "涧西"),
        ("内蒙古自治区", "内蒙古"),
        ("广西壮族自治区", "广西"),
        ("甘孜藏族自治州", "甘孜"),
        ("康县", "康县"),
    ],
)
def test_short_names(full: str, short: str) -> None:
    assert short_name(full) == short


@pytest.mark.parametrize("number", range(1, 100))
def test_numerals_go_both_ways(number: int) -> None:
    assert han_to_int(int_to_han(number)) == number


def test_places_of_one_name_in_different_provinces_differ() -> None:
    a = Place(name="鼓楼区", level="county", parents=("江苏省", "南京市"))
    b = Place(name="鼓楼区", level="county", parents=("福建省", "福州市"))
    assert not same_place(a, b)
    assert lies_in(a, Place(name="江苏省", level="province"))
    assert not lies_in(a, a)


def test_an_alias_that_is_only_a_kind_of_place_is_not_read_inside_a_name() -> None:
    district = Place(name="某区", level="county")
    alias = gazetteer().with_aliases({"开发区": district})
    assert [m.place for m in alias.find("开发区有几所小学")] == [district]
    assert [m.place for m in alias.find("请问在开发区有几所小学")] == [district]
    assert alias.find("准东经济技术开发区有几所小学") == []
