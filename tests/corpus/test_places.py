"""The corpus's own places: known to texts by their full names, to questions by whatever people call them."""

from __future__ import annotations

import pytest

from core.place import Gazetteer
from core.schema import Place
from core.settings import Settings
from corpus.places import PlaceLexicon, corpus_places, question_gazetteer, text_gazetteer
from corpus.store import Store

CITY = ("湖南省", "丹枫市")
COUNTY = Place(name="云岭县", level="county", parents=CITY)
ZONE = Place(name="丹枫高新区", level="county", parents=CITY)
NAMESAKE = Place(name="云岭区", level="county", parents=("湖南省", "望海市"))
NONE = PlaceLexicon(aliases={}, not_places=frozenset())


def named(gazetteer: Gazetteer, text: str) -> list[str]:
    return [mention.place.full_name for mention in gazetteer.find(text)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("云岭县有小学39所", ["湖南省丹枫市云岭县"]),
        ("丹枫市云岭县有小学39所", ["湖南省丹枫市云岭县"]),
        ("丹枫市有小学390所", ["湖南省丹枫市"]),
        ("翻过云岭就是学校", []),
        ("高新区有小学4所", []),
    ],
)
def test_a_text_names_the_corpuss_places_by_their_full_names_only(text: str, places: list[str]) -> None:
    assert named(text_gazetteer([COUNTY, ZONE], NONE), text) == places


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("云岭有多少所小学", ["湖南省丹枫市云岭县"]),
        ("云岭县有多少所小学", ["湖南省丹枫市云岭县"]),
        ("丹枫高新有多少所小学", ["湖南省丹枫市丹枫高新区"]),
        ("高新区有多少所小学", ["湖南省丹枫市丹枫高新区"]),
        ("丹枫有多少所小学", ["湖南省丹枫市"]),
        ("湖南省丹枫市云岭县有多少所小学", ["湖南省丹枫市云岭县"]),
    ],
)
def test_a_question_may_call_them_by_their_short_names(question: str, places: list[str]) -> None:
    assert named(question_gazetteer([COUNTY, ZONE], NONE), question) == places


def test_a_name_that_two_places_share_is_known_with_both() -> None:
    both = question_gazetteer([COUNTY, NAMESAKE], NONE)
    (shared,) = both.find("云岭有多少所小学")
    assert {place.full_name for place in shared.options} == {"湖南省丹枫市云岭县", "湖南省望海市云岭区"}
    assert shared.place.parents == ()
    assert named(both, "云岭区有多少所小学") == ["湖南省望海市云岭区"]
    assert named(both, "云岭县有多少所小学") == ["湖南省丹枫市云岭县"]
    assert named(both, "望海市云岭有多少所小学") == ["湖南省望海市云岭区"]


def test_a_zone_is_called_by_its_kind_where_no_other_word_stands_before_it() -> None:
    zone = Place(name="青洲经济开发区", level="county", parents=CITY)
    known = question_gazetteer([COUNTY, zone], NONE)
    for question in (
        "请问一下开发区呢",
        "青洲开发区有多少学生",
        "开发区呢",
        "2024年开发区有多少学生",
        "丹枫市开发区有多少学生",
        "云岭县和开发区各有多少学生",
    ):
        assert named(known, question)[-1] == zone.full_name
    assert named(known, "青山开发区有多少学生") == []


def test_the_offices_aliases_and_those_of_documents_stand_for_their_places() -> None:
    lexicon = PlaceLexicon(aliases={"洛铜": "河南省洛阳市"}, not_places=frozenset())
    known = question_gazetteer([COUNTY], lexicon, {"山里": COUNTY})
    assert named(known, "洛铜有几所小学") == ["河南省洛阳市"]
    assert named(known, "山里有几所小学") == ["湖南省丹枫市云岭县"]


def test_a_listed_place_with_words_before_it_is_no_place_beside_the_one_it_names(draft_settings: Settings) -> None:
    store = Store(draft_settings.store_url)
    names = {place.name for place in corpus_places(store)}
    store.close()
    assert {"云岭县", "望海县", "枫渡县", "丹枫市"} <= names
    assert not any(name.endswith("云岭县") and name != "云岭县" for name in names)
