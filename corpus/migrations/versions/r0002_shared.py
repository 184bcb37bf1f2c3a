"""What several processes on one PostgreSQL want: texts without a narrow limit, times with their zone, claims on files.

SQLite holds no text to its length and keeps no zone: there only the claims come.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, DateTime, PrimaryKeyConstraint, String, Text

revision = "0002"
down_revision = "0001"

PATH = 2600
PATHS: dict[str, tuple[str, ...]] = {
    "documents": ("root", "source"),
    "files": ("root", "path"),
    "troubled_files": ("root", "path"),
    "corrections": ("root", "source"),
    "confirmations": ("root", "source"),
}
# What comes from files, manifests or the command line had a limit that SQLite never held it to.
TEXTS: dict[str, tuple[str, ...]] = {
    "documents": ("title", "issuer", "doc_number", "status", "url"),
    "corrections": ("who",),
    "withdrawals": ("who",),
    "confirmations": ("mark", "who"),
    "table_mappings": ("who",),
    "conversations": ("home",),
    "pinned": ("place",),
    "preferences": ("home",),
}
TIMES: dict[str, tuple[str, ...]] = {
    "documents": ("ingested_at",),
    "corrections": ("at",),
    "withdrawals": ("at",),
    "confirmations": ("at",),
    "table_mappings": ("at",),
    "audit": ("at",),
    "conversations": ("began_at", "changed_at"),
    "turns": ("asked_at",),
    "feedback": ("at",),
    "users": ("made_at",),
    "logins": ("began_at", "seen_at", "expires_at"),
    "login_tries": ("since", "locked_until"),
    "api_keys": ("made_at", "expires_at", "used_at", "revoked_at"),
    "drafts": ("began_at", "changed_at"),
    "draft_versions": ("at",),
}


def upgrade() -> None:
    """Widen what PostgreSQL holds to its type, and make the table of claims."""
    if op.get_context().dialect.name == "postgresql":
        for table, columns in PATHS.items():
            for column in columns:
                op.alter_column(table, column, type_=String(PATH))
        for table, columns in TEXTS.items():
            for column in columns:
                op.alter_column(table, column, type_=Text())
        for table, columns in TIMES.items():
            for column in columns:
                # Without a zone they were kept in the zone of the session, which is what PostgreSQL takes them for.
                op.alter_column(table, column, type_=DateTime(timezone=True))
    op.create_table(
        "claims",
        Column("root", String(PATH), nullable=False),
        Column("path", String(PATH), nullable=False),
        Column("worker", String(64), nullable=False),
        Column("until", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("root", "path"),
    )
    op.create_index("ix_claims_worker", "claims", ["worker"])
