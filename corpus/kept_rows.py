"""What people say of documents and tables: corrections, confirmations, mappings; kept over every rebuild."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corpus.base import MAX_PATH, Base


class CorrectionRow(Base):
    """What an editor put right: which document, which fact, where, the new value, who, when and why.

    A document is named by root and source, never by a hash, so that a correction finds it again after a rebuild.
    `anchor` is a heading path for a section, the quoted words for a figure, '' for the document itself.
    """

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    root: Mapped[str] = mapped_column(String(MAX_PATH))
    source: Mapped[str] = mapped_column(String(MAX_PATH), index=True)
    field: Mapped[str] = mapped_column(String(40))
    anchor: Mapped[str] = mapped_column(Text, default="")
    old: Mapped[str] = mapped_column(Text, default="")
    value: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(default=lambda: dt.datetime.now(dt.UTC))


class WithdrawalRow(Base):
    """Someone's word that a correction no longer holds; the correction itself stays."""

    __tablename__ = "withdrawals"

    correction_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    who: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(default=lambda: dt.datetime.now(dt.UTC))


class ConfirmationRow(Base):
    """Someone's word that a file with a secrecy mark may be read in; another mark wants another word."""

    __tablename__ = "confirmations"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    root: Mapped[str] = mapped_column(String(MAX_PATH))
    source: Mapped[str] = mapped_column(String(MAX_PATH), index=True)
    mark: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(default=lambda: dt.datetime.now(dt.UTC))


class TableMappingRow(Base):
    """What a person says of every table with these headers; the last row of a fingerprint holds.

    `names` are the header cells that the fingerprint is made of, `told` kind, columns and rows as plain values.
    """

    __tablename__ = "table_mappings"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    names: Mapped[list[str]] = mapped_column(JSON)
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    who: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(default=lambda: dt.datetime.now(dt.UTC))
