"""The indexes: open, hold exactly the passages of the store, and find one of them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import CewenError, IndexBroken, IndexMissing
from core.settings import Settings
from corpus.database import open_engine
from corpus.schema import HEAD, state_of
from corpus.store import INDEXED, DocumentRow, PassageRow, Store
from ingest.mending import mend_indexes
from retrieval.filters import NO_FILTER
from retrieval.index import SearchIndex, open_index
from tools.doctor import CHECKS, MEND, Check, Finding, fine
from tools.doctor.checks.store import missing_store

PROBE_CHARS = 40


def look(settings: Settings) -> Iterator[Finding]:
    """See `Check`."""
    if missing_store(settings) is not None or not _current(settings):
        yield Finding(level="note", what="资料库还不能用，没有查索引", next_step="请先处理资料库")
        return
    store = Store(settings.store_url)
    try:
        yield from _looked(settings, store)
    finally:
        store.close()


def _current(settings: Settings) -> bool:
    """Whether the tables are this program's: opening others would upgrade them, and looking changes nothing."""
    engine = open_engine(settings.store_url)
    try:
        return state_of(engine).revision == HEAD
    finally:
        engine.dispose()


def _looked(settings: Settings, store: Store) -> Iterator[Finding]:
    with store.session() as session:
        ids = _stored(session)
    try:
        index = open_index(settings, store)
        for name, retriever in index.retrievers.items():
            held = retriever.ids()
            if ids - held or held - ids:
                yield Finding(
                    level="bad",
                    what=f"索引 {name} 与资料库不一致：缺 {len(ids - held)} 段，多 {len(held - ids)} 段",
                    next_step=MEND,
                    mendable=True,
                )
                return
        yield from _probed(store, index)
    except IndexBroken as error:
        yield Finding(level="bad", what=error.message, next_step=error.next_step, mendable=True)
        return
    except IndexMissing as error:
        if ids or _waiting(store):
            yield Finding(level="bad", what="有资料，没有索引", next_step=MEND, mendable=True)
        else:
            yield Finding(level="note", what=error.message, next_step=error.next_step)
        return
    yield fine(f"{len(ids)} 段，与资料库一致")


def _probed(store: Store, index: SearchIndex) -> Iterator[Finding]:
    """A passage is looked for by its own words in each index."""
    with store.session() as session:
        asked = select(PassageRow.start, PassageRow.end, DocumentRow.text).join(
            DocumentRow, DocumentRow.id == PassageRow.document_id
        )
        row = session.execute(asked.where(DocumentRow.index_state == INDEXED).limit(1)).first()
    if row is None:
        return
    words = row.text[row.start : row.end][:PROBE_CHARS]
    vector = index.question_vector(words)
    for name, retriever in index.retrievers.items():
        if not retriever.search(words, 5, NO_FILTER, vector):
            yield Finding(level="bad", what=f"索引 {name} 连资料里的原句也查不到", next_step=MEND, mendable=True)


def _stored(session: Session) -> frozenset[str]:
    """Every passage that the indexes are to hold."""
    asked = select(PassageRow.id).join(DocumentRow, DocumentRow.id == PassageRow.document_id)
    return frozenset(session.scalars(asked.where(DocumentRow.index_state == INDEXED)))


def _waiting(store: Store) -> bool:
    with store.session() as session:
        return session.scalar(select(DocumentRow.id).limit(1)) is not None


def mend(settings: Settings) -> Iterator[str]:
    """See `Check`."""
    store = Store(settings.store_url)
    try:
        open_index(settings, store)
        # It opens, and is damaged or lacks something all the same.
        anew = True
    except IndexMissing:
        anew = False
    except CewenError:
        anew = True
    finally:
        store.close()
    yield mend_indexes(settings, anew=anew)


CHECKS.register("index")(Check(title="检索索引", order=40, look=look, mend=mend))
