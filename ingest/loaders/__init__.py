"""One loader a format; each registers its endings in `LOADERS`.

A loader takes a file and yields the documents in it, as received: text and whatever the format itself says of them.
Offsets are code points of the document's `text`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.record import DocumentTable
from core.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Where a stretch of text stands in the file: from `start` to the next mark. `label` is 第3页 or 表名!B4."""

    start: int
    label: str


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """A stretch that recognition was unsure of; `confidence` is 0 to 1."""

    start: int
    end: int
    confidence: float


@dataclass(frozen=True, kw_only=True)
class RawDocument:
    """A document as received.

    `name` is unique within its file. `meta` is what a record tells (title, place, date…) and wins over the text;
    `properties` is what the file's own properties say (title, author, created), which are often stale and only help.
    `warnings` travel with every citation (扫描件…). `failed` are files that lay in the same archive and could not be
    read, each as 文件名：原因：下一步; they belong in the report and nowhere else.
    """

    name: str
    text: str
    meta: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    tables: tuple[DocumentTable, ...] = ()
    warnings: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


Loader = Callable[[Path], Iterator[RawDocument]]
LOADERS: Registry[Loader] = Registry("loader", "ingest.loaders")
