"""The closed query over one typed table, and what it gives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

How = Literal["value", "sum", "mean", "count", "max", "min", "list", "rank"]
Test = Literal["in", "not in", "between", "missing", "told", "contains"]


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What a row must meet in one column.

    `low` and `high` are inclusive unless `open_low` or `open_high`; None: no bound. `words` for in, not in, contains.
    """

    column: int
    test: Test
    words: tuple[str, ...] = ()
    low: float | dt.date | None = None
    high: float | dt.date | None = None
    open_low: bool = False
    open_high: bool = False


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What is told of rows: their number (`column` None), a column, or one column over another (or over the rows).

    `plus` are columns added to the first; `per` is the column divided by; `per_row` divides by the number of rows.
    """

    column: int | None = None
    plus: tuple[int, ...] = ()
    per: int | None = None
    per_row: bool = False

    @property
    def is_ratio(self) -> bool:
        """Whether two sums are divided."""
        return self.per is not None or self.per_row


@dataclass(frozen=True, kw_only=True)
class TableQuery:
    """One question to one table.

    `where` all must hold. `how` says what becomes of the measure; `group` tells it for each value of a column; a rank
    gives the `most` first (0: all; only the last of them where `nth`), from the largest where `descending`. `keep`
    limits rows to these positions (of two years: the schools that both have).
    """

    where: tuple[Condition, ...] = ()
    measure: Measure = Measure()
    how: How = "count"
    group: int | None = None
    most: int = 0
    nth: bool = False
    descending: bool = True
    keep: tuple[int, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class ResultValue:
    """One value of a result: for a group or a row; `numerator` and `denominator` of a ratio.

    `rows` are positions of the rows behind it, `missing` how many of them have no value.
    """

    label: str
    value: float | str | dt.date | None
    rows: tuple[int, ...]
    missing: int = 0
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True, kw_only=True)
class TableResult:
    """What a query gives: one value, or one a group or row in order; `rows` are all that met the conditions."""

    values: tuple[ResultValue, ...]
    rows: tuple[int, ...]
