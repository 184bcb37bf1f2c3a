"""The common base of the store's tables, and the type of its times."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import DateTime, Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

# Longest root with the path below it, in bytes of UTF-8: PostgreSQL's indexes hold keys of about 2,700.
MAX_PATH = 2600


class UtcTime(TypeDecorator[dt.datetime]):
    """A point in time: kept in UTC, read with its zone whatever the database; one without a zone is UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """SQLite keeps no zone: what it is given must be UTC."""
        return None if value is None else _aware(value).astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """PostgreSQL tells times in the zone of its session."""
        return None if value is None else _aware(value).astimezone(dt.UTC)


class Base(DeclarativeBase):
    """The tables' common base."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {dt.datetime: UtcTime}


def _aware(at: dt.datetime) -> dt.datetime:
    """A time with its zone, UTC where it tells none."""
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)
