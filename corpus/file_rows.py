"""Files as they were when they were read, so that an unchanged one is not read again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from corpus.base import Base


class FileRow(Base):
    """A file as it was when all its documents were stored, so that an unchanged one is not read again.

    `seen_ns` is when size and time were taken, `read_under` a hash of what else shapes the reading, `sources` the
    documents in it. Files that failed or wait for a word are in `TroubledFileRow`.
    """

    __tablename__ = "files"

    root: Mapped[str] = mapped_column(String(500), primary_key=True)
    path: Mapped[str] = mapped_column(String(500), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    seen_ns: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    read_under: Mapped[str] = mapped_column(String(64))
    sources: Mapped[list[str]] = mapped_column(JSON)


class TroubledFileRow(Base):
    """A file of which something failed or waits for a word, as it was when that was found out; see `FileRow`.

    `troubles` are what is reported of it again while it stays as it is: source, outcome, detail and, of a document
    that waits, its secrecy mark. `read_under` covers the machine's abilities too: with LibreOffice a .doc can be read.
    """

    __tablename__ = "troubled_files"

    root: Mapped[str] = mapped_column(String(500), primary_key=True)
    path: Mapped[str] = mapped_column(String(500), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    seen_ns: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    read_under: Mapped[str] = mapped_column(String(64))
    sources: Mapped[list[str]] = mapped_column(JSON)
    troubles: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
