"""The common base of the store's tables, and how a SQLite file is opened."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """The tables' common base."""


def aware(at: dt.datetime) -> dt.datetime:
    """A time with its zone, which SQLite forgets."""
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def sqlite_pragmas(connection: Any, _record: object) -> None:
    """Settings of each new connection: keys are held to, readers and a writer do not shut each other out."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()
