"""Texts of one's own, prepared and stored for real but in memory: words alone find them, no model is loaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from core.clauses import whole_sentences
from core.record import DocumentTable, TableCell
from core.schema import Place, Section
from core.settings import Settings
from corpus.library import Library
from corpus.places import load_place_lexicon, text_gazetteer
from corpus.store import Store
from ingest.clean import load_furniture
from ingest.indexing import index_pending
from ingest.loaders import RawDocument
from ingest.prepare import TextRules, prepare
from ingest.press import Press
from ingest.spun import SpunWords
from ingest.storing import store_documents
from retrieval.index import SearchIndex
from retrieval.query import QueryReader
from retrieval.reader.reading import Page, PassageReader, Reading
from retrieval.retrievers import RetrieverContext
from retrieval.retrievers.lexical import LexicalRetriever
from retrieval.schools import load_school_names
from retrieval.segment import load_segmenter
from retrieval.spoken import SpokenOf
from retrieval.statement import Statement
from tests.assistant.made import EVEN
from tools.search_policy import PolicySearch


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text and what its manifest tells of it; lines with tabs are a table, the first of them its header."""

    text: str
    title: str
    place: Place | None = None
    date: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Scorer:
    """A reader that scores a passage by what a test says of it, and reads the words that it says.

    Attributes:
        scores: By words of the question and words of the passage; what is not told is nothing for an answer.
        read_so_far: Each question with each passage that it was read for, in order.
    """

    scores: Mapping[tuple[str, str], float]
    read_so_far: list[tuple[str, str]] = field(default_factory=list)

    def read(self, questions: Sequence[str], pages: Sequence[Page]) -> list[Reading]:
        """See `PassageReader`."""
        made = []
        for question, page in zip(questions, pages, strict=True):
            self.read_so_far.append((question, page.text))
            known = [
                (score, words)
                for (asked, words), score in self.scores.items()
                if asked in question and words in page.text
            ]
            best, words = max(known, default=(-9.0, page.text))
            start = page.text.index(words)
            # Of a stretch with these words they are the best span, of another all of it.
            slope = np.arange(len(page.text)).astype(np.float32) * 1e-4
            starts, ends = -slope, slope.copy()
            starts[start] += 0.1
            ends[start + len(words) - 1] += 0.1
            at = np.arange(len(page.text))
            made.append(Reading(has=best, starts=at, ends=at + 1, start_logits=starts, end_logits=ends))
        return made


def _table(text: str) -> tuple[DocumentTable, ...]:
    """The table that the lines with tabs are."""
    cells, at, row = [], 0, 0
    for line in text.split("\n"):
        if "\t" in line:
            start = at
            for column, words in enumerate(line.split("\t")):
                cells.append(TableCell(row=row, column=column, text=words, start=start, end=start + len(words)))
                start += len(words) + 1
            row += 1
        at += len(line) + 1
    if not cells:
        return ()
    whole = (cells[0].start, cells[-1].end)
    return (DocumentTable(start=whole[0], end=whole[1], caption="", unit="", header_rows=1, cells=tuple(cells)),)


def shelve(
    folder: Path,
    texts: Mapping[str, Text],
    places: Sequence[Place],
) -> PolicySearch:
    """The search over texts by their ids.

    Args:
        folder: Where the word index may be kept.
        texts: What there is to find.
        places: Those that the texts name.
    """
    lexicon = Settings().lexicon_dir
    segmenter = load_segmenter(lexicon)
    named = text_gazetteer(places, load_place_lexicon(lexicon))
    rules = TextRules(furniture=load_furniture(lexicon), press=Press(), spun=SpunWords(), passage_chars=300)
    store = Store("sqlite://")
    prepared = [
        prepare(
            RawDocument(name=name, text=one.text, tables=_table(one.text)),
            document_id=name,
            name=name,
            source=f"{name}.txt",
            given={
                "title": one.title,
                **({"place": one.place.full_name} if one.place else {}),
                **({"date": one.date} if one.date else {}),
            },
            gazetteer=named,
            rules=rules,
        )
        for name, one in texts.items()
    ]
    store_documents(store, prepared, {}, folder)
    lexical = LexicalRetriever(RetrieverContext(folder=folder, segmenter=segmenter, embedder=None))
    index = SearchIndex(segmenter=segmenter, embedder=None, retrievers={"lexical": lexical}, fingerprint="none")
    index_pending(store, index, None)
    return PolicySearch(
        index=index,
        library=Library(store),
        words=QueryReader(segmenter, lexicon),
        spoken=SpokenOf(named, load_school_names(lexicon)),
        reader=None,
        calibration=EVEN,
        top_k=30,
    )


def read_by(search: PolicySearch, reader: PassageReader, top_k: int = 8) -> PolicySearch:
    """A search over the same texts whose passages a reader reads, so many of them."""
    return PolicySearch(
        index=search.index,
        library=search.library,
        words=search.words,
        spoken=search.spoken,
        reader=reader,
        calibration=search.calibration,
        top_k=top_k,
    )


def section_of(search: PolicySearch, document: str, words: str) -> Section:
    """The deepest section that words of a document stand in."""
    at = search.library.document(document).text.index(words)
    return max((one for one in search.library.sections(document) if one.start <= at < one.end), key=lambda s: s.depth)


def statement_of(search: PolicySearch, document: str, words: str) -> Statement:
    """The statement that words of a document are, in the sentence and the section they stand in."""
    stored = search.library.document(document)
    start = stored.text.index(words)
    end = start + len(words)
    section = section_of(search, document, words)
    sentence = next((a, b) for a, b in whole_sentences(stored.text) if a <= start < b)
    return Statement(
        document=stored,
        section=section,
        sentence=sentence,
        start=start,
        end=end,
        place=search.spoken.place_of(stored, section, start),
        passage=(section.start, section.end),
    )
