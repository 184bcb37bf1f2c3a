"""One at a time: what is read and then written by several processes is held until the transaction ends."""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from corpus.database import POSTGRESQL
from corpus.store_rows import MetaRow


def lock_number(what: str) -> int:
    """The number under which PostgreSQL knows a lock of the product."""
    return int.from_bytes(hashlib.sha256(f"cewen:{what}".encode()).digest()[:8], "big", signed=True)


def hold(session: Session, what: str) -> None:
    """Wait until nobody else holds what is named, and hold it to the end of the transaction.

    To be called first in a transaction: what is read after it is the last word. SQLite has one lock for all writing.

    Args:
        session: With a transaction that has read nothing yet.
        what: Any name; whoever writes the same thing gives the same one.
    """
    if session.get_bind().dialect.name == POSTGRESQL:
        session.execute(select(func.pg_advisory_xact_lock(lock_number(what))))
        return
    # A write that changes nothing begins SQLite's transaction as a writing one.
    nothing = update(MetaRow).where(MetaRow.key == "").values(value="")
    session.execute(nothing.execution_options(synchronize_session=False))
