"""Sheets of any workbook as text and tables, every cell with its reference; what is hidden in them is left out."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import LoadError
from ingest.loaders.building import TextBuilder
from ingest.loaders.grids import GridCell
from ingest.loaders.limits import MAX_SHEET_CELLS
from ingest.loaders.number_formats import KEPT_DIGITS

Place = tuple[int, int]  # row and column from 0
Merge = tuple[int, int, int, int]  # first row, first column, rows, columns
NO_VALUE = "公式没有保存计算结果，未读取"
HIDDEN = "工作表“{}”是隐藏的，未读取：需要时请取消隐藏，保存后再导入"
_NAMED = 5
_CUT_CODE = re.compile(r"\d(?:\.\d+)?E\+\d{1,2}", re.IGNORECASE)  # a long code that a spreadsheet shortened in a csv


@dataclass(kw_only=True)
class Sheet:
    """One sheet as its format tells it.

    `cells` holds the shown text of filled cells. `errors` are cells with an error value, `unsaved` formulas without a
    saved result, `veiled` cells whose number format shows nothing, `long` numbers with more digits than are kept.
    """

    name: str
    hidden: bool = False
    cells: dict[Place, str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: list[Place] = field(default_factory=list)
    unsaved: list[Place] = field(default_factory=list)
    veiled: list[Place] = field(default_factory=list)
    long: list[Place] = field(default_factory=list)

    def hides(self, place: Place) -> bool:
        """Whether a cell stands in a hidden row or column."""
        return place[0] in self.hidden_rows or place[1] in self.hidden_columns


def column_letters(column: int) -> str:
    """The letters of a column counted from 0: 0 → A, 27 → AB."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def write_sheet(builder: TextBuilder, sheet: Sheet, *, titled: bool) -> None:
    """Write what a sheet shows, and say what it holds beside that.

    Args:
        builder: The document.
        sheet: The sheet.
        titled: Whether to write its name above, where the book has several sheets.
    """
    if sheet.hidden and sheet.cells:
        # What the office hides is an older or a working sheet more often than not: its figures must not answer.
        builder.warn(HIDDEN.format(sheet.name))
        return
    cut = [place for place, text in sheet.cells.items() if _CUT_CODE.fullmatch(text)]
    for places, wording in (
        (sheet.errors, "是错误值，未读取"),
        (sheet.unsaved, f"的{NO_VALUE}：请在表格软件中打开并保存一次"),
        (sheet.veiled, "的数字格式不显示内容，未读取"),
        (cut, "是科学计数法，原来的完整数字没有保存，请核对原始资料"),
        (sheet.long, f"是超过{KEPT_DIGITS}位的数字，表格软件只保存前{KEPT_DIGITS}位，末尾请核对原始资料"),
    ):
        shown = [place for place in places if not sheet.hides(place)]
        if shown:
            named = "、".join(f"{sheet.name}!{_reference(place)}" for place in shown[:_NAMED])
            builder.warn(f"{named}{f'等 {len(shown)} 处' if shown[_NAMED:] else ''}{wording}")
    hidden = [
        f"{_ranges([row + 1 for row in _kept(sheet.hidden_rows, 0, sheet)], str)}行",
        f"{_ranges(_kept(sheet.hidden_columns, 1, sheet), column_letters)}列",
    ]
    wording = "、".join(("第" if one[0].isdigit() else "") + one for one in hidden if len(one) > 1)
    if wording:
        builder.warn(f"工作表“{sheet.name}”{wording}隐藏，未读取：需要时请取消隐藏或取消筛选，保存后再导入")
    _add_sheet(builder, sheet, titled=titled)


def _kept(hidden: set[int], axis: int, sheet: Sheet) -> list[int]:
    """The hidden rows (axis 0) or columns (1) that hold anything."""
    return sorted(hidden & {place[axis] for place in sheet.cells})


def _ranges(numbers: Sequence[int], result: Callable[[int], str]) -> str:
    """5、7–9: runs of numbers, the first few of them."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    named = "、".join("–".join(map(result, run)) for run in runs[:_NAMED])
    return named + (f"等{len(numbers)}" if runs[_NAMED:] else "")


def _reference(place: Place) -> str:
    return f"{column_letters(place[1])}{place[0] + 1}"


class _Closed:
    """Rows or columns with the hidden ones taken out, as they adjoin on the screen."""

    def __init__(self, hidden: set[int]) -> None:
        self._hidden, self._order = hidden, sorted(hidden)

    def at(self, number: int) -> int:
        """Where a visible one stands among the visible ones."""
        return number - bisect_left(self._order, number)

    def count(self, first: int, count: int) -> int:
        """How many of a stretch are visible."""
        return self.at(first + count) - self.at(first)

    def first(self, first: int) -> int:
        """The first visible one from here on."""
        while first in self._hidden:
            first += 1
        return first


def _add_sheet(builder: TextBuilder, sheet: Sheet, *, titled: bool) -> None:
    """Write the visible cells: rows of one cell as lines, blocks of rows as tables."""
    down, across = _Closed(sheet.hidden_rows), _Closed(sheet.hidden_columns)
    every, reach = dict(sheet.cells), {}
    for top, left, tall, wide in sheet.merges:
        size = down.count(top, tall), across.count(left, wide)
        if (top, left) in every and min(size) > 0:
            # The text of a merged cell shows in whatever part of it is visible.
            first = down.first(top), across.first(left)
            every[first] = every.pop((top, left))
            reach[down.at(first[0]), across.at(first[1])] = size
    shown = {place: text for place, text in every.items() if not sheet.hides(place)}
    cells = {(down.at(row), across.at(column)): text for (row, column), text in shown.items()}
    names = {(down.at(row), across.at(column)): f"{sheet.name}!{_reference((row, column))}" for row, column in shown}
    if not cells:
        return
    if titled:
        builder.mark(f"{sheet.name}!A1")
        builder.line(sheet.name)
    rows: dict[int, list[int]] = {}
    for row, column in sorted(cells):
        rows.setdefault(row, []).append(column)
    for block in _blocks(rows, {row: tall for (row, _), (tall, _) in reach.items() if tall > 1}):
        top = block[0]
        if len(block) == 1 and len(rows[top]) == 1:
            builder.mark(names[top, rows[top][0]])
            builder.line(cells[top, rows[top][0]])
            continue
        for row in _counted_above(block, rows, cells):
            builder.mark(names[row, rows[row][0]])
            builder.line(" ".join(cells[row, column] for column in rows[row]))
            block = block[1:]
        top = block[0]
        left = min(column for row in block for column in rows[row])
        grid = []
        for row in block:
            for column in rows[row]:
                tall, wide = reach.get((row, column), (1, 1))
                grid.append(
                    GridCell(
                        row=row - top,
                        column=column - left,
                        text=cells[row, column],
                        rows=min(tall, block[-1] - row + 1),
                        columns=wide,
                    )
                )
        builder.table(
            grid, names={(row - top, column - left): names[row, column] for row in block for column in rows[row]}
        )


# 填报单位：…, 统计时点：…, 2024年8月20日: what stands between a sheet's title and its header.
_TOLD = re.compile(r"[^:：]{1,10}[:：].*|(?:19|20|二〇)[^，。]{2,10}[日月年]")
# One of them may be longer beside another that is plain: 截止2024年9月 单位：人.
_TELLING = re.compile(r"[:：]|(?:19|20|二〇).{2}年")


def _counted_above(block: Sequence[int], rows: Mapping[int, Sequence[int]], cells: Mapping[Place, str]) -> list[int]:
    """Rows at the top of a block that say who filled it in and when, in a few cells, and are no header."""
    items: list[int] = []
    for row, after in itertools.pairwise(block[:-1]):
        few = 2 * len(rows[row]) <= len(rows[after])
        texts = [cells[row, column].strip() for column in rows[row]]
        if not few or not any(map(_TOLD.fullmatch, texts)) or not all(map(_TELLING.search, texts)):
            break
        items.append(row)
    return items


def _blocks(rows: Mapping[int, Sequence[int]], tall: Mapping[int, int]) -> Iterator[list[int]]:
    """Rows that belong together: a table is rows with two cells or more, and lone cells between such rows."""
    order = sorted(rows)
    block: list[int] = []
    for i, row in enumerate(order):
        several = len(rows[row]) > 1
        adjoining = bool(block) and row - block[-1] == 1
        between = (
            adjoining
            and i + 1 < len(order)
            and order[i + 1] - row == 1
            and len(rows[order[i + 1]]) > 1
            and (rows[row][0] > 0 or any(start < row < start + count for start, count in tall.items()))
        )
        within = any(start < row < start + count for start, count in tall.items())
        if (several and (adjoining or not block)) or (block and (between or (adjoining and within))):
            block.append(row)
            continue
        if block:
            yield block
            block = []
        if several:
            block = [row]
        else:
            yield [row]
    if block:
        yield block


def check_cells(count: int, path: Path) -> None:
    """Refuse a book with too many filled cells.

    Raises:
        LoadError: If there are more than `MAX_SHEET_CELLS`.
    """
    if count > MAX_SHEET_CELLS:
        raise LoadError(f"{path.name} 超过 {MAX_SHEET_CELLS // 10_000} 万个单元格", next_step="请按县区或年份拆开")
