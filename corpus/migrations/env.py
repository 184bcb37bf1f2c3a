"""Run by Alembic for every upgrade: over the connection that `corpus.schema` gives, within its transaction."""

from __future__ import annotations

from alembic import context

from corpus.base import Base
from corpus.migrations.types import types_differ

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, compare_type=types_differ
)
with context.begin_transaction():
    context.run_migrations()
