"""Files as they were when they were read, so that an unchanged one is not read again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from corpus.base import MAX_PATH, Base


class FileColumns:
    """A file as it was when it was read.

    `seen_ns` is when size and time were taken, `read_under` a hash of what else shapes the reading, `sources` the
    documents in it.
    """

    root: Mapped[str] = mapped_column(String(MAX_PATH), primary_key=True)
    path: Mapped[str] = mapped_column(String(MAX_PATH), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    seen_ns: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    read_under: Mapped[str] = mapped_column(String(64))
    sources: Mapped[list[str]] = mapped_column(JSON)


class FileRow(FileColumns, Base):
    """A file all of whose documents are stored."""

    __tablename__ = "files"


class TroubledFileRow(FileColumns, Base):
    """A file of which something failed or waits for a word.

    `troubles` are what is reported of it again while it stays as it is: source, outcome, detail and, of a document
    that waits, its secrecy mark. `read_under` covers the machine's abilities too: with LibreOffice a .doc can be read.
    """

    __tablename__ = "troubled_files"

    troubles: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
