"""Bands (of scores, of class sizes, of places) beside each other: a group of bars a band, a bar a year or kind."""

from __future__ import annotations

from core.chart import Chart
from tools.charts import CHARTS
from tools.charts.colours import Palette
from tools.charts.rows import BAR, draw_key, draw_line, room_for, rows_of, scale_of
from tools.charts.sheet import SMALL, WIDTH, Sheet


@CHARTS.register("bands")
def draw_bands(chart: Chart, palette: Palette) -> Sheet:
    """Draw the bands from the top down, in the order they are given."""
    count = len(chart.series)
    rows = rows_of(chart.labels, count, (34 if count > 1 else 8) + (22 if chart.line is not None else 0))
    every = [value for one in chart.series for value in one.values]
    sheet = Sheet(rows.bottom + 6, palette)
    scale = scale_of(every, chart.line, rows.left, WIDTH - room_for([chart.shown(value) for value in every]))
    if count > 1:
        draw_key(sheet, [one.name for one in chart.series], 14)
    for row in range(len(chart.labels)):
        rows.label(sheet, row)
        for number, one in enumerate(chart.series):
            value, y = one.values[row], rows.middle(row, number)
            newest = number == count - 1
            end = scale.at(value if value is not None else 0.0)
            if value is not None:
                sheet.bar(scale.at(0), end, y, BAR, palette.series(number, count), hatched=not newest)
            sheet.text(max(end, scale.at(0)) + 6, y, chart.shown(value), size=SMALL)
    draw_line(sheet, chart, scale, rows)
    return sheet
