"""Tables of drafts and their versions; they belong to the store and outlive every rebuild."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from corpus.base import Base


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class DraftRow(Base):
    """One draft of one owner: what was ordered, the sources its marks number, its charts, what was told of it."""

    __tablename__ = "drafts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(100), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    made: Mapped[dict[str, Any]] = mapped_column(JSON)
    began_at: Mapped[dt.datetime] = mapped_column(default=_now)
    changed_at: Mapped[dt.datetime] = mapped_column(default=_now, index=True)


class DraftVersionRow(Base):
    """One saved text of a draft; numbers count from 1."""

    __tablename__ = "draft_versions"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    draft_id: Mapped[str] = mapped_column(String(32), index=True)
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(default=_now)

    __table_args__ = (UniqueConstraint("draft_id", "number"),)
