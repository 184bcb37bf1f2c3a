"""Stretches of a question that name something of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tools.table_query.query import Condition


@dataclass(frozen=True, kw_only=True)
class Named:
    """A stretch of the question that names something of the table."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class NamedRow(Named):
    """A row by its name."""

    key: str


@dataclass(frozen=True, kw_only=True)
class NamedValue(Named):
    """A word that stands in the cells of a column: 民办."""

    column: int
    word: str
    negated: bool = False


@dataclass(frozen=True, kw_only=True)
class NamedColumn(Named):
    """A column; `letters` is how much of the question names it, the header's outer levels (at `around`) included.

    `shared` tells that the same words name other columns as well: 班 of 小班班数 and 大班班数.
    """

    column: int
    letters: float
    shared: bool = False
    around: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class NamedBound(Named):
    """A condition on figures or dates: 不足100人; `of_column`: the column is named for it alone (没报占地面积)."""

    condition: Condition
    of_column: bool = False


@dataclass(frozen=True, kw_only=True)
class Mentions:
    """Everything of a table that a question names, each kind in order; `loose` are figures that bound no column."""

    rows: tuple[NamedRow, ...]
    values: tuple[NamedValue, ...]
    columns: tuple[NamedColumn, ...]
    bounds: tuple[NamedBound, ...]
    loose: tuple[str, ...] = ()

    def spans(self) -> Iterator[tuple[int, int]]:
        """Stretches of the question that are explained."""
        for one in (*self.rows, *self.values, *self.columns, *self.bounds):
            yield one.start, one.end
        for column in self.columns:
            yield from column.around


def take(used: list[bool], spans: Sequence[tuple[int, int]]) -> None:
    """Mark stretches of a question as explained."""
    for start, end in spans:
        used[start:end] = [True] * (end - start)
