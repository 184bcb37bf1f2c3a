"""Tables inside documents as figures of the ledger: row header + column header + caption, unit, value, span.

Pure functions: text and tables in, rows out.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from core.ledger_figure import LedgerFigure, Role
from core.period import find_periods
from core.quantity import parse_quantities
from core.record import DocumentTable, TableCell
from core.schema import Period
from core.units import UNITS
from ingest.loaders.grids import is_number
from tools.ledger.text_figures import Amount, Around, Change, FigureSpan

_NO_CONTEXT = Around()
MAX_SUBJECT = 48
MAX_TABLE_CELLS = 20_000  # a sheet of microdata is no table of a document: its rows stay text
_PLAIN = re.compile(r"^[-+−]?\d[\d,，]*(?:\.\d+)?$")
_UNIT_IN_HEADER = re.compile(r"[（(]\s*(?:单位\s*[:：]\s*)?(?P<unit>[^（）()\d]{1,6})\s*[)）]\s*$")
_SHARE = re.compile(r"率|占比|比例|比重|百分比|％|%")
_TOTAL = re.compile(r"^(?:合计|总计|小计|总数|全[区县市省]合?计?)$")
_SERIAL = re.compile(r"^(?:序号|编号|No\.?|#)$", re.IGNORECASE)
_UNIT_HEADER = re.compile(r"^(?:计量)?单位$")
_CHANGE = re.compile(r"增减|增长|增幅|增加|净增|同比|比上年|较上年")
_TARGET = re.compile(r"目标|计划|规划|预期|任务|(?<![虚模])拟")
_REACHED = re.compile(r"完成|实际|实绩|现状|达到")
_RULE = re.compile(r"标准|要求|限额|下限|上限")
_CAPTION_LEAD = re.compile(r"^(?:附?表\s*[\d一二三四五六七八九十]*(?:[-—.]\d+)?[\s:：、.]*)?")
_CAPTION_TAIL = re.compile(
    r"(?:[（(][^（）()]*[)）])?(?:统计|一览|汇总|基本)?(?:情况|数据)?(?:统计|一览|汇总)?表?(?:[（(][^（）()]*[)）])?$"
)


@dataclass(frozen=True, kw_only=True)
class TableFigure:
    """A figure of a table with what names it.

    `rows` and `columns` are the labels of its row and its column, outermost first, without units; `row_names` are the
    headers above the row labels (乡镇). `unit` is the unit that the headers or the caption tell, '' where the cell has
    its own. `line` numbers the table's row, `table` says where the table begins in the text.
    """

    figure: LedgerFigure
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    row_names: tuple[str, ...]
    caption: str
    unit: str
    line: int
    table: int


@dataclass(frozen=True, kw_only=True)
class _Grid:
    """A table by position; a merged cell stands at every place it covers."""

    at: Mapping[tuple[int, int], TableCell]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    header_rows: int


def _grid(table: DocumentTable) -> _Grid:
    at: dict[tuple[int, int], TableCell] = {}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                at.setdefault((row, column), cell)
    return _Grid(
        at=at,
        rows=tuple(sorted({row for row, _ in at if row >= table.header_rows})),
        columns=tuple(sorted({column for _, column in at})),
        header_rows=table.header_rows,
    )


def _words(text: str) -> str:
    """A header without its unit and without 其中."""
    return re.sub(r"^(?:其中|[#\s])[:：]?", "", _UNIT_IN_HEADER.sub("", text)).strip("：: ")


def path(labels: Sequence[str]) -> str:
    """Labels from the outermost in; one that the next begins with is told by it: 学校·学校数 is 学校数."""
    said_inside = [inner.startswith(label) for label, inner in itertools.pairwise(labels)]
    return "·".join(label for label, inside in zip(labels, (*said_inside, False), strict=False) if not inside)


def _unit(text: str) -> str:
    found = _UNIT_IN_HEADER.search(text)
    if found:
        return found["unit"].strip()
    return "%" if text.rstrip().endswith(("%", "％")) else ""


def _topic(caption: str) -> str:
    return _CAPTION_TAIL.sub("", _CAPTION_LEAD.sub("", caption)).strip("的： ")


def _row_headers(grid: _Grid) -> tuple[int, ...]:
    """Columns on the left that name their row: words in most rows; a running number is none of them."""
    found: list[int] = []
    for column in grid.columns:
        items = [grid.at[row, column].text for row in grid.rows if (row, column) in grid.at]
        header = grid.at.get((0, column)) if grid.header_rows else None
        serial = (header is not None and _SERIAL.match(header.text)) or (
            len(items) > 2 and items[:3] == ["1", "2", "3"] and column == grid.columns[0]
        )
        if serial:
            continue
        # A year names its row too: 2021, 2022, 2023 down the first column.
        words = sum(not is_number(text) or bool(re.match(r"^(?:19|20)\d\d年?$", text)) for text in items)
        if not items or words * 2 <= len(items):
            break
        found.append(column)
    return tuple(found)


def _unit_column(grid: _Grid, named: Sequence[int]) -> int:
    """The column on the left that tells each row's unit (指标、单位、目标值); -1 for none.

    单位 is an organisation, too: the column's own words decide.
    """
    for column in named:
        items = [_text_at(grid, row, column) for row in grid.rows]
        known = [text for text in items if text.lstrip("十百千万亿") in UNITS or text == "％"]
        if len(known) * 2 > len(items) and any(_UNIT_HEADER.match(label) for label in _labels(grid, column)):
            return column
    return -1


def _text_at(grid: _Grid, row: int, column: int) -> str:
    return grid.at[row, column].text if (row, column) in grid.at else ""


def _labels(grid: _Grid, column: int) -> list[str]:
    items: list[str] = []
    for row in range(grid.header_rows):
        cell = grid.at.get((row, column))
        if cell and cell.text not in items[-1:]:
            items.append(cell.text)
    return items


def _value(text: str, unit: str) -> tuple[float, str]:
    """Value and unit in plain units: 612.5 under 万元 is 6,125,000 元."""
    plain = text.strip().replace(",", "").replace("，", "").replace("−", "-")
    sign = -1.0 if plain.startswith("-") else 1.0
    bare = plain.lstrip("+-")
    result = parse_quantities(bare + unit if _PLAIN.match(bare) else bare)
    if len(result) == 1 and (result[0].unit or not unit):
        return sign * result[0].value, result[0].unit
    number = re.match(r"\d+(?:\.\d+)?", bare)
    return sign * float(number[0] if number else "nan"), unit


def _line(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, end if end >= 0 else len(text)


def _period(items: Sequence[str], base_year: int | None, context: Period | None) -> Period | None:
    """The period the column names, else the row, else the caption, else the section's."""
    for words in items:
        # A bare year in a header is a year; in running text it might be a number.
        named = re.sub(r"^((?:19|20)\d\d)$", r"\1年", words.strip())
        if mentions := find_periods(named, base_year):
            return mentions[-1].period
    return context


def names_goal(words: str) -> bool:
    """Whether words speak of what is aimed at: 目标, 计划."""
    return bool(_TARGET.search(words))


def names_share(words: str) -> bool:
    """Whether words name a share: 巩固率, 占比."""
    return bool(_SHARE.search(words))


def is_total(label: str) -> bool:
    """Whether a row or a column is the sum of the others: 合计, 总计, 全县."""
    return bool(_TOTAL.match(label))


def table_figures(text: str, tables: Sequence[DocumentTable], around: Around = _NO_CONTEXT) -> list[TableFigure]:
    """The figures of the tables of a text.

    Args:
        text: The document's text.
        tables: Its tables, offsets in `text`.
        around: What they stand in.

    Returns:
        One row for each cell with a figure, in the order of the text. `subject` is 行·列, led by the caption where the
        row is a total or has no name; `sentence` is the line of the row. A unit stands in the cell, else in the
        column's header, else in the row's, else above the table; a rate takes no unit of persons from there.
    """
    figures: list[TableFigure] = []
    for table in tables:
        if len(table.cells) > MAX_TABLE_CELLS:
            continue
        grid = _grid(table)
        named = _row_headers(grid)
        units = _unit_column(grid, named)
        for cell in table.cells:
            if cell.row < table.header_rows or cell.column in named or not is_number(cell.text):
                continue
            headers = _labels(grid, cell.column)
            if any(_SERIAL.match(header) for header in headers) or (not headers and not named):
                continue
            if named and cell.column < named[0]:
                continue
            measured = _text_at(grid, cell.row, units)
            rows = [result for column in named if (result := _text_at(grid, cell.row, column)) and column != units]
            when = _period([*reversed(headers), *reversed(rows), table.caption], around.base_year, around.period)
            names = tuple(filter(None, (_words(label) for column in named for label in _labels(grid, column))))
            labels = list(dict.fromkeys(rows))
            labelled = _Labels(headers=headers, rows=labels, names=names, unit=measured)
            figures.append(_figure(text, table, cell, labelled, when, around))
    return sorted(figures, key=lambda item: item.figure.span)


@dataclass(frozen=True, kw_only=True)
class _Labels:
    """What stands around a cell: labels of its column and its row, headers of the row labels, its row's own unit."""

    headers: list[str]
    rows: list[str]
    names: tuple[str, ...]
    unit: str


def _figure(
    text: str, table: DocumentTable, cell: TableCell, labelled: _Labels, when: Period | None, around: Around
) -> TableFigure:
    headers, rows = labelled.headers, labelled.rows
    columns, labels = tuple(filter(None, map(_words, headers))), tuple(filter(None, map(_words, rows)))
    label, row = path(columns), path(labels)
    share = names_share(label or row)
    unit = next(filter(None, (labelled.unit, *map(_unit, [*reversed(headers), *reversed(rows)]))), "")
    if not unit:
        above = table.unit if not re.search(r"[、，,/和]", table.unit) else ""
        unit = ("%" if "%" in table.unit or "％" in table.unit else "") if share else above
    value, plain_unit = _value(cell.text, unit)
    topic = _topic(table.caption) if not row or _TOTAL.match(row) else ""
    changes = bool(_CHANGE.search(label or row))
    change: Literal["增加", "减少", ""] = ("减少" if value < 0 else "增加") if changes else ""
    # A plan's table tells where one stands beside the goal: 现状值 is no goal.
    goal = names_goal(label + row) or (names_goal(table.caption) and not _REACHED.search(label))
    role: Role = "target" if goal else "rule" if _RULE.search(label + row) else "result"
    shown = abs(value) if changes else value
    figure = around.figure(
        text,
        FigureSpan(span=(cell.start, cell.end), sentence=_line(text, cell.start)),
        Amount(text=cell.text, value=shown, low=shown, high=shown, unit=plain_unit),
        subject="·".join(filter(None, (topic, row, label)))[:MAX_SUBJECT],
        when=when,
        change=Change(way=change, base="比上年" if changes and "年" in label + row else ""),
        role=role,
    )
    own = bool(parse_quantities(cell.text)) and not _PLAIN.match(cell.text.strip())
    return TableFigure(
        figure=figure,
        rows=labels,
        columns=columns,
        row_names=labelled.names,
        caption=table.caption,
        unit="" if own else unit,
        line=cell.row,
        table=table.start,
    )
