"""Texts without a place of their own: when one of their clauses may speak for a place that is asked about.

A national notice, or an article whose place nothing in it states for sure, holds sentences on single places. A clause
speaks for the place named last before it, and for no other: neither for a district's city nor for the place of the next
sentence. Where no place is named so near, the whole text must be about one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from core.clauses import clause_spans
from core.place import PlaceMention, gazetteer, lies_in, same_place, short_name
from core.schema import Document, Place
from retrieval.clause import Clause

HEAD_CHARS = 200
MIN_NAMED, MIN_SHARE = 3, 0.6


def may_name(document: Document, place: Place) -> bool:
    """Whether a text may name a place: a cheap look before a closer one."""
    return short_name(place.name) in document.text


def spoken_for(clause: Clause, places: Sequence[Place]) -> Clause | None:
    """The clause with the place of these that it speaks for; None where it speaks for none of them.

    Args:
        clause: A clause whose section has no place.
        places: The places asked about.
    """
    text = clause.document.text
    begin = clause.unit.sentence[0]
    named = _mentions(text[begin : clause.end])
    if named:
        last = named[-1]
        # 海淀区、丰台区分别新增320个、180个: which figure is whose, no rule can tell.
        within = {m.place.name for m in named if begin + m.end > clause.start}
        place = _asked(last.place, places) if len(within) <= 1 else None
        spans = clause_spans(text, *clause.unit.sentence)
        start = next((a for a, b in spans if a <= begin + last.start < b), clause.start)
        return replace(clause, spoken_of=place, told_from=start) if place else None
    line = text.rfind("\n", 0, begin) + 1
    before = _mentions(text[line:begin])
    if before and not _asked(before[-1].place, places):
        # The sentence goes on about the place of the one before it.
        return None
    for stretch in ("\n".join(clause.section.heading_path), clause.document.title, text[:HEAD_CHARS]):
        named = _mentions(stretch)
        if named:
            place = _asked(named[-1].place, places) if _of_one(named) else None
            return replace(clause, spoken_of=place) if place else None
    place = next((place for place in places if _about(text, place)), None)
    return replace(clause, spoken_of=place) if place else None


def only_of(clauses: Iterable[Clause], places: Sequence[Place]) -> list[Clause]:
    """Clauses of sections with a place, and of the others those that speak for one of these places."""
    spoken = (clause if clause.section.place else spoken_for(clause, places) for clause in clauses)
    return [clause for clause in spoken if clause is not None]


def _asked(named: Place, places: Sequence[Place]) -> Place | None:
    return next((place for place in places if same_place(named, place)), None)


def _of_one(mentions: Sequence[PlaceMention]) -> bool:
    return len({mention.place.name for mention in mentions}) == 1


def _about(text: str, place: Place) -> bool:
    """Whether a text names hardly any other place than this one and its parts."""
    named = _counted(text)
    own = sum(count for other, count in named.items() if same_place(other, place) or lies_in(other, place))
    return own >= MIN_NAMED and own >= MIN_SHARE * sum(named.values())


@lru_cache(4096)
def _mentions(text: str) -> tuple[PlaceMention, ...]:
    return tuple(gazetteer().find(text))


@lru_cache(256)
def _counted(text: str) -> Counter[Place]:
    return Counter(mention.place for mention in _mentions(text))
