"""Whose texts are looked through where a school is asked about: its place's and those of the place's schools."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.gather import Finder
from assistant.plan import Part
from core.number_roles import load_parts
from core.schema import Place
from core.settings import Settings
from tests.assistant.made import county, plan
from tests.assistant.shelf import Scorer, Text, read_by, shelve
from tools.search_policy import PolicySearch

CLOUD, SEA = county("云岭县"), county("望海县")
CYPRESS = Place(name="柏岭小学", level="school", parents=(*CLOUD.parents, CLOUD.name))
PINE = Place(name="松溪小学", level="school", parents=(*SEA.parents, SEA.name))
PLACES = (CLOUD, SEA, CYPRESS, PINE)
PIANOS = "图书馆钢琴多少架"
COUNTS = {CLOUD: 16, SEA: 9, CYPRESS: 7, PINE: 5}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> PolicySearch:
    texts = {
        place.name: Text(
            text=f"文艺近况\n图书馆有钢琴{count}架。\n", title="文艺近况", place=place, date=dt.date(2024, 12, 20)
        )
        for place, count in COUNTS.items()
    }
    return shelve(tmp_path_factory.mktemp("schools"), texts, PLACES)


def found(shelf: PolicySearch, place: Place | None, school: str = "") -> tuple[str, dict[str, int]]:
    """What answers, and how often each text was read, by whom it is of."""
    reader = Scorer(scores={("钢琴", f"{count}架"): 4.0 for count in COUNTS.values()})
    finder = Finder(search=read_by(shelf, reader), parts=load_parts(Settings().lexicon_dir), corpus_places=PLACES)
    asked = plan(PIANOS, places=(place,) if place else ())
    answer = finder.answer(asked, Part(text=PIANOS, asked=PIANOS, school=school), place)
    read = {one.name: sum(f"琴{count}架" in text for _, text in reader.read_so_far) for one, count in COUNTS.items()}
    return answer.statement.text if answer.statement else "", {name: times for name, times in read.items() if times}


def test_of_a_place_its_own_texts_are_read_and_not_its_schools(shelf: PolicySearch) -> None:
    assert found(shelf, CLOUD) == ("16架", {"云岭县": 1})


def test_of_an_asked_school_its_own_texts_are_read_too_and_not_those_of_a_neighbour(shelf: PolicySearch) -> None:
    assert found(shelf, CLOUD, "柏岭小学") == ("7架", {"云岭县": 1, "柏岭小学": 1})
    assert found(shelf, SEA, "松溪小学") == ("5架", {"望海县": 1, "松溪小学": 1})


def test_a_school_asked_without_its_place_is_looked_for_everywhere(shelf: PolicySearch) -> None:
    answer, read = found(shelf, None, "松溪小学")
    assert (answer, set(read)) == ("5架", {one.name for one in PLACES})
