"""Tables that go on on the next page are one table; a header that the printer repeated is told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.loaders.grids import GridCell, header_rows_of, is_number
from ingest.loaders.page_parts import Page, PageLine, PageTable

# A table breaks off low on its page and goes on high on the next; columns keep their place but for a scan's wobble.
LOW, HIGH, SAME_EDGE = 0.55, 0.35, 0.015
Item = tuple[int, PageLine | PageTable]


def joined_tables(flow: Sequence[Item], pages: Sequence[Page]) -> list[Item]:
    """The items of a document with tables joined over pages.

    Args:
        flow: Lines and tables in reading order with their page, running heads taken off: between two parts of one
            table there is nothing, and a caption would stand there.
        pages: The pages.
    """
    joined: list[Item] = []
    last = -1  # the page on which the newest item ends
    for p, item in flow:
        before = joined[-1][1] if joined else None
        if (
            isinstance(item, PageTable)
            and isinstance(before, PageTable)
            and p == last + 1
            and _goes_on(before, item, pages[last], pages[p])
        ):
            joined[-1] = (joined[-1][0], _together(before, item, p))
        else:
            joined.append((p, item))
        last = p
    return joined


def _goes_on(before: PageTable, after: PageTable, page: Page, following: Page) -> bool:
    placed = before.bottom > LOW * page.height and after.top < HIGH * following.height
    if not placed or len(before.edges) != len(after.edges) or not before.edges:
        return False
    apart = (abs(a / page.width - b / following.width) for a, b in zip(before.edges, after.edges, strict=True))
    return all(one < SAME_EDGE for one in apart) and not _own_header(before, after)


def _own_header(before: PageTable, after: PageTable) -> bool:
    """Whether the second part starts with other words where the first has figures: a table of its own."""
    if _repeated(before, after):
        return False
    figures = {cell.column for cell in before.cells if is_number(cell.text)}
    first = [cell for cell in after.cells if cell.row == 0 and cell.column in figures and cell.text]
    return bool(first) and not any(is_number(cell.text) for cell in first)


def _repeated(before: PageTable, after: PageTable) -> int:
    """Rows of header that the second part repeats from the first; 0 for none."""
    headers = header_rows_of(before.cells)
    return headers if headers and _top(before.cells, headers) == _top(after.cells, headers) else 0


def _top(cells: Sequence[GridCell], rows: int) -> set[tuple[int, int, str]]:
    return {(cell.row, cell.column, "".join(cell.text.split())) for cell in cells if cell.row < rows and cell.text}


def _together(before: PageTable, after: PageTable, page: int) -> PageTable:
    start = max(cell.row + cell.rows for cell in before.cells)
    skipped = _repeated(before, after)
    rest = tuple(replace(cell, row=cell.row - skipped + start) for cell in after.cells if cell.row >= skipped)
    filled = [cell.row for cell in rest if cell.text]
    turns = (*before.turns, (min(filled), page)) if filled else before.turns
    return replace(before, bottom=after.bottom, cells=before.cells + rest, turns=turns)
