"""An assistant that keeps up with its store: what another process ingests is answered without a restart."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

from assistant.engine import Assistant, Question
from core.errors import CewenError, IndexStale
from core.schema import Step, Trace

logger = logging.getLogger(__name__)


class LiveAssistant(Assistant):
    """The assistant over the store as it is now, built anew whenever the store has changed.

    A question that is being answered goes on with the parts it began with; one that fails because they are gone is
    answered once more with the new ones.

    Args:
        build: Makes an assistant over the store; models are kept between calls by their loaders.
    """

    def __init__(self, build: Callable[[], Assistant]) -> None:
        self._build = build
        self._lock = threading.Lock()
        self._adopt(build())

    def _adopt(self, inner: Assistant) -> None:
        # Read before the parts are used: what changes from now on is seen as newer.
        self._generation = inner.store.generation()
        self._inner = inner
        self.planner, self.finder, self.search = inner.planner, inner.finder, inner.search
        self.store, self.desk, self.tables = inner.store, inner.desk, inner.tables

    def renew(self) -> bool:
        """Build anew if the store has changed; whether it had. Parts that cannot be built now stay as they are."""
        if self._inner.store.generation() == self._generation:
            return False
        with self._lock:
            return self._renewed(self._inner)

    def _renewed(self, stale: Assistant) -> bool:
        if self._inner is not stale and self._inner.store.generation() == self._generation:
            return True
        before = self._inner.store.generation()
        try:
            built = self._build()
        except CewenError:
            logger.warning("the store has changed and cannot be opened yet", exc_info=True)
            return False
        self._adopt(built)
        self._generation = before
        return True

    def answer(self, question: Question) -> Iterator[Step | Trace]:
        """Steps as they are taken, then one trace, from the store as it is when the question comes."""
        self.renew()
        inner, generation = self._inner, self._generation
        try:
            yield from inner.answer(question)
        except Exception as error:
            # A document may have gone and an index been written between two steps; anything else is a fault.
            if not isinstance(error, IndexStale) and inner.store.generation() == generation:
                raise
            with self._lock:
                self._renewed(inner)
            yield from self._inner.answer(question)
