"""Texts of one's own, prepared and stored for real but in memory: words alone find them, no model is loaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.clauses import whole_sentences
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
from retrieval.reader.reading import PassageReader
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
    """A text and what its manifest tells of it."""

    text: str
    title: str
    place: Place | None = None
    date: dt.date | None = None


def shelve(
    folder: Path, texts: Mapping[str, Text], places: Sequence[Place], reader: PassageReader | None = None
) -> PolicySearch:
    """The search over texts by their ids.

    Args:
        folder: Where the word index may be kept.
        texts: What there is to find.
        places: Those that the texts name.
        reader: Who reads what is found; None: words alone tell how well a sentence answers.
    """
    lexicon = Settings().lexicon_dir
    segmenter = load_segmenter(lexicon)
    named = text_gazetteer(places, load_place_lexicon(lexicon))
    rules = TextRules(furniture=load_furniture(lexicon), press=Press(), spun=SpunWords(), passage_chars=300)
    store = Store("sqlite://")
    prepared = [
        prepare(
            RawDocument(name=name, text=one.text),
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
        reader=reader,
        calibration=EVEN,
        top_k=30,
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
