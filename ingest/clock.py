"""How far a run is and where its time went."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.reports import Hooks, Progress, Stage


class Clock:
    """Counts files, bytes and seconds, and tells the caller.

    Args:
        hooks: Who is told.
    """

    def __init__(self, hooks: Hooks) -> None:
        self.hooks = hooks
        self.spent: dict[str, float] = {}
        self._started = time.perf_counter()
        self._files = self._total = 0
        self._bytes = self._all_bytes = 0
        self._open_bytes = 0

    def expect(self, sizes: list[int]) -> None:
        """More files are to be done, of so many bytes each."""
        if not self._all_bytes:
            self._started = time.perf_counter()
        self._total += len(sizes)
        self._all_bytes += sum(sizes)

    def read(self, size: int) -> None:
        """One more file is read; its documents still wait."""
        self._files += 1
        self._open_bytes += size

    def settle(self) -> None:
        """All that was read is stored and indexed."""
        self._bytes += self._open_bytes
        self._open_bytes = 0

    def tell(self, stage: Stage, name: str = "", share: float = 0.0) -> None:
        """Say what is being done; `share` is how much of the documents in hand is done, 0 to 1."""
        done = self._bytes + share * self._open_bytes
        spent = time.perf_counter() - self._started
        left = spent * (self._all_bytes - done) / done if done else None
        self.hooks.progress(Progress(stage=stage, done=self._files, total=self._total, name=name, left_s=left))

    @contextmanager
    def timed(self, stage: Stage, name: str = "") -> Iterator[None]:
        """Count the time of what is done within under its stage."""
        self.tell(stage, name)
        started = time.perf_counter()
        try:
            yield
        finally:
            self.spent[stage] = self.spent.get(stage, 0.0) + time.perf_counter() - started
