"""Documents in batches: prepared, embedded together, committed, indexed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.collection import PUBLIC
from core.errors import StoreUnavailable
from core.place import Gazetteer
from corpus.source_files import file_of
from corpus.store import Store
from ingest.claims import Claims
from ingest.clock import Clock
from ingest.index_door import IndexDoor
from ingest.indexing import finish_removals, index_pending, passage_contexts
from ingest.prepare import PreparedDocument, TextRules, prepare
from ingest.reading import Found, Remembered, SourceFile
from ingest.reports import FileReport, Outcome
from ingest.storing import forget_files, mark_for_removal, new_id, remember_file, store_documents
from ingest.troubles import Seen
from retrieval.embed import Vectors
from retrieval.vector_cache import VectorCache

# A batch ends with whichever comes first: texts to embed, or documents.
BATCH_TEXTS = 1024
BATCH_DOCUMENTS = 256


@dataclass(frozen=True, kw_only=True)
class IngestContext:
    """What documents are made with and where they go, for all roots of a run.

    Attributes:
        store: The store, open for writing.
        door: Lends its indexes.
        cache: Vectors remembered and made; None where there is no model.
        gazetteer_of: Places and aliases as who may open a collection knows them: no text is read by hidden places.
        rules: How texts are read.
        sentences: Whether sentence units get vectors.
        claims: What this process is to do where several share the work; None where it is alone.
    """

    store: Store
    door: IndexDoor
    cache: VectorCache | None
    gazetteer_of: Callable[[str], Gazetteer]
    rules: TextRules
    sentences: bool
    claims: Claims | None = None


class Batcher:
    """The sink that stores.

    Args:
        context: What documents are made with.
        root: What they are read from.
        clock: Who counts.
        reported: Told of each document once it is committed, and of everything else at once.
    """

    def __init__(
        self, context: IngestContext, root: Path, clock: Clock, reported: Callable[[FileReport], None]
    ) -> None:
        self._context, self._root, self._clock = context, root, clock
        self.report = reported
        self._batch: list[tuple[PreparedDocument, Outcome]] = []
        self._then: list[tuple[str, Callable[[], None]]] = []
        self._texts = 0

    def take(self, found: Found, stored_id: str) -> bool:
        """See `Sink`."""
        taken = {prepared.document.id for prepared, _ in self._batch}
        context = self._context
        try:
            with self._clock.timed("切分", found.name):
                prepared = prepare(
                    found.raw,
                    name=found.name,
                    source=found.source,
                    document_id=stored_id or new_id(context.store, found, self._root, taken, context.claims),
                    given=found.given,
                    gazetteer=context.gazetteer_of(str(found.given.get("collection", PUBLIC))),
                    rules=context.rules,
                    sha256=found.digest,
                )
        except StoreUnavailable:
            raise
        except Exception as error:  # the per-file ingest loop: one bad document must not stop the rest
            detail = f"整理出错（{type(error).__name__}：{error}），其余文件不受影响：请把该文件发给维护人员"
            self.report(FileReport(source=found.source, outcome="failed", detail=detail))
            return False
        self._batch.append((prepared, "updated" if stored_id else "added"))
        self._texts += len(prepared.units) + len(prepared.passages)
        if self._texts >= BATCH_TEXTS or len(self._batch) >= BATCH_DOCUMENTS:
            self.flush()
        return True

    def _contexts(self, prepared: PreparedDocument) -> list[str]:
        units = [unit.in_context for unit in prepared.units] if self._context.sentences else []
        return units + passage_contexts(prepared)

    def flush(self) -> None:
        """See `Sink`. Cancelled meanwhile, it stores what has all its vectors, or the first document."""
        batch, then = self._batch, self._then
        self._batch, self._then, self._texts = [], [], 0
        vectors: dict[str, NDArray[np.float16]] = {}
        cache, clock = self._context.cache, self._clock
        if batch and cache:
            with clock.timed("向量"):
                texts = [text for prepared, _ in batch for text in self._contexts(prepared)]

                def embedded(done: int, total: int) -> None:
                    clock.tell("向量", f"{done}/{total} 句段", done / total)

                vectors = cache.warm(texts, progress=embedded, cancelled=clock.hooks.cancelled)
                ready = [item for item in batch if all(text in vectors for text in self._contexts(item[0]))]
                if len(ready) < len(batch):
                    then = []
                    if not ready:
                        ready = batch[:1]
                        vectors |= cache.warm(self._contexts(ready[0][0]))
                    batch = ready
        if batch:
            context = self._context
            with clock.timed("入库"):
                units = vectors if context.sentences else {}
                taken = [prepared for prepared, _ in batch]
                kept = store_documents(context.store, taken, units, self._root, context.claims)
            stored = {prepared.document.id for prepared in kept}
            # What another process has taken over meanwhile is its own to tell and to remember.
            lost = {prepared.document.source for prepared in taken if prepared.document.id not in stored}
            then = [(path, step) for path, step in then if not any(file_of(one, frozenset({path})) for one in lost)]
            for prepared, outcome in ((one, how) for one, how in batch if one.document.id in stored):
                source = prepared.document.source
                self.report(FileReport(source=source, outcome=outcome, passages=len(prepared.passages)))

            def embed(texts: Sequence[str]) -> Vectors:
                found = vectors | (cache.warm([t for t in texts if t not in vectors]) if cache else {})
                return np.asarray([found[text] for text in texts], np.float32)

            with clock.timed("索引"), context.door.writing() as index:
                # On a server, others index their own meanwhile; in files, whoever is at it does all that waits.
                own = None if index.local else sorted(stored)
                index_pending(context.store, index, embed if cache else None, own)
        for _, step in then:
            step()
        clock.settle()

    def remove(self, sources: Mapping[str, str]) -> None:
        """See `Sink`."""
        if not sources:
            return
        with self._clock.timed("索引"), self._context.door.writing() as index:
            gone = mark_for_removal(self._context.store, self._root, sources)
            finish_removals(self._context.store, index)
        for source in gone:
            self.report(FileReport(source=source, outcome="removed"))

    def file_done(self, file: SourceFile, sha256: str, seen: Seen) -> None:
        """See `Sink`."""

        def remember() -> None:
            remember_file(self._context.store, self._root, file, sha256, seen.present, seen.troubles)

        if self._batch:
            self._then.append((file.relative, remember))
        else:
            remember()

    def file_touched(self, file: SourceFile, before: Remembered) -> None:
        """See `Sink`."""
        remember_file(self._context.store, self._root, file, before.sha256, before.sources, before.troubles)

    def files_gone(self, paths: Sequence[str]) -> None:
        """See `Sink`."""
        forget_files(self._context.store, self._root, paths)
