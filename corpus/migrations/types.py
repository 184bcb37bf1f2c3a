"""When a column's type in the database is another than the one declared."""

from __future__ import annotations

from typing import Any

from alembic.migration import MigrationContext
from sqlalchemy import Column, String
from sqlalchemy.types import TypeEngine

from corpus.database import SQLITE


def types_differ(
    context: MigrationContext,
    _there: Column[Any],
    _declared: Column[Any],
    there: TypeEngine[Any],
    declared: TypeEngine[Any],
) -> bool | None:
    """For Alembic's `compare_type`: False where two types are one to SQLite, None to let Alembic judge.

    SQLite holds no text to its declared length, so a column that was widened stays as it was declared there.
    """
    of_text = isinstance(there, String) and isinstance(declared, String)
    return False if of_text and context.dialect.name == SQLITE else None
