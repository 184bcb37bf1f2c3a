"""What keeps a question from being asked at all, decided over plans made by hand."""

from __future__ import annotations

import pytest

from assistant.asked_places import PlaceReader
from assistant.scope import Scope, decide_scope, place_names
from core.place import Gazetteer
from core.schema import Missing, Place
from core.settings import Settings
from retrieval.schools import load_school_names
from tests.assistant.made import CITY, county, plan

COUNTIES = tuple(county(name) for name in ("云岭县", "望海县", "梅坪县", "青石县", "白水县", "东河县", "西河县"))
CITY_ITSELF = Place(name="丹枫市", level="city", parents=("湖南省",))


def reader(*places: Place) -> PlaceReader:
    return PlaceReader(Gazetteer(), places, None, lambda text: [(text, "n")], load_school_names(Settings().lexicon_dir))


def test_a_plan_of_a_known_place_is_searched() -> None:
    assert decide_scope(plan("云岭县小学多少所", places=COUNTIES[:1]), reader(*COUNTIES)) == Scope()


def test_a_plan_that_names_no_place_is_searched() -> None:
    assert decide_scope(plan("小学多少所"), reader(*COUNTIES)) == Scope()


def test_a_name_of_several_places_is_asked_back_with_all_of_them_whatever_else_is_known() -> None:
    bearers = tuple(Place(name="鼓楼区", level="county", parents=(city,)) for city in ("南京市", "徐州市"))
    asked = plan("鼓楼区小学多少所", shared=(("鼓楼区", bearers),), places=COUNTIES[:1])
    assert decide_scope(asked, reader(*COUNTIES)) == Scope(options=("南京市鼓楼区", "徐州市鼓楼区"), asks_back=True)


def test_of_very_many_bearers_of_a_name_twelve_are_offered() -> None:
    bearers = tuple(Place(name="城区", level="county", parents=(f"甲{i}市",)) for i in range(14))
    scope = decide_scope(plan("城区小学多少所", shared=(("城区", bearers),)), reader())
    assert scope.options == tuple(place.full_name for place in bearers[:12])


def test_a_place_that_only_tables_speak_of_is_missing_as_a_text() -> None:
    scope = decide_scope(plan("师资怎么样", table_places=COUNTIES[:1]), reader(*COUNTIES))
    assert scope == Scope(missing=(Missing(kind="indicator", asked="云岭县师资怎么样"),))


def test_a_place_of_tables_beside_one_of_texts_keeps_nothing_from_being_searched() -> None:
    asked = plan("师资怎么样", table_places=COUNTIES[:1], places=COUNTIES[1:2])
    assert decide_scope(asked, reader(*COUNTIES)) == Scope()


def test_our_county_is_asked_back_with_counties_and_with_no_city() -> None:
    scope = decide_scope(plan("我县小学多少所", home="我县"), reader(CITY_ITSELF, *COUNTIES[:2]))
    assert scope == Scope(options=("湖南省丹枫市云岭县", "湖南省丹枫市望海县"), asks_back=True)


def test_six_counties_are_offered_and_no_more() -> None:
    scope = decide_scope(plan("我县小学多少所", home="我县"), reader(*COUNTIES))
    assert scope.options == place_names(COUNTIES[:6])


def test_our_county_beside_a_named_place_is_not_asked_back() -> None:
    asked = plan("我县和望海县小学各多少所", home="我县", places=COUNTIES[1:2])
    assert decide_scope(asked, reader(*COUNTIES)) == Scope()


@pytest.mark.parametrize("name", ["云领县", "云岭区", "晕岭县"])
def test_a_name_one_character_off_is_asked_back(name: str) -> None:
    scope = decide_scope(plan(f"{name}小学多少所", unknown=(name,)), reader(*COUNTIES))
    assert scope == Scope(options=("湖南省丹枫市云岭县",), asks_back=True)


@pytest.mark.parametrize(
    "name", ["天领县", "云岭自治县", "云县", "云岭县"], ids=["two off", "longer", "shorter", "same"]
)
def test_a_name_that_is_no_slip_is_missing_with_what_there_is(name: str) -> None:
    scope = decide_scope(plan(f"{name}小学多少所", unknown=(name,)), reader(*COUNTIES[:2]))
    have = ("湖南省丹枫市云岭县", "湖南省丹枫市望海县")
    assert scope == Scope(missing=(Missing(kind="place", asked=name, have=have),))


def test_every_unknown_name_is_missing() -> None:
    scope = decide_scope(plan("甲甲县和乙乙县小学多少所", unknown=("甲甲县", "乙乙县")), reader(COUNTIES[0]))
    assert [one.asked for one in scope.missing] == ["甲甲县", "乙乙县"]
    assert not scope.asks_back


def test_an_unknown_name_beside_a_known_place_keeps_nothing_from_being_searched() -> None:
    asked = plan("云岭县和云领县小学多少所", places=COUNTIES[:1], unknown=("云领县",))
    assert decide_scope(asked, reader(*COUNTIES)) == Scope()


def test_of_many_near_names_six_are_offered() -> None:
    near = [county(f"{first}河县") for first in "东西南北上下中"]
    scope = decide_scope(plan("大河县小学多少所", unknown=("大河县",)), reader(*near))
    assert len(scope.options) == 6


def test_a_place_is_listed_once() -> None:
    assert place_names([*COUNTIES[:1], *COUNTIES[:2]]) == (f"{''.join(CITY)}云岭县", f"{''.join(CITY)}望海县")
