"""Figures of a document's table: the cell with its row and column, the row quoted."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.draft import Line, Sources
from assistant.write.cut import quote_pieces
from core.corrected import corrected_mark, correction_at
from core.schema import Figure
from tools.document_tables import FoundCell
from tools.ledger.table_figures import path

MAX_ROWS = 12


def cells_line(cells: tuple[FoundCell, ...], sources: Sources, first: int = 1) -> tuple[Line, tuple[Figure, ...]]:
    """One cited line for cells of one column, with their figures.

    Args:
        cells: The cells, in the order of the table.
        sources: Where their rows are cited.
        first: Number of the first figure.
    """
    head = cells[0]
    figure = head.cell.figure
    own_times = len({found.cell.figure.period for found in cells}) > 1 or figure.period in figure.subject
    place = head.place.name if head.place else ""
    where = f"{place if place not in figure.subject else ''}{'' if own_times else figure.period}"
    items: list[str] = []
    refs: list[str] = []
    figures: list[Figure] = []
    for found in cells[:MAX_ROWS]:
        ref = _cite(found, sources)
        figures.append(_figure(found, f"F{first + len(figures)}", ref))
        refs += [ref, figures[-1].ref]
        items.append(f"{_own_name(found, cells)}：{_shown(found)}[{ref}]")
    rest = "；其余各行见原表" if len(cells) > MAX_ROWS else ""
    lead = where if len(cells) == 1 else f"{where}{_common_name(cells)}："
    text = f"{lead}{'；'.join(items)}{rest}。"
    return Line(text=text, refs=tuple(refs), place=head.place, says_right=True), tuple(figures)


def _one_row(cells: Sequence[FoundCell]) -> bool:
    return len({found.cell.rows for found in cells}) == 1


def _common_name(cells: Sequence[FoundCell]) -> str:
    """What several cells have in common: their row, else their column."""
    return path(cells[0].cell.rows if _one_row(cells) else cells[0].cell.columns)


def _own_name(found: FoundCell, cells: Sequence[FoundCell]) -> str:
    if len(cells) == 1:
        return found.cell.figure.subject
    return path(found.cell.columns if _one_row(cells) else found.cell.rows)


def _cite(found: FoundCell, sources: Sources) -> str:
    """The row, or the piece of a long one that holds the cell."""
    start, end = found.cell.figure.sentence_span
    at = found.cell.figure.span[0]
    pieces = quote_pieces(found.document.text, start, end)
    return sources.cite(found.statement, *next((piece for piece in pieces if piece[0] <= at < piece[1]), pieces[0])).ref


def _shown(found: FoundCell) -> str:
    cell, document = found.cell, found.document
    result = cell.figure.text + cell.unit
    if correction_at(*cell.figure.span, document) is None:
        return result
    return result + corrected_mark(document.text[slice(*cell.figure.span)])


def _figure(found: FoundCell, ref: str, source: str) -> Figure:
    figure = found.cell.figure
    fell = figure.change == "减少" and figure.value is not None
    return Figure(
        ref=ref,
        name=figure.subject,
        value=-figure.value if fell and figure.value else figure.value,
        unit=figure.unit,
        text=figure.text + found.cell.unit,
        place=found.place.full_name if found.place else "",
        period=figure.period,
        origin="quoted",
        source=source,
    )
