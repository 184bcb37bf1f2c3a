"""Work in a thread of its own that tells its steps: whoever reads them may read each from another thread."""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Callable, Iterator

from core.schema import Step


def steps_by_thread(work: Callable[[Callable[[Step], None]], None]) -> Iterator[Step]:
    """The steps that some work tells, as it tells them, until it ends.

    What the work sets for its own context (a time limit) holds for all of it, and for nothing else.

    Raises:
        Exception: What the work raised.
    """
    result: queue.SimpleQueue[Step | Exception | None] = queue.SimpleQueue()

    def run() -> None:
        try:
            work(result.put)
        except Exception as error:
            # The border of the thread: raised again where the steps are read.
            result.put(error)
        else:
            result.put(None)

    threading.Thread(target=contextvars.copy_context().run, args=(run,), daemon=True, name="model").start()
    while (item := result.get()) is not None:
        if isinstance(item, Exception):
            raise item
        yield item
