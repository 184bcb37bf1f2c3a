"""Ranking what may answer: the reader's score with what the slots and the question's own words take and give."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.demerits import demerit
from assistant.parts import ASKING
from assistant.slots import Slots, segment_of
from core.number_roles import Parts
from core.quantity import parse_quantities
from retrieval.match import readable, term_match
from retrieval.reader.calibration import WIDEST
from retrieval.statement import Statement
from tools.search_policy import PolicySearch

NAMED, BY_HEADING = 0.5, 9.0
COVERED, MIN_NOUNS, LOOKED_AT = 1.5, 2, 6
NEARLY, UNNAMED, HEAD = 4.0, 3.0, 1.5
# What is asked together is told together: a part's answer in the sentence, or the passage, of another part's.
SAME_SENTENCE, SAME_PASSAGE, INSIDE = 2.5, 1.0, 2.5
_INSIDE = re.compile(r"其中|里[头面边]?|当中|内")
# Of figures that fit about as well the latest is meant where no year is asked for.
AS_GOOD, NOW = 1.5, 3.5


class Ranking:
    """Ranks statements that the slots allow.

    Args:
        search: Words, and the curve from scores to probabilities.
        parts: Words that part a whole.
        slots: What the question fixes.
        asked: The question without its places and years.
        alone: The part of it as it stands: 其中小学多少 is told where the whole is.
    """

    def __init__(self, search: PolicySearch, parts: Parts, slots: Slots, asked: str, alone: str = "") -> None:
        self._segmenter = search.index.segmenter
        self._curve = search.calibration
        self._parts = parts
        self._slots = slots
        self._asked = asked
        self._inner = INSIDE if _INSIDE.match(alone) else 1.0
        # Whether it is the asked school's is the slot's matter, as with places.
        terms = [one for one in search.words.read(asked).terms if not (one.proper and one.text in slots.school)]
        self._nouns = [term for term in terms if term.noun]
        self._telling = [term for term in terms if term.noun or term.sharp]

    def sure(
        self, allowed: Sequence[Statement], used: Sequence[Statement], elsewhere: Sequence[Statement] = ()
    ) -> list[Statement]:
        """The statements that answer, best first: the first and those nearly as good; [] where it is not sure.

        Args:
            allowed: What no slot vetoes.
            used: Answers to other parts of the question: each part has its own.
            elsewhere: What would answer of another place or school: where it fits better, what is left fits badly.
        """
        fitting = [
            self._scored(
                one,
                one.score
                - demerit(self._slots, one, self._parts)
                + self._inner * _together(one, used)
                - self._by_heading_alone(one),
            )
            for one in allowed
            if not any(_overlap(one, other) for other in used)
        ]
        alone = max((one.score for one in fitting), default=0.0)
        beside = [self._scored(one, one.score - demerit(self._slots, one, self._parts)) for one in elsewhere]
        gap = alone - max((one.score for one in beside), default=-math.inf)
        if self._slots.wants_amount:
            fitting = self._named_first(fitting, beside)
        fitting.sort(key=_order)
        # The reader is shy of words it does not know; a stretch that meets every noun asked is sounder.
        covered = sorted((self._with_cover(one) for one in fitting[:LOOKED_AT]), key=_order)
        return self._from_first(fitting, gap) or self._from_first(covered, gap)

    def _scored(self, one: Statement, score: float) -> Statement:
        return replace(one, score=score, probability=self._curve.probability(score))

    def _from_first(self, ranked: Sequence[Statement], gap: float) -> list[Statement]:
        """Statements from the first on, those nearly as good behind it; [] where the first is not sure."""
        if not ranked:
            return []
        first, curve = ranked[0], self._curve
        others = [one.score for one in ranked[1:] if not _in_one_sentence(one, first) and not _tells_same(one, first)]
        lead = min(first.score - others[0] if others else WIDEST, gap)
        probability = curve.probability(first.score, lead)
        if probability < curve.threshold:
            return []
        first = replace(first, probability=probability)
        return [first, *(one for one in ranked[1:] if one.score >= first.score - NOW)]

    def _with_cover(self, one: Statement) -> Statement:
        """A statement with what it gains where its sentence, headings and title meet every noun of the question."""
        where = readable(one.context, self._segmenter)
        if len(self._nouns) < MIN_NOUNS or any(term_match(term, where) < NAMED for term in self._nouns):
            return one
        return self._scored(one, one.score + COVERED)

    def _named_first(self, fitting: Sequence[Statement], elsewhere: Sequence[Statement]) -> list[Statement]:
        """Figures that meet none of the question's nouns lose where another that is nearly as sure meets them all.

        That may be one of another place: of the asked one there is none then. So do those whose own words do not name
        what is counted, where another's do.
        """
        fitting = self._by_head(fitting)
        met = [self.nouns_met(one) for one in fitting]
        best = max((one.score for one in fitting), default=0.0)
        another_named = any(
            share == 1.0 and one.score >= best - NEARLY for one, share in zip(fitting, met, strict=True)
        ) or any(one.score >= best - NEARLY and self.nouns_met(one) == 1.0 for one in elsewhere)
        return [
            self._scored(one, one.score - UNNAMED) if another_named and not share else one
            for one, share in zip(fitting, met, strict=True)
        ]

    def _by_head(self, fitting: Sequence[Statement]) -> list[Statement]:
        """What a figure loses that does not name what is counted where another does."""
        head = next((one for one in reversed(self._nouns) if self._asked.rfind(one.text) < _asks_at(self._asked)), None)
        named = [
            head is not None and term_match(head, readable(segment_of(one), self._segmenter)) >= NAMED
            for one in fitting
        ]
        made = []
        for one, by_name in zip(fitting, named, strict=True):
            made.append(self._scored(one, one.score - HEAD * (any(named) and not by_name)))
        return made

    def nouns_met(self, one: Statement) -> float:
        """The share of the question's nouns that a statement's sentence and headings meet."""
        where = readable("".join((*one.section.heading_path, one.sentence_text)), self._segmenter)
        return sum(term_match(term, where) >= NAMED for term in self._nouns) / len(self._nouns) if self._nouns else 1.0

    def _by_heading_alone(self, one: Statement) -> float:
        """What a figure loses whose sentence names nothing of the question where its heading does.

        A paragraph of other figures may stand under the heading of the one before it.
        """
        if not self._slots.wants_amount or not self._nouns:
            return 0.0
        segmenter = self._segmenter
        # The title stands over everything and sets nothing apart.
        headings = [heading for heading in one.section.heading_path if heading != one.document.title]
        sentence, above = readable(one.sentence_text, segmenter), readable("".join(headings), segmenter)
        if any(term_match(term, sentence) >= NAMED for term in self._telling):
            return 0.0
        return BY_HEADING * any(term_match(term, above) >= NAMED for term in self._nouns)


def _order(one: Statement) -> tuple[float, str, int]:
    return (one.document.behind - one.score, one.document.id, one.start)


def _asks_at(asked: str) -> int:
    """Where a question asks: what is counted stands before it."""
    found = ASKING.search(asked)
    return found.start() if found else len(asked)


def _in_one_sentence(one: Statement, other: Statement) -> bool:
    """Whether two statements stand in one sentence of one document: alike texts have sentences at the same places."""
    return one.document.id == other.document.id and one.sentence == other.sentence


def _tells_same(one: Statement, other: Statement) -> bool:
    """Whether two statements tell the same figures, as a summary and a bulletin do."""
    items = [{(q.value, q.unit) for q in parse_quantities(segment_of(each))} for each in (one, other)]
    return bool(items[0]) and (items[0] <= items[1] or items[1] <= items[0])


def _together(one: Statement, used: Sequence[Statement]) -> float:
    """What a statement gains for standing with the answers to a question's other parts."""
    own = [other for other in used if other.document.id == one.document.id]
    if any(other.sentence == one.sentence for other in own):
        return SAME_SENTENCE
    return SAME_PASSAGE if any(other.passage == one.passage for other in own) else 0.0


def _overlap(one: Statement, other: Statement) -> bool:
    return one.document.id == other.document.id and one.start < other.end and other.start < one.end
