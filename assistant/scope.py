"""Plan to scope: where an answer may come from, and what is missing before anything is searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.plan import Plan
from core.place import lies_in
from core.schema import Missing, Place

MAX_OPTIONS = 6


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Places to search (None: all), what is missing, and options to ask back with."""

    places: tuple[Place, ...] | None
    missing: tuple[Missing, ...] = ()
    options: tuple[str, ...] = ()


def place_names(places: Sequence[Place]) -> tuple[str, ...]:
    """Names of places as a refusal lists them."""
    return tuple(dict.fromkeys(place.full_name for place in places))


def decide_scope(plan: Plan, corpus_places: Sequence[Place]) -> Scope:
    """Where to look for a plan's answer.

    An unknown place is a reason to refuse, not noise; 我区 without a home place is a reason to ask.
    """
    if plan.table_places and not plan.places:
        # Only tables speak of the place, and none of them was asked for: no text of another place may answer.
        name = plan.table_places[0].name
        asked = "".join(term.text for term in plan.query.terms if term.noun) or plan.standalone
        return Scope(places=(), missing=(Missing(kind="indicator", asked=f"{name}{asked}"),))
    if plan.home and not plan.places:
        level = {"省": ("province",), "市": ("city", "province"), "区": ("county",), "县": ("county",)}[plan.home[-1]]
        fitting = [
            place.full_name for place in corpus_places if place.level in level and place.name.endswith(plan.home[-1])
        ]
        return Scope(places=(), options=tuple(fitting[:MAX_OPTIONS]))
    if plan.places:
        return Scope(places=plan.places, missing=tuple(_unknown(name, corpus_places) for name in plan.unknown))
    near = tuple(full for name in plan.unknown for full in _one_off(name, corpus_places))
    if near:
        return Scope(places=(), options=near[:MAX_OPTIONS])
    if plan.unknown:
        return Scope(places=(), missing=tuple(_unknown(name, corpus_places) for name in plan.unknown))
    return Scope(places=None)


def _unknown(name: str, corpus_places: Sequence[Place]) -> Missing:
    return Missing(kind="place", asked=name, have=place_names(corpus_places))


def _one_off(name: str, corpus_places: Sequence[Place]) -> tuple[str, ...]:
    """Places of the corpus whose names differ from a name in one character: most likely what was meant."""
    return tuple(
        place.full_name
        for place in corpus_places
        if len(place.name) == len(name) and sum(a != b for a, b in zip(place.name, name, strict=True)) == 1
    )


def near_places(place: Place, corpus_places: Sequence[Place]) -> tuple[str, ...]:
    """Places of the corpus inside or around a place it does not have, else all of them."""
    related = [
        own
        for own in corpus_places
        if lies_in(own, place) or lies_in(place, own) or set(own.parents) & set(place.parents)
    ]
    return place_names(related or corpus_places)
