"""Townships, schools or groups in order: a bar each, the mean as a line where there is no requirement."""

from __future__ import annotations

from core.chart import Chart
from tools.charts import CHARTS
from tools.charts.colours import Palette
from tools.charts.rows import BAR, draw_line, room_for, rows_of, scale_of
from tools.charts.sheet import SMALL, WIDTH, Sheet


@CHARTS.register("rank")
def draw_rank(chart: Chart, palette: Palette) -> Sheet:
    """Draw the values in the order they are given."""
    values = chart.series[0].values
    labels = [f"{number}. {label}" for number, label in enumerate(chart.labels, 1)]
    rows = rows_of(labels, 1, 30 if chart.line is not None else 8)
    words = [f"{chart.shown(value)}{'　不达标' if chart.misses(value) else ''}" for value in values]
    sheet = Sheet(rows.bottom + 6, palette)
    scale = scale_of(values, chart.line, rows.left, WIDTH - room_for(words))
    for row, value in enumerate(values):
        rows.label(sheet, row)
        y = rows.middle(row)
        misses = chart.misses(value)
        end = scale.at(value if value is not None else 0.0)
        if value is not None:
            sheet.bar(scale.at(0), end, y, BAR, palette.bad if misses else palette.good, hatched=misses)
        sheet.text(max(end, scale.at(0)) + 6, y, words[row], size=SMALL)
    draw_line(sheet, chart, scale, rows)
    return sheet
