"""Revisions of the store's tables (Alembic), carried out by `corpus.schema` when a store is opened.

To change a table: a file `versions/rNNNN_….py` that takes every table from the last revision to the declared one, on
both databases, and its number at the end of `corpus.schema.REVISIONS`. There are no downgrades: the copy made before an
upgrade is put back. Where a derived table changes its meaning, `SCHEMA_VERSION` is raised too and a rebuild asked for.
"""
