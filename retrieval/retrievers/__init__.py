"""One retriever a file; each registers its name in `RETRIEVERS`.

A retriever keeps an index of passages, on disk or on a server, and ranks them for a question. It is derived from the
store and can be rebuilt at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from core.errors import IndexUnavailable
from core.registry import Registry
from retrieval.embed import Encoder, Vectors
from retrieval.filters import Filter
from retrieval.segment import Segmenter


@dataclass(frozen=True, kw_only=True)
class IndexedPassage:
    """What an index is given of one passage."""

    id: str
    document_id: str
    place: str
    title: str
    headings: str
    text: str
    collection: str


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A passage found, with the retriever's own score (higher is better)."""

    passage_id: str
    score: float


@dataclass(frozen=True, kw_only=True)
class Servers:
    """The servers that keep indexes, '' for none, and what the names of this office's collections there begin with."""

    name: str = ""
    chroma_url: str = ""
    milvus_uri: str = ""
    milvus_token: str = field(default="", repr=False)
    milvus_database: str = ""
    timeout_s: float = 10.0


@dataclass(frozen=True, kw_only=True)
class RetrieverContext:
    """What retrievers are made from."""

    folder: Path
    segmenter: Segmenter
    embedder: Encoder | None
    servers: Servers = Servers()


# What the libraries say where a file system is full, read-only or gone: the index itself is whole.
_DISK = ("os error", "disk is full", "disk I/O error", "readonly database", "unable to open database")


def disk_failure(error: Exception) -> IndexUnavailable | None:
    """What an index's library says of the disk, with what to do about it; None where it speaks of something else."""
    if not any(sign in str(error) for sign in _DISK):
        return None
    return IndexUnavailable(
        "索引的文件读写不了（磁盘满了、只读或断开了）", next_step="请腾出磁盘空间、检查权限后再试", retryable=True
    )


class Retriever(Protocol):
    """Ranks passages; adds and removes them by document.

    `local` tells whether its index is files that one machine opens; else a server keeps it.
    """

    @property
    def local(self) -> bool:
        """Whether the index is files."""

    def add(self, passages: Sequence[IndexedPassage], vectors: Vectors | None) -> None:
        """Index passages; `vectors` has a row for each, for those retrievers that want it."""

    def remove(self, document_ids: Sequence[str]) -> None:
        """Forget all passages of these documents."""

    def reset(self) -> None:
        """Forget everything, so that vectors of another model can come in."""

    def search(self, question: str, top_k: int, filters: Filter, vector: Vectors | None = None) -> list[Hit]:
        """The best passages within the filters, best first; `vector` is the question's, shape (1, dimension)."""

    def count(self) -> int:
        """Passages in the index."""

    def ids(self) -> frozenset[str]:
        """Every passage in the index, to be held against the store."""


RETRIEVERS: Registry[Callable[[RetrieverContext], Retriever]] = Registry("retriever", "retrieval.retrievers")
