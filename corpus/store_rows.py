"""Tables of the store itself: the log of who did what, facts about the store, and who is at work on which file."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corpus.base import MAX_PATH, Base


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


class ClaimRow(Base):
    """A file that one of several ingest processes is at work on, until a time by the database's clock.

    With the root '' the path is the id that a document will have, so that no two processes give it out.
    """

    __tablename__ = "claims"

    root: Mapped[str] = mapped_column(String(MAX_PATH), primary_key=True)
    path: Mapped[str] = mapped_column(String(MAX_PATH), primary_key=True)
    worker: Mapped[str] = mapped_column(String(64), index=True)
    until: Mapped[dt.datetime] = mapped_column()
