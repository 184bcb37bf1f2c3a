"""The tables as they were before revisions were counted; of an older store only those that it lacks."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables that are not there."""
    op.create_table(
        "api_keys",
        Column("id", Integer(), nullable=False),
        Column("hash", String(length=64), nullable=False),
        Column("prefix", String(length=20), nullable=False),
        Column("name", String(length=100), nullable=False),
        Column("owner", String(length=100), nullable=False),
        Column("role", String(length=10), nullable=False),
        Column("collections", JSON(none_as_null=True), nullable=True),
        Column("made_at", DateTime(), nullable=False),
        Column("expires_at", DateTime(), nullable=False),
        Column("used_at", DateTime(), nullable=True),
        Column("revoked_at", DateTime(), nullable=True),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("hash"),
        UniqueConstraint("owner", "name"),
        if_not_exists=True,
    )
    op.create_index("ix_api_keys_owner", "api_keys", ["owner"], if_not_exists=True)
    op.create_table(
        "audit",
        Column("id", Integer(), nullable=False),
        Column("at", DateTime(), nullable=False),
        Column("user", String(length=100), nullable=False),
        Column("question", Text(), nullable=False),
        Column("status", String(length=20), nullable=False),
        Column("trace", JSON(), nullable=False),
        PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("ix_audit_at", "audit", ["at"], if_not_exists=True)
    op.create_table(
        "confirmations",
        Column("id", Integer(), nullable=False),
        Column("root", String(length=500), nullable=False),
        Column("source", String(length=500), nullable=False),
        Column("mark", String(length=200), nullable=False),
        Column("who", String(length=100), nullable=False),
        Column("at", DateTime(), nullable=False),
        PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("ix_confirmations_source", "confirmations", ["source"], if_not_exists=True)
    op.create_table(
        "conversations",
        Column("id", String(length=32), nullable=False),
        Column("owner", String(length=100), nullable=False),
        Column("title", String(length=200), nullable=False),
        Column("home", String(length=200), nullable=False),
        Column("began_at", DateTime(), nullable=False),
        Column("changed_at", DateTime(), nullable=False),
        PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("ix_conversations_changed_at", "conversations", ["changed_at"], if_not_exists=True)
    op.create_index("ix_conversations_owner", "conversations", ["owner"], if_not_exists=True)
    op.create_table(
        "corrections",
        Column("id", Integer(), nullable=False),
        Column("root", String(length=500), nullable=False),
        Column("source", String(length=500), nullable=False),
        Column("field", String(length=40), nullable=False),
        Column("anchor", Text(), nullable=False),
        Column("old", Text(), nullable=False),
        Column("value", Text(), nullable=False),
        Column("who", String(length=100), nullable=False),
        Column("why", Text(), nullable=False),
        Column("at", DateTime(), nullable=False),
        PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("ix_corrections_source", "corrections", ["source"], if_not_exists=True)
    op.create_table(
        "documents",
        Column("id", String(length=200), nullable=False),
        Column("root", String(length=500), nullable=False),
        Column("source", String(length=500), nullable=False),
        Column("sha256", String(length=64), nullable=False),
        Column("title", String(length=500), nullable=False),
        Column("text", Text(), nullable=False),
        Column("issuer", String(length=200), nullable=False),
        Column("doc_number", String(length=100), nullable=False),
        Column("place", JSON(), nullable=True),
        Column("date", Date(), nullable=True),
        Column("status", String(length=40), nullable=False),
        Column("url", String(length=500), nullable=False),
        Column("aliases", JSON(), nullable=False),
        Column("offsets", JSON(), nullable=False),
        Column("locators", JSON(), nullable=False),
        Column("notes", JSON(), nullable=False),
        Column("tables", JSON(), nullable=False),
        Column("known", JSON(), nullable=False),
        Column("relations", JSON(), nullable=False),
        Column("record", JSON(), nullable=False),
        Column("expires", Date(), nullable=True),
        Column("shingles", LargeBinary(), nullable=True),
        Column("collection", String(length=30), nullable=False),
        Column("collection_told", String(length=30), nullable=False),
        Column("index_state", String(length=10), nullable=False),
        Column("ingested_at", DateTime(), nullable=False),
        PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("ix_documents_collection", "documents", ["collection"], if_not_exists=True)
    op.create_index("ix_documents_index_state", "documents", ["index_state"], if_not_exists=True)
    op.create_index("ix_documents_root", "documents", ["root"], if_not_exists=True)
    op.create_table(
        "draft_versions",
        Column("id", Integer(), nullable=False),
        Column("draft_id", String(length=32), nullable=False),
        Column("number", Integer(), nullable=False),
        Column("text", Text(), nullable=False),
        Column("at", DateTime(), nullable=False),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("draft_id", "number"),
        if_not_exists=True,
    )
    op.create_index("ix_draft_versions_draft_id", "draft_versions", ["draft_id"], if_not_exists=True)
    op.create_table(
        "drafts",
        Column("id", String(length=32), nullable=False),
        Column("owner", String(length=100), nullable=False),
        Column("kind", String(length=40), nullable=False),
        Column("title", String(length=300), nullable=False),
        Column("made", JSON(), nullable=False),
        Column("began_at", DateTime(), nullable=False),
        Column("changed_at", DateTime(), nullable=False),
        PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("ix_drafts_changed_at", "drafts", ["changed_at"], if_not_exists=True)
    op.create_index("ix_drafts_owner", "drafts", ["owner"], if_not_exists=True)
    op.create_table(
        "feedback",
        Column("id", Integer(), nullable=False),
        Column("owner", String(length=100), nullable=False),
        Column("turn_id", String(length=32), nullable=False),
        Column("verdict", String(length=10), nullable=False),
        Column("reason", Text(), nullable=False),
        Column("asked", JSON(), nullable=False),
        Column("trace", JSON(), nullable=False),
        Column("at", DateTime(), nullable=False),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("owner", "turn_id"),
        if_not_exists=True,
    )
    op.create_table(
        "files",
        Column("root", String(length=500), nullable=False),
        Column("path", String(length=500), nullable=False),
        Column("size", BigInteger(), nullable=False),
        Column("mtime_ns", BigInteger(), nullable=False),
        Column("seen_ns", BigInteger(), nullable=False),
        Column("sha256", String(length=64), nullable=False),
        Column("read_under", String(length=64), nullable=False),
        Column("sources", JSON(), nullable=False),
        PrimaryKeyConstraint("root", "path"),
        if_not_exists=True,
    )
    op.create_table(
        "login_tries",
        Column("key", String(length=200), nullable=False),
        Column("failed", Integer(), nullable=False),
        Column("since", DateTime(), nullable=False),
        Column("locked_until", DateTime(), nullable=True),
        PrimaryKeyConstraint("key"),
        if_not_exists=True,
    )
    op.create_table(
        "logins",
        Column("token", String(length=64), nullable=False),
        Column("name", String(length=100), nullable=False),
        Column("version", Integer(), nullable=False),
        Column("began_at", DateTime(), nullable=False),
        Column("seen_at", DateTime(), nullable=False),
        Column("expires_at", DateTime(), nullable=False),
        PrimaryKeyConstraint("token"),
        if_not_exists=True,
    )
    op.create_index("ix_logins_name", "logins", ["name"], if_not_exists=True)
    op.create_table(
        "meta",
        Column("key", String(length=60), nullable=False),
        Column("value", String(length=400), nullable=False),
        PrimaryKeyConstraint("key"),
        if_not_exists=True,
    )
    op.create_table(
        "pinned",
        Column("conversation_id", String(length=32), nullable=False),
        Column("place", String(length=200), nullable=False),
        Column("year", Integer(), nullable=True),
        Column("document", String(length=200), nullable=False),
        PrimaryKeyConstraint("conversation_id"),
        if_not_exists=True,
    )
    op.create_table(
        "preferences",
        Column("owner", String(length=100), nullable=False),
        Column("home", String(length=200), nullable=False),
        PrimaryKeyConstraint("owner"),
        if_not_exists=True,
    )
    op.create_table(
        "table_mappings",
        Column("id", Integer(), nullable=False),
        Column("fingerprint", String(length=64), nullable=False),
        Column("names", JSON(), nullable=False),
        Column("told", JSON(), nullable=False),
        Column("who", String(length=100), nullable=False),
        Column("at", DateTime(), nullable=False),
        PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("ix_table_mappings_fingerprint", "table_mappings", ["fingerprint"], if_not_exists=True)
    op.create_table(
        "troubled_files",
        Column("troubles", JSON(), nullable=False),
        Column("root", String(length=500), nullable=False),
        Column("path", String(length=500), nullable=False),
        Column("size", BigInteger(), nullable=False),
        Column("mtime_ns", BigInteger(), nullable=False),
        Column("seen_ns", BigInteger(), nullable=False),
        Column("sha256", String(length=64), nullable=False),
        Column("read_under", String(length=64), nullable=False),
        Column("sources", JSON(), nullable=False),
        PrimaryKeyConstraint("root", "path"),
        if_not_exists=True,
    )
    op.create_table(
        "turns",
        Column("id", String(length=32), nullable=False),
        Column("conversation_id", String(length=32), nullable=False),
        Column("number", Integer(), nullable=False),
        Column("question", Text(), nullable=False),
        Column("answer", Text(), nullable=False),
        Column("state", String(length=10), nullable=False),
        Column("trace", JSON(), nullable=True),
        Column("error", Text(), nullable=False),
        Column("set_aside", Boolean(), nullable=False),
        Column("asked_at", DateTime(), nullable=False),
        PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("ix_turns_conversation_id", "turns", ["conversation_id"], if_not_exists=True)
    op.create_table(
        "users",
        Column("name", String(length=100), nullable=False),
        Column("hash", Text(), nullable=False),
        Column("role", String(length=10), nullable=False),
        Column("collections", JSON(none_as_null=True), nullable=True),
        Column("version", Integer(), nullable=False),
        Column("disabled", Boolean(), nullable=False),
        Column("removed", Boolean(), nullable=False),
        Column("made_at", DateTime(), nullable=False),
        PrimaryKeyConstraint("name"),
        if_not_exists=True,
    )
    op.create_table(
        "withdrawals",
        Column("correction_id", Integer(), autoincrement=False, nullable=False),
        Column("who", String(length=100), nullable=False),
        Column("why", Text(), nullable=False),
        Column("at", DateTime(), nullable=False),
        PrimaryKeyConstraint("correction_id"),
        if_not_exists=True,
    )
    op.create_table(
        "passages",
        Column("id", String(length=220), nullable=False),
        Column("document_id", String(length=200), nullable=False),
        Column("section_id", String(length=220), nullable=False),
        Column("start", Integer(), nullable=False),
        Column("end", Integer(), nullable=False),
        ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("ix_passages_document_id", "passages", ["document_id"], if_not_exists=True)
    op.create_table(
        "sections",
        Column("id", String(length=220), nullable=False),
        Column("document_id", String(length=200), nullable=False),
        Column("parent_id", String(length=220), nullable=True),
        Column("heading", String(length=400), nullable=False),
        Column("heading_path", JSON(), nullable=False),
        Column("place", JSON(), nullable=True),
        Column("period", JSON(), nullable=True),
        Column("depth", Integer(), nullable=False),
        Column("start", Integer(), nullable=False),
        Column("end", Integer(), nullable=False),
        ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("ix_sections_document_id", "sections", ["document_id"], if_not_exists=True)
    op.create_table(
        "units",
        Column("id", Integer(), nullable=False),
        Column("document_id", String(length=200), nullable=False),
        Column("passage_id", String(length=220), nullable=False),
        Column("section_id", String(length=220), nullable=False),
        Column("sentence_start", Integer(), nullable=False),
        Column("sentence_end", Integer(), nullable=False),
        Column("start", Integer(), nullable=False),
        Column("end", Integer(), nullable=False),
        Column("vector", LargeBinary(), nullable=True),
        ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_index("units_by_document", "units", ["document_id"], if_not_exists=True)
    op.create_index("units_by_passage", "units", ["passage_id"], if_not_exists=True)
