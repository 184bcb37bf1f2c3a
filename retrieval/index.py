"""The indexes of one data folder, opened together and searched as one."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from core.collection import Seen
from core.errors import FingerprintMismatch, IndexBroken, IndexMissing, ModelUnavailable
from core.settings import Settings
from corpus.database import SQLITE
from corpus.store import INDEXED, SCHEMA_VERSION, DocumentRow, PassageRow, Store
from retrieval.adapter import QueryAdapter, load_adapter
from retrieval.embed import Encoder, Vectors, load_embedder
from retrieval.engine import LOCAL, engine_mark, retrievers_in_force, servers_of
from retrieval.filters import NO_FILTER, Filter
from retrieval.fuse import fuse
from retrieval.retrievers import RETRIEVERS, Hit, IndexedPassage, Retriever, RetrieverContext
from retrieval.segment import Segmenter, lexicon_hash, load_segmenter
from retrieval.service.client import load_served

# What the indexes were built under, once a run came to its end; and while the first one is under way or was killed.
FINGERPRINT, BUILDING = "index_fingerprint", "index_building"
# Where they are kept, and by which weights their vectors were made.
ENGINE, WEIGHTS = "index_engine", "index_weights"
DEPTH = 200
log = logging.getLogger(__name__)
# What the indexes hold; raise it when a retriever's fields change, so that older ones are rebuilt and never mixed.
LAYOUT = 6


@dataclass(frozen=True, kw_only=True)
class SearchIndex:
    """Word and vector indexes with what they need to read a question.

    `generation` is the store's when they were opened: once the store's is another, there is more on disk. `seen` are
    the collections that are searched; None: all.
    """

    segmenter: Segmenter
    embedder: Encoder | None
    retrievers: dict[str, Retriever]
    fingerprint: str
    adapter: QueryAdapter | None = None
    generation: int = 0
    seen: Seen = None

    @property
    def local(self) -> bool:
        """Whether any of the indexes is files of this machine, which one program writes at a time."""
        return any(retriever.local for retriever in self.retrievers.values())

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
        rankings = self.rankings(question, filters, vector)
        # One alone has fused already.
        return (next(iter(rankings.values())) if len(rankings) == 1 else fuse(rankings))[:top_k]

    def rankings(
        self, question: str, filters: Filter = NO_FILTER, vector: Vectors | None = None
    ) -> dict[str, list[Hit]]:
        """What each retriever finds by itself, best first."""
        # Whatever a caller asks for, what may not be opened is never among it.
        filters = replace(filters, seen=self.seen)
        if vector is None:
            vector = self.question_vector(question)
        if vector is not None and self.adapter is not None:
            vector = self.adapter.project(vector)
        return {name: part.search(question, DEPTH, filters, vector) for name, part in self.retrievers.items()}

    def question_vector(self, question: str) -> Vectors | None:
        """The question's vector, shape (1, dimension); None where there is no model, or its service is away.

        Words alone search then.
        """
        if self.embedder is None:
            return None
        try:
            return self.embedder.queries([question])
        except ModelUnavailable as error:
            log.warning("%s", error)
            return None


INDEX_FOLDER = "index"


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


def open_encoder(settings: Settings) -> Encoder:
    """What makes vectors: the model service where there is one, else the model in this process."""
    if settings.model_url:
        return load_served(settings.model_url, settings.embedding_model, settings.model_token, settings.model_timeout_s)
    return load_embedder(settings.embedding_model, settings.data_dir, settings.embedding_dtype)


def open_index(settings: Settings, store: Store, *, writing: bool = False, rebuilding: bool = False) -> SearchIndex:
    """Open the indexes of the data folder, or those that a server keeps for it.

    Args:
        settings: Where and with what model.
        store: The store the indexes belong to.
        writing: True for ingest, which may start an empty index, and fills another engine than the one before.
        rebuilding: True to empty the indexes whatever they were built under.

    Raises:
        IndexMissing: If nothing was ingested yet and `writing` is False, or the server has nothing of it.
        FingerprintMismatch: If the index was built under other settings, another model or another lexicon, or is kept
            by another engine and `writing` is False.
        IndexUnavailable: If a server does not answer.
        ModelUnavailable: If the model service does not answer and the indexes are to be written.
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
    moved = bool(stored) and (store.meta(ENGINE) or LOCAL) != engine_mark(settings)
    if moved and not writing:
        raise FingerprintMismatch(
            f"索引在 {store.meta(ENGINE) or LOCAL}，设置里是 {engine_mark(settings)}",
            next_step="请运行 python -m ingest，它会把已有资料写进新的检索服务（不必 --rebuild），或改回原设置",
        )
    # Before anything is opened: what is written meanwhile must count as newer.
    generation, indexed = store.generation(), indexed_passages(store)
    segmenter = load_segmenter(settings.lexicon_dir)
    embedder = open_encoder(settings)
    if stored and not rebuilding and settings.model_url:
        _check_weights(store.meta(WEIGHTS), embedder, writing=writing)
    context = RetrieverContext(
        folder=settings.data_dir / INDEX_FOLDER, segmenter=segmenter, embedder=embedder, servers=servers_of(settings)
    )
    retrievers = _opened(settings, context, rebuilding=rebuilding)
    index = SearchIndex(
        segmenter=segmenter,
        embedder=embedder,
        retrievers=retrievers,
        fingerprint=fingerprint,
        adapter=load_adapter(settings.embedding_model) if embedder else None,
        generation=generation,
    )
    if rebuilding or not stored:
        if not rebuilding:
            _check_store_not_lost(store, index)
        # A model that cannot be loaded is told before the index is marked as built with it.
        embedder.load()
        # Without a mark nothing in the indexes belongs to the store: a rebuild may have died before it emptied them.
        index.reset()
        store.set_meta(WEIGHTS, embedder.weights)
        store.set_meta(ENGINE, engine_mark(settings))
        store.set_meta(BUILDING, fingerprint)
    elif moved:
        # What the new engine holds may be from long ago. Ingest sees that passages are lacking and writes them all.
        index.reset()
        store.set_meta(ENGINE, engine_mark(settings))
    elif not writing and not all(retriever.local for retriever in retrievers.values()):
        _check_not_empty(store, index)
    elif not writing:
        _check_whole(store, index, indexed)
    return index


def _opened(settings: Settings, context: RetrieverContext, *, rebuilding: bool) -> dict[str, Retriever]:
    """The retrievers in force; files that cannot be opened are no hindrance to whoever makes them anew."""

    def opened() -> dict[str, Retriever]:
        return {name: RETRIEVERS[name](context) for name in retrievers_in_force(settings)}

    try:
        return opened()
    except IndexBroken:
        if not rebuilding:
            raise
        shutil.rmtree(context.folder)
        return opened()


def indexed_passages(store: Store) -> int:
    """Passages that the indexes hold if they are as the store says."""
    stored = select(func.count()).select_from(PassageRow).join(DocumentRow, DocumentRow.id == PassageRow.document_id)
    with store.session() as session:
        return session.scalar(stored.where(DocumentRow.index_state == INDEXED)) or 0


def _check_whole(store: Store, index: SearchIndex, before: int) -> None:
    """Refuse files that lack passages: what is not found in them would be told as not in the documents.

    Args:
        store: The store.
        index: Opened after `before` was counted.
        before: Passages that were to be in it then; another process may have removed some since.

    Raises:
        IndexBroken: If passages are lacking.
    """
    held = min(retriever.count() for retriever in index.retrievers.values())
    if held < min(before, indexed_passages(store)):
        raise IndexBroken(f"索引不全：资料库有 {before} 段，索引里只有 {held} 段")


def _check_store_not_lost(store: Store, index: SearchIndex) -> None:
    """Refuse to begin anew over the filled indexes of a SQLite file that is gone: what people wrote was in it too.

    Raises:
        FingerprintMismatch: If the store is new and its indexes are not.
    """
    filled = any(retriever.count() for retriever in index.retrievers.values())
    if store.engine.dialect.name == SQLITE and index.local and filled and not store.generation():
        raise FingerprintMismatch(
            "资料库是新建的，索引却是旧的：原来的资料库文件可能被删除或清空了",
            next_step="请用 cewen restore 备份文件 --replace 恢复；确实要从头开始，请运行 cewen ingest --rebuild",
        )


def _check_weights(stored: str, embedder: Encoder, *, writing: bool) -> None:
    """Refuse a model service that runs another model than the one the vectors are of.

    Raises:
        FingerprintMismatch: If it does.
        ModelUnavailable: If it does not answer and the indexes are to be written.
    """
    try:
        own = embedder.weights
    except ModelUnavailable:
        if writing:
            raise
        return
    if stored and stored != own:
        raise FingerprintMismatch(
            f"索引是用别的模型建的（{stored}，模型服务现为 {own}）",
            next_step="请让模型服务改用原来的模型，或运行 python -m ingest --rebuild 重建索引",
        )


def _check_not_empty(store: Store, index: SearchIndex) -> None:
    """Refuse a server that lost what it kept, or that never had it.

    Raises:
        IndexMissing: If it has nothing though the store has documents.
    """
    with store.session() as session:
        documents = session.scalar(select(func.count()).where(DocumentRow.index_state == INDEXED)) or 0
    if documents and not min(retriever.count() for retriever in index.retrievers.values()):
        raise IndexMissing(
            "检索服务里没有本单位的资料",
            next_step="请核对 CEWEN_INDEX_NAME 与导入时是否一致；若服务换了数据盘，请运行 python -m ingest 重新写入",
        )
