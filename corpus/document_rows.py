"""Tables of documents and of what is cut from them: derived from files, made anew by a rebuild."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.collection import MAX_NAME, PUBLIC
from corpus.base import MAX_PATH, Base

# Stored and not yet in the indexes; in them; to be taken out of them and then out of the store.
PENDING, INDEXED, REMOVING = "pending", "indexed", "removing"


class DocumentRow(Base):
    """One stored document; offsets are code points of `text`.

    `offsets` maps the cleaned text to the raw file: [[clean start, raw start, length], …]. `locators` are
    [start, label] of pages and cells, `notes` are notes on stretches, `tables` the tables inside with their cells'
    spans. `known` says how sure each fact is, `record` is the quality record, `shingles` a MinHash signature.
    `collection` is in force, `collection_told` what the manifest or the record says.
    """

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    root: Mapped[str] = mapped_column(String(MAX_PATH), index=True)
    source: Mapped[str] = mapped_column(String(MAX_PATH))
    sha256: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    issuer: Mapped[str] = mapped_column(Text, default="")
    doc_number: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    date: Mapped[dt.date | None] = mapped_column(default=None)
    status: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(Text, default="")
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    offsets: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    locators: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    notes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    tables: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    known: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    relations: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    record: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    expires: Mapped[dt.date | None] = mapped_column(default=None)
    shingles: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    collection: Mapped[str] = mapped_column(String(MAX_NAME), default=PUBLIC, index=True)
    collection_told: Mapped[str] = mapped_column(String(MAX_NAME), default=PUBLIC)
    index_state: Mapped[str] = mapped_column(String(10), default=PENDING, index=True)
    ingested_at: Mapped[dt.datetime] = mapped_column(default=lambda: dt.datetime.now(dt.UTC))


class SectionRow(Base):
    """One node of a document's structure."""

    __tablename__ = "sections"

    id: Mapped[str] = mapped_column(String(220), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    parent_id: Mapped[str | None] = mapped_column(String(220), default=None)
    heading: Mapped[str] = mapped_column(String(400))
    heading_path: Mapped[list[str]] = mapped_column(JSON)
    place: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    period: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    depth: Mapped[int] = mapped_column(Integer)
    start: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)


class PassageRow(Base):
    """One passage: whole sentences of one section."""

    __tablename__ = "passages"

    id: Mapped[str] = mapped_column(String(220), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    section_id: Mapped[str] = mapped_column(String(220))
    start: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)


class UnitRow(Base):
    """A sentence, or a run of clauses of a long one, with its vector (float16, normalised)."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    passage_id: Mapped[str] = mapped_column(String(220))
    section_id: Mapped[str] = mapped_column(String(220))
    sentence_start: Mapped[int] = mapped_column(Integer)
    sentence_end: Mapped[int] = mapped_column(Integer)
    start: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)
    vector: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)

    __table_args__ = (Index("units_by_passage", "passage_id"), Index("units_by_document", "document_id"))
