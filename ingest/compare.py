"""What only comparing the documents of a store can tell: copies of each other, and what no longer holds.

Run after storing; the findings are part of each document's quality record and are found anew every time. Texts are
read only where they decide something, a few at a time: a store may hold more of them than memory does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.record import NearCopy
from core.schema import Document
from corpus.library import Library
from corpus.rows import record_to_json
from corpus.store import DocumentRow, Store
from ingest.in_force import InForce, superseded_by, version_pairs
from ingest.near_copies import Source, find_copies, likeness, shingles, signature
from ingest.spun import replaced_words

# Shingles of one long document take tens of MiB.
CACHED_SHINGLES, CACHED_TEXTS = 8, 8
_AT_ONCE = 16


def _in_force(document: Document) -> InForce:
    effective = document.known.get("施行日期")
    return InForce(
        document_id=document.id,
        title=document.title,
        doc_number=document.doc_number,
        place=document.place.full_name if document.place else "",
        date=document.date,
        effective=effective.value if effective else "",
        relations=document.relations,
    )


def _source(document: Document, signed: bytes, chars: int) -> Source:
    return Source(
        document_id=document.id,
        title=document.title,
        chars=chars,
        issuer=document.issuer,
        doc_number=document.doc_number,
        place=document.place.full_name if document.place else "",
        dated=document.date is not None,
        record=document.record,
        signature=signed,
    )


def _sign(session: Session) -> frozenset[str]:
    """Sign the documents that came or changed since they were last compared; returns their ids."""
    rows = session.execute(select(DocumentRow.id, DocumentRow.text).where(DocumentRow.shingles.is_(None)))
    signed = [{"id": document_id, "shingles": signature(text)} for document_id, text in rows.yield_per(_AT_ONCE)]
    if signed:
        session.execute(update(DocumentRow), signed)
    return frozenset(str(row["id"]) for row in signed)


def _likeness_in(session: Session, fresh: frozenset[str]) -> Callable[[Source, Source], float]:
    """How alike two documents are; what an earlier run found of two that stayed as they were is not found again."""

    @lru_cache(CACHED_SHINGLES)
    def pieces(document_id: str) -> frozenset[str]:
        return shingles(session.execute(select(DocumentRow.text).where(DocumentRow.id == document_id)).scalar_one())

    def alike(a: Source, b: Source) -> float:
        if not fresh & {a.document_id, b.document_id}:
            for copy in a.record.copies:
                if copy.document_id == b.document_id:
                    return copy.likeness
        return likeness(pieces(a.document_id), pieces(b.document_id))

    return alike


def _replaced_in(session: Session, fresh: frozenset[str]) -> Callable[[Document, NearCopy], NearCopy]:
    """A near-copy with the words that differ; what an earlier run found of two that stayed is not found again."""

    @lru_cache(CACHED_TEXTS)
    def text(document_id: str) -> str:
        return session.execute(select(DocumentRow.text).where(DocumentRow.id == document_id)).scalar_one()

    def told(document: Document, copy: NearCopy) -> NearCopy:
        if not fresh & {document.id, copy.document_id}:
            for before in document.record.copies:
                if before.document_id == copy.document_id:
                    return replace(copy, replaced=before.replaced, example=before.example)
        pairs = replaced_words(text(document.id), text(copy.document_id))
        example = f"“{pairs[0][0]}”与“{pairs[0][1]}”" if pairs else ""
        return replace(copy, replaced=len(pairs), example=example)

    return told


def compare_documents(store: Store) -> int:
    """Bring copies and what took a document's place up to date in every quality record.

    Returns:
        How many records changed. Corrected titles, dates and places count; the text does not change.
    """
    documents = Library(store).outlines()
    ended = superseded_by([_in_force(document) for document in documents])
    # One transaction: a document is signed when it was compared, and not before.
    with store.session.begin() as session:
        fresh = _sign(session)
        stored = select(DocumentRow.id, DocumentRow.shingles, func.length(DocumentRow.text))
        signed = {document_id: (mark or b"", chars) for document_id, mark, chars in session.execute(stored)}
        sources = [_source(document, *signed[document.id]) for document in documents]
        copies = find_copies(sources, _likeness_in(session, fresh), version_pairs(ended))
        with_words = _replaced_in(session, fresh)
        changed = []
        for document in documents:
            new = replace(
                document.record,
                copies=tuple(with_words(document, copy) for copy in copies.get(document.id, ())),
                superseded=tuple(dict.fromkeys(ended.get(document.id, ()))),
            )
            if new != document.record:
                changed.append({"id": document.id, "record": record_to_json(new)})
        if changed:
            session.execute(update(DocumentRow), changed)
    return len(changed)
