"""What a page holds: lines and tables at their places. For pdf, ofd and scans."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.loaders.grids import GridCell


@dataclass(frozen=True, kw_only=True)
class PageLine:
    """One line on a page; x to the right, y downward, in any unit. `size` is the height of its characters.

    A line of a `column` has its x from the column's left edge. One that stands `alone` (a form's) is a paragraph.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    confidence: float = 1.0
    column: bool = False
    alone: bool = False


@dataclass(frozen=True, kw_only=True)
class PageTable:
    """A table on a page, at its place between the lines.

    `edges` are the left edges of its columns and the right one of the last; `turns` are the rows at which it goes on
    on another page, as (row, page).
    """

    top: float
    bottom: float
    cells: tuple[GridCell, ...]
    edges: tuple[float, ...] = ()
    turns: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page: its size, lines in reading order, and tables; `recognised` says that they were read off a picture.

    `gutter` is where its two columns are parted; None for a page in one. `number` counts the pages of the file from 0;
    None: as it stands among its pages. `watermark` are the words of one that was seen on the picture and left out.
    """

    width: float
    height: float
    lines: tuple[PageLine, ...]
    tables: tuple[PageTable, ...] = ()
    recognised: bool = False
    gutter: float | None = None
    number: int | None = None
    watermark: str = ""
