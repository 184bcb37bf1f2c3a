"""What charts of rows share: labels left or above, a scale for values, the requirement as an upright line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.chart import Chart
from tools.charts.sheet import SMALL, TEXT, WIDTH, Sheet
from tools.charts.typeface import text_width

EDGE, GUTTER, GAP = 10.0, 150.0, 9.0
BAR, LABEL = 14.0, 18.0


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Values to places between `left` and `right`."""

    low: float
    high: float
    left: float
    right: float

    def at(self, value: float) -> float:
        """Where a value is drawn; what lies beyond the scale is drawn at its end."""
        inside = min(max(value, self.low), self.high)
        return self.left + (inside - self.low) / (self.high - self.low) * (self.right - self.left)


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows of `count` bars each, from `top` down; labels stand above their row where they are long."""

    labels: tuple[str, ...]
    count: int
    top: float
    above: bool
    gutter: float

    @property
    def pitch(self) -> float:
        """From one row to the next."""
        return self.count * BAR + (self.count - 1) * 2 + GAP + (LABEL if self.above else 0.0)

    @property
    def bottom(self) -> float:
        """Below the last row."""
        return self.top + len(self.labels) * self.pitch

    @property
    def left(self) -> float:
        """Where values may begin."""
        return EDGE if self.above else EDGE + self.gutter + 8

    def middle(self, row: int, bar: int = 0) -> float:
        """The middle of a bar."""
        return self.top + row * self.pitch + (LABEL if self.above else 0.0) + bar * (BAR + 2) + BAR / 2

    def label(self, sheet: Sheet, row: int) -> None:
        """Write the label of a row."""
        if self.above:
            sheet.text(EDGE, self.top + row * self.pitch + LABEL / 2, self.labels[row], width=WIDTH - 2 * EDGE)
        else:
            middle = (self.middle(row) + self.middle(row, self.count - 1)) / 2
            sheet.text(self.left - 8, middle, self.labels[row], anchor="right", width=self.gutter)


def rows_of(labels: Sequence[str], count: int, top: float) -> Rows:
    """Rows with their labels to the left where all are short."""
    widest = max((text_width(label, TEXT) for label in labels), default=0.0)
    return Rows(labels=tuple(labels), count=count, top=top, above=widest > GUTTER, gutter=min(widest, GUTTER))


def scale_of(values: Sequence[float | None], line: float | None, left: float, right: float) -> Scale:
    """A scale from nought that holds every value and the line."""
    known = [value for value in (*values, line) if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    return Scale(low=low, high=high if high > low else low + 1.0, left=left, right=right)


def draw_line(sheet: Sheet, chart: Chart, scale: Scale, rows: Rows) -> None:
    """The requirement beside every row, with its words at the top."""
    if chart.line is None:
        return
    x = scale.at(chart.line)
    reach = (rows.count * (BAR + 2) - 2) / 2 + 1
    # A piece a row: a line through the labels would make them hard to read.
    for row in range(len(rows.labels)):
        middle = (rows.middle(row) + rows.middle(row, rows.count - 1)) / 2
        sheet.line(x, middle - reach, middle + reach)
    words = line_words(chart)
    half = text_width(words, SMALL) / 2
    sheet.text(min(max(x, EDGE + half), WIDTH - EDGE - half), rows.top - 12, words, size=SMALL, anchor="center")
    sheet.marks([x], [rows.top - 1], sheet.palette.ink, marker="v")


def line_words(chart: Chart) -> str:
    """要求≤0.5, as the line of a chart is named; '' without one."""
    if chart.line is None:
        return ""
    sign = {"<=": "≤", ">=": "≥", "": ""}[chart.keeps]
    return f"要求{sign}{chart.line:g}{chart.unit}"


def room_for(words: Sequence[str]) -> float:
    """The room that the longest of these takes beside a bar."""
    return max((text_width(word, SMALL) for word in words), default=0.0) + 8


def draw_key(sheet: Sheet, names: Sequence[str], y: float) -> None:
    """What the bars of each series look like: the newest filled, the others hatched."""
    x = EDGE
    for number, name in enumerate(names):
        newest = number == len(names) - 1
        sheet.bar(x, x + 20, y, 11, sheet.palette.series(number, len(names)), hatched=not newest)
        sheet.text(x + 26, y, name, size=SMALL, width=180)
        x += 26 + min(text_width(name, SMALL), 180) + 18
