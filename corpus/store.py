"""The store: documents, sections, passages, sentence units, corrections and the audit log, through SQLAlchemy.

Documents and what is cut from them are committed first; the word and vector indexes are derived from here and can be
rebuilt. `DocumentRow.index_state` says whether they have caught up.

Documents are derived from files, so a store of another schema is not migrated: its tables are made anew by a rebuild.
What people put in (`KEPT`: audit, corrections, mappings, conversations, settings and the like) outlives every rebuild.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from core.collection import MAX_NAME, PUBLIC, Seen
from core.errors import FingerprintMismatch
from corpus.account_rows import ApiKeyRow, LoginRow, TryRow, UserRow
from corpus.base import Base, sqlite_pragmas
from corpus.conversation_rows import ConversationRow, FeedbackRow, PinnedRow, PreferenceRow, TurnRow
from corpus.draft_rows import DraftRow, DraftVersionRow
from corpus.file_rows import FileRow, TroubledFileRow
from corpus.kept_rows import ConfirmationRow, CorrectionRow, TableMappingRow, WithdrawalRow

# Tables of other modules belong to the store all the same: whoever opens it makes them.
OTHER_TABLES = (
    FileRow, TroubledFileRow, ConfirmationRow, CorrectionRow, WithdrawalRow, TableMappingRow, ConversationRow, TurnRow,
    FeedbackRow, PinnedRow, PreferenceRow, UserRow, LoginRow, TryRow, ApiKeyRow, DraftRow, DraftVersionRow,
)  # fmt: skip
SCHEMA_VERSION = 3
SCHEMA_KEY = "schema_version"
KEPT = frozenset(
    {
        "audit",
        "corrections",
        "withdrawals",
        "confirmations",
        "table_mappings",
        "conversations",
        "pinned",
        "turns",
        "feedback",
        "preferences",
        "users",
        "logins",
        "api_keys",
        "login_tries",
        "drafts",
        "draft_versions",
    }
)
# Stored and not yet in the indexes; in them; to be taken out of them and then out of the store.
PENDING, INDEXED, REMOVING = "pending", "indexed", "removing"
REBUILDING = "rebuilding"
GENERATION = "generation"


class DocumentRow(Base):
    """One stored document; offsets are code points of `text`.

    `offsets` maps the cleaned text to the raw file: [[clean start, raw start, length], …]. `locators` are
    [start, label] of pages and cells, `notes` are notes on stretches, `tables` the tables inside with their cells'
    spans. `known` says how sure each fact is, `record` is the quality record, `shingles` a MinHash signature.
    `collection` is in force, `collection_told` what the manifest or the record says.
    """

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


class AuditRow(Base):
    """One line of the log (`corpus.audit`): a question with its trace, or a deed.

    `status` says how a question was answered, or what was done; `question` what was asked or what it was done to;
    `trace` what else is kept.
    """

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


class Store:
    """A handle on the database; makes the tables if they are not there.

    Args:
        url: SQLAlchemy address.
        rebuilding: True to make the derived tables anew, empty, whatever schema they have; `KEPT` tables stay.

    Raises:
        FingerprintMismatch: If the tables were made by another version and `rebuilding` is False.
    """

    # Which collections are there; None: all.
    seen: Seen = None

    def __init__(self, url: str, *, rebuilding: bool = False) -> None:
        self.engine: Engine = create_engine(url)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", sqlite_pragmas)
        if not rebuilding and _rebuild_unfinished(self.engine):
            self.engine.dispose()
            raise FingerprintMismatch(
                "上次重建没有做完", next_step="请再运行 python -m ingest（会接着重建，留痕与更正记录会保留）"
            )
        if rebuilding:
            # The mark comes first and `meta`, which holds it, goes last: a killed rebuild is seen and gone on with.
            if MetaRow.__tablename__ in inspect(self.engine).get_table_names():
                with Session(self.engine) as session, session.begin():
                    session.merge(MetaRow(key=REBUILDING, value="1"))
            derived = [
                table for table in Base.metadata.sorted_tables if table.name not in KEPT | {MetaRow.__tablename__}
            ]
            Base.metadata.drop_all(self.engine, tables=derived)
            Base.metadata.drop_all(self.engine, tables=[Base.metadata.tables[MetaRow.__tablename__]])
        made = self._schema_version()
        if made not in (0, SCHEMA_VERSION):
            self.engine.dispose()
            raise FingerprintMismatch(
                f"资料库由另一版本的程序建立（结构版本 {made}，现为 {SCHEMA_VERSION}）",
                next_step="请运行 python -m ingest --rebuild 重建（留痕与更正记录会保留），或改用原来的程序版本",
            )
        self.session: sessionmaker[Session] = sessionmaker(self.engine, expire_on_commit=False)
        if made == 0:
            # The version first: tables that a killed process made without it would look like an old version's.
            Base.metadata.create_all(self.engine, tables=[Base.metadata.tables[MetaRow.__tablename__]])
            self.set_meta(SCHEMA_KEY, str(SCHEMA_VERSION))
        Base.metadata.create_all(self.engine)

    def _schema_version(self) -> int:
        """The version that made the tables; 0 for an empty database, 1 for one from before versions were written."""
        tables = set(inspect(self.engine).get_table_names())
        if MetaRow.__tablename__ in tables:
            with self.engine.connect() as connection:
                row = connection.execute(text("SELECT value FROM meta WHERE key = :key"), {"key": SCHEMA_KEY}).first()
            if row:
                return int(row[0])
        return 1 if DocumentRow.__tablename__ in tables else 0

    def meta(self, key: str) -> str:
        """A fact about the store, or ''."""
        with self.session() as session:
            row = session.get(MetaRow, key)
            return row.value if row else ""

    def set_meta(self, key: str, value: str) -> None:
        """Write a fact about the store."""
        with self.session.begin() as session:
            session.merge(MetaRow(key=key, value=value))

    def generation(self) -> int:
        """How often what the indexes hold has changed; who keeps parts of the store in memory looks here."""
        return int(self.meta(GENERATION) or 0)

    def changed(self) -> None:
        """Say that what the indexes hold has changed."""
        with self.session.begin() as session:
            row = session.get(MetaRow, GENERATION, with_for_update=True)
            session.merge(MetaRow(key=GENERATION, value=str(int(row.value if row else 0) + 1)))

    def close(self) -> None:
        """Release the database's connections."""
        self.engine.dispose()


def _rebuild_unfinished(engine: Engine) -> bool:
    if MetaRow.__tablename__ not in inspect(engine).get_table_names():
        return False
    with Session(engine) as session:
        return session.get(MetaRow, REBUILDING) is not None


def rebuild_unfinished(url: str) -> bool:
    """Whether a rebuild was killed while it emptied the tables, so that only going on with it makes sense."""
    engine = create_engine(url)
    try:
        return _rebuild_unfinished(engine)
    finally:
        engine.dispose()
