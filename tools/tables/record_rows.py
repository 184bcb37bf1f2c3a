"""Which rows under a header are records: totals, notes, sub-headings and prefilled rows are none, and are told."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from tools.tables.declaring import TableSchema
from tools.tables.headers import HeaderMatch
from tools.tables.parsing import normal_text, parse_cell
from tools.tables.shapes import REASONS, Shape

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
    rows: Sequence[Row], header: int, matches: Sequence[HeaderMatch], schema: TableSchema, shape: Shape | None = None
) -> tuple[list[tuple[int, Row]], list[tuple[int, str, str]]]:
    """The rows below a header, parted; wholly empty rows are neither.

    Args:
        rows: A sheet's rows.
        header: Position of the header among them.
        matches: Its headers as columns.
        schema: What the table should be.
        shape: What a person said of its rows.

    Returns:
        The records as (spreadsheet row, cells), and what is none as (spreadsheet row, its first words, why).
    """
    records: list[tuple[int, Row]] = []
    others: list[tuple[int, str, str]] = []
    result = _Layout(rows[header], matches, schema)
    sums = _Sums(result.numbers)
    for number, row in enumerate(rows[header + 1 :], header + 2):
        if not any(row):
            continue
        said = shape.row(row) if shape else None
        why = REASONS[said] if said else result.why_none(row) or (sums.are(row) if result.lacks_key(row) else "")
        if why:
            others.append((number, next(cell for cell in row if cell)[:40], why))
        else:
            records.append((number, row))
            sums.add(row)
    return records, others


class _Layout:
    """Where the cells stand that tell a record from what is none."""

    def __init__(self, header: Row, matches: Sequence[HeaderMatch], schema: TableSchema) -> None:
        notes = schema.notes
        identity = {*schema.key, schema.row_name}
        owners = {schema.place_column, schema.year_column}
        at = {match.position: notes[match.column] for match in matches if match.column in notes}
        self._header = [normal_text(cell) for cell in header]
        # 总计 is one of the declared words of 科类: a column of such words names no total.
        self._words = {position for position, note in at.items() if note.choices}
        named = identity | {schema.place_column}
        self._named = [place for place, note in at.items() if note.name in named and not note.choices]
        self._key = [position for position, note in at.items() if note.name in identity]
        # 县级年度表 has no name besides place and year.
        self._own = set() if identity <= owners else {place for place, note in at.items() if note.name not in owners}
        self._known = bool(self._own)
        self.numbers = [position for position, note in at.items() if note.is_number]

    def lacks_key(self, row: Row) -> bool:
        """Whether a cell that says which unit a row is about is empty."""
        return any(not _cell(row, position) for position in self._key)

    def why_none(self, row: Row) -> str:
        """Why a row with cells is no record, as an official reads it; '' where it may be one."""
        filled = [position for position, cell in enumerate(row) if cell]
        first = normal_text(row[filled[0]])
        words = [normal_text(_cell(row, position)) for position in self._named]
        if filled[0] not in self._words:
            words.append(first)
        if any(_TOTAL.search(word) for word in words):
            return "合计行不是一条记录，没有计入"
        if first == self._header[filled[0]] and [normal_text(cell) for cell in row] == self._header:
            return "重复的表头，没有计入"
        if self.lacks_key(row) and _NOTE.match(first):
            return "注释行不是一条记录，没有计入"
        if len(filled) == 1:
            return "只有一格有内容，不是一条记录，没有计入"
        if self._known and self._own.isdisjoint(filled):
            return "只填了年度、县区，不是一条记录，没有计入"
        return ""


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

    def are(self, row: Row) -> str:
        """Why a row is one of totals: every number is the sum of those above; '' if it is none."""
        values = [(position, value) for position, value in self._values(row) if value]
        if self._count < MIN_SUMS or len(values) < MIN_SUMS:
            return ""
        good = all(math.isclose(value, self._sums[position], rel_tol=1e-6) for position, value in values)
        return "各数是上面各行之和，是合计行，没有计入" if good else ""

    def _values(self, row: Row) -> Iterator[tuple[int, float]]:
        for position in self._positions:
            value = parse_cell(_cell(row, position), "decimal").value
            if isinstance(value, float):
                yield position, value


def _cell(row: Row, position: int) -> str:
    return row[position] if position < len(row) else ""
