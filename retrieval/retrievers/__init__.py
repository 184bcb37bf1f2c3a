"""One retriever a file; each registers its name in `RETRIEVERS`.

A retriever keeps an index of passages on disk and ranks them for a question. It is derived from the store and can be
rebuilt at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.registry import Registry
from retrieval.embed import Embedder, Vectors
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
class Parts:
    """What retrievers are made from."""

    folder: Path
    segmenter: Segmenter
    embedder: Embedder | None


class Retriever(Protocol):
    """Ranks passages; adds and removes them by document."""

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


RETRIEVERS: Registry[Callable[[Parts], Retriever]] = Registry("retriever", "retrieval.retrievers")
