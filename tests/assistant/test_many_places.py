"""Of more places than can be read of the likeliest are asked, and the answer says so."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import many_places
from assistant.draft import Draft
from assistant.many_places import of_the_likeliest
from assistant.notes import notes_for
from core.schema import Place
from tests.assistant.made import county, plan
from tests.assistant.shelf import Text, shelve
from tools.search_policy import PolicySearch

COUNTIES = tuple(county(f"{name}县") for name in ("云岭", "望海", "梅坪", "石桥"))
CLOUD, SEA, PLUM, BRIDGE = COUNTIES
ASKED = "图书馆钢琴多少架"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> PolicySearch:
    return shelve(
        _folder(tmp_path_factory),
        {
            "云岭": _text(CLOUD, 2024, "食堂餐桌40张。"),
            "望海": _text(SEA, 2023, "图书馆有钢琴9架。"),
            "梅坪": _text(PLUM, 2024, "图书馆有钢琴16架。"),
            "散页": _text(None, 2024, "图书馆里的书架漆成了蓝色，书架很高。"),
        },
        COUNTIES,
    )


def _folder(factory: pytest.TempPathFactory) -> Path:
    return factory.mktemp("many")


def _text(place: Place | None, year: int, line: str) -> Text:
    title = f"{place.name if place else ''}{year}年简报"
    return Text(text=f"{title}\n{line}\n", title=title, place=place, date=dt.date(year, 12, 20))


def test_of_few_places_all_are_asked(shelf: PolicySearch) -> None:
    asked = plan(ASKED, places=COUNTIES)
    assert of_the_likeliest(asked, shelf) is asked


@pytest.mark.parametrize(
    ("most", "question", "years", "places"),
    [
        (3, ASKED, (), {PLUM, SEA}),
        (1, ASKED, (2024,), {PLUM}),
        (1, ASKED, (2023,), {SEA}),
        (3, "餐桌多少张", (), {CLOUD}),
        (3, "书架漆成什么颜色", (), {CLOUD, SEA, PLUM}),
        (2, "火箭多少枚", (), {CLOUD, SEA}),
    ],
    ids=["two tell", "of the year", "of another year", "one tells", "nobody's text tells", "nothing tells"],
)
def test_of_many_those_are_asked_whose_texts_fit(
    shelf: PolicySearch,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    question: str,
    years: tuple[int, ...],
    places: set[Place],
) -> None:
    monkeypatch.setattr(many_places, "MOST_PLACES", most)
    made = of_the_likeliest(plan(question, places=COUNTIES, years=frozenset(years)), shelf)
    assert set(made.places) == places
    assert made.places_left_out == len(COUNTIES) - len(places)


def test_what_is_left_out_is_said() -> None:
    asked = replace(plan(ASKED, places=(CLOUD, SEA)), places_left_out=7)
    draft = Draft(status="answered", lines=())
    assert notes_for(asked, [], draft, dt.date(2026, 1, 1)) == (
        "问题涉及9个地区，只读了最相关的2个的资料；要问其余的，请写明地区名称。",
    )
