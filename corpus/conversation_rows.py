"""Tables of what people ask: conversations, what is pinned in them, their turns, verdicts, and people's settings.

They belong to the store and outlive every rebuild, like the audit log.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Boolean, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from corpus.base import Base


class ConversationRow(Base):
    """One conversation of one owner; `home` is what 我区 means in it, a full place name or ''."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(100), default="local", index=True)
    title: Mapped[str] = mapped_column(String(200))
    home: Mapped[str] = mapped_column(Text, default="")
    began_at: Mapped[dt.datetime] = mapped_column(default=lambda: dt.datetime.now(dt.UTC))
    changed_at: Mapped[dt.datetime] = mapped_column(default=lambda: dt.datetime.now(dt.UTC), index=True)


class PinnedRow(Base):
    """What is pinned in a conversation: a place in full, a year, a document's id; '' and None for nothing."""

    __tablename__ = "pinned"

    conversation_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    place: Mapped[str] = mapped_column(Text, default="")
    year: Mapped[int | None] = mapped_column(Integer, default=None)
    document: Mapped[str] = mapped_column(String(200), default="")


class PreferenceRow(Base):
    """What an owner set on the page; `home` is what 我区 means in conversations that are begun, or ''."""

    __tablename__ = "preferences"

    owner: Mapped[str] = mapped_column(String(100), primary_key=True)
    home: Mapped[str] = mapped_column(Text, default="")


class TurnRow(Base):
    """One question of a conversation with the trace of its answer.

    `state` is running, done, stopped or failed; `error` is what a person was told of a failure. `answer` is the
    trace's, in plain words, to be searched. A turn that was asked anew is `set_aside`: kept, and no longer shown.
    """

    __tablename__ = "turns"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(32), index=True)
    number: Mapped[int] = mapped_column(Integer)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="running")
    trace: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    error: Mapped[str] = mapped_column(Text, default="")
    set_aside: Mapped[bool] = mapped_column(Boolean, default=False)
    asked_at: Mapped[dt.datetime] = mapped_column(default=lambda: dt.datetime.now(dt.UTC))


class FeedbackRow(Base):
    """What an owner thinks of an answer, with all that was asked and answered: it outlives the conversation."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner: Mapped[str] = mapped_column(String(100), default="local")
    turn_id: Mapped[str] = mapped_column(String(32))
    verdict: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    asked: Mapped[list[str]] = mapped_column(JSON)
    trace: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[dt.datetime] = mapped_column(default=lambda: dt.datetime.now(dt.UTC))

    __table_args__ = (UniqueConstraint("owner", "turn_id"),)
