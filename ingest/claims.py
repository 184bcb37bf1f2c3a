"""Which of several ingest processes does which file: claims in the database that a dead process cannot keep.

A file is claimed before it is read and let go once what is in it is stored. A claim runs out unless its process renews
it; then another takes the file over. Times are the database's, so that machines need not agree on theirs.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.errors import StoreUnavailable
from corpus.store import ClaimRow, Store
from ingest.reading import SourceFile, as_it_was_read
from ingest.storing import known_files

logger = logging.getLogger(__name__)
# Seconds that a claim holds without being renewed, and between two looks whether others are done.
LEASE_S, POLL_S = 60.0, 1.0
# Files claimed at once: few enough that all processes have work to the end.
MOST, SHARE = 32, 8
# Files looked at together: whether they are done, and who has them.
WINDOW = 256
# A file that is left undone by the process that claimed it is tried so often by this one.
TRIES = 2
NAMES = ""


class Claims:
    """The claims of one process; use it as a context.

    Args:
        store: A store on PostgreSQL.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.worker = uuid.uuid4().hex
        self._ended = threading.Event()
        self._renewing = threading.Thread(target=self._renew, name="claims", daemon=True)

    def __enter__(self) -> Claims:
        self._renewing.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._renewing.join()
        if not isinstance(error, StoreUnavailable):
            self._let_go()

    def rounds(
        self, root: Path, files: Sequence[SourceFile], cancelled: Callable[[], bool]
    ) -> Iterator[tuple[SourceFile, ...]]:
        """Files of a root that this process is to do now, until all are done by whomever.

        What was yielded is let go when the next is asked for: it must be stored by then.

        Args:
            root: The root.
            files: What is to be done of it.
            cancelled: Asked while waiting; True ends it.
        """
        todo, tried = list(files), dict.fromkeys((file.relative for file in files), 0)
        # Files looked at since one was last taken.
        idle = 0
        while todo and not cancelled():
            rest = todo[WINDOW:]
            window = [file for file in self._undone(root, todo[:WINDOW]) if tried[file.relative] < TRIES]
            taken = self._take(root, window, left=len(window) + len(rest))
            if taken:
                idle, todo = 0, window + rest
                # Looked at again: another may have done and let go of them before they were taken.
                if fresh := self._undone(root, taken):
                    yield tuple(fresh)
                self._let_go()
                for file in taken:
                    tried[file.relative] += 1
                continue
            idle, todo = idle + len(window), rest + window
            if idle >= len(todo):
                idle = 0
                time.sleep(POLL_S if todo else 0)

    def name(self, document_id: str) -> bool:
        """Whether this process may give a new document an id; no other gives it out until this one's are stored."""
        return bool(self._insert([{"root": NAMES, "path": document_id}]))

    def still(self, session: Session, root: Path) -> frozenset[str]:
        """The files of a root that this process still has, which nobody takes over before the transaction ends."""
        return frozenset(path for of, path in self._locked(session) if of == str(root))

    def _take(self, root: Path, todo: Sequence[SourceFile], left: int) -> list[SourceFile]:
        with self._store.session() as session:
            held = frozenset(session.scalars(_held(str(root))))
        free = [file for file in todo if file.relative not in held]
        wanted = free[: max(1, min(MOST, left // SHARE))]
        got = self._insert([{"root": str(root), "path": file.relative} for file in wanted])
        return [file for file in wanted if file.relative in got]

    def _insert(self, keys: Sequence[dict[str, str]]) -> frozenset[str]:
        """Claim what nobody else has a claim on that holds; what was got, by path."""
        if not keys:
            return frozenset()
        ordered = sorted(keys, key=lambda key: (key["root"], key["path"]))
        rows: list[dict[str, Any]] = [{**key, "worker": self.worker, "until": _later()} for key in ordered]
        put = insert(ClaimRow).values(rows)
        put = put.on_conflict_do_update(
            index_elements=[ClaimRow.root, ClaimRow.path],
            set_={"worker": put.excluded.worker, "until": put.excluded.until},
            where=or_(ClaimRow.until < func.now(), ClaimRow.worker == self.worker),
        )
        with self._store.session.begin() as session:
            return frozenset(session.scalars(put.returning(ClaimRow.path)))

    def _undone(self, root: Path, files: Collection[SourceFile]) -> list[SourceFile]:
        """Those of the files that are not remembered as they are now."""
        with self._store.session() as session:
            known = known_files(session, root, [file.relative for file in files])
        return [file for file in files if not as_it_was_read(file, known.get(file.relative))]

    def _let_go(self) -> None:
        with self._store.session.begin() as session:
            self._locked(session)
            session.execute(delete(ClaimRow).where(ClaimRow.worker == self.worker))

    def _locked(self, session: Session) -> list[tuple[str, str]]:
        """This process's claims, locked in one order by whoever locks several, so that none wait for each other."""
        mine = select(ClaimRow.root, ClaimRow.path).where(ClaimRow.worker == self.worker)
        ordered = mine.order_by(ClaimRow.root.collate("C"), ClaimRow.path.collate("C"))
        return [(row.root, row.path) for row in session.execute(ordered.with_for_update())]

    def _renew(self) -> None:
        while not self._ended.wait(LEASE_S / 4):
            try:
                with self._store.session.begin() as session:
                    self._locked(session)
                    session.execute(update(ClaimRow).where(ClaimRow.worker == self.worker).values(until=_later()))
            except StoreUnavailable:
                # Whoever stores looks whether the claims still hold.
                logger.warning("claims could not be renewed", exc_info=True)


def _later() -> Any:
    return func.now() + dt.timedelta(seconds=LEASE_S)


def _held(root: str) -> Select[str]:
    return select(ClaimRow.path).where(ClaimRow.root == root, ClaimRow.until >= func.now())
