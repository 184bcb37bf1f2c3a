"""Places that a text sets beside others with a figure each: a new zone in a bulletin that no list of divisions has.

分县区看，甲县7人、乙县5人、高新区3人 names three places: where two of them are known, so is the third.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.place import Gazetteer, level_of
from core.place_identity import lies_in
from core.schema import Place

MIN_KNOWN = 2
# 片区, 学区 and 全市 end like places and are none.
NO_PLACE = r"(?![全各本我该两三])"
NO_DISTRICT = r"(?<![片校学社小园山地市县辖城郊牧灾老景库域])"
_WITH_FIGURE = re.compile(
    r"(?:^|[、，,；;。：:\s|｜])(?:其中|分别[为是])?(?P<name>(?!其中)" + NO_PLACE + r"[\u4e00-\u9fff]{1,6}"
    r"(?:[县市旗]|" + NO_DISTRICT + r"区))\s*[|｜\t]?\s*(?=\d)"
)
_ROW = re.compile(r"^\s*[|｜]?\s*[\u4e00-\u9fff]{2,7}\s*[|｜\t]", re.MULTILINE)


def listed_places(text: str, place: Place | None, known: Gazetteer) -> tuple[Place, ...]:
    """Places that a text lists beside known ones and that nothing knows; they lie in its own place.

    Args:
        text: A document's text.
        place: Its own place; None: nothing is found, as nobody can say where they lie.
        known: Divisions, and the places the office named.
    """
    if place is None or place.level not in ("province", "city", "county"):
        return ()
    parents = (*place.parents, place.name)
    found: dict[str, Place] = {}
    for names in _groups(text):
        meant = {name: known.lookup(name, parents) for name in names}
        # A county of another city's that bears the name is not meant beside this place's own.
        new = [
            name for name, one in meant.items() if one is None or (one.level == "county" and not lies_in(one, place))
        ]
        if sum(one is not None and lies_in(one, place) for one in meant.values()) >= MIN_KNOWN:
            found |= {name: Place(name=name, level=level_of(name, parents), parents=parents) for name in new}
    return tuple(found.values())


def _groups(text: str) -> Iterator[list[str]]:
    """Names that stand with a figure each: those of one sentence, and those that open the rows of a table."""
    rows = []
    for line in text.split("\n"):
        if _ROW.match(line):
            rows += [found["name"] for found in _WITH_FIGURE.finditer(line)][:1]
        else:
            yield from ([found["name"] for found in _WITH_FIGURE.finditer(one)] for one in line.split("。"))
    yield rows
