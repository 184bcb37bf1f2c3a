"""Tables by their ruled lines: segments on a page become cells, and the words inside them their text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.loaders.building import one_line
from ingest.loaders.frames import Box, Frame
from ingest.loaders.grids import GridCell
from ingest.loaders.layout import lines_of_runs
from ingest.loaders.page_parts import PageLine, PageTable

MAX_SEGMENTS = 2_000


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A straight rule, level or upright; y downward."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def level(self) -> bool:
        """Whether it runs from left to right."""
        return self.right - self.left >= self.bottom - self.top


def moved_rule(rule: Segment, source: Frame, target: Frame) -> Segment:
    """A rule of a page turned one way, as it lies in the page turned another way."""
    left, top, right, bottom = target.place(source.unplace((rule.left, rule.top, rule.right, rule.bottom)))
    return Segment(left=left, top=top, right=right, bottom=bottom)


def rules_of_box(left: float, top: float, right: float, bottom: float, thin: float) -> list[Segment]:
    """The rules a drawn box stands for: itself where it is thinner than `thin`, else its four sides."""
    if right - left <= thin and bottom - top <= thin:
        return []
    if bottom - top <= thin:
        middle = (top + bottom) / 2
        return [Segment(left=left, top=middle, right=right, bottom=middle)]
    if right - left <= thin:
        middle = (left + right) / 2
        return [Segment(left=middle, top=top, right=middle, bottom=bottom)]
    return [
        Segment(left=left, top=top, right=right, bottom=top),
        Segment(left=left, top=bottom, right=right, bottom=bottom),
        Segment(left=left, top=top, right=left, bottom=bottom),
        Segment(left=right, top=top, right=right, bottom=bottom),
    ]


def ruled_tables(
    segments: Sequence[Segment], runs: Sequence[PageLine], near: float
) -> tuple[list[PageTable], list[PageLine]]:
    """Tables whose cells are ruled on every side, and the words outside them.

    Words that merely stand in columns are left as lines: a guess would tear sentences apart.

    Args:
        segments: The rules of a page.
        runs: Its words.
        near: How far apart rules may lie and still meet.
    """
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

    if len(segments) < 4 or len(segments) > MAX_SEGMENTS:
        return [], list(runs)
    edges = [
        {
            "x0": s.left,
            "x1": s.right,
            "top": s.top,
            "bottom": s.bottom,
            "orientation": "h" if s.level else "v",
            "width": s.right - s.left,
            "height": s.bottom - s.top,
            "object_type": "line",
        }
        for s in segments
    ]
    joined = merge_edges(edges, near, near, near, near)
    found: list[tuple[Box, PageTable]] = []
    for boxes in cells_to_tables(intersections_to_cells(edges_to_intersections(joined, near, near))):
        cells = tuple(_cells(boxes, runs, near))
        if len({c.column for c in cells}) > 1 and len({c.row for c in cells}) > 1:
            around = (
                min(b[0] for b in boxes),
                min(b[1] for b in boxes),
                max(b[2] for b in boxes),
                max(b[3] for b in boxes),
            )
            columns = (*_edges([b[0] for b in boxes], near), around[2])
            found.append((around, PageTable(top=around[1], bottom=around[3], cells=cells, edges=columns)))
    outside = [run for run in runs if not any(_inside(run, box) for box, _ in found)]
    return [table for _, table in found], outside


def _inside(run: PageLine, box: Box) -> bool:
    x, y = (run.left + run.right) / 2, (run.top + run.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _cells(boxes: Sequence[Box], runs: Sequence[PageLine], near: float) -> Iterator[GridCell]:
    """Cells by the edges they share: a box over several intervals is a merged cell."""
    columns, rows = _edges([b[0] for b in boxes], near), _edges([b[1] for b in boxes], near)
    for left, top, right, bottom in boxes:
        lines = lines_of_runs([run for run in runs if _inside(run, (left, top, right, bottom))])
        yield GridCell(
            row=_index(rows, top),
            column=_index(columns, left),
            rows=max(1, sum(top - near < edge < bottom - near for edge in rows)),
            columns=max(1, sum(left - near < edge < right - near for edge in columns)),
            text=one_line("\n".join(line.text for line in lines)),
        )


def _edges(values: Sequence[float], near: float) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > near:
            edges.append(value)
    return edges


def _index(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))
