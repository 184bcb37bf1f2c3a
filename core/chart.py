"""What an answer over tables carries as data: its charts, never the pictures, and the rows it used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ChartKind = Literal["spread", "distribution", "trend", "rank", "bands"]
# What a value must keep to the line: at least, or at most; '' where there is no line.
Keeps = Literal[">=", "<=", ""]


@dataclass(frozen=True, kw_only=True)
class Series:
    """One run of values, one for each label of its chart; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What one chart shows.

    `labels` name what is compared (items, schools, towns, bands); every series has a value for each. In a
    `distribution` labels are schools and each series is one item as percent of what is required; in a `trend` each
    series is a year, the older first. `line` is the requirement, `digits` how many decimals are shown. `note` says
    what data it was drawn from.
    """

    kind: ChartKind
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    digits: int = 2
    line: float | None = None
    keeps: Keeps = ""
    note: str = ""

    def misses(self, value: float | None) -> bool:
        """Whether a value is on the wrong side of the line; a missing one is not."""
        if value is None or self.line is None or not self.keeps:
            return False
        slack = 1e-12 * max(1.0, abs(self.line))
        return value > self.line + slack if self.keeps == "<=" else value < self.line - slack

    def shown(self, value: float | None) -> str:
        """A value as a reader sees it."""
        return "无数据" if value is None else f"{value:.{self.digits}f}{self.unit}"


@dataclass(frozen=True, kw_only=True)
class UsedRows:
    """The rows of one table that an answer used, by their numbers in the file."""

    table: str
    numbers: tuple[int, ...]
