"""The project's own policy texts as blocks, and set on pages as a printer would, for the fixed formats.

A source file is one paragraph a line; rows of a table stand between bars, `^` continues the cell above and `<` the one
to the left.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.settings import ROOT
from ingest.clean import clean_text, load_furniture
from ingest.loaders.building import TextBuilder
from ingest.loaders.grids import GridCell

SOURCES, SEEDS, LEXICON = (
    ROOT / "evals" / "cases" / "rendered",
    ROOT / "corpus" / "documents",
    ROOT / "corpus" / "lexicon",
)
PAGE_MM = (210.0, 297.0)
LEFT_MM, RIGHT_MM, TOP_MM, BOTTOM_MM = 28.0, 26.0, 37.0, 262.0
PT_MM = 25.4 / 72
GUTTER_MM, COLUMN_PITCH_PT = 8.0, 19.0
BODY_PT, TITLE_PT, SMALL_PT, CELL_PT, PITCH_PT = 16.0, 22.0, 9.0, 12.0, 28.0
_NOT_FIRST = frozenset("，。；：、！？）”’》〕】％%)")


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with its merged cells told once."""

    cells: tuple[GridCell, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        return max(c.row + c.rows for c in self.cells), max(c.column + c.columns for c in self.cells)


Block = str | Table


@dataclass(frozen=True, kw_only=True)
class Source:
    """One policy text: its name and its blocks, the first of them the title."""

    name: str
    blocks: tuple[Block, ...]

    def reference(self) -> str:
        """The text every format should give back, tables in the form in which loaders write them."""
        builder = TextBuilder()
        for block in self.blocks:
            if isinstance(block, Table):
                builder.table(block.cells)
            else:
                builder.line(block)
        return builder.build().text


def _table(rows: Sequence[Sequence[str]]) -> Table:
    cells: list[GridCell] = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text in ("^", "<"):
                continue
            tall = next((i for i in range(1, len(rows) - r) if rows[r + i][c] != "^"), len(rows) - r)
            wide = next((i for i in range(1, len(row) - c) if row[c + i] != "<"), len(row) - c)
            cells.append(GridCell(row=r, column=c, text=text, rows=tall, columns=wide))
    return Table(cells=tuple(cells))


def read_blocks(text: str) -> tuple[Block, ...]:
    """Blocks of a source text."""
    blocks: list[Block] = []
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if rows:
            blocks.append(_table(rows))
            rows = []
        if line.strip():
            blocks.append(line.strip())
    return tuple(blocks)


def sources(*, seeds: bool = True) -> list[Source]:
    """The project's own texts, and with `seeds` the cleaned texts of `corpus/documents`."""
    found = [
        Source(name=p.stem, blocks=read_blocks(p.read_text(encoding="utf-8"))) for p in sorted(SOURCES.glob("*.txt"))
    ]
    if seeds:
        furniture = load_furniture(LEXICON)
        for path in sorted(SEEDS.glob("*.txt")):
            text = clean_text(path.read_text(encoding="utf-8"), furniture).text.replace("|", "｜")
            found.append(Source(name=path.stem, blocks=read_blocks(re.sub(r"[\xa0\u3000\t ]+", " ", text))))
    return found


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A line of text on a page: its left edge and base line in mm, each character's offset from the left."""

    text: str
    x: float
    y: float
    size: float
    offsets: tuple[float, ...]


@dataclass(kw_only=True)
class SetPage:
    """A page as set: lines of text, and rules as (x0, y0, x1, y1) in mm."""

    lines: list[Placed] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)


def em(char: str) -> float:
    """Width of a character in ems: Chinese and its marks are square, and % is wider than a digit."""
    return 1.0 if char == "%" or unicodedata.east_asian_width(char) in "WFA" else 0.5


def _words(text: str) -> Iterator[str]:
    """What stays on one line: single Chinese characters, short runs of digits and letters."""
    for found in re.finditer(r"[!-~]{1,20}|.", text):
        yield found[0]


def wrap(text: str, width_em: float, indent_em: float = 0.0) -> list[str]:
    """Lines of a paragraph; a closing mark hangs over the edge instead of starting a line."""
    lines, line, at = [], "", indent_em
    for word in _words(text):
        wide = sum(map(em, word))
        if line and at + wide > width_em and word[0] not in _NOT_FIRST:
            lines.append(line)
            line, at = "", 0.0
            word = word.lstrip(" ")
        line, at = line + word, at + wide
    return [*lines, line] if line else lines


def _placed(text: str, x: float, y: float, size_pt: float) -> Placed:
    size = size_pt * PT_MM
    offsets, at = [], 0.0
    for char in text:
        offsets.append(at)
        at += em(char) * size
    return Placed(text=text, x=x, y=y, size=size, offsets=tuple(offsets))


class _Setter:
    """Sets blocks on pages with running heads and page numbers, in one column or two."""

    def __init__(self, head: str, columns: int = 1) -> None:
        self.head = head
        self.columns = columns
        self.points = BODY_PT if columns == 1 else CELL_PT
        self._waiting: list[tuple[str, float]] = []
        self.room = (PAGE_MM[0] - LEFT_MM - RIGHT_MM - (columns - 1) * GUTTER_MM) / columns
        self.pages: list[SetPage] = []
        self.y = 0.0
        self._long_tables = 0
        self._turn()

    def _turn(self) -> None:
        page = SetPage()
        number = f"— {len(self.pages) + 1} —"
        page.lines.append(_placed(self.head, LEFT_MM, 20.0, SMALL_PT))
        page.lines.append(_placed(number, PAGE_MM[0] / 2 - 8, 280.0, CELL_PT))
        self.pages.append(page)
        self.y = TOP_MM

    def line(self, text: str, x: float, size_pt: float, pitch: float = PITCH_PT * PT_MM) -> None:
        if self.y + pitch > BOTTOM_MM:
            self._turn()
        self.y += pitch
        self.pages[-1].lines.append(_placed(text, x, self.y, size_pt))

    def title(self, text: str) -> None:
        size = TITLE_PT * PT_MM
        room = PAGE_MM[0] - LEFT_MM - RIGHT_MM
        for line in wrap(text, room / size):
            self.line(line, LEFT_MM + (room - sum(map(em, line)) * size) / 2, TITLE_PT, 36 * PT_MM)
        self.y += 6

    def paragraph(self, text: str) -> None:
        size = self.points * PT_MM
        lines = wrap(text, self.room / size, 2.0)
        self._waiting += [(line, 2 * size if i == 0 else 0.0) for i, line in enumerate(lines)]
        if self.columns == 1:
            self.set_columns()

    def set_columns(self) -> None:
        """Set the paragraphs that wait, in columns of equal length; what follows stands below them."""
        pitch = (PITCH_PT if self.columns == 1 else COLUMN_PITCH_PT) * PT_MM
        while self._waiting:
            fit = int((BOTTOM_MM - self.y + 1e-6) / pitch)
            if fit < 1:
                self._turn()
                continue
            rows = min(fit, math.ceil(len(self._waiting) / self.columns))
            top = self.y
            for column in range(self.columns):
                self.y = top
                left = LEFT_MM + column * (self.room + GUTTER_MM)
                for line, indent in self._waiting[:rows]:
                    self.line(line, left + indent, self.points, pitch)
                self._waiting = self._waiting[rows:]
            self.y = top + rows * pitch

    def table(self, table: Table) -> None:
        rows, columns = table.size
        width = (PAGE_MM[0] - LEFT_MM - RIGHT_MM) / columns
        size, pitch = CELL_PT * PT_MM, 18 * PT_MM
        wrapped = {(c.row, c.column): wrap(c.text, (c.columns * width - 4) / size) for c in table.cells}
        heights = [
            max([1] + [len(wrapped[c.row, c.column]) for c in table.cells if c.row == row and c.rows == 1]) * pitch + 3
            for row in range(rows)
        ]
        self.y += 3
        long = sum(heights) > BOTTOM_MM - TOP_MM
        if not long and self.y + sum(heights) > BOTTOM_MM:
            self._turn()
        if long:
            self._long_tables += 1
        tops: dict[int, float] = {}
        page = self.pages[-1]
        for row in range(rows):
            # A table that no page holds breaks between its rows; every second one repeats its header.
            if long and row and self.y + heights[row] > BOTTOM_MM:
                self._turn()
                page = self.pages[-1]
                if self._long_tables % 2 == 0:
                    self._row(page, table, 0, wrapped, {0: self.y, 1: self.y + heights[0]})
                    self.y += heights[0]
            tops[row] = self.y
            self.y += heights[row]
            if long:
                self._row(page, table, row, wrapped, {row: tops[row], row + 1: self.y})
        if not long:
            tops[rows] = self.y
            for row in range(rows):
                self._row(page, table, row, wrapped, tops)
        self.y += 3

    def _row(
        self,
        page: SetPage,
        table: Table,
        row: int,
        wrapped: Mapping[tuple[int, int], list[str]],
        tops: Mapping[int, float],
    ) -> None:
        """Draw the cells that start in a row; `tops` are the upper edges of the rows they reach, and of the next."""
        width, pitch = (PAGE_MM[0] - LEFT_MM - RIGHT_MM) / table.size[1], 18 * PT_MM
        for cell in (one for one in table.cells if one.row == row):
            left, right = LEFT_MM + cell.column * width, LEFT_MM + (cell.column + cell.columns) * width
            top, bottom = tops[cell.row], tops[cell.row + cell.rows]
            page.rules += [(left, top, right, top), (left, bottom, right, bottom)]
            page.rules += [(left, top, left, bottom), (right, top, right, bottom)]
            for i, line in enumerate(wrapped[cell.row, cell.column]):
                page.lines.append(_placed(line, left + 2, top + 1 + (i + 0.8) * pitch, CELL_PT))


def set_pages(source: Source, columns: int = 1) -> list[SetPage]:
    """A source set on A4 pages: a centred title, indented paragraphs, ruled tables, running heads, page numbers.

    Title and tables stand over the whole page where the paragraphs are in two columns.
    """
    setter = _Setter("策问测试资料汇编", columns)
    for number, block in enumerate(source.blocks):
        if isinstance(block, Table):
            setter.set_columns()
            setter.table(block)
        elif number == 0:
            setter.title(block)
        else:
            setter.paragraph(block)
    setter.set_columns()
    if len(setter.pages) == 1 and columns > 1:
        # A head that stands on no other page would be a line of the text.
        del setter.pages[0].lines[0]
    return setter.pages
