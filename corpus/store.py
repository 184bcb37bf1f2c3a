"""The store: documents, sections, passages, sentence units and the audit log, through SQLAlchemy.

Documents and what is cut from them are committed first; the word and vector indexes are derived from here and can be
rebuilt. `Document.index_state` says whether they have caught up.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Engine, ForeignKey, Index, Integer, LargeBinary, String, Text, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

SCHEMA_VERSION = 1
PENDING, INDEXED = "pending", "indexed"


class Base(DeclarativeBase):
    """The tables' common base."""


class DocumentRow(Base):
    """One stored document. `offsets` maps the cleaned text to the raw file: [[clean start, raw start, length], …]."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    root: Mapped[str] = mapped_column(String(500), index=True)
    source: Mapped[str] = mapped_column(String(500))
    sha256: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(500))
    text: Mapped[str] = mapped_column(Text)
    issuer: Mapped[str] = mapped_column(String(200), default="")
    doc_number: Mapped[str] = mapped_column(String(100), default="")
    place: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    date: Mapped[dt.date | None] = mapped_column(default=None)
    status: Mapped[str] = mapped_column(String(40), default="")
    url: Mapped[str] = mapped_column(String(500), default="")
    quality: Mapped[list[str]] = mapped_column(JSON, default=list)
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    offsets: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
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


class AuditRow(Base):
    """One question with its whole trace."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(default=lambda: dt.datetime.now(dt.UTC), index=True)
    user: Mapped[str] = mapped_column(String(100), default="local")
    question: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20))
    trace: Mapped[dict[str, Any]] = mapped_column(JSON)


class MetaRow(Base):
    """Facts about the store itself: schema version, index fingerprint."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(String(400))


def _sqlite_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()


class Store:
    """A handle on the database; makes the tables if they are not there.

    Args:
        url: SQLAlchemy address.
    """

    def __init__(self, url: str) -> None:
        self.engine: Engine = create_engine(url)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _sqlite_pragmas)
        Base.metadata.create_all(self.engine)
        self.session: sessionmaker[Session] = sessionmaker(self.engine, expire_on_commit=False)

    def meta(self, key: str) -> str:
        """A fact about the store, or ''."""
        with self.session() as session:
            row = session.get(MetaRow, key)
            return row.value if row else ""

    def set_meta(self, key: str, value: str) -> None:
        """Write a fact about the store."""
        with self.session.begin() as session:
            session.merge(MetaRow(key=key, value=value))

    def audit(self, *, question: str, status: str, trace: dict[str, Any], user: str = "local") -> None:
        """Add one answered question to the audit log."""
        with self.session.begin() as session:
            session.add(AuditRow(question=question, status=status, trace=trace, user=user))

    def close(self) -> None:
        """Release the database's connections."""
        self.engine.dispose()
