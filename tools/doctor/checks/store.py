"""The store: opens, is whole, of this program's revision, and nothing was left half."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine, func, select

from core.errors import IngestBusy
from core.settings import Settings
from corpus.database import SQLITE, database_url, open_engine
from corpus.schema import HEAD, SCHEMA_VERSION, state_of
from corpus.store import INDEXED, PENDING, REMOVING, DocumentRow
from ingest.at_work import at_work
from ingest.mending import mend_indexes
from retrieval.index import INDEX_FOLDER
from tools.doctor import CHECKS, MEND, Check, Finding, fine

RESTORE = "请停下服务，用 cewen restore 备份文件 --replace 恢复；没有备份请先把数据文件夹整个复制保存"


def missing_store(settings: Settings) -> Finding | None:
    """What is to be told where there is no SQLite file, or an empty one; None where there is a store to open."""
    url = database_url(settings.store_url)
    path = Path(url.database or "")
    if url.get_backend_name() != SQLITE or (path.is_file() and path.stat().st_size):
        return None
    if (settings.data_dir / INDEX_FOLDER).is_dir() or path.exists():
        return Finding(level="bad", what=f"资料库文件 {path.name} 不见了或是空的", next_step=RESTORE)
    return Finding(level="note", what="还没有资料库", next_step="请运行 cewen ingest 导入资料")


def look(settings: Settings) -> Iterator[Finding]:
    """See `Check`."""
    if (missing := missing_store(settings)) is not None:
        yield missing
        return
    engine = open_engine(settings.store_url)
    try:
        yield from _looked(engine, settings)
    finally:
        engine.dispose()


def _looked(engine: Engine, settings: Settings) -> Iterator[Finding]:
    state = state_of(engine)
    if engine.dialect.name == SQLITE:
        with engine.connect() as connection:
            found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check(5)")]
        if found != ["ok"]:
            yield Finding(level="bad", what=f"资料库文件有损坏：{found[0]}", next_step=RESTORE)
            return
    if state.rebuilding:
        yield Finding(level="bad", what="上次重建没有做完", next_step="请运行 cewen ingest（会接着重建）")
        return
    if state.version not in (0, SCHEMA_VERSION):
        yield Finding(level="bad", what="资料库由另一版本的程序建立", next_step="请运行 cewen ingest --rebuild")
        return
    if state.revision != HEAD:
        yield Finding(
            level="note",
            what=f"资料库是修订 {state.revision or '（没有）'}，本程序到 {HEAD}",
            next_step="下次启动时自动升级，SQLite 会自动留一份旧库；PostgreSQL 请先 pg_dump",
        )
        return
    counted = select(DocumentRow.index_state, func.count()).group_by(DocumentRow.index_state)
    with engine.connect() as connection:
        counts: dict[str, int] = {row[0]: row[1] for row in connection.execute(counted)}
    left = {"还没有进索引": counts.get(PENDING, 0), "还没有移除完": counts.get(REMOVING, 0)}
    for result, number in left.items():
        if number and _someone_ingests(settings):
            yield Finding(level="note", what=f"{number} 份资料{result}", next_step="有导入在进行，等它做完再查")
        elif number:
            yield Finding(level="bad", what=f"{number} 份资料{result}（导入中断过）", next_step=MEND, mendable=True)
    yield fine(f"能打开，没有损坏；{counts.get(INDEXED, 0)} 份资料")


def _someone_ingests(settings: Settings) -> bool:
    try:
        with at_work(settings, shared=False):
            return False
    except IngestBusy:
        return True


def mend(settings: Settings) -> Iterator[str]:
    """See `Check`."""
    yield mend_indexes(settings)


CHECKS.register("store")(Check(title="资料库", order=30, look=look, mend=mend))
