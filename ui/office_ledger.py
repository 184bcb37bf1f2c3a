"""The corpus' figures as the tabs share them: read on first use, kept until the store changes."""

from __future__ import annotations

import threading
from collections.abc import Callable

from core.collection import Seen
from core.ledger_figure import LedgerFigure
from core.settings import Settings
from tools.compare_draft import Ledger
from tools.stored_figures import stored_figures


class OfficeLedger:
    """The ledger of one data folder.

    Args:
        settings: Where the store is.
        generation: How often the store has changed.
        seen: The collections that may be opened; None: all.
    """

    def __init__(self, settings: Settings, generation: Callable[[], int] = lambda: 0, seen: Seen = None) -> None:
        self._settings = settings
        self._seen = seen
        self._generation = generation
        self._lock = threading.Lock()
        self._read_at = -1
        self._ledger: Ledger | None = None
        self._rows: list[LedgerFigure] = []

    def _read(self) -> Ledger:
        with self._lock:
            now = self._generation()
            if self._ledger is None or now != self._read_at:
                self._rows = stored_figures(self._settings, self._seen)
                self._ledger, self._read_at = Ledger(self._rows), now
            return self._ledger

    @property
    def rows(self) -> list[LedgerFigure]:
        """Every figure of every document.

        Raises:
            IndexMissing: If nothing has been ingested yet.
        """
        self._read()
        return self._rows

    @property
    def by_words(self) -> Ledger:
        """The rows, found by the words around a figure."""
        return self._read()
