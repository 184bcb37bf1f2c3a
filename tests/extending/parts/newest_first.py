"""A retriever: passages that hold a word of the question, the newest title first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from retrieval.embed import Vectors
from retrieval.filters import Filter
from retrieval.retrievers import RETRIEVERS, Hit, IndexedPassage, RetrieverContext


@RETRIEVERS.register("newest")
class NewestFirst:
    """Keeps titles and texts in a file of its own."""

    local = True

    def __init__(self, context: RetrieverContext) -> None:
        self._path = Path(context.folder) / "newest.json"
        self._segmenter = context.segmenter

    def _kept(self) -> dict[str, list[str]]:
        return json.loads(self._path.read_text(encoding="utf-8")) if self._path.is_file() else {}

    def _keep(self, kept: dict[str, list[str]]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")

    def add(self, passages: Sequence[IndexedPassage], vectors: Vectors | None) -> None:
        """See `Retriever`."""
        rows = {one.id: [one.document_id, one.place, one.collection, one.title, one.text] for one in passages}
        self._keep(self._kept() | rows)

    def remove(self, document_ids: Sequence[str]) -> None:
        """See `Retriever`."""
        self._keep({key: row for key, row in self._kept().items() if row[0] not in document_ids})

    def reset(self) -> None:
        """See `Retriever`."""
        self._keep({})

    def search(self, question: str, top_k: int, filters: Filter, vector: Vectors | None = None) -> list[Hit]:
        """See `Retriever`."""
        words = set(self._segmenter.search_words(question))
        allowed = [
            (key, title)
            for key, (document, place, collection, title, text) in self._kept().items()
            if words & set(self._segmenter.search_words(text))
            and (filters.documents is None or document in filters.documents)
            and (filters.places is None or place in filters.places)
            and (filters.seen is None or collection in filters.seen)
        ]
        ranked = sorted(allowed, key=lambda one: one[1], reverse=True)[:top_k]
        return [Hit(passage_id=key, score=1.0 / (at + 1)) for at, (key, _) in enumerate(ranked)]

    def count(self) -> int:
        """See `Retriever`."""
        return len(self._kept())

    def ids(self) -> frozenset[str]:
        """See `Retriever`."""
        return frozenset(self._kept())
