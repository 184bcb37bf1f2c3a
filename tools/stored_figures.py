"""The ledger of a stored corpus, derived from its documents and sections."""

from __future__ import annotations

from sqlalchemy import select

from core.collection import Seen
from core.errors import IndexMissing
from core.ledger_figure import LedgerFigure
from core.settings import Settings
from corpus.library import Library
from corpus.places import corpus_places, load_place_lexicon, text_gazetteer
from corpus.seen import seen_by
from corpus.store import DocumentRow, Store
from retrieval.schools import load_school_names
from retrieval.spoken import SpokenOf
from tools.ledger.document_ledger import document_ledger


def stored_figures(settings: Settings, seen: Seen = None) -> list[LedgerFigure]:
    """Every figure of every stored document, in the order of documents and texts.

    Args:
        settings: Where the store is.
        seen: The collections that may be opened; None: all.

    Raises:
        IndexMissing: If nothing has been ingested yet.
    """
    whole = Store(settings.store_url)
    try:
        store = seen_by(whole, seen)
        library = Library(store)
        gazetteer = text_gazetteer(corpus_places(store), load_place_lexicon(settings.lexicon_dir))
        spoken = SpokenOf(gazetteer, load_school_names(settings.lexicon_dir))
        rows = [row for document in library.documents() for row in document_ledger(library, document.id, spoken)]
        if not rows:
            with store.session() as session:
                if session.scalar(select(DocumentRow.id).limit(1)) is None:
                    raise IndexMissing("还没有导入文件", next_step="请先运行 python -m ingest corpus/documents")
        return rows
    finally:
        whole.close()


def figures_of_place(rows: list[LedgerFigure], place: str) -> list[LedgerFigure]:
    """Rows whose place is, or ends with, a name: 甲县 finds 乙省甲县; an empty name keeps all."""
    return [
        row for row in rows if row.place.endswith(place) or (len(place) >= 2 and place in row.place.split("省")[-1])
    ]
