"""Choosing the clause that answers: every clause of the passages found, read in its sentence, headings and place.

A clause scores by the question's words it meets itself, in its sentence, in the sentence before and in its headings;
by the similarity of its sentence unit's vector; and by holding the kind of answer wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.clauses import clause_spans
from core.schema import Document, Section
from core.timeline import Timeline, is_yearly_mean, timeline_of
from corpus.library import Library, StoredUnit
from retrieval.answer_kind import holds, of_another_each
from retrieval.asked import Asked, asked_of
from retrieval.clause import Clause, is_date_line
from retrieval.contrast import (
    UNMET,
    WordClasses,
    contrasts,
    going_with,
    other_modifier,
    other_school,
)
from retrieval.embed import Vectors
from retrieval.match import Readable, readable, term_match
from retrieval.query import NUMERIC_KINDS, Query
from retrieval.retrievers import Hit
from retrieval.segment import Segmenter
from retrieval.weights import Weights

LINE_MARKS = 4  # characters around a number that stands alone in its line
CACHED_TEXTS, CACHED_TIMELINES = 50_000, 512
SPAN_OF_YEARS = 0.3


@dataclass(frozen=True, kw_only=True)
class _Sentence:
    span: tuple[int, int]
    clauses: tuple[tuple[int, int, StoredUnit], ...]


def _sentences(units: Sequence[StoredUnit], text: str) -> list[_Sentence]:
    """The sentences of one document's units, each with its clauses and the unit each clause lies in."""
    grouped: dict[tuple[int, int], list[StoredUnit]] = {}
    for unit in units:
        grouped.setdefault(unit.sentence, []).append(unit)
    sentences = []
    for span, own in sorted(grouped.items()):
        clauses = [(start, end, unit) for unit in own for start, end in clause_spans(text, unit.start, unit.end)]
        sentences.append(_Sentence(span=span, clauses=tuple(clauses)))
    return sentences


class Selector:
    """Ranks the clauses of passages for a question.

    Args:
        library: Where passages' units are read.
        segmenter: For names of persons.
        classes: Words that exclude each other.
        weights: How much each sign counts.
    """

    def __init__(
        self, library: Library, segmenter: Segmenter, classes: WordClasses, weights: Weights | None = None
    ) -> None:
        self._library = library
        self._segmenter = segmenter
        self._classes = classes
        self._weights = weights or Weights()
        self._readable: Callable[[str], Readable] = lru_cache(CACHED_TEXTS)(lambda text: readable(text, segmenter))
        self._timeline: Callable[[str], Timeline] = lru_cache(CACHED_TIMELINES)(
            lambda document_id: timeline_of(library.document(document_id), library.sections(document_id))
        )

    def with_weights(self, weights: Weights) -> Selector:
        """The same selector with other weights."""
        return Selector(self._library, self._segmenter, self._classes, weights)

    def rank(
        self, query: Query, passages: Sequence[Hit], vector: Vectors | None, years: frozenset[int] = frozenset()
    ) -> list[Clause]:
        """Clauses of passages, best first.

        Args:
            query: What is asked.
            passages: Where to look, best first.
            vector: The question's vector, shape (1, dimension), or None to go by words alone.
            years: Years the question names; a clause of other years ranks behind.
        """
        asked = asked_of(query, vector, years, self._classes, self._weights)
        by_document: dict[str, list[StoredUnit]] = {}
        best = max((hit.score for hit in passages), default=0.0) or 1.0
        found_at = {hit.passage_id: hit.score / best for hit in passages}
        for unit in self._library.units(list(found_at)):
            by_document.setdefault(unit.document_id, []).append(unit)
        found: list[Clause] = []
        for document_id, units in by_document.items():
            document = self._library.document(document_id)
            found += self._rank_document(asked, document, units, found_at)
        # What another document replaced, and the worse of two copies, stand behind their betters (Document.behind).
        return sorted(found, key=lambda c: (c.document.behind - c.score, c.document.id, c.start))

    def _rank_document(
        self, asked: Asked, document: Document, units: list[StoredUnit], found_at: Mapping[str, float]
    ) -> list[Clause]:
        query, text, weights = asked.query, document.text, self._weights
        title = [weights.title * m for m in self._matches(query, document.title)]
        headings: dict[str, list[float]] = {}
        far, terms, nothing = asked.far, range(len(query.terms)), [0.0] * len(query.terms)
        before = nothing
        last_section = ""
        clauses: list[Clause] = []
        for sentence in _sentences(units, text):
            matched = [self._matches(query, text[start:end]) for start, end, _ in sentence.clauses]
            whole = [max(column, default=0.0) for column in zip(*matched, strict=True)]
            for i, (start, end, unit) in enumerate(sentence.clauses):
                section = self._library.section(document.id, unit.section_id)
                if unit.section_id not in headings:
                    headings[unit.section_id] = self._heading_matches(query, section)
                own_heading = self._matches(query, section.heading) if section.depth else nothing
                if section.id != last_section:
                    before, last_section = nothing, section.id
                own, above = matched[i], headings[section.id]
                left = matched[i - 1] if i else nothing
                right = matched[i + 1] if i + 1 < len(matched) else nothing
                beside = [weights.neighbour * far[t] * max(left[t], right[t]) for t in terms]
                near = tuple(
                    [
                        max(weights.clause * own[t], beside[t], weights.sentence * whole[t] * far[t], above[t])
                        for t in terms
                    ]
                )
                close = tuple([max(own[t], beside[t], own_heading[t]) for t in terms])
                met = tuple([max(near[t], weights.before * before[t], title[t]) for t in terms])
                clauses.append(
                    self._clause(
                        asked, document, section, unit, (start, end), met=met, near=near, close=close, own=tuple(own),
                        in_heading=tuple(above), found=found_at[unit.passage_id],
                    )
                )  # fmt: skip
            before = [max(a * 0.5, b) for a, b in zip(before, whole or before, strict=True)]
        return clauses

    def _contrasted(
        self, asked: Asked, document: Document, section: Section, unit: StoredUnit, span: tuple[int, int],
        near: Sequence[float], met: Sequence[float],
    ) -> tuple[str, ...]:  # fmt: skip
        """Words of a question for a figure that say of what, where a sentence, up to a clause's end, tells of another.

        None where the sentence, title or headings name what is asked for, too. Where nothing around the clause does, it
        is told of all alike: 招聘教师120名 counts no 小学教师.
        """
        query = asked.query
        if query.kind not in NUMERIC_KINDS:
            return ()
        told = document.text[unit.sentence[0] : span[1]]
        other_each = of_another_each(query.text, told)
        if other_each:
            return (other_each,)
        around = "".join((told, document.title, *section.heading_path)) if asked.classes else ""
        missed = [
            named for words, named in asked.classes
            if not any(word in around for word in going_with(words, named, self._classes))
            and (contrasts(((words, named),), self._readable(told), self._classes)
                 or (words in self._classes.parts and self._nowhere(query, named, met)))
        ]  # fmt: skip
        if missed:
            return tuple(sorted(frozenset().union(*missed)))
        where = self._readable(document.text[slice(*span)]).text
        other = other_modifier(query.terms, near, asked.folded, where, self._classes, self._segmenter)
        return (other,) if other else ()

    @staticmethod
    def _nowhere(query: Query, words: frozenset[str], met: Sequence[float]) -> bool:
        """Whether the question's terms that hold these words are met neither near a clause nor in its title."""
        at = [m for term, m in zip(query.terms, met, strict=True) if any(word in term.text for word in words)]
        return bool(at) and max(at) < UNMET

    def _heading_matches(self, query: Query, section: Section) -> list[float]:
        weights = self._weights
        levels = [weights.headings] * (len(section.heading_path) - 1) + [weights.heading]
        best = [0.0] * len(query.terms)
        for level, heading in zip(levels, section.heading_path, strict=False):
            best = [max(a, level * b) for a, b in zip(best, self._matches(query, heading), strict=True)]
        return best

    def _matches(self, query: Query, text: str) -> list[float]:
        where = self._readable(text)
        return [term_match(term, where) for term in query.terms]

    def _defines(self, name: str, sentence: str) -> float:
        """How far a sentence spells out the parts of a name (一体, 两翼) beside the name itself."""
        where = self._readable(sentence)
        parts = [name[i : i + 2] for i in range(0, len(name) - 1, 2)]
        beside = where.text.replace(name, " ")
        return sum(part in beside for part in parts) / len(parts) if parts else 0.0

    def _clause(
        self, asked: Asked, document: Document, section: Section, unit: StoredUnit, span: tuple[int, int], *,
        met: tuple[float, ...], near: tuple[float, ...], close: tuple[float, ...], own: tuple[float, ...],
        in_heading: tuple[float, ...], found: float,
    ) -> Clause:  # fmt: skip
        query, years, weights, (start, end) = asked.query, asked.years, self._weights, span
        text = document.text[start:end]
        words = sum([term.weight * m for term, m in zip(query.terms, met, strict=True)]) / asked.total
        meaning = 0.0
        if asked.vector is not None and unit.vector is not None:
            cosine = float(unit.vector @ asked.vector)
            meaning = min(1.0, max(0.0, (cosine - weights.cosine_low) / weights.cosine_span))
        held = holds(query, text, self._segmenter)
        score = weights.words * words + weights.meaning * meaning + weights.kind * held + weights.passage * found
        score += weights.density * min(
            1.0, sum([len(term.text) * m for term, m in zip(query.terms, own, strict=True)]) / len(text)
        )
        if query.own_date and is_date_line(text):
            score += weights.own_date
        if query.defines:
            score += weights.definition * self._defines(query.defines, document.text[slice(*unit.sentence)])
        score += asked.wording(text, document.text[slice(*unit.sentence)], weights)
        if query.noun and held:
            score += weights.noun * (query.noun in text)
        numbers = [m for term, m in zip(query.terms, met, strict=True) if term.sharp and term.text[0].isdigit()]
        score -= weights.unmet_number * sum(m < weights.far_sharp * weights.sentence for m in numbers)
        if document.doc_number and document.doc_number in text:
            # Its own number answers for a number; a line that holds nothing else answers nothing else.
            alone = len(text) <= len(document.doc_number) + LINE_MARKS
            score += weights.own_date if query.kind == "code" else -weights.title_clause * alone
        score -= weights.contrast * contrasts(asked.classes, self._readable(text), self._classes)
        score -= weights.other_school * any(other_school(asked.schools, heading) for heading in section.heading_path)
        spoken = self._timeline(document.id).years(unit.sentence[0], start, end)
        if years:
            # The very year says more than a span of years that holds it.
            fits = weights.year if spoken <= years else weights.year * SPAN_OF_YEARS
            score += fits if spoken & years else -weights.wrong_year
        if (
            section.start <= start < section.start + len(section.heading)
            and end <= section.start + len(section.heading) + 1
        ):
            # The title holds every word of a question on its document and tells nothing.
            score -= weights.title_clause if section.heading == document.title else weights.heading_clause
        return Clause(
            document=document, section=section, unit=unit, start=start, end=end, score=score, met=met, near=near,
            close=close, own=own, in_heading=in_heading, held=held,
            contrasted=self._contrasted(asked, document, section, unit, span, near, met),
            meaning=meaning, years=spoken, yearly_mean=is_yearly_mean(text),
        )  # fmt: skip
