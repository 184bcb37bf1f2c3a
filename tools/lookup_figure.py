"""数据台账: figures of the corpus by place, name and year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from core.ledger_figure import LedgerFigure
from tools.stored_figures import figures_of_place


def find_figures(
    rows: Sequence[LedgerFigure],
    *,
    place: str = "",
    name: str = "",
    year: int | None = None,
    role: Literal["result", "target", "rule", ""] = "",
) -> list[LedgerFigure]:
    """Rows of the ledger that fit.

    Args:
        rows: The ledger.
        place: A place's name or full name; "" for all.
        name: Words of the subject, parted by spaces; a row must hold each in its subject or sentence.
        year: Calendar year the figure speaks of; None for all.
        role: Whether results, targets or rules; "" for all.

    Returns:
        Fitting rows; those that hold the words in their subject come first, each group in the order of the ledger.
    """
    words = name.split()
    found = [
        row
        for row in figures_of_place(list(rows), place)
        if (year is None or year in row.years)
        and (not role or row.role == role)
        and all(word in row.subject or word in row.sentence for word in words)
    ]
    return sorted(found, key=lambda row: not all(word in row.subject for word in words))
