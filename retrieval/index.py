"""The indexes of one data folder, opened together and searched as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.collection import Seen
from core.errors import FingerprintMismatch, IndexMissing
from core.settings import Settings
from corpus.store import SCHEMA_VERSION, Store
from retrieval.adapter import QueryAdapter, load_adapter
from retrieval.embed import Embedder, Vectors, load_embedder
from retrieval.filters import NO_FILTER, Filter
from retrieval.fuse import fuse
from retrieval.retrievers import RETRIEVERS, Hit, IndexedPassage, Parts, Retriever
from retrieval.segment import Segmenter, lexicon_hash, load_segmenter

# What the indexes were built under, once a run came to its end; and while the first one is under way or was killed.
FINGERPRINT, BUILDING = "index_fingerprint", "index_building"
DEPTH = 200
# What the indexes hold; raise it when a retriever's fields change, so that older ones are rebuilt and never mixed.
LAYOUT = 6


@dataclass(frozen=True, kw_only=True)
class SearchIndex:
    """Word and vector indexes with what they need to read a question.

    `generation` is the store's when they were opened: once the store's is another, there is more on disk. `seen` are
    the collections that are searched; None: all.
    """

    segmenter: Segmenter
    embedder: Embedder | None
    retrievers: dict[str, Retriever]
    fingerprint: str
    adapter: QueryAdapter | None = None
    generation: int = 0
    seen: Seen = None

    def add(self, passages: Sequence[IndexedPassage], vectors: Vectors | None) -> None:
        """Add passages to every index."""
        for retriever in self.retrievers.values():
            retriever.add(passages, vectors)

    def reset(self) -> None:
        """Empty every index."""
        for retriever in self.retrievers.values():
            retriever.reset()

    def remove(self, document_ids: Sequence[str]) -> None:
        """Remove documents from every index."""
        for retriever in self.retrievers.values():
            retriever.remove(document_ids)

    def search(
        self, question: str, top_k: int, filters: Filter = NO_FILTER, vector: Vectors | None = None
    ) -> list[Hit]:
        """The best passages of all retrievers, fused; `vector` spares embedding the question again."""
        return fuse(self.rankings(question, filters, vector))[:top_k]

    def rankings(
        self, question: str, filters: Filter = NO_FILTER, vector: Vectors | None = None
    ) -> dict[str, list[Hit]]:
        """What each retriever finds by itself, best first."""
        # Whatever a caller asks for, what may not be opened is never among it.
        filters = replace(filters, seen=self.seen)
        if vector is None and self.embedder is not None:
            vector = self.embedder.queries([question])
        if vector is not None and self.adapter is not None:
            vector = self.adapter.turned(vector)
        return {name: part.search(question, DEPTH, filters, vector) for name, part in self.retrievers.items()}


def settings_fingerprint(settings: Settings) -> str:
    """What an index built under these settings would be marked with."""
    return settings.index_fingerprint(f"{lexicon_hash(settings.lexicon_dir)}/{LAYOUT}", SCHEMA_VERSION)


def check_fingerprint(stored: str, fingerprint: str) -> None:
    """Refuse an index that was built under other settings.

    Raises:
        FingerprintMismatch: If the two differ.
    """
    if stored != fingerprint:
        raise FingerprintMismatch(
            f"索引是用别的设置、词典或模型建的（{stored}，现为 {fingerprint}）",
            next_step="请运行 python -m ingest --rebuild 重建索引，或改回原设置",
        )


def open_index(settings: Settings, store: Store, *, writing: bool = False, rebuilding: bool = False) -> SearchIndex:
    """Open the indexes of the data folder.

    Args:
        settings: Where and with what model.
        store: The store the indexes belong to.
        writing: True for ingest, which may start an empty index.
        rebuilding: True to empty the indexes whatever they were built under.

    Raises:
        IndexMissing: If nothing was ingested yet and `writing` is False.
        FingerprintMismatch: If the index was built under other settings, another model or another lexicon.
    """
    fingerprint = settings_fingerprint(settings)
    stored = store.meta(FINGERPRINT)
    if not stored and not writing:
        raise IndexMissing(
            "还没有索引", next_step=f"请先运行 python -m ingest {settings.corpus_dir.name}（或 make ingest）"
        )
    stored = stored or store.meta(BUILDING)
    if stored and not rebuilding:
        check_fingerprint(stored, fingerprint)
    # Before anything is opened: what is written meanwhile must count as newer.
    generation = store.generation()
    segmenter = load_segmenter(settings.lexicon_dir)
    embedder = load_embedder(settings.embedding_model, settings.data_dir, settings.embedding_dtype)
    folder: Path = settings.data_dir / "index"
    parts = Parts(folder=folder, segmenter=segmenter, embedder=embedder)
    retrievers = {name: RETRIEVERS[name](parts) for name in RETRIEVERS}
    index = SearchIndex(segmenter=segmenter, embedder=embedder, retrievers=retrievers, fingerprint=fingerprint,
        adapter=load_adapter(settings.embedding_model) if embedder else None, generation=generation,
    )  # fmt: skip
    if rebuilding or not stored:
        # A model that cannot be loaded is told before the index is marked as built with it.
        if embedder:
            embedder.load()
        # Without a mark nothing in the indexes belongs to the store: a rebuild may have died before it emptied them.
        index.reset()
        store.set_meta(BUILDING, fingerprint)
    return index
