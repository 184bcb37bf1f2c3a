"""Which places a question asks about, by the corpus's own tree."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.asked_places import AskedPlaces, PlaceReader
from core.place import NATION
from core.schema import Place
from core.settings import Settings
from corpus.places import PlaceLexicon, question_gazetteer
from retrieval.schools import load_school_names
from retrieval.segment import load_segmenter

PROVINCE = Place(name="湖南省", level="province")
CITY = Place(name="丹枫市", level="city", parents=("湖南省",))
CLOUD, SEA = (Place(name=name, level="county", parents=("湖南省", "丹枫市")) for name in ("云岭县", "望海县"))
CORPUS = (CITY, CLOUD, SEA)
Read = Callable[..., AskedPlaces]
SCHOOLS = load_school_names(Settings().lexicon_dir)


@pytest.fixture(scope="module")
def read() -> Read:
    tagged = load_segmenter(Settings().lexicon_dir).tagged
    known = question_gazetteer(CORPUS, PlaceLexicon(aliases={}, not_places=frozenset()))

    def read_places(text: str, home: Place | None = None, corpus: tuple[Place, ...] = CORPUS) -> AskedPlaces:
        return PlaceReader(known, corpus, home, tagged, SCHOOLS).read(text)

    return read_places


def names(asked: AskedPlaces) -> list[str]:
    return [place.name for place in asked.places]


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("云岭县有多少所小学", ["云岭县"]),
        ("云岭有多少所小学", ["云岭县"]),
        ("丹枫市云岭县有多少所小学", ["云岭县"]),
        ("云岭县和望海县各有多少所小学", ["云岭县", "望海县"]),
        ("云岭、望海谁的小学多", ["云岭县", "望海县"]),
        ("云岭望海谁的小学多", ["云岭县", "望海县"]),
        ("丹枫云岭县望海县小学数", ["云岭县", "望海县"]),
        ("云岭县有多少所小学，云岭县有多少所初中", ["云岭县"]),
        ("有多少所小学", []),
    ],
)
def test_places_are_asked_by_name_each_once(read: Read, question: str, places: list[str]) -> None:
    asked = read(question)
    assert names(asked) == places
    assert not asked.each
    assert asked.own == ""


def test_the_whole_city_is_the_one_around_the_named_county_or_the_only_one(read: Read) -> None:
    assert names(read("全市有多少所小学")) == ["丹枫市"]
    assert names(read("云岭县占全市小学的多少")) == ["云岭县", "丹枫市"]
    assert read("全市有多少所小学").words == ("全市",)


def test_the_whole_county_is_the_home_county(read: Read) -> None:
    assert names(read("全县有多少所小学", home=CLOUD)) == ["云岭县"]
    assert names(read("全县有多少所小学")) == []


@pytest.mark.parametrize("question", ["各县区有多少所小学", "丹枫市各县有多少所小学", "哪个县的小学最多"])
def test_each_county_is_every_place_below(read: Read, question: str) -> None:
    asked = read(question)
    assert asked.each
    assert {"云岭县", "望海县"} <= set(names(asked))


def test_each_county_of_a_city_leaves_the_city_itself_out(read: Read) -> None:
    assert names(read("丹枫市各县区有多少所小学")) == ["云岭县", "望海县"]


def test_our_county_is_home_where_the_office_says_which_that_is(read: Read) -> None:
    assert names(read("我县有多少所小学", home=SEA)) == ["望海县"]
    assert names(read("我市有多少所小学", home=SEA)) == ["丹枫市"]


def test_our_county_without_a_home_is_asked_back_unless_there_is_only_one(read: Read) -> None:
    asked = read("我县有多少所小学")
    assert (asked.places, asked.own) == ((), "我县")
    assert names(read("我县有多少所小学", corpus=(CITY, CLOUD))) == ["云岭县"]


@pytest.mark.parametrize(
    ("question", "school"),
    [
        ("云岭县第二中学有多少学生", "第二中学"),
        ("云岭县实验小学有多少学生", "实验小学"),
        ("云岭县高中招生，其中一中占多少", "一中"),
        ("云岭县有多少所小学", ""),
        ("云岭县公办幼儿园有多少", ""),
        ("云岭县中考有多少人参加", ""),
    ],
)
def test_a_school_is_named_after_its_place_or_by_its_number(read: Read, question: str, school: str) -> None:
    asked = read(question)
    assert [one.text for one in asked.schools] == list(filter(None, [school]))
    assert names(asked) == ["云岭县"]


def test_the_country_is_a_place_of_its_own_where_no_other_is_named(read: Read) -> None:
    assert read("全国有多少所小学").places == (NATION,)
    assert names(read("云岭县在全国排第几")) == ["云岭县"]


DRUMS = tuple(
    Place(name="鼓楼区", level="county", parents=parents)
    for parents in (("江苏省", "南京市"), ("江苏省", "徐州市"), ("福建省", "福州市"))
)


@pytest.fixture(scope="module")
def read_drums() -> Callable[[str], AskedPlaces]:
    tagged = load_segmenter(Settings().lexicon_dir).tagged
    known = question_gazetteer(DRUMS, PlaceLexicon(aliases={}, not_places=frozenset()))
    return lambda text: PlaceReader(known, DRUMS, None, tagged, SCHOOLS).read(text)


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("徐州市鼓楼区有多少所小学", ["江苏省徐州市鼓楼区"]),
        ("南京鼓楼有多少所小学", ["江苏省南京市鼓楼区"]),
        ("福州的鼓楼区有多少所小学", ["福建省福州市鼓楼区"]),
        ("鼓楼区（徐州）有多少所小学", ["江苏省徐州市鼓楼区"]),
        ("南京鼓楼区和徐州鼓楼区各有多少所小学", ["江苏省南京市鼓楼区", "江苏省徐州市鼓楼区"]),
        ("南京、徐州两个鼓楼区各有多少所小学", ["江苏省南京市鼓楼区", "江苏省徐州市鼓楼区"]),
        ("开封市鼓楼区有多少所小学", ["河南省开封市鼓楼区"]),
    ],
)
def test_districts_of_one_name_are_told_apart(
    read_drums: Callable[[str], AskedPlaces], question: str, places: list[str]
) -> None:
    asked = read_drums(question)
    assert [place.full_name for place in asked.places] == places
    assert not asked.shared


@pytest.mark.parametrize(("question", "several"), [("鼓楼区有多少所小学", 3), ("江苏鼓楼区有多少所小学", 2)])
def test_a_name_that_several_places_bear_is_left_open(
    read_drums: Callable[[str], AskedPlaces], question: str, several: int
) -> None:
    asked = read_drums(question)
    assert not asked.places
    ((_, meant),) = asked.shared
    assert len(meant) == several


ZONES = tuple(
    Place(name=name, level="county", parents=("湖南省", "丹枫市"))
    for name in ("青洲经济开发区", "云桥高新区", "望海高新区")
)


@pytest.fixture(scope="module")
def read_zones() -> Callable[[str], AskedPlaces]:
    tagged = load_segmenter(Settings().lexicon_dir).tagged
    known = question_gazetteer((CLOUD, *ZONES), PlaceLexicon(aliases={}, not_places=frozenset()))
    return lambda text: PlaceReader(known, (CLOUD, *ZONES), None, tagged, SCHOOLS).read(text)


def test_a_kind_of_zone_by_itself_is_the_corpuss_own_or_asked_back(read_zones: Callable[[str], AskedPlaces]) -> None:
    for question in ("开发区2023年上线率是多少", "2023年开发区招了多少老师"):
        assert names(read_zones(question)) == ["青洲经济开发区"]
    ((_, meant),) = read_zones("高新区有多少学生").shared
    assert {place.name for place in meant} == {"云桥高新区", "望海高新区"}
    for foreign in ("青山开发区有多少学生", "经开区有多少学生"):
        assert (read_zones(foreign).places, bool(read_zones(foreign).nowhere)) == ((), True)
    assert names(read_zones("云岭县和开发区各有多少学生")) == ["云岭县", "青洲经济开发区"]
