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
        self._inner = inner
        self.planner, self.finder, self.search = inner.planner, inner.finder, inner.search
        self.store, self.desk, self.tables = inner.store, inner.desk, inner.tables

    @staticmethod
    def _is_old(inner: Assistant) -> bool:
        return inner.store.generation() != inner.search.index.generation

    def renew(self) -> bool:
        """Build anew if the store has changed; whether it had. Parts that cannot be built now stay as they are."""
        return self._is_old(self._inner) and self._instead_of(self._inner)

    def _instead_of(self, stale: Assistant) -> bool:
        """Build anew unless somebody has done so while this waited; whether there are new parts now."""
        with self._lock:
            if self._inner is not stale:
                return True
            try:
                self._adopt(self._build())
            except CewenError:
                logger.warning("the store has changed and cannot be opened yet", exc_info=True)
                return False
            return True

    def answer(self, question: Question) -> Iterator[Step | Trace]:
        """Steps as they are taken, then one trace, from the store as it is when the question comes."""
        self.renew()
        inner = self._inner
        try:
            yield from inner.answer(question)
        except Exception as error:
            # A document may have gone and an index been written between two steps; anything else is a fault.
            if not isinstance(error, IndexStale) and not self._is_old(inner):
                raise
            if not self._instead_of(inner):
                raise
            yield from self._inner.answer(question)
