"""A table with its columns typed: names as the office wrote them, units, the rows' own key, totals and notes apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import pandas as pd

from core.schema import Figure
from tools.table_query.cells import Kind

# A sheet that was ingested, a table inside a text, one that the tables folder lists.
TableKind = Literal["sheet", "inside", "listed"]
Value = float | str | dt.date | None
CUMULATIVE, LINES = "累计", ("下限", "分数线")
GENERIC = frozenset(["合计", "小计", "总计", "总数", "人数", "数量", "共计", "数", "计"])
# The share of names that stand once: then they name rows, and the table is a roster.
UNIQUE = 0.9


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: `path` its header from the outermost level in, without unit; `unit` what header or sheet tell.

    `values` are the distinct words of a column that sorts rows, () for numbers, dates and names. `source` is its
    position in the file, -1 for one that no office wrote.
    """

    index: int
    path: tuple[str, ...]
    unit: str
    kind: Kind
    values: tuple[str, ...] = ()
    inner: bool = False
    source: int = -1

    @property
    def name(self) -> str:
        """The header as one word: 初中·女."""
        return "·".join(self.path)

    @property
    def field(self) -> str:
        """What the engine calls the column."""
        return f"c{self.index}"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row: its number in the file, the place of its text in the document (0, 0 where it has none), its values."""

    number: int
    span: tuple[int, int]
    texts: tuple[str, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, kw_only=True)
class TypedTable:
    """A typed table with where it comes from.

    `key` is the column that names the rows, `noun` what a row is (学校), `years` the years it is of, `totals` rows that
    add up others, `skipped` what was left out, in an official's words. `warning` travels with every citation.
    `computed` are figures in columns that no office wrote, by row and column. `named` keeps what rows are called for
    short, once that was worked out.
    """

    id: str
    document_id: str
    title: str
    place: str
    date: str
    name: str
    period: str
    years: frozenset[int]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    key: int
    noun: str
    totals: tuple[Row, ...] = ()
    notes: str = ""
    skipped: tuple[str, ...] = ()
    kind: TableKind = "sheet"
    warning: str = ""
    computed: Mapping[tuple[int, int], Figure] = field(default_factory=dict)
    _frames: dict[str, pd.DataFrame] = field(default_factory=dict, compare=False, repr=False)
    named: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What names each row, '' where nothing does."""
        return tuple(row.texts[self.key] if self.key >= 0 else "" for row in self.rows)

    @cached_property
    def is_roster(self) -> bool:
        """Whether each row is another thing by its name; a ledger names one school again and again."""
        items = [key for key in self.keys if key]
        return bool(items) and len(set(items)) >= UNIQUE * len(items)

    @cached_property
    def line(self) -> int:
        """The column of lines where each row counts all at or above its line (600分以上); -1 for any other table."""
        if not any(set(column.values) == {CUMULATIVE} for column in self.columns):
            return -1
        lines = [one.index for one in self.columns if one.kind == "number" and one.name.endswith(LINES)]
        return lines[0] if len(lines) == 1 else -1

    def frame(self) -> pd.DataFrame:
        """The rows as a frame with columns c0, c1 … and `row`, the position of each; made once."""
        if "rows" not in self._frames:
            made: dict[str, object] = {"row": range(len(self.rows))}
            for column in self.columns:
                items = [row.values[column.index] for row in self.rows]
                if column.kind == "number":
                    made[column.field] = pd.array([v if isinstance(v, float) else None for v in items], dtype="Float64")
                elif column.kind == "date":
                    made[column.field] = pd.to_datetime(pd.Series(items, dtype="object"))
                else:
                    made[column.field] = pd.Series(items, dtype="object")
            self._frames["rows"] = pd.DataFrame(made)
        return self._frames["rows"]
