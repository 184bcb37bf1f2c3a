"""Nearest vectors in Chroma (the only file that imports it)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings

from retrieval.embed import Vectors
from retrieval.filters import NO_FILTER, Filter
from retrieval.retrievers import RETRIEVERS, Hit, IndexedPassage, Parts

COLLECTION = "passages"
ADD_BATCH = 2000


@RETRIEVERS.register("dense")
class DenseRetriever:
    """Passages by the cosine of their vector and the question's."""

    def __init__(self, parts: Parts) -> None:
        folder = parts.folder / "vectors"
        folder.mkdir(parents=True, exist_ok=True)
        self._client = chromadb.PersistentClient(str(folder), settings=ChromaSettings(anonymized_telemetry=False))
        self._collection = self._open()

    def _open(self) -> chromadb.Collection:
        return self._client.get_or_create_collection(
            COLLECTION, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )

    def reset(self) -> None:
        """Forget everything; the next vectors may have another size."""
        self._client.delete_collection(COLLECTION)
        self._collection = self._open()

    def add(self, passages: Sequence[IndexedPassage], vectors: Vectors | None) -> None:
        """Index passages by their vectors.

        Raises:
            ValueError: If there are no vectors for them.
        """
        if vectors is None:
            raise ValueError("the dense index needs a vector for every passage")
        for at in range(0, len(passages), ADD_BATCH):
            batch = passages[at : at + ADD_BATCH]
            self._collection.upsert(
                ids=[passage.id for passage in batch],
                embeddings=vectors[at : at + ADD_BATCH],
                metadatas=[{"document_id": passage.document_id, "place": passage.place} for passage in batch],
            )

    def remove(self, document_ids: Sequence[str]) -> None:
        """Forget all passages of these documents."""
        if document_ids:
            self._collection.delete(where=_where(Filter(documents=tuple(document_ids))))

    def search(
        self, question: str, top_k: int, filters: Filter = NO_FILTER, vector: Vectors | None = None
    ) -> list[Hit]:
        """The nearest passages; without a vector for the question there are none."""
        held = 0 if vector is None or filters.admits_nothing else self.count()
        if not held:
            return []
        found = self._collection.query(
            query_embeddings=vector, n_results=min(top_k, held), where=_where(filters), include=["distances"]
        )
        ids, distances = found["ids"][0], (found["distances"] or [[]])[0]
        return [Hit(passage_id=i, score=1.0 - float(d)) for i, d in zip(ids, distances, strict=True)]

    def vectors(self) -> tuple[list[str], Vectors]:
        """Every passage's id and vector, shape (n, dimension): for fitting, not for answering."""
        ids: list[str] = []
        parts: list[Vectors] = []
        for at in range(0, self.count(), ADD_BATCH):
            found = self._collection.get(limit=ADD_BATCH, offset=at, include=["embeddings"])
            ids += found["ids"]
            parts.append(np.asarray(found["embeddings"], np.float32))
        return ids, np.concatenate(parts) if parts else np.zeros((0, 0), np.float32)

    def count(self) -> int:
        """Passages in the index."""
        return int(self._collection.count())

    def ids(self) -> frozenset[str]:
        """Every passage in the index."""
        return frozenset(self._collection.get(include=[])["ids"])


def _where(filters: Filter) -> Any:
    # Chroma rejects an empty $in, and $and over a single clause.
    clauses: list[dict[str, Any]] = []
    if filters.places is not None:
        clauses.append({"place": {"$in": list(filters.places)}})
    if filters.documents is not None:
        clauses.append({"document_id": {"$in": list(filters.documents)}})
    if not clauses:
        return None
    return clauses[0] if len(clauses) == 1 else {"$and": clauses}
