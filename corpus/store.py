"""The store: documents, sections, passages, sentence units, corrections and the audit log, through SQLAlchemy.

Documents and what is cut from them are committed first; the word and vector indexes are derived from here and can be
rebuilt. `DocumentRow.index_state` says whether they have caught up.

Tables are brought to this program's revision when a store is opened (`corpus.schema`). What people put in (`KEPT`:
audit, corrections, mappings, conversations, settings and the like) outlives every rebuild.
"""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

import corpus.schema
from core.collection import Seen
from corpus.account_rows import ApiKeyRow, LoginRow, TryRow, UserRow
from corpus.conversation_rows import ConversationRow, FeedbackRow, PinnedRow, PreferenceRow, TurnRow
from corpus.database import open_engine
from corpus.document_rows import INDEXED, PENDING, REMOVING, DocumentRow, PassageRow, SectionRow, UnitRow
from corpus.draft_rows import DraftRow, DraftVersionRow
from corpus.file_rows import FileRow, TroubledFileRow
from corpus.holding import hold
from corpus.kept_rows import ConfirmationRow, CorrectionRow, TableMappingRow, WithdrawalRow
from corpus.schema import GENERATION, KEPT, REBUILDING, SCHEMA_KEY, SCHEMA_VERSION, bring_up
from corpus.store_rows import AuditRow, ClaimRow, MetaRow

__all__ = [
    "GENERATION",
    "INDEXED",
    "KEPT",
    "PENDING",
    "REBUILDING",
    "REMOVING",
    "SCHEMA_KEY",
    "SCHEMA_VERSION",
    "AuditRow",
    "ClaimRow",
    "DocumentRow",
    "MetaRow",
    "PassageRow",
    "SectionRow",
    "Store",
    "UnitRow",
    "rebuild_unfinished",
]
# Tables of other modules belong to the store all the same: whoever opens it makes them.
OTHER_TABLES = (
    FileRow,
    TroubledFileRow,
    ConfirmationRow,
    CorrectionRow,
    WithdrawalRow,
    TableMappingRow,
    ConversationRow,
    TurnRow,
    FeedbackRow,
    PinnedRow,
    PreferenceRow,
    UserRow,
    LoginRow,
    TryRow,
    ApiKeyRow,
    DraftRow,
    DraftVersionRow,
    ClaimRow,
)


class Store:
    """A handle on the database; makes and upgrades the tables.

    Args:
        url: SQLAlchemy address.
        rebuilding: True to make the derived tables anew, empty, whatever schema they have; `KEPT` tables stay.

    Raises:
        SettingsError: If the address is wrong.
        StoreUnavailable: If the database does not answer.
        FingerprintMismatch: If the tables were made by another version and `rebuilding` is False, or by a newer one.
    """

    # Which collections are there; None: all.
    seen: Seen = None

    def __init__(self, url: str, *, rebuilding: bool = False) -> None:
        self.engine: Engine = open_engine(url)
        try:
            bring_up(self.engine, rebuilding=rebuilding)
        except BaseException:
            self.engine.dispose()
            raise
        self.session: sessionmaker[Session] = sessionmaker(self.engine, expire_on_commit=False)

    def meta(self, key: str) -> str:
        """A fact about the store, or ''."""
        with self.session() as session:
            row = session.get(MetaRow, key)
            return row.value if row else ""

    def set_meta(self, key: str, value: str) -> None:
        """Write a fact about the store."""
        with self.session.begin() as session:
            hold(session, f"meta {key}")
            session.merge(MetaRow(key=key, value=value))

    def generation(self) -> int:
        """How often what the indexes hold has changed; who keeps parts of the store in memory looks here."""
        return int(self.meta(GENERATION) or 0)

    def changed(self) -> None:
        """Say that what the indexes hold has changed."""
        with self.session.begin() as session:
            hold(session, f"meta {GENERATION}")
            row = session.get(MetaRow, GENERATION)
            session.merge(MetaRow(key=GENERATION, value=str(int(row.value if row else 0) + 1)))

    def close(self) -> None:
        """Release the database's connections."""
        self.engine.dispose()


def rebuild_unfinished(url: str) -> bool:
    """Whether a rebuild was killed while it emptied the tables, so that only going on with it makes sense."""
    engine = open_engine(url)
    try:
        return corpus.schema.rebuild_unfinished(engine)
    finally:
        engine.dispose()
