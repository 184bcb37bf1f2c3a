"""A clause as selection sees it: its words, its surroundings, and the years it speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from core.period import find_periods, years_of
from core.schema import Document, Section
from corpus.library import StoredUnit

_DATE_LINE = re.compile(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日")
OPENING_CHARS, LOOK_BACK = 8, 2500
_TOP = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[、)）]|第[一二三四五六七八九十]+[章部]")
# 过去五年，… frames what follows; 2023年赴… only tells of itself.
_FRAMES = re.compile(r"[^，,。：:；;]{0,4}[，,：:]")


@dataclass(frozen=True, kw_only=True, eq=False)
class Clause:
    """A clause in its surroundings. `met` is how far each term is met (0–1), in the order of the query's terms.

    `own` is the same for the clause alone, `near` for its sentence and headings, `close` for the clauses beside
    it and its own heading. `held` says how far it holds the kind of answer wanted.
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
    held: float = 0.0
    meaning: float = 0.0
    years: frozenset[int] = field(default_factory=frozenset)

    @property
    def text(self) -> str:
        """The clause's own words, verbatim."""
        return self.document.text[self.start : self.end]


def is_date_line(text: str) -> bool:
    """Whether a text is a full date and nothing else: the date of a signature."""
    return bool(_DATE_LINE.fullmatch(text))


def document_years(document: Document) -> frozenset[int]:
    """The year a document speaks of as its own, by its date; empty without one."""
    return frozenset({document.date.year}) if document.date else frozenset()


def clause_years(document: Document, section: Section, sentence_start: int, start: int, end: int) -> frozenset[int]:
    """Years a clause speaks of.

    Its own; else the nearest before it in the sentence; else those that open an earlier sentence of its paragraph
    (过去五年，…) or, where no heading tells a year, an earlier paragraph of its part; else its heading's; else its
    document's.
    """
    text = document.text
    base = document.date.year if document.date else None
    own = [mention.years for mention in find_periods(text[start:end], base)]
    if own:
        return frozenset().union(*own)
    earlier = [mention.years for mention in find_periods(text[sentence_start:start], base)]
    if earlier:
        return earlier[-1]
    line = text.rfind("\n", 0, sentence_start) + 1
    opened = _opened(text[max(line, section.start) : sentence_start], base)
    if opened:
        return opened
    if section.period is None or years_of(section.period) == document_years(document):
        for earlier_line in reversed(text[max(0, line - LOOK_BACK) : line].split("\n")):
            if _TOP.match(earlier_line):
                break
            opened = _opened(earlier_line, base)
            if opened:
                return opened
    return years_of(section.period) or document_years(document)


def _opened(words: str, base: int | None) -> frozenset[int]:
    """Years that open the last sentence of a stretch that opens with any (过去五年，…); empty for none."""
    for sentence in reversed(re.split(r"(?<=[。！？])", words)):
        opening = find_periods(sentence[: 4 * OPENING_CHARS], base)
        if opening and opening[0].start <= OPENING_CHARS and _FRAMES.match(sentence, opening[0].end):
            return opening[0].years
    return frozenset()
