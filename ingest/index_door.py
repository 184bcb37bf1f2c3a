"""The door to the indexes: one process at a time writes indexes that are files, and sees what others wrote before."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock
from sqlalchemy import func, select

from core.errors import StoreUnavailable
from core.settings import Settings
from corpus.database import POSTGRESQL
from corpus.holding import lock_number
from corpus.store import Store
from retrieval.index import SearchIndex

LOCK_FILE, LAST_FILE = "index.lock", "index.last"


class IndexDoor:
    """Lends the indexes for writing.

    Indexes that are files are opened anew where another process wrote them last: they keep parts in memory, and would
    write over what came since. Indexes that a server keeps are lent to several at once.

    Args:
        settings: Where they are.
        store: The store they belong to.
        opened: Opens them; called again where another process wrote since.
    """

    def __init__(self, settings: Settings, store: Store, opened: Callable[[], SearchIndex]) -> None:
        self._folder: Path = settings.data_dir
        self._store, self._opened = store, opened
        self._own = uuid.uuid4().hex
        self._index: SearchIndex | None = None

    @contextmanager
    def alone(self) -> Iterator[SearchIndex]:
        """The indexes, which nobody else writes meanwhile."""
        with FileLock(self._folder / LOCK_FILE), self._in_database():
            last = self._folder / LAST_FILE
            if self._index is None or not last.is_file() or last.read_text(encoding="ascii") != self._own:
                self._index = self._opened()
                # Before anything is written: one who dies in the middle has written last.
                try:
                    last.write_text(self._own, encoding="ascii")
                except OSError as error:
                    raise StoreUnavailable(
                        f"数据文件夹 {self._folder} 写不进（{error.strerror}）",
                        next_step="请检查权限、磁盘是否只读或已满",
                    ) from error
            yield self._index

    @contextmanager
    def writing(self) -> Iterator[SearchIndex]:
        """The indexes to change: alone where they are files, beside others where a server keeps them."""
        if self._index is None or self._index.local:
            with self.alone() as index:
                yield index
        else:
            yield self._index

    @contextmanager
    def _in_database(self) -> Iterator[None]:
        """Whoever writes from another machine waits too."""
        if self._store.engine.dialect.name != POSTGRESQL:
            yield
            return
        with self._store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(select(func.pg_advisory_lock(lock_number("index"))))
            try:
                yield
            finally:
                connection.execute(select(func.pg_advisory_unlock(lock_number("index"))))
