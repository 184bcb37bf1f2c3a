"""Two years beside each other: a mark a year on one line, what rose and what fell."""

from __future__ import annotations

from core.chart import Chart
from tools.charts import CHARTS
from tools.charts.colours import Palette
from tools.charts.rows import EDGE, draw_line, room_for, rows_of, scale_of
from tools.charts.sheet import SMALL, WIDTH, Sheet
from tools.charts.typeface import text_width

MARKERS = ("s", "D", "^")


@CHARTS.register("trend")
def draw_trend(chart: Chart, palette: Palette) -> Sheet:
    """Draw each label's values of every year on one level; the newest is a filled circle."""
    rows = rows_of(chart.labels, 1, 52)
    every = [value for one in chart.series for value in one.values]
    words = [_words(chart, row) for row in range(len(chart.labels))]
    sheet = Sheet(rows.bottom + 6, palette)
    # The words stand at the right edge, so that the years of all rows are read down one column.
    scale = scale_of(every, chart.line, rows.left + 6, WIDTH - EDGE - room_for(words))
    _key(sheet, chart)
    for row in range(len(chart.labels)):
        rows.label(sheet, row)
        y = rows.middle(row)
        own = [one.values[row] for one in chart.series]
        known = [scale.at(value) for value in own if value is not None]
        sheet.across(scale.left, scale.right, y, palette.faint)
        if len(known) > 1:
            sheet.across(min(known), max(known), y, palette.soft, 3.0)
        for number, value in enumerate(own):
            if value is not None:
                _mark(sheet, scale.at(value), y, number, len(own))
        missed = chart.misses(own[-1])
        sheet.text(WIDTH - EDGE, y, words[row], size=SMALL, colour=palette.bad if missed else "", anchor="right")
    draw_line(sheet, chart, scale, rows)
    return sheet


def _mark(sheet: Sheet, x: float, y: float, number: int, count: int) -> None:
    newest = number == count - 1
    marker = "o" if newest else MARKERS[number % 3]
    # The older mark is larger, so that it shows around the newer one where nothing changed.
    size = 5.5 if newest else 9.0
    sheet.marks([x], [y], sheet.palette.series(number, count), marker=marker, hollow=not newest, size=size)


def _words(chart: Chart, row: int) -> str:
    own = [one.values[row] for one in chart.series]
    text = " → ".join("无" if value is None else f"{value:.{chart.digits}f}" for value in own)
    return text + (" 不达标" if chart.misses(own[-1]) else "")


def _key(sheet: Sheet, chart: Chart) -> None:
    x = EDGE + 6
    for number, one in enumerate(chart.series):
        _mark(sheet, x, 12, number, len(chart.series))
        sheet.text(x + 10, 12, one.name, size=SMALL)
        x += text_width(one.name, SMALL) + 34
    if chart.unit:
        sheet.text(WIDTH - EDGE, 12, f"单位：{chart.unit}", size=SMALL, colour=sheet.palette.soft, anchor="right")
