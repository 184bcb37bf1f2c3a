"""What a draft is made of: the order that staff give, and the draft with its sources."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core.chart import Chart
from core.schema import Citation, Missing


@dataclass(frozen=True, kw_only=True)
class DraftOrder:
    """What is to be drafted from what.

    `places` are names as people write them, `documents` ids (none: all of the places and years), `indicators` names of
    indicators to compute, `answers` ids of turns of the chat whose answers go in. `smooth`: a language model, where one
    is set, may put paragraphs in its own words.
    """

    kind: str
    topic: str = ""
    places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    documents: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    addressee: str = ""
    signed: str = ""
    day: dt.date | None = None
    smooth: bool = False


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """A draft: its text (see `core.draft_text`), the sources its marks number, charts by key, and what is to be told.

    `missing` says what was ordered and is not in the corpus.
    """

    kind: str
    text: str
    sources: tuple[Citation, ...] = ()
    charts: tuple[tuple[str, Chart], ...] = ()
    notes: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
