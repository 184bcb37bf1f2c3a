"""A place's figure behind a wider place's: 分县区看，甲县…"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.breakdown import broken_down
from core.schema import Place
from core.settings import Settings
from corpus.places import PlaceLexicon, text_gazetteer
from retrieval.schools import load_school_names
from retrieval.spoken import SpokenOf
from retrieval.statement import Statement

CITY = Place(name="丹枫市", level="city", parents=("湖南省",))
CLOUD, SEA = (Place(name=n, level="county", parents=("湖南省", "丹枫市")) for n in ("云岭县", "望海县"))
SPOKEN = SpokenOf(
    text_gazetteer([CITY, CLOUD, SEA], PlaceLexicon(aliases={}, not_places=frozenset())),
    load_school_names(Settings().lexicon_dir),
)
Make = Callable[..., Statement]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("在园幼儿12.8万人。分县区看，云岭县3.4万人，望海县2.1万人。", "望海县2.1万人"),
        ("在园幼儿12.8万人，其中云岭县3.4万人、望海县2.1万人。", "望海县2.1万人"),
    ],
)
def test_the_item_of_a_place_is_its_figure(statement: Make, text: str, shown: str) -> None:
    item = broken_down(statement(text, "12.8万人", place=CITY), SEA, SPOKEN)
    assert item is not None
    assert text[item.start : item.end] == shown
    assert item.place == SEA
    assert "在园幼儿12.8万人" in text[slice(*item.sentence)]


@pytest.mark.parametrize(
    "text",
    [
        "在园幼儿12.8万人。分县区看，云岭县3.4万人，望海县教师2.1万人。",
        "在园幼儿12.8万人。分县区看，云岭县3.4万人，望海县21所。",
        "在园幼儿12.8万人。望海县2.1万人。",
        "在园幼儿12.8万人。教师稳定。云岭县3.4万人，望海县2.1万人。",
    ],
    ids=["of something else", "another unit", "no breakdown", "too far"],
)
def test_what_is_no_breakdown_of_it_tells_nothing(statement: Make, text: str) -> None:
    assert broken_down(statement(text, "12.8万人", place=CITY), SEA, SPOKEN) is None
