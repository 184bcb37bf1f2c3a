"""A clause as selection sees it: its words, its surroundings, and the years it speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from core.schema import Document, Place, Section
from corpus.library import StoredUnit

# …通知如下, 特制定本方案, 出台多项举措: such a sentence says that something is told, and tells it elsewhere.
_LEADS_TO = re.compile(r"(?:如下|(?:以下|下列)(?P<thing>[^，。；：:]{0,10}))[：:。\s]*$")
_ANNOUNCES = re.compile(
    r"如下[：:。\s]*$|特?(?:制定|制订)了?(?:本|以下|如下|《)|现(?:就|将|对)[^。]{0,60}(?:如下|通知|公告|通告|通报)"
    r"|(?:出台|推出|印发|发布|发出|采取)了?(?:多项|多条|一系列|系列|若干|有关|相关|《)"
)
_DATE_LINE = re.compile(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日")


@dataclass(frozen=True, kw_only=True, eq=False)
class Clause:
    """A clause in its surroundings. `met` is how far each term is met (0–1), in the order of the query's terms.

    `own` is the same for the clause alone, `in_heading` for the headings above it, `near` for sentence and headings,
    `close` for the clauses beside it and its own heading. `contrasted` are words of the question for one of a kind
    where it is told of another (初中, where it is of 小学). `held` says how far it holds the kind of answer wanted,
    `yearly_mean` that it tells a mean over several years. `spoken_of` is the place it speaks for where that is not
    its section's, `told_from` where the part of its sentence that does so begins; None: the text as a whole does.
    """

    document: Document
    section: Section
    unit: StoredUnit
    start: int
    end: int
    score: float = 0.0
    met: tuple[float, ...] = ()
    near: tuple[float, ...] = ()
    close: tuple[float, ...] = ()
    own: tuple[float, ...] = ()
    in_heading: tuple[float, ...] = ()
    contrasted: tuple[str, ...] = ()
    held: float = 0.0
    meaning: float = 0.0
    years: frozenset[int] = field(default_factory=frozenset)
    yearly_mean: bool = False
    spoken_of: Place | None = None
    told_from: int | None = None

    @property
    def place(self) -> Place | None:
        """Whom it speaks of."""
        return self.spoken_of or self.section.place

    @property
    def text(self) -> str:
        """The clause's own words, verbatim."""
        return self.document.text[self.start : self.end]


def is_date_line(text: str) -> bool:
    """Whether a text is a full date and nothing else: the date of a signature."""
    return bool(_DATE_LINE.fullmatch(text))


def leads_to_items(sentence: str) -> bool:
    """Whether a sentence ends with the words that what it speaks of follows: …通知如下：, …提出以下要求："""
    return bool(_LEADS_TO.search(sentence))


def leads_to(sentence: str, question: str) -> bool:
    """Whether a sentence ends by leading to the very things a question asks for: 应当具备下列条件：, asked 哪些条件."""
    found = _LEADS_TO.search(sentence)
    return bool(found and found["thing"] and found["thing"] in question)


def announces(sentence: str) -> bool:
    """Whether a sentence says that a text or its measures were made, instead of what they are."""
    return bool(_ANNOUNCES.search(sentence))
