"""Plan to scope: what keeps a question from being asked at all, and what to ask back with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.asked_places import PlaceReader
from assistant.plan import Plan
from core.schema import Missing, Place

MAX_OPTIONS = 6
# As many districts as bear one name in the whole country.
MAX_SHARED = 12


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What is missing before anything is searched, and options to ask back with; empty where it can be searched."""

    missing: tuple[Missing, ...] = ()
    options: tuple[str, ...] = ()
    asks_back: bool = False


def place_names(places: Sequence[Place]) -> tuple[str, ...]:
    """Names of places as a refusal lists them."""
    return tuple(dict.fromkeys(place.full_name for place in places))


def decide_scope(plan: Plan, places: PlaceReader) -> Scope:
    """What stands in the way of a plan.

    An unknown place is a reason to refuse, not noise; 我区 without a home place and a name that several places bear are
    reasons to ask.
    """
    known = places.corpus_places
    if plan.shared:
        options = tuple(place.full_name for _, meant in plan.shared for place in meant)
        return Scope(options=options[:MAX_SHARED], asks_back=True)
    if plan.table_places and not plan.places:
        # Only tables speak of the place, and none of them was asked for: no text of another place may answer.
        return Scope(missing=(Missing(kind="indicator", asked=f"{plan.table_places[0].name}{plan.parts[0].asked}"),))
    if plan.home and not plan.places:
        fitting = tuple(place.full_name for place in places.options(plan.home[-1]))
        return Scope(options=fitting[:MAX_OPTIONS], asks_back=True)
    if plan.places or not plan.unknown:
        return Scope()
    near = tuple(full for name in plan.unknown for full in _one_off(name, known))
    if near:
        return Scope(options=near[:MAX_OPTIONS], asks_back=True)
    return Scope(missing=tuple(Missing(kind="place", asked=name, have=place_names(known)) for name in plan.unknown))


def _one_off(name: str, corpus_places: Sequence[Place]) -> tuple[str, ...]:
    """Places of the corpus whose names differ from a name in one character: most likely what was meant."""
    return tuple(
        place.full_name
        for place in corpus_places
        if len(place.name) == len(name) and sum(a != b for a, b in zip(place.name, name, strict=True)) == 1
    )
