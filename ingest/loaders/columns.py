"""Pages set in two columns: the gutter between them is found, and each column is read to its end.

Lines over the whole page (titles, tables) part a page into bands; within a band the left column comes first.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.loaders.layout import lines_of_runs
from ingest.loaders.page_parts import Page, PageLine, PageTable
from ingest.loaders.running_heads import MARGIN

MIN_LINES, MIN_BOTH = 4, 16  # of each column and of both, on the page that shows the gutter
MIDDLE = (0.35, 0.65)  # where in the text's width a gutter is looked for
MAX_CROSSING = 0.34  # lines over the gutter to lines of the shorter column
MIN_CHARS = 8  # a column of shorter lines is a list, or a table without rules
FULL_EM, FULL_SHARE = 2.2, 0.5  # running text fills most of its lines to the edge
EDGE_EM, EDGE_SHARE = 2.6, 0.8  # and starts them at one edge, but for indents


@dataclass(frozen=True, kw_only=True)
class LoosePage:
    """A page whose words are not yet lines; `number` counts the pages of the file from 0."""

    width: float
    height: float
    runs: tuple[PageLine, ...]
    tables: tuple[PageTable, ...] = ()
    number: int | None = None


def set_in_lines(pages: Sequence[LoosePage | Page]) -> list[Page]:
    """Pages with their words as lines in reading order.

    A gutter that one page shows holds for the pages of its width that respect it: the last page of a text is short.

    Args:
        pages: Pages; those that have lines already (recognised ones) stay as they are.
    """
    shown = [gutter_of(page) if isinstance(page, LoosePage) else None for page in pages]
    known = {round(page.width): x for page, x in zip(pages, shown, strict=True) if x is not None}
    made: list[Page] = []
    for page, own in zip(pages, shown, strict=True):
        if isinstance(page, Page):
            made.append(page)
            continue
        gutter = own
        if gutter is None and (other := known.get(round(page.width))) is not None and _respected(page, other):
            gutter = other
        lines = lines_of_runs(page.runs) if gutter is None else _by_column(page, gutter)
        made.append(
            Page(
                width=page.width,
                height=page.height,
                lines=tuple(lines),
                tables=page.tables,
                gutter=gutter,
                number=page.number,
            )
        )
    return made


def gutter_of(page: LoosePage) -> float | None:
    """Where the gutter of a page in two columns is; None for a page that is not clearly one."""
    runs = page.runs
    if len(runs) < MIN_BOTH:
        return None
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    em = statistics.median(run.size for run in runs)
    if em <= 0:
        return None
    at, end = left + MIDDLE[0] * (right - left), left + MIDDLE[1] * (right - left)
    crossing: dict[float, int] = {}
    while at < end:
        crossing[at] = sum(run.left < at < run.right for run in runs)
        at += em / 4
    if not crossing:
        return None
    least = min(crossing.values())
    # The middle of the white stretch, which is some places wide.
    gutter = statistics.median([x for x, count in crossing.items() if count == least])
    over, first, second = _parted(page, gutter)
    columns = [lines_of_runs(first), lines_of_runs(second)]
    shorter = min(map(len, columns))
    if shorter < MIN_LINES or sum(map(len, columns)) < MIN_BOTH:
        return None
    if len(_body(page, over)) > MAX_CROSSING * shorter:
        return None
    if not all(_is_running_text(column, em) for column in columns):
        return None
    apart = _typical_right(columns[0]) + em <= statistics.median(line.left for line in columns[1])
    return gutter if apart else None


def _body(page: LoosePage, runs: Sequence[PageLine]) -> list[PageLine]:
    """Lines outside the margins, where page numbers stand in the middle."""
    low, high = MARGIN * page.height, (1 - MARGIN) * page.height
    return [line for line in lines_of_runs(runs) if line.bottom > low and line.top < high]


def _typical_right(lines: Sequence[PageLine]) -> float:
    ordered = sorted(line.right for line in lines)
    return ordered[round(0.9 * (len(ordered) - 1))]


def _left_edge(lines: Sequence[PageLine], em: float) -> float:
    """The edge at which lines start that follow on: the lowest one that some share."""
    ordered = sorted(line.left for line in lines)
    return next((x for x in ordered if sum(abs(x - y) < em / 2 for y in ordered) >= 0.2 * len(ordered)), ordered[0])


def _is_running_text(lines: Sequence[PageLine], em: float) -> bool:
    edge, right = _left_edge(lines, em), _typical_right(lines)
    full = sum(line.right > right - FULL_EM * em for line in lines)
    at_edge = sum(abs(line.left - edge) < EDGE_EM * em for line in lines)
    chars = statistics.median(len(line.text) for line in lines)
    return full >= FULL_SHARE * len(lines) and at_edge >= EDGE_SHARE * len(lines) and chars >= MIN_CHARS


def _parted(page: LoosePage, gutter: float) -> tuple[list[PageLine], list[PageLine], list[PageLine]]:
    """Words of lines over the gutter, of the left column and of the right one."""
    across = [run for run in page.runs if run.left < gutter < run.right]
    over: list[PageLine] = []
    first: list[PageLine] = []
    second: list[PageLine] = []
    for run in page.runs:
        middle = (run.top + run.bottom) / 2
        if any(one.top <= middle <= one.bottom for one in across):
            over.append(run)
        elif run.right <= gutter:
            first.append(run)
        else:
            second.append(run)
    return over, first, second


def _respected(page: LoosePage, gutter: float) -> bool:
    over, first, second = _parted(page, gutter)
    return len(_body(page, over)) <= MAX_CROSSING * len(_body(page, [*first, *second]))


def _by_column(page: LoosePage, gutter: float) -> list[PageLine]:
    """Lines band by band, the left column before the right; a column's lines are placed from its own left edge."""
    over, *sides = _parted(page, gutter)
    full = lines_of_runs(over)
    columns: list[list[PageLine]] = []
    for side in sides:
        lines = lines_of_runs(side)
        em = statistics.median(line.size for line in lines) if lines else 1.0
        edge = _left_edge(lines, em) if lines else 0.0
        columns.append([replace(ln, left=ln.left - edge, right=ln.right - edge, column=True) for ln in lines])
    wide = [table.top for table in page.tables if table.edges and table.edges[0] < gutter < table.edges[-1]]
    cuts = sorted([*(line.top for line in full), *wide])
    items: list[PageLine] = []
    for above, below in zip([float("-inf"), *cuts], [*cuts, float("inf")], strict=True):
        items += [line for line in full if line.top == above]
        for column in columns:
            items += [line for line in column if above <= line.top < below]
    return items
