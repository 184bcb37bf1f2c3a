"""Searching the policy texts: the passages in scope, read by the reader into statements that may answer."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.clauses import whole_sentences
from core.errors import ModelUnavailable
from core.period import years_of
from core.place import NATION, names_of
from core.schema import Document, Passage, Place, Section
from core.school_names import written_in
from core.textspan import paragraph_lead
from core.timeline import Timeline, own_period, timeline_of, years_named
from corpus.library import Library
from retrieval.embed import Encoder, Vectors
from retrieval.filters import NO_PLACE, Filter
from retrieval.index import SearchIndex
from retrieval.query import QueryReader
from retrieval.reader.calibration import Calibration
from retrieval.reader.reading import Page, PassageReader, Reading, page_head
from retrieval.spoken import SpokenOf
from retrieval.statement import Statement
from tools.document_tables import DocumentTables

log = logging.getLogger(__name__)
REMEMBERED = 256  # questions and readings
# Of passages that are not the place's own many fall away.
LOOKED_AT = 5
CACHED_TIMELINES = 512
# What a passage of the asked year, or of the asked place's own document, gains on the others; fused scores are 0–1.
OF_THE_YEAR, OF_THE_PLACE = 0.6, 0.15
_SEGMENT = re.compile(r"[^，,；;、。：:！？!?\n]*\d[^，,；;、。：:！？!?\n]*")


@dataclass(frozen=True, kw_only=True)
class Where:
    """Where an answer may come from: places asked about (None: anywhere), years, documents (None: all)."""

    places: tuple[Place, ...] | None = None
    years: frozenset[int] = frozenset()
    documents: tuple[str, ...] | None = None


class PolicySearch:
    """Finds and reads what may answer a question.

    Args:
        index: Word and vector indexes.
        library: The texts.
        words: Reads questions as words, for the search and for tables.
        spoken: Tells whom a stretch of text speaks of.
        reader: The trained reader; None: words and vectors choose.
        calibration: From the reader's scores to probabilities.
        top_k: Passages read.

    Attributes:
        reads: Whether the reader reads: False without one, and from when its service went away until it is back.
    """

    def __init__(
        self,
        *,
        index: SearchIndex,
        library: Library,
        words: QueryReader,
        spoken: SpokenOf,
        reader: PassageReader | None,
        calibration: Calibration,
        top_k: int,
    ) -> None:
        self.index = index
        self.library = library
        self.words = words
        self.spoken = spoken
        self.reader = reader
        self.calibration = calibration
        self.tables = DocumentTables(library, words, index.segmenter)
        self._top_k = top_k
        # The same question is asked of each place of a comparison.
        self._embedded = lru_cache(REMEMBERED)(_embedded_by(index.embedder))
        self.reads = reader is not None
        self._timeline: Callable[[str], Timeline] = lru_cache(CACHED_TIMELINES)(
            lambda document_id: timeline_of(library.document(document_id), library.sections(document_id))
        )
        self._readings: dict[tuple[str, str], Reading] = {}

    def _vector(self, text: str) -> Vectors | None:
        """The vector of a question; None where there is no model, or its service is away now."""
        try:
            return self._embedded(text)
        except ModelUnavailable:
            return None

    def passages(self, asked: str, where: Where, limit: int | None = None) -> list[Passage]:
        """The passages to read, best first: those of the asked place and year before the others.

        Args:
            asked: The question without places and years, which are looked for apart.
            where: Where the answer may come from.
            limit: Most passages; None: as many as settings say.
        """
        query = self.words.read(asked)
        hits = self.index.search(query.search_text, LOOKED_AT * self._top_k, self._filter(where), self._vector(asked))
        owners = self.library.owners([hit.passage_id for hit in hits])
        best = max((hit.score for hit in hits), default=0.0) or 1.0
        ranked = []
        for hit in hits:
            owner = owners.get(hit.passage_id)
            if owner is None or not self._may_speak(owner.document_id, owner.place, owner.span, where.places):
                continue
            document = self.library.document(owner.document_id)
            score = hit.score / best - document.behind
            if where.places and owner.place in {place.full_name for place in where.places}:
                score += OF_THE_PLACE
            if where.years and where.years & _years_told(document, owner.span):
                score += OF_THE_YEAR
            ranked.append((score, hit.passage_id))
        ranked.sort(key=lambda pair: -pair[0])
        return self.library.passages([passage_id for _, passage_id in ranked[: limit or self._top_k]])

    def _filter(self, where: Where) -> Filter:
        if where.places is None or NATION in where.places:
            return Filter(documents=where.documents)
        own = {place.full_name for place in where.places}
        wider = {"".join(place.parents[:depth]) for place in where.places for depth in range(1, len(place.parents) + 1)}
        return Filter(places=(*sorted(own | wider), NO_PLACE), documents=where.documents)

    def _may_speak(self, document_id: str, own: str, span: tuple[int, int], places: Sequence[Place] | None) -> bool:
        """Whether a passage is of one of the places, or of a wider one or none and names one of them."""
        if places is None or any(own == place.full_name or place == NATION for place in places):
            return True
        document = self.library.document(document_id)
        # A paragraph names its place at its beginning: what is cut from it may not.
        line = document.text.rfind("\n", 0, span[0]) + 1
        result = document.text[line : span[1]] + document.title
        return any(name in result for place in places for name in names_of(place))

    def statements(self, question: str, passages: Sequence[Passage], school: str = "") -> list[Statement]:
        """What stands in passages and may answer a question, best first.

        Args:
            question: Complete in itself, places and years included.
            passages: What is read.
            school: What the question calls the school that it asks about: the reader does not know that 十七中 is
                第十七中学, so each passage is asked in its own spelling.
        """
        readings = self._read(question, passages, school)
        if readings is None:
            found = [one for passage in passages for one in self._by_vectors(question, passage)]
        else:
            found = [
                one
                for passage, reading in zip(passages, readings, strict=True)
                for one in self._by_reading(passage, reading)
            ]
        return sorted(found, key=lambda one: (one.document.behind - one.score, one.document.id, one.start))

    def _read(self, question: str, passages: Sequence[Passage], school: str) -> list[Reading] | None:
        """What the reader makes of passages; None where there is none, or its service is away now."""
        if self.reader is None:
            return None
        unread = [passage for passage in passages if (question, passage.id) not in self._readings]
        if len(self._readings) > REMEMBERED * self._top_k:
            self._readings.clear()
            unread = list(passages)
        if unread:
            pages = [self._page(passage) for passage in unread]
            asked = [
                question.replace(school, written_in(page.text, written_in(page.head, school))) if school else question
                for page in pages
            ]
            try:
                made = self.reader.read(asked, pages)
            except ModelUnavailable as error:
                log.warning("%s", error)
                self.reads = False
                return None
            self.reads = True
            self._readings |= {(question, p.id): reading for p, reading in zip(unread, made, strict=True)}
        return [self._readings[question, passage.id] for passage in passages]

    def _page(self, passage: Passage) -> Page:
        document = self.library.document(passage.document_id)
        section = self.library.section(passage.document_id, passage.section_id)
        lead = paragraph_lead(document.text, passage.start, section.heading_path)
        return Page(head=page_head(document.title, section.heading_path, lead), text=passage.text)

    def _by_reading(self, passage: Passage, reading: Reading) -> Iterator[Statement]:
        """The best stretch of each sentence, and of each of its parts that holds a number."""
        seen: set[tuple[int, int]] = set()
        for sentence in whole_sentences(passage.text):
            parts = [
                sentence,
                *(
                    (sentence[0] + part.start(), sentence[0] + part.end())
                    for part in _SEGMENT.finditer(passage.text[slice(*sentence)])
                ),
            ]
            for part in parts:
                span = reading.best(*part)
                if span is None or (span.start, span.end) in seen:
                    continue
                seen.add((span.start, span.end))
                yield self._statement(passage, sentence, (span.start, span.end), reading.score(span))

    def _by_vectors(self, question: str, passage: Passage) -> Iterator[Statement]:
        """Sentence units by the likeness of their vectors and words alone, where there is no reader."""
        vector = self._vector(question)
        asked = set(self.index.segmenter.search_words(question))
        for unit in self.library.units([passage.id]):
            text = self.library.document(unit.document_id).text[unit.start : unit.end]
            words = set(self.index.segmenter.search_words(text))
            shared = len(asked & words) / (len(asked) or 1)
            # Without the question's vector words count for both.
            near = 0.0 if vector is not None else shared
            if unit.vector is not None and vector is not None:
                near = float(unit.vector @ vector[0])
            at = (unit.start - passage.start, unit.end - passage.start)
            sentence = (unit.sentence[0] - passage.start, unit.sentence[1] - passage.start)
            yield self._statement(passage, sentence, at, 8 * (shared + near) - 8)

    def statement_at(self, document: Document, section: Section, span: tuple[int, int], score: float) -> Statement:
        """A stretch of a document as a statement, with a score of its own."""
        return Statement(
            document=document,
            section=section,
            sentence=span,
            start=span[0],
            end=span[1],
            place=self.spoken.place_of(document, section, span[0]),
            passage=span,
            score=score,
            years=self._timeline(document.id).years(span[0], span[0], span[1]),
            probability=self.calibration.probability(score),
        )

    def _statement(self, passage: Passage, sentence: tuple[int, int], span: tuple[int, int], score: float) -> Statement:
        document, base = self.library.document(passage.document_id), passage.start
        start, end = base + span[0], base + span[1]
        section = self.library.section_at(passage.document_id, passage.section_id, start)
        return Statement(
            document=document,
            section=section,
            sentence=(base + sentence[0], base + sentence[1]),
            start=start,
            end=end,
            place=self.spoken.place_of(document, section, start),
            passage=(passage.start, passage.end),
            years=self._timeline(document.id).years(base + sentence[0], start, end),
            passage_id=passage.id,
            score=score,
            probability=self.calibration.probability(score),
        )


def _years_told(document: Document, span: tuple[int, int]) -> frozenset[int]:
    """The years a passage names, and its document's own."""
    return years_of(own_period(document.title, document.date)) | years_named(document, *span)


def _embedded_by(encoder: Encoder | None) -> Callable[[str], Vectors | None]:
    return lambda text: encoder.queries([text]) if encoder else None
