"""A toolbox for whoever calls: nothing of what that person may not open is in it."""

from __future__ import annotations

import threading
from collections import OrderedDict

from assistant.engine import Assistant
from assistant.live import KEPT_VIEWS
from assistant.toolbox import Toolbox
from core.collection import Seen
from core.settings import Settings
from core.viewer import Viewer
from ui.office_ledger import OfficeLedger


class Toolboxes:
    """Makes toolboxes over one assistant.

    Args:
        assistant: Sees everything.
        settings: The settings in force.
    """

    def __init__(self, assistant: Assistant, settings: Settings) -> None:
        self._assistant = assistant
        self._settings = settings
        self._ledgers: OrderedDict[Seen, OfficeLedger] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, viewer: Viewer) -> Toolbox:
        """The toolbox of a person."""
        ledger = self.ledger(viewer.collections)
        return Toolbox(self._assistant.seen_by(viewer), self._settings, lambda: ledger.rows, viewer)

    def ledger(self, seen: Seen) -> OfficeLedger:
        """The figures of the documents that may be opened; read once for all who may open the same."""
        with self._lock:
            known = self._ledgers.setdefault(
                seen, OfficeLedger(self._settings, lambda: self._assistant.store.generation(), seen)
            )
            self._ledgers.move_to_end(seen)
            while len(self._ledgers) > KEPT_VIEWS:
                self._ledgers.popitem(last=False)
            return known
