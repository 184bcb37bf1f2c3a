"""Who sits at the page: the person of the request or handler that is being worked on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from core.viewer import LOCAL_VIEWER
from corpus.logins import Seat

# Where nobody logs in, whoever comes.
LOCAL_SEAT = Seat(viewer=LOCAL_VIEWER)
_NOW: ContextVar[Seat] = ContextVar("seat")


@contextmanager
def seated(seat: Seat) -> Iterator[None]:
    """Work for a person meanwhile, also in threads that are begun with this context."""
    before = _NOW.set(seat)
    try:
        yield
    finally:
        _NOW.reset(before)


def seat_now() -> Seat:
    """The person whom this works for.

    Raises:
        LookupError: If it works for nobody: outside a request and a handler.
    """
    return _NOW.get()
