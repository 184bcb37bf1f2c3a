"""Tables of a Word document as grids: rows and cells wherever content controls put them, inner tables as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.loaders.grids import GridCell
from ingest.loaders.numbering import W
from ingest.loaders.word_looks import is_on, is_shaded
from ingest.loaders.word_runs import NOT_READ

_MAX_COLUMNS = 500
_MAX_DEPTH = 20  # of tables within tables


@dataclass(kw_only=True)
class WordTable:
    """A table as it shows: its cells, how many rows repeat as headers, and the rows left out."""

    cells: list[GridCell] = field(default_factory=list)
    header_rows: int = 0
    left_out: list[Any] = field(default_factory=list)


def own(parent: Any, *tags: str) -> Iterator[Any]:
    """Elements of some kinds in an element and in the content controls around them, not inside one another."""
    waiting = list(reversed(parent))
    while waiting:
        here = waiting.pop()
        if here.tag in tags:
            yield here
        elif here.tag not in NOT_READ and here.tag not in (W + "tbl", W + "tr", W + "tc", W + "p"):
            waiting.extend(reversed(here))


def is_gone(line: Any) -> bool:
    """Whether a row does not show: deleted in a revision, or hidden."""
    properties = line.find(W + "trPr")
    return properties is not None and (properties.find(W + "del") is not None or is_on(properties.find(W + "hidden")))


def read_table(table: Any, cell_text: Callable[[Any, bool], str]) -> WordTable:
    """The grid of a table.

    Args:
        table: The w:tbl.
        cell_text: Tells the text of a w:tc, given whether it stands on a ground that is not white.
    """
    result = WordTable()
    open_cells: dict[int, int] = {}
    row = 0
    for line in own(table, W + "tr"):
        properties = line.find(W + "trPr")
        if is_gone(line):
            result.left_out.append(line)
            continue
        if properties is not None and is_on(properties.find(W + "tblHeader")) and result.header_rows == row:
            result.header_rows = row + 1
        column = whole(properties.find(W + "gridBefore")) if properties is not None else 0
        for cell in own(line, W + "tc"):
            column += _enter(result.cells, open_cells, (row, column), cell, cell_text)
        row += 1
    return result


def _enter(
    cells: list[GridCell],
    open_cells: dict[int, int],
    place: tuple[int, int],
    cell: Any,
    cell_text: Callable[[Any, bool], str],
) -> int:
    """Enter a cell, or let the one it is merged with reach on; how many columns it takes."""
    row, column = place
    result = cell.find(W + "tcPr")
    if result is None:
        cells.append(GridCell(row=row, column=column, text=cell_text(cell, False)))
        open_cells.pop(column, None)
        return 1
    if result.find(W + "cellDel") is not None:
        return 0
    width = max(1, whole(result.find(W + "gridSpan"), 1))
    down, across = result.find(W + "vMerge"), result.find(W + "hMerge")
    if across is not None and across.get(W + "val") != "restart" and cells and cells[-1].row == row:
        before = cells[-1]
        cells[-1] = _reaching(before, rows=before.rows, columns=before.columns + width)
    elif down is not None and down.get(W + "val") != "restart" and column in open_cells:
        at = open_cells[column]
        cells[at] = _reaching(cells[at], rows=row - cells[at].row + 1, columns=cells[at].columns)
    else:
        text = cell_text(cell, is_shaded(result.find(W + "shd")))
        cells.append(GridCell(row=row, column=column, text=text, columns=width))
        open_cells.pop(column, None)
        if down is not None:
            open_cells[column] = len(cells) - 1
    return width


def _reaching(cell: GridCell, *, rows: int, columns: int) -> GridCell:
    return GridCell(row=cell.row, column=cell.column, text=cell.text, rows=rows, columns=columns)


def is_layout(table: Any) -> bool:
    """Whether a table only arranges what stands in it: one cell, or a row or two around tables of their own."""
    rows = [list(own(line, W + "tc")) for line in own(table, W + "tr")]
    cells = [cell for row in rows for cell in row]
    if len(cells) == 1 or any(whole(cell.find(f"{W}tcPr/{W}gridSpan"), 1) > _MAX_COLUMNS for cell in cells):
        return True
    return len(rows) <= 2 and any(
        sum(1 for _ in own(inner, W + "tr")) > 2 for cell in cells for inner in own(cell, W + "tbl")
    )


def nested_text(table: Any, paragraph_text: Callable[[Any], str], depth: int = 0) -> str:
    """A table inside a cell, in one line: 寄宿 120；走读 30."""
    rows = []
    for line in own(table, W + "tr"):
        if is_gone(line):
            continue
        cells = [cell_words(cell, paragraph_text, depth) for cell in own(line, W + "tc")]
        rows.append(" ".join(filter(None, cells)))
    return "；".join(filter(None, rows))


def cell_words(cell: Any, paragraph_text: Callable[[Any], str], depth: int = 0) -> str:
    """The paragraphs of a cell and the tables in it, in one line."""
    if depth > _MAX_DEPTH:
        return ""
    parts = [
        paragraph_text(block) if block.tag == W + "p" else nested_text(block, paragraph_text, depth + 1)
        for block in own(cell, W + "p", W + "tbl")
    ]
    return " ".join(filter(None, parts))


def whole(element: Any, default: int = 0) -> int:
    """The number that a setting tells; the default where it is none."""
    text = element.get(W + "val", "") if element is not None else ""
    return int(text) if text.isdigit() and len(text) < 5 else default
