"""校际差异系数 against the line: a bar an item, those beyond the line hatched and named 不达标."""

from __future__ import annotations

from core.chart import Chart
from tools.charts import CHARTS
from tools.charts.colours import Palette
from tools.charts.rows import BAR, draw_line, room_for, rows_of, scale_of
from tools.charts.sheet import SMALL, WIDTH, Sheet


@CHARTS.register("spread")
def draw_spread(chart: Chart, palette: Palette) -> Sheet:
    """Draw the coefficients of one stage."""
    rows = rows_of(chart.labels, 1, 30)
    values = chart.series[0].values
    words = [_words(chart, value) for value in values]
    sheet = Sheet(rows.bottom + 6, palette)
    scale = scale_of(values, chart.line, rows.left, WIDTH - room_for(words))
    for row, value in enumerate(values):
        rows.label(sheet, row)
        misses, y = chart.misses(value), rows.middle(row)
        colour = palette.bad if misses else palette.good
        end = rows.left
        if value is not None:
            end = scale.at(value)
            sheet.bar(scale.at(0), end, y, BAR, colour, hatched=misses)
        # Beside the line, not across it.
        beside = max(end, scale.at(chart.line)) if chart.line is not None and not misses else end
        sheet.text(beside + 6, y, words[row], size=SMALL, colour=palette.bad if misses else palette.ink)
    draw_line(sheet, chart, scale, rows)
    return sheet


def _words(chart: Chart, value: float | None) -> str:
    if value is None:
        return "无法计算"
    return f"{chart.shown(value)}{'　不达标' if chart.misses(value) else ''}"
