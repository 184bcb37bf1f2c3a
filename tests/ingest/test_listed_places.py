"""Places that a text sets beside known ones with a figure each are places too."""

from __future__ import annotations

import pytest

from core.place import gazetteer
from core.schema import Place
from ingest.listed_places import listed_places

CITY = Place(name="丹枫市", level="city", parents=("湖南省",))
KNOWN = gazetteer().with_aliases(
    {name: Place(name=name, level="county", parents=("湖南省", "丹枫市")) for name in ("云岭县", "望海县")}
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("分县区看，云岭县3.4万人，望海县2.1万人，高新区1.2万人。", ["高新区"]),
        ("其中云岭县39所、望海县41所、枫渡县12所。", ["枫渡县"]),
        ("地区 | 小学\n云岭县 | 39\n望海县 | 41\n枫渡县 | 12\n", ["枫渡县"]),
        ("云岭县39所。枫渡县12所。", []),
        ("云岭县39所、望海县41所、全市80所、城区3所、两县80所。", []),
        ("云岭县39所、望海县41所。", []),
    ],
)
def test_a_name_beside_two_known_ones_is_a_place(text: str, names: list[str]) -> None:
    found = listed_places(text, CITY, KNOWN)
    assert [place.name for place in found] == names
    assert all(place.parents == ("湖南省", "丹枫市") for place in found)


def test_where_a_list_without_a_place_lies_nobody_can_say() -> None:
    assert listed_places("云岭县39所、望海县41所、枫渡县12所。", None, KNOWN) == ()
