"""Files kept up to date as they change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from watchfiles import DefaultFilter, watch

# A copy of many files, or a program that saves in several steps, is one change.
QUIET_MS = 1500


def run_on_changes(
    roots: Sequence[Path], run: Callable[[], None], stop: threading.Event, *, ignore: Sequence[Path] = ()
) -> None:
    """Run now and after every change below the roots, until told to stop.

    A change during a run is seen after it. Shared folders without change notices: WATCHFILES_FORCE_POLLING=1.

    Args:
        roots: Files and folders to watch.
        run: What to do.
        stop: Set it to end, also from a signal handler.
        ignore: Folders whose changes are the run's own.
    """
    run()
    inner = DefaultFilter(ignore_paths=[path.resolve() for path in ignore])
    changes = watch(
        *(root.resolve() for root in roots),
        watch_filter=inner,
        debounce=QUIET_MS,
        stop_event=stop,
        raise_interrupt=False,
    )
    for _ in changes:
        run()
        if stop.is_set():
            return
