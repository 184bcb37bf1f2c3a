"""From the store to the indexes: what is marked is brought up to date, and what a killed run left is finished."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import delete, func, select, update

from core.settings import Settings
from core.textspan import paragraph_lead
from corpus.library import Library
from corpus.store import INDEXED, PENDING, REMOVING, DocumentRow, MetaRow, PassageRow, Store
from ingest.compare import compare_documents
from ingest.index_door import IndexDoor
from ingest.prepare import PreparedDocument
from ingest.storing import UNCOMPARED
from retrieval.embed import Vectors
from retrieval.index import SearchIndex, open_index
from retrieval.retrievers import IndexedPassage

BATCH_DOCUMENTS = 64
Embed = Callable[[Sequence[str]], Vectors]


def in_context(*, title: str, headings: str, text: str) -> str:
    """What a passage's vector is made from: its text read under its title and headings."""
    return "\n".join(part for part in (title, headings, text) if part)


def passage_contexts(prepared: PreparedDocument) -> list[str]:
    """The contexts of a document's passages as they will be indexed unless someone corrected a heading."""
    sections = {section.id: section for section in prepared.sections}
    return [
        in_context(
            title=prepared.document.title,
            text=p.text,
            headings=_headings(prepared.document.text, p.start, sections[p.section_id].heading_path),
        )
        for p in prepared.passages
    ]


def _headings(text: str, start: int, path: Sequence[str]) -> str:
    """The headings above a passage, and what its paragraph opens with where the passage does not begin it."""
    lead = paragraph_lead(text, start, path)
    return " ".join([*path, lead] if lead else path)


def finish_removals(store: Store, index: SearchIndex) -> None:
    """Take documents marked for removal out of the indexes, then out of the store."""
    with store.session() as session:
        ids = list(session.scalars(select(DocumentRow.id).where(DocumentRow.index_state == REMOVING)))
    for at in range(0, len(ids), BATCH_DOCUMENTS):
        part = ids[at : at + BATCH_DOCUMENTS]
        index.remove(part)
        with store.session.begin() as session:
            session.execute(delete(DocumentRow).where(DocumentRow.id.in_(part)))
        store.changed()


def index_pending(store: Store, index: SearchIndex, embed: Embed | None, own: Sequence[str] | None = None) -> None:
    """Bring the indexes up to date with every document marked as not yet indexed.

    Args:
        store: Where the documents are.
        index: What to bring up to date.
        embed: Passages' texts to vectors; None where there is no model.
        own: Of these documents only; None: of all.
    """
    with store.session() as session:
        pending = list(session.scalars(select(DocumentRow.id).where(DocumentRow.index_state == PENDING)))
    if own is not None:
        pending = sorted(set(own).intersection(pending))
    for at in range(0, len(pending), BATCH_DOCUMENTS):
        ids = pending[at : at + BATCH_DOCUMENTS]
        passages = _passages_to_index(store, ids)
        texts = [in_context(title=p.title, headings=p.headings, text=p.text) for p in passages]
        vectors = embed(texts) if embed and passages else None
        # Also for new documents: a killed run may have added some of their passages.
        index.remove(ids)
        index.add(passages, vectors)
        with store.session.begin() as session:
            session.execute(update(DocumentRow).where(DocumentRow.id.in_(ids)).values(index_state=INDEXED))
        store.changed()


def recover(store: Store, index: SearchIndex, embed: Embed | None) -> None:
    """Finish what a killed run began, and build indexes anew that do not hold what the store says they do."""
    finish_removals(store, index)
    with store.session() as session:
        stored = session.scalar(
            select(func.count())
            .join(DocumentRow, DocumentRow.id == PassageRow.document_id)
            .where(DocumentRow.index_state == INDEXED)
            .select_from(PassageRow)
        )
        pending = session.scalar(select(func.count()).where(DocumentRow.index_state == PENDING)) or 0
    counts = {retriever.count() for retriever in index.retrievers.values()}
    # With documents pending, a killed run may have added some of their passages: only too few is certain then.
    if counts != {stored} if not pending else min(counts) < (stored or 0):
        index.reset()
        with store.session.begin() as session:
            session.execute(update(DocumentRow).values(index_state=PENDING))
    index_pending(store, index, embed)


def bring_comparisons_up_to_date(store: Store) -> None:
    """Compare the documents of a store where any came or went since that was last done."""
    if store.meta(UNCOMPARED):
        compare_documents(store)
        with store.session.begin() as session:
            session.execute(delete(MetaRow).where(MetaRow.key == UNCOMPARED))
        store.changed()


def _passages_to_index(store: Store, document_ids: Sequence[str]) -> list[IndexedPassage]:
    """Passages with title, headings and place as corrected: filters by place must agree with what the library says."""
    library = Library(store)
    with store.session() as session:
        rows = session.scalars(
            select(PassageRow)
            .where(PassageRow.document_id.in_(document_ids))
            .order_by(PassageRow.document_id, PassageRow.start)
        ).all()
    found = []
    for row in rows:
        document, section = library.document(row.document_id), library.section(row.document_id, row.section_id)
        found.append(
            IndexedPassage(
                id=row.id,
                document_id=row.document_id,
                place=section.place.full_name if section.place else "",
                collection=document.collection,
                title=document.title,
                headings=_headings(document.text, row.start, section.heading_path),
                text=document.text[row.start : row.end],
            )
        )
    return found


def finish_indexing(settings: Settings) -> None:
    """Bring the indexes up to date with what was corrected since; what was never indexed is left to ingest."""
    store = Store(settings.store_url)
    try:
        with IndexDoor(settings, store, lambda: open_index(settings, store)).alone() as index:
            index_pending(store, index, index.embedder.passages if index.embedder else None)
            compare_documents(store)
    finally:
        store.close()
