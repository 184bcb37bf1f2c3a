"""Vectors remembered by the exact text and model they are of, so that no text is embedded twice."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.embed import Encoder, Vectors, give_memory_back

# Texts of one call to the model: small enough to stop between, large enough that neighbours in it are of like length.
CHUNK_TEXTS = 128
# Rough bytes of one entry on disk: 384 float16, the key, and SQLite's own.
ENTRY_BYTES = 900
_LOOKUP = 500
log = logging.getLogger(__name__)
T = TypeVar("T")


class VectorCache:
    """Passage vectors from memory where the text was embedded before, from the model where not.

    What comes out is float16 either way, so that a run gives the same vectors with the memory and without.

    Args:
        path: An SQLite file; it is derived and may be deleted at any time. A broken one is begun anew.
        embedder: The model.
        limit_mb: MiB the memory may hold; what was not asked for longest goes first. 0: nothing is remembered.
    """

    def __init__(self, path: Path, embedder: Encoder, limit_mb: int) -> None:
        self._embedder = embedder
        self._limit = limit_mb * 2**20 // ENTRY_BYTES
        self._now = time.time_ns()
        self.embedded = 0
        self._path = path
        # Told to remember nothing, it forgets what there is; after a failure it leaves it alone.
        self._told_nothing = not self._limit
        try:
            self._db = self._open(path)
        except sqlite3.OperationalError as error:
            # No room, or no right to write: without a memory the run is slower and no worse.
            log.warning("vectors are not remembered: %s", error)
            self._limit = 0
            self._db = sqlite3.connect(":memory:", check_same_thread=False)
        except sqlite3.DatabaseError:
            self._db = self._anew()

    def _anew(self) -> sqlite3.Connection:
        """An empty memory instead of a broken one."""
        log.warning("the remembered vectors are broken and begun anew: %s", self._path)
        for end in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)
        return self._open(self._path)

    def _or_forget(self, work: Callable[[], T], otherwise: T) -> T:
        """What is done with the memory; where that fails, `otherwise`: nothing depends on what is remembered."""
        try:
            return work()
        except sqlite3.OperationalError as error:
            # A full disk or one that is gone; the run goes on without remembering.
            log.warning("vectors are not remembered: %s", error)
            self._limit = 0
        except sqlite3.DatabaseError:
            self._db.close()
            self._db = self._anew()
        return otherwise

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        db = sqlite3.connect(path, timeout=30, check_same_thread=False)
        try:
            db.execute("PRAGMA journal_mode=WAL")
            # Losing the last entries to a power cut costs only their embedding.
            db.execute("PRAGMA synchronous=NORMAL")
            db.execute(
                "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB, used INTEGER) WITHOUT ROWID"
            )
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self._embedder.identity}\x00{text}".encode()).digest()[:16]

    def _known(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        known: dict[bytes, bytes] = {}
        for at in range(0, len(keys), _LOOKUP):
            part = keys[at : at + _LOOKUP]
            marks = ",".join("?" * len(part))
            known |= dict(self._db.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", part))
            with self._db:
                self._db.execute(f"UPDATE vectors SET used = ? WHERE key IN ({marks})", (self._now, *part))
        return known

    def warm(
        self,
        texts: Sequence[str],
        *,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> dict[str, NDArray[np.float16]]:
        """Vectors by text; where it was cancelled, of those texts that were ready.

        Args:
            texts: In any order; the same text more than once is embedded once.
            progress: Called with (texts embedded, texts to embed).
            cancelled: Asked between calls to the model.
        """
        keys = {text: self._key(text) for text in texts}
        nothing: dict[bytes, bytes] = {}
        known = self._or_forget(lambda: self._known(list(keys.values())), nothing) if self._limit else nothing
        ready = {text: np.frombuffer(known[key], np.float16) for text, key in keys.items() if key in known}
        todo = sorted((text for text in keys if text not in ready), key=len)
        for at in range(0, len(todo), CHUNK_TEXTS):
            if cancelled():
                break
            progress(at, len(todo))
            chunk = todo[at : at + CHUNK_TEXTS]
            vectors = self._embedder.passages(chunk).astype(np.float16)
            give_memory_back()
            self.embedded += len(chunk)
            ready |= dict(zip(chunk, vectors, strict=True))
            if self._limit:
                rows = [(keys[text], vector.tobytes(), self._now) for text, vector in zip(chunk, vectors, strict=True)]
                self._or_forget(partial(self._remember, rows), None)
        return ready

    def _remember(self, rows: Sequence[tuple[bytes, bytes, int]]) -> None:
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts to be found, in their order: shape (n, dimension), length 1 but for rounding."""
        ready = self.warm(texts)
        return np.asarray([ready[text] for text in texts], np.float32)

    def close(self) -> None:
        """Forget what is beyond the limit and release the file."""
        if self._limit or self._told_nothing:
            self._or_forget(self._forget_oldest, None)
        self._db.close()

    def _forget_oldest(self) -> None:
        with self._db:
            held = self._db.execute("SELECT count(*) FROM vectors").fetchone()[0]
            self._db.execute(
                "DELETE FROM vectors WHERE key IN (SELECT key FROM vectors ORDER BY used LIMIT ?)",
                (max(0, held - self._limit),),
            )
