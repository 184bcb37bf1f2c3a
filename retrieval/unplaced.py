"""Texts without a place of their own: when one of their clauses may speak for a place that is asked about.

A national notice, or an article whose place nothing in it states for sure, holds sentences on single places. Such a
sentence counts for a place only if the place is named with it; the place of a neighbour's sentence never does.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from core.place import gazetteer, lies_in, short_name
from core.schema import Document, Place
from retrieval.clause import Clause

HEAD_CHARS = 200
MIN_NAMED, MIN_SHARE = 3, 0.6


def may_name(document: Document, place: Place) -> bool:
    """Whether a text names a place at all: a cheap look before a closer one."""
    return short_name(place.name) in document.text


def speaks_for(clause: Clause, place: Place) -> bool:
    """Whether a clause of a section without a place speaks of this one.

    True where its sentence, headings, title or the document's head name the place, or where the document names hardly
    any other; false where its sentence or heading names other places only.
    """
    document = clause.document
    near = document.text[slice(*clause.unit.sentence)] + "\n" + "\n".join(clause.section.heading_path)
    name = short_name(place.name)
    if name in near:
        return True
    if any(not _related(other, place) for other in _places_in(near)):
        return False
    if name in document.title or name in document.text[:HEAD_CHARS]:
        return True
    named = _counted(document.text)
    own = sum(count for other, count in named.items() if other == place or lies_in(other, place))
    return own >= MIN_NAMED and own >= MIN_SHARE * sum(named.values())


def _related(other: Place, place: Place) -> bool:
    return other == place or lies_in(other, place) or lies_in(place, other)


@lru_cache(4096)
def _places_in(text: str) -> tuple[Place, ...]:
    return tuple(mention.place for mention in gazetteer().find(text))


@lru_cache(256)
def _counted(text: str) -> Counter[Place]:
    return Counter(_places_in(text))
