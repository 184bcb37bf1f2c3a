"""The corpus' figures as the tabs share them: read on first use, then kept."""

from __future__ import annotations

from functools import cached_property

from core.settings import Settings
from ingest.figures import LedgerFigure
from tools.compare_draft import Ledger
from tools.stored_figures import stored_figures


class OfficeLedger:
    """The ledger of one data folder. It remembers what it read: open a new one after ingest.

    Args:
        settings: Where the store is.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def rows(self) -> list[LedgerFigure]:
        """Every figure of every document.

        Raises:
            IndexMissing: If nothing has been ingested yet.
        """
        return stored_figures(self._settings)

    @cached_property
    def by_words(self) -> Ledger:
        """The rows, found by the words around a figure."""
        return Ledger(self.rows)
