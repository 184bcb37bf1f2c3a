"""One thread that has the models, and a short line of what waits for it: questions first, ingest last."""

from __future__ import annotations

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

log = logging.getLogger(__name__)
# Who waits for an answer goes first: its question's vector, then its pages, then what ingest embeds.
QUESTION, PAGES, PASSAGES = 0, 1, 2
Work = Callable[[], bytes]


class LineFull(Exception):
    """So much waits already that more would only wait in vain."""


class TooLate(Exception):
    """Whoever asked has given up by now."""


@dataclass(frozen=True, order=True)
class _Job:
    rank: int
    number: int
    until: float = field(compare=False)
    work: Work = field(compare=False)
    answer: Future[bytes] = field(compare=False)


class Line:
    """What waits for the models. Requests are not merged: an answer must not depend on what else is asked just now.

    Args:
        most: Jobs that may wait.
        patience_s: Seconds after which a job that still waits is dropped.
    """

    def __init__(self, most: int, patience_s: float) -> None:
        self._waiting: queue.PriorityQueue[_Job] = queue.PriorityQueue(most)
        self._numbers = itertools.count()
        self._patience_s = patience_s
        threading.Thread(target=self._run, name="models", daemon=True).start()

    @property
    def waiting(self) -> int:
        """Jobs that wait."""
        return self._waiting.qsize()

    def put(self, rank: int, work: Work) -> Future[bytes]:
        """Let work be done.

        Raises:
            LineFull: If too much waits.
        """
        job = _Job(rank, next(self._numbers), time.monotonic() + self._patience_s, work, Future())
        try:
            self._waiting.put_nowait(job)
        except queue.Full:
            raise LineFull from None
        return job.answer

    def _run(self) -> None:
        while True:
            job = self._waiting.get()
            if not job.answer.set_running_or_notify_cancel():
                continue
            if time.monotonic() > job.until:
                job.answer.set_exception(TooLate())
                continue
            try:
                made = job.work()
            except Exception as error:
                # One bad request must not end the thread that serves all others.
                log.exception("a job failed")
                job.answer.set_exception(error)
            else:
                job.answer.set_result(made)
