from __future__ import annotations

import pytest

from core.han_numerals import han_to_int, int_to_han
from core.place import gazetteer, level_of, lineage, names_of, office_place, short_name
from core.place_identity import lies_in, same_place
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


@pytest.mark.parametrize(
    ("written", "full", "level", "parents"),
    [
        ("湖南省丹枫市丹枫高新区", "丹枫高新区", "county", ("湖南省", "丹枫市")),
        ("丹枫市云岭县", "云岭县", "county", ("丹枫市",)),
        ("云岭县", "云岭县", "county", ()),
        ("丹枫市", "丹枫市", "city", ()),
        ("湖南省丹枫市望海市", "望海市", "county", ("湖南省", "丹枫市")),
        ("云岭县梅坪镇", "梅坪镇", "other", ("云岭县",)),
        ("湖南省", "湖南省", "province", ()),
    ],
)
def test_what_the_office_writes_in_full_is_a_place_known_or_not(
    written: str, full: str, level: str, parents: tuple[str, ...]
) -> None:
    place = gazetteer().parse(written)
    assert (place.name, place.level, place.parents) == (full, level, parents)


@pytest.mark.parametrize("written", ["", "统计资料", "没有地名的一句话"])
def test_words_that_name_no_place_are_none(written: str) -> None:
    assert gazetteer().parse(written) is None


@pytest.mark.parametrize(
    ("name", "parents", "level"),
    [
        ("甲省", (), "province"),
        ("甲族自治区", (), "province"),
        ("乙市", ("甲省",), "city"),
        ("丙市", ("甲省", "乙市"), "county"),
        ("丁盟", ("甲自治区",), "city"),
        ("戊县", ("乙市",), "county"),
        ("己高新区", (), "county"),
        ("庚旗", ("丁盟",), "county"),
        ("辛镇", ("戊县",), "other"),
    ],
)
def test_a_name_tells_its_level(name: str, parents: tuple[str, ...], level: str) -> None:
    assert level_of(name, parents) == level


def test_the_lineage_of_a_place_runs_from_the_top_down_to_itself() -> None:
    place = Place(name="云岭县", level="county", parents=("湖南省", "丹枫市"))
    top, city, own = lineage(place)
    assert (top.name, top.level, top.parents) == ("湖南省", "province", ())
    assert (city.name, city.level, city.parents) == ("丹枫市", "city", ("湖南省",))
    assert own is place


@pytest.mark.parametrize(
    ("name", "parents", "names"),
    [
        ("云岭县", ("丹枫市",), {"云岭县", "云岭"}),
        ("丹枫高新区", ("丹枫市",), {"丹枫高新区", "丹枫高新", "高新区", "高新"}),
        ("丹枫开发区", ("丹枫市",), {"丹枫开发区", "丹枫开发", "开发区"}),
    ],
)
def test_what_people_call_a_place(name: str, parents: tuple[str, ...], names: set[str]) -> None:
    assert set(names_of(Place(name=name, level="county", parents=parents))) == names


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("云岭县教育局关于开展课后服务的通知", "云岭县"),
        ("关于印发云岭县教育体育局工作要点的通知", "云岭县"),
        ("丹枫高新区管委会", "丹枫高新区"),
        ("涧西区人民政府办公室", "涧西区"),
        ("课后服务工作要点", None),
    ],
)
def test_the_office_that_a_title_opens_with_names_its_place(written: str, place: str | None) -> None:
    found = office_place(written, gazetteer())
    assert (found.name if found else None) == place


DRUM = "鼓楼区"
NANJING, XUZHOU, FUZHOU = (
    Place(name=DRUM, level="county", parents=parents)
    for parents in (("江苏省", "南京市"), ("江苏省", "徐州市"), ("福建省", "福州市"))
)


def test_one_name_is_one_place_only_with_the_same_parents() -> None:
    assert not same_place(NANJING, XUZHOU)
    assert same_place(NANJING, Place(name=DRUM, level="county", parents=("江苏省",)))
    assert same_place(NANJING, Place(name=DRUM, level="county"))
    street = Place(name="湖南路街道", level="other", parents=("江苏省", "南京市", DRUM))
    assert lies_in(street, NANJING)
    assert not lies_in(street, XUZHOU)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("南京市鼓楼区的小学", "江苏省南京市鼓楼区"),
        ("徐州鼓楼区的小学", "江苏省徐州市鼓楼区"),
        ("江苏省徐州市鼓楼区", "江苏省徐州市鼓楼区"),
        ("福州市鼓楼区教育局", "福建省福州市鼓楼区"),
    ],
)
def test_a_shared_name_is_told_by_what_stands_before_it(text: str, place: str) -> None:
    (mention,) = gazetteer().find(text)
    assert (mention.place.full_name, mention.options) == (place, ())


def test_a_shared_name_alone_is_nobodys_and_near_a_place_it_is_the_nearest() -> None:
    (open_,) = gazetteer().find("鼓楼区有小学46所")
    assert open_.place.parents == ()
    assert len(open_.options) >= 3
    (half,) = gazetteer().find("江苏省鼓楼区有小学46所")
    assert {place.parents[1] for place in half.options} == {"南京市", "徐州市"}
    for city in ("南京市", "徐州市"):
        (near,) = gazetteer().find("鼓楼区有小学46所", Place(name=city, level="city", parents=("江苏省",)))
        assert near.place.full_name == f"江苏省{city}鼓楼区"
    assert gazetteer().lookup(DRUM) == Place(name=DRUM, level="county")


def test_a_name_right_after_another_city_is_never_the_corpuss_own() -> None:
    known = gazetteer().with_aliases({DRUM: XUZHOU})
    assert [m.place.full_name for m in known.find("鼓楼区有几所小学")] == ["江苏省徐州市鼓楼区"]
    assert [m.place.full_name for m in known.find("南京市鼓楼区有几所小学")] == ["江苏省南京市鼓楼区"]
    assert [m.place.full_name for m in known.find("广州市鼓楼区有几所小学")] == ["广东省广州市鼓楼区"]


def test_all_shared_names_of_the_country_are_told_apart_by_their_city() -> None:
    known = gazetteer()
    shared = ("鼓楼区", "铁西区", "西湖区", "朝阳区", "普陀区", "新华区", "桥西区", "河东区", "城关区")
    for name in shared:
        options = known.bearers(name)
        assert len(options) > 1
        for one in options:
            (mention,) = known.find(f"{one.full_name}有多少所小学")
            assert mention.place == one
