"""An assistant that keeps up with its store: what another process ingests is answered without a restart."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterator
from typing import Protocol

from assistant.engine import Assistant, Question
from core.collection import Seen
from core.early import Early
from core.errors import CewenError, IndexBroken, IndexStale
from core.schema import Step, Trace
from core.viewer import Viewer

logger = logging.getLogger(__name__)
# Sets of collections for which an assistant is kept; an office has about as many as it has departments.
KEPT_VIEWS = 16


class Build(Protocol):
    """Makes an assistant over a store; models are kept between calls by their loaders."""

    def __call__(self, seen: Seen = None, *, beside: Assistant | None = None) -> Assistant:
        """See `assistant.build.build_assistant`."""


class LiveAssistant(Assistant):
    """The assistant over the store as it is now, built anew whenever the store has changed.

    A question that is being answered goes on with the parts it began with; one that fails because they are gone is
    answered once more with the new ones.

    Args:
        build: Makes an assistant.
        seen: The collections that may be opened; None: all.
        whole: The one that sees all and lends its store and index to this one; None where this is the one.
    """

    def __init__(self, build: Build, *, seen: Seen = None, whole: LiveAssistant | None = None) -> None:
        self._build = build
        self._seen, self._whole = seen, whole
        self._lock = threading.Lock()
        self._views: OrderedDict[frozenset[str], LiveAssistant] = OrderedDict()
        # Nobody whose view is there waits for another's to be built.
        self._looking, self._building = threading.Lock(), threading.Lock()
        self._adopt(self._built(None))

    def _built(self, stale: Assistant | None) -> Assistant:
        """An assistant over what there is now, instead of a stale one where there is one."""
        if self._whole is None:
            return self._build()
        self._whole.renew()
        lent = self._whole._inner
        if stale is not None and stale.search.index.retrievers is lent.search.index.retrievers:
            self._whole._instead_of(lent)
        return self._build(self._seen, beside=self._whole._inner)

    def _adopt(self, inner: Assistant) -> None:
        self._inner = inner
        self.planner, self.finder, self.search = inner.planner, inner.finder, inner.search
        self.store, self.desk, self.tables = inner.store, inner.desk, inner.tables

    def seen_by(self, viewer: Viewer) -> LiveAssistant:
        """The assistant for a person, which knows nothing of what that person may not open.

        Built once for each set of collections, and kept up to date like this one.
        """
        if self._whole is not None:
            raise RuntimeError("only who sees all is asked for somebody's view")
        if viewer.collections is None:
            return self
        if (known := self._known(viewer.collections)) is not None:
            return known
        with self._building:
            # Another may have built it while this one waited.
            made = self._known(viewer.collections) or LiveAssistant(self._build, seen=viewer.collections, whole=self)
            with self._looking:
                self._views[viewer.collections] = made
                if len(self._views) > KEPT_VIEWS:
                    self._views.popitem(last=False)
            return made

    def _known(self, seen: frozenset[str]) -> LiveAssistant | None:
        with self._looking:
            if seen in self._views:
                self._views.move_to_end(seen)
            return self._views.get(seen)

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
                self._adopt(self._built(stale))
            except CewenError:
                logger.warning("the store has changed and cannot be opened yet", exc_info=True)
                return False
            return True

    def answer(self, question: Question) -> Iterator[Step | Early | Trace]:
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
                if isinstance(error, IndexStale):
                    raise _unreadable() from error
                raise
            try:
                yield from self._inner.answer(question)
            except IndexStale as again:
                raise _unreadable() from again


def _unreadable() -> IndexBroken:
    """What is said where an index cannot be searched even when it is opened anew: that no update explains."""
    return IndexBroken(
        "索引读不出来（可能已损坏，或正在重建）",
        next_step="请稍后再问一次；仍不行请管理员运行 cewen doctor --mend",
    )
