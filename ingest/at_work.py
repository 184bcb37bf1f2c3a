"""Who may ingest at once: one run a store, or several that share the work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout
from sqlalchemy import func, select

from core.errors import IngestBusy, SettingsError, StoreUnavailable
from core.settings import Settings
from corpus.database import POSTGRESQL, database_url, open_engine
from corpus.holding import lock_number

LOCK_FILE = "ingest.lock"


@contextmanager
def at_work(settings: Settings, *, shared: bool) -> Iterator[None]:
    """Ingest alone, or beside others that share the work and never beside one that does not.

    On SQLite a file in the data folder says so, on PostgreSQL the database, which several machines may use.

    Args:
        settings: Whose store.
        shared: Whether the run shares the work.

    Raises:
        IngestBusy: If another run is at work that this one cannot be beside.
        SettingsError: If work is to be shared on SQLite.
    """
    served = database_url(settings.store_url).get_backend_name() == POSTGRESQL
    if shared and not served:
        raise SettingsError(
            "几个导入进程分着做（--share）要用 PostgreSQL",
            next_step="请设置 CEWEN_DATABASE_URL（见 docs/database.md），或去掉 --share",
        )
    if not served:
        with _in_data_folder(settings):
            yield
        return
    engine = open_engine(settings.store_url)
    try:
        # The lock is this connection's: a process that dies lets it go.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            lock = func.pg_try_advisory_lock_shared if shared else func.pg_try_advisory_lock
            if not connection.scalar(select(lock(lock_number("ingest")))):
                others = "重建、--watch 或没有加 --share 的导入" if shared else "导入"
                raise IngestBusy(
                    f"这个资料库里已有一个{others}在进行",
                    next_step="请等它结束（或停掉 --watch）后再试",
                    retryable=True,
                )
            yield
    finally:
        engine.dispose()


@contextmanager
def _in_data_folder(settings: Settings) -> Iterator[None]:
    lock = FileLock(settings.data_dir / LOCK_FILE)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise IngestBusy(
            f"{settings.data_dir} 里已有一个导入在进行", next_step="请等它结束（或停掉 --watch）后再试", retryable=True
        ) from error
    except OSError as error:
        raise StoreUnavailable(
            f"数据文件夹 {settings.data_dir} 写不进（{error.strerror}）", next_step="请检查权限、磁盘是否只读或已满"
        ) from error
    try:
        yield
    finally:
        lock.release()
