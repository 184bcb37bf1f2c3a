"""Nearest vectors in Chroma (the only file that imports it)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError

from core.collection import may_open
from core.errors import IndexBroken, IndexStale, IndexUnavailable, SettingsError
from retrieval.embed import Vectors
from retrieval.filters import NO_FILTER, NO_PLACE, Filter
from retrieval.retrievers import RETRIEVERS, Hit, IndexedPassage, RetrieverContext, Servers, disk_failure

# Each collection of documents stands apart, so that what is hidden is never looked at; in it passages with a place and
# without. Chroma's filter is slow where much passes it, and passages without a
# place are looked at for every place: 10,000 passages of which 2,900 have none took 18 ms in one collection.
PLACED, UNPLACED = "placed", "unplaced"
ADD_BATCH, LISTED = 2000, 500
# Of few that pass a filter Chroma walks the whole graph: of 100,000 passages 310 took 58 ms, their vectors are read in
# 14 ms and remembered. From 1,240 on its own search is as fast.
FEW, KEPT_FEW = 1000, 16
_REFUSED = (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)


class _Few(NamedTuple):
    """Passages that a filter lets pass: ids, and vectors of length 1, shape (n, dimension)."""

    ids: list[str]
    vectors: Vectors


@RETRIEVERS.register("dense")
class DenseRetriever:
    """Passages by the cosine of their vector and the question's."""

    def __init__(self, context: RetrieverContext) -> None:
        self._server = context.servers.chroma_url
        self.local = not self._server
        # On a server others may have collections too; the names of one's own begin alike.
        self._lead = "" if self.local else f"{context.servers.name}-"
        with self._reached():
            self._client = _files(context.folder / "vectors") if self.local else _connected(context.servers)
            self._collections = self._open()
        self._few = lru_cache(KEPT_FEW)(self._read_few)

    @contextmanager
    def _reached(self, *, searching: bool = False) -> Iterator[None]:
        """What goes wrong with the server or the files, in words that say what to do."""
        try:
            yield
        except httpx.HTTPStatusError as error:
            if error.response.status_code in _REFUSED:
                raise SettingsError(
                    "Chroma 服务拒绝访问", next_step="请检查 CEWEN_CHROMA_URL 和它前面的代理"
                ) from error
            raise self._away() from error
        except httpx.HTTPError as error:
            raise self._away() from error
        except ChromaError as error:
            if self.local and (failure := disk_failure(error)) is not None:
                raise failure from error
            if self.local and not searching:
                raise IndexBroken("向量索引的文件读不出来（可能已损坏）") from error
            # What was opened is there no more: another process rebuilt it.
            raise IndexStale("索引正在更新", next_step="请稍后再问一次", retryable=True) from error

    def _away(self) -> IndexUnavailable:
        return IndexUnavailable(
            f"检索服务 Chroma（{self._server}）没有应答",
            retryable=True,
            next_step="请稍后再试；仍不行请检查 CEWEN_CHROMA_URL 指的服务是否在运行",
        )

    def _own(self) -> list[chromadb.Collection]:
        found: list[chromadb.Collection] = []
        while page := self._client.list_collections(limit=LISTED, offset=len(found)):
            found += page
        return [one for one in found if one.name.startswith(self._lead)]

    def _open(self) -> dict[tuple[str, str], chromadb.Collection]:
        """Chroma's collections by the office's collection and `PLACED` or `UNPLACED`."""
        return {(one.metadata["of"], one.metadata["part"]): one for one in self._own() if "of" in (one.metadata or {})}

    def _for(self, collection: str, part: str) -> chromadb.Collection:
        """The one that such passages go into; made where there is none."""
        if (collection, part) not in self._collections:
            digest = hashlib.sha256(collection.encode()).hexdigest()[:32]
            self._collections[collection, part] = self._client.get_or_create_collection(
                f"{self._lead}{part}-{digest}",
                metadata={"of": collection, "part": part},
                configuration={"hnsw": {"space": "cosine"}},
                embedding_function=None,
            )
        return self._collections[collection, part]

    def reset(self) -> None:
        """Forget everything; the next vectors may have another size."""
        with self._reached():
            for one in self._own():
                self._client.delete_collection(one.name)
        self._collections = {}
        self._few.cache_clear()

    def add(self, passages: Sequence[IndexedPassage], vectors: Vectors | None) -> None:
        """Index passages by their vectors.

        Raises:
            ValueError: If there are no vectors for them.
        """
        if vectors is None:
            raise ValueError("the dense index needs a vector for every passage")
        self._few.cache_clear()
        apart: dict[tuple[str, str], list[int]] = {}
        for row, passage in enumerate(passages):
            apart.setdefault((passage.collection, UNPLACED if passage.place == NO_PLACE else PLACED), []).append(row)
        for (collection, part), rows in apart.items():
            for at in range(0, len(rows), ADD_BATCH):
                batch = rows[at : at + ADD_BATCH]
                own = [passages[row] for row in batch]
                with self._reached():
                    self._for(collection, part).upsert(
                        ids=[passage.id for passage in own],
                        embeddings=vectors[batch],
                        metadatas=[{"document_id": passage.document_id, "place": passage.place} for passage in own],
                    )

    def remove(self, document_ids: Sequence[str]) -> None:
        """Forget all passages of these documents."""
        if document_ids:
            self._few.cache_clear()
            with self._reached():
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
            with self._reached(searching=True):
                if self.local and (few := self._few(collection, part, own, vector.shape[1])) is not None:
                    ids, scores = few.ids, few.vectors @ vector[0]
                else:
                    found = stored.query(
                        query_embeddings=vector, n_results=top_k, where=_where(own), include=["distances"]
                    )
                    ids, scores = found["ids"][0], 1.0 - np.array((found["distances"] or [[]])[0], np.float32)
            hits += [Hit(passage_id=i, score=float(score)) for i, score in zip(ids, scores, strict=True)]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))[:top_k]

    def _read_few(self, collection: str, part: str, filters: Filter, size: int) -> _Few | None:
        """All that pass a filter, of vectors of so many numbers; None where they are many, or there is no filter."""
        if (where := _where(filters)) is None:
            return None
        found = self._collections[collection, part].get(where=where, limit=FEW + 1, include=["embeddings"])
        if len(found["ids"]) > FEW:
            return None
        vectors = np.asarray(found["embeddings"], np.float32).reshape(len(found["ids"]), size)
        return _Few(found["ids"], vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    def vectors(self) -> tuple[list[str], Vectors]:
        """Every passage's id and vector, shape (n, dimension): for fitting, not for answering."""
        ids: list[str] = []
        context: list[Vectors] = []
        for collection in self._collections.values():
            for at in range(0, int(collection.count()), ADD_BATCH):
                found = collection.get(limit=ADD_BATCH, offset=at, include=["embeddings"])
                ids += found["ids"]
                context.append(np.asarray(found["embeddings"], np.float32))
        return ids, np.concatenate(context) if context else np.zeros((0, 0), np.float32)

    def count(self) -> int:
        """Passages in the index."""
        with self._reached():
            return sum(int(collection.count()) for collection in self._collections.values())

    def ids(self) -> frozenset[str]:
        """Every passage in the index."""
        found: set[str] = set()
        with self._reached():
            for collection in self._collections.values():
                at = 0
                while ids := collection.get(limit=ADD_BATCH, offset=at, include=[])["ids"]:
                    found |= set(ids)
                    at += len(ids)
        return frozenset(found)


def _files(folder: Path) -> Any:
    """Chroma's own files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    # Chroma shares one open database a process and folder, and never looks at the disk again: what another process
    # wrote since is seen only by one that is opened anew. Clients that are open keep theirs.
    SharedSystemClient.clear_system_cache()
    return chromadb.PersistentClient(str(folder), settings=ChromaSettings(anonymized_telemetry=False))


def _connected(servers: Servers) -> Any:
    """A client of a Chroma server, every call of which ends in the time that settings give it.

    Raises:
        SettingsError: If the address is none.
        httpx.HTTPError: If the server does not answer.
    """
    url = urlsplit(servers.chroma_url)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise SettingsError(f"CEWEN_CHROMA_URL 不是网址：{servers.chroma_url}", next_step="请写成 http://主机:8000")
    # Chroma's client waits for ever, also while it is made: ask first whether anybody is there.
    httpx.get(
        f"{servers.chroma_url.rstrip('/')}/api/v2/heartbeat", timeout=servers.timeout_s, trust_env=False
    ).raise_for_status()
    secure = url.scheme == "https"
    client: Any = chromadb.HttpClient(
        url.hostname,
        url.port or (443 if secure else 80),
        ssl=secure,
        settings=ChromaSettings(anonymized_telemetry=False),
    )
    session: httpx.Client = client._server._session
    session.timeout = httpx.Timeout(servers.timeout_s)
    session.event_hooks = {"response": [_failing]}
    return client


def _failing(answer: httpx.Response) -> None:
    """Of an answer that is none of Chroma's own, Chroma's client raises a bare Exception."""
    if answer.status_code in _REFUSED or answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        answer.raise_for_status()


def _within(filters: Filter, part: str) -> Filter | None:
    """What a filter asks of the passages with or without a place; None where none of them can pass."""
    if part == UNPLACED:
        own = replace(filters, places=None if filters.places is None or NO_PLACE in filters.places else ())
    else:
        places = None if filters.places is None else tuple(place for place in filters.places if place != NO_PLACE)
        own = replace(filters, places=places)
    # Whose collection it is has been asked already: all who may open it share what is remembered of it.
    return None if own.admits_nothing else replace(own, seen=None)


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
