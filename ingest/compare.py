"""What only comparing the documents of a store can tell: copies of each other, and what no longer holds.

Run after storing; the findings are part of each document's quality record and are found anew every time.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from core.record import QualityRecord
from core.schema import Document
from corpus.library import Library
from corpus.rows import record_from_json, record_to_json
from corpus.store import DocumentRow, Store
from ingest.in_force import InForce, superseded_by, version_pairs
from ingest.near_copies import Source, find_copies, signature


def _in_force(document: Document) -> InForce:
    effective = document.known.get("施行日期")
    return InForce(
        document_id=document.id, title=document.title, doc_number=document.doc_number,
        place=document.place.full_name if document.place else "", date=document.date,
        effective=effective.value if effective else "", relations=document.relations,
    )  # fmt: skip


def _source(document: Document, signed: bytes, record: QualityRecord) -> Source:
    return Source(
        document_id=document.id, title=document.title, text=document.text, issuer=document.issuer,
        doc_number=document.doc_number, place=document.place.full_name if document.place else "",
        dated=document.date is not None, record=record, signature=signed,
    )  # fmt: skip


def compare_documents(store: Store) -> int:
    """Bring copies and what took a document's place up to date in every quality record.

    Returns:
        How many records changed. Corrected titles, dates and places count; the text does not change.
    """
    documents = Library(store).documents()
    with store.session.begin() as session:
        signed: dict[str, bytes] = {}
        unsigned = session.scalars(select(DocumentRow).where(DocumentRow.shingles.is_(None)))
        for row in unsigned:
            row.shingles = signature(row.text)
        for document_id, stored in session.execute(select(DocumentRow.id, DocumentRow.shingles)):
            signed[document_id] = stored or b""
    ended = superseded_by([_in_force(document) for document in documents])
    sources = [_source(document, signed[document.id], document.record) for document in documents]
    copies = find_copies(sources, version_pairs(ended))
    changed = 0
    with store.session.begin() as session:
        for row in session.scalars(select(DocumentRow)):
            record = record_from_json(row.record)
            new = replace(
                record, copies=tuple(copies.get(row.id, ())), superseded=tuple(dict.fromkeys(ended.get(row.id, ())))
            )
            if new != record:
                row.record = record_to_json(new)
                changed += 1
    return changed
