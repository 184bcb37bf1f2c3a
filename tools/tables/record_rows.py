"""Which rows under a header are records: totals, notes, sub-headings and prefilled rows are none, and are told."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from tools.tables.declaring import TableSchema
from tools.tables.headers import HeaderMatch
from tools.tables.parsing import normal_text, parse_cell

_SUM = "合计|总计|小计|共计|平均"
# Folded text has one kind of bracket and colon.
_TOTAL = re.compile(rf"^(?:其中|平均)|(?:{_SUM})(?:数|值)?:?$|^(?:{_SUM})[:(]")
_NOTE = re.compile(
    r"^(?:[*※]|注\d*[:、.]|备注|说明|填表|填报|制表|审核|单位负责人|负责人|统计负责人|数据来源|资料来源|联系)"
)
# So many sums must agree before a row without a name is called one of totals.
MIN_SUMS = 2

Row = tuple[str, ...]


def sort_rows(
    rows: Sequence[Row], header: int, matches: Sequence[HeaderMatch], schema: TableSchema
) -> tuple[list[tuple[int, Row]], list[tuple[int, str, str]]]:
    """The rows below a header, parted; wholly empty rows are neither.

    Args:
        rows: A sheet's rows.
        header: Position of the header among them.
        matches: Its headers as columns.
        schema: What the table should be.

    Returns:
        The records as (spreadsheet row, cells), and what is none as (spreadsheet row, its first words, why).
    """
    records: list[tuple[int, Row]] = []
    others: list[tuple[int, str, str]] = []
    sums = _Sums([match.position for match in matches if match.column in schema.notes and _is_number(match, schema)])
    for number, row in enumerate(rows[header + 1 :], header + 2):
        if not any(row):
            continue
        why = _why_none(row, rows[header], matches, schema) or sums.told(row, matches, schema)
        if why:
            others.append((number, next(cell for cell in row if cell)[:40], why))
        else:
            records.append((number, row))
            sums.add(row)
    return records, others


def _is_number(match: HeaderMatch, schema: TableSchema) -> bool:
    return match.column is not None and schema.notes[match.column].is_number


def _why_none(row: Row, header: Row, matches: Sequence[HeaderMatch], schema: TableSchema) -> str:
    filled = [position for position, cell in enumerate(row) if cell]
    said = {match.column: _cell(row, match.position) for match in matches if match.column is not None}
    first = normal_text(row[filled[0]])
    names = [first, *(normal_text(said.get(name, "")) for name in (*schema.key, schema.row_name, schema.place_column))]
    if any(_TOTAL.search(name) for name in names):
        return "合计行不是一条记录，没有计入"
    if [normal_text(cell) for cell in row] == [normal_text(cell) for cell in header]:
        return "重复的表头，没有计入"
    if _lacks_key(said, schema) and _NOTE.match(first):
        return "注释行不是一条记录，没有计入"
    if len(filled) == 1:
        return "只有一格有内容，不是一条记录，没有计入"
    owners = {schema.place_column, schema.year_column}
    told = {match.column for match in matches if _cell(row, match.position)}
    if told <= owners and not set(_identity(schema)) <= owners:
        return "只填了年度、县区，不是一条记录，没有计入"
    return ""


def _identity(schema: TableSchema) -> tuple[str, ...]:
    """The columns that say which unit a row is about."""
    return tuple(dict.fromkeys((*schema.key, schema.row_name)))


def _lacks_key(said: dict[str, str], schema: TableSchema) -> bool:
    return any(not said.get(name) for name in _identity(schema) if name in said)


def _cell(row: Row, position: int) -> str:
    return row[position] if position < len(row) else ""


class _Sums:
    """The records' sums so far, to tell a row of totals that is not named so."""

    def __init__(self, positions: Sequence[int]) -> None:
        self._positions = positions
        self._sums = dict.fromkeys(positions, 0.0)
        self._count = 0

    def add(self, row: Row) -> None:
        """Take in one record."""
        self._count += 1
        for position, value in self._values(row):
            self._sums[position] += value

    def told(self, row: Row, matches: Sequence[HeaderMatch], schema: TableSchema) -> str:
        """Why a row that lacks its key is a row of totals: every number is the sum of those above; '' if it is none."""
        said = {match.column: _cell(row, match.position) for match in matches if match.column is not None}
        if self._count < MIN_SUMS or not _lacks_key(said, schema):
            return ""
        values = [(position, value) for position, value in self._values(row) if value]
        good = all(math.isclose(value, self._sums[position], rel_tol=1e-6) for position, value in values)
        return "各数是上面各行之和，是合计行，没有计入" if good and len(values) >= MIN_SUMS else ""

    def _values(self, row: Row) -> Iterator[tuple[int, float]]:
        for position in self._positions:
            value = parse_cell(_cell(row, position), "decimal").value
            if isinstance(value, float):
                yield position, value
