"""Which places are one and which lie in which: by the whole chain of parents, never by the bare name."""

from __future__ import annotations

from collections.abc import Sequence

from core.schema import Place


def same_place(a: Place, b: Place) -> bool:
    """Whether two values mean one place: same name, and parents that do not contradict each other."""
    return a.name == b.name and _agree(a.parents, b.parents)


def lies_in(inner: Place, outer: Place) -> bool:
    """Whether `inner` is a part of `outer` (and not the same place)."""
    if inner.name == outer.name or outer.name not in inner.parents:
        return False
    return _agree(inner.parents[: inner.parents.index(outer.name)], outer.parents)


def _agree(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two chains of parents can be one place's: one may leave out links that the other has."""
    return set(a) <= set(b) or set(b) <= set(a)
