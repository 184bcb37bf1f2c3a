"""What a person pins above the question box: where, when and in which document to look."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Pinned:
    """The scope of a conversation's questions: a place in full, a year, a document's id; '' and None leave it open."""

    place: str = ""
    year: int | None = None
    document: str = ""


NOTHING_PINNED = Pinned()
