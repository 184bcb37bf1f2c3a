"""Nearest vectors in Chroma (the only file that imports it)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import chromadb
import numpy as np
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError

from core.collection import may_open
from core.errors import IndexStale
from retrieval.embed import Vectors
from retrieval.filters import NO_FILTER, NO_PLACE, Filter
from retrieval.retrievers import RETRIEVERS, Hit, IndexedPassage, Parts

# Each collection of documents stands apart, so that what is hidden is never looked at; in it passages with a place and
# without. Chroma's filter is slow where much passes it, and passages without a
# place are looked at for every place: 10,000 passages of which 2,900 have none took 18 ms in one collection.
PLACED, UNPLACED = "placed", "unplaced"
ADD_BATCH = 2000


@RETRIEVERS.register("dense")
class DenseRetriever:
    """Passages by the cosine of their vector and the question's."""

    def __init__(self, parts: Parts) -> None:
        folder = parts.folder / "vectors"
        folder.mkdir(parents=True, exist_ok=True)
        # Chroma shares one open database a process and folder, and never looks at the disk again: what another process
        # wrote since is seen only by one that is opened anew. Clients that are open keep theirs.
        SharedSystemClient.clear_system_cache()
        self._client = chromadb.PersistentClient(str(folder), settings=ChromaSettings(anonymized_telemetry=False))
        self._collections = self._open()

    def _open(self) -> dict[tuple[str, str], chromadb.Collection]:
        """Chroma's collections by the office's collection and `PLACED` or `UNPLACED`."""
        found = self._client.list_collections()
        return {(one.metadata["of"], one.metadata["part"]): one for one in found if "of" in (one.metadata or {})}

    def _for(self, collection: str, part: str) -> chromadb.Collection:
        """The one that such passages go into; made where there is none."""
        if (collection, part) not in self._collections:
            digest = hashlib.sha256(collection.encode()).hexdigest()[:32]
            self._collections[collection, part] = self._client.get_or_create_collection(
                f"{part}-{digest}", metadata={"of": collection, "part": part},
                configuration={"hnsw": {"space": "cosine"}}, embedding_function=None,
            )  # fmt: skip
        return self._collections[collection, part]

    def reset(self) -> None:
        """Forget everything; the next vectors may have another size."""
        for one in self._client.list_collections():
            self._client.delete_collection(one.name)
        self._collections = {}

    def add(self, passages: Sequence[IndexedPassage], vectors: Vectors | None) -> None:
        """Index passages by their vectors.

        Raises:
            ValueError: If there are no vectors for them.
        """
        if vectors is None:
            raise ValueError("the dense index needs a vector for every passage")
        apart: dict[tuple[str, str], list[int]] = {}
        for row, passage in enumerate(passages):
            apart.setdefault((passage.collection, UNPLACED if passage.place == NO_PLACE else PLACED), []).append(row)
        for (collection, part), rows in apart.items():
            for at in range(0, len(rows), ADD_BATCH):
                batch = rows[at : at + ADD_BATCH]
                own = [passages[row] for row in batch]
                self._for(collection, part).upsert(
                    ids=[passage.id for passage in own],
                    embeddings=vectors[batch],
                    metadatas=[{"document_id": passage.document_id, "place": passage.place} for passage in own],
                )

    def remove(self, document_ids: Sequence[str]) -> None:
        """Forget all passages of these documents."""
        if document_ids:
            for collection in self._collections.values():
                collection.delete(where=_where(Filter(documents=tuple(document_ids))))

    def search(
        self, question: str, top_k: int, filters: Filter = NO_FILTER, vector: Vectors | None = None
    ) -> list[Hit]:
        """The nearest passages; without a vector for the question there are none."""
        if vector is None:
            return []
        hits: list[Hit] = []
        for (collection, part), stored in self._collections.items():
            own = _within(filters, part)
            if own is None or not may_open(collection, filters.seen):
                continue
            try:
                found = stored.query(query_embeddings=vector, n_results=top_k, where=_where(own), include=["distances"])
            except ChromaError as error:
                raise IndexStale("索引正在更新", next_step="请稍后再问一次", retryable=True) from error
            ids, distances = found["ids"][0], (found["distances"] or [[]])[0]
            hits += [Hit(passage_id=i, score=1.0 - float(d)) for i, d in zip(ids, distances, strict=True)]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))[:top_k]

    def vectors(self) -> tuple[list[str], Vectors]:
        """Every passage's id and vector, shape (n, dimension): for fitting, not for answering."""
        ids: list[str] = []
        parts: list[Vectors] = []
        for collection in self._collections.values():
            for at in range(0, int(collection.count()), ADD_BATCH):
                found = collection.get(limit=ADD_BATCH, offset=at, include=["embeddings"])
                ids += found["ids"]
                parts.append(np.asarray(found["embeddings"], np.float32))
        return ids, np.concatenate(parts) if parts else np.zeros((0, 0), np.float32)

    def count(self) -> int:
        """Passages in the index."""
        return sum(int(collection.count()) for collection in self._collections.values())

    def ids(self) -> frozenset[str]:
        """Every passage in the index."""
        return frozenset(i for collection in self._collections.values() for i in collection.get(include=[])["ids"])


def _within(filters: Filter, part: str) -> Filter | None:
    """What a filter asks of the passages with or without a place; None where none of them can pass."""
    if part == UNPLACED:
        own = replace(filters, places=None if filters.places is None or NO_PLACE in filters.places else ())
    else:
        places = None if filters.places is None else tuple(place for place in filters.places if place != NO_PLACE)
        own = replace(filters, places=places)
    return None if own.admits_nothing else own


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
