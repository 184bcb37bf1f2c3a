"""Every school on every item, as percent of what is required: a dot a school, those far from the rest named."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from core.chart import Chart
from tools.charts import CHARTS
from tools.charts.colours import Palette
from tools.charts.rows import EDGE, Scale
from tools.charts.sheet import SMALL, WIDTH, Sheet
from tools.charts.typeface import text_width

TOP, ROW, STRIP, LINE = 44.0, 70.0, 34.0, 14.0
# Beyond this a dot stands at the edge as an arrow: one rich school must not squeeze the rest.
FARTHEST = 300.0
MAX_NAMED, NAMES = 3, 10.5


@CHARTS.register("distribution")
def draw_distribution(chart: Chart, palette: Palette) -> Sheet:
    """Draw one strip an item."""
    items = [_names(chart, one.values) for one in chart.series]
    tops = [TOP]
    for words in items:
        tops.append(tops[-1] + ROW + (0.0 if _side_by_side(words) else LINE))
    bottom = tops[-1]
    sheet = Sheet(bottom + 22, palette)
    known = [value for one in chart.series for value in one.values if value is not None]
    scale = Scale(low=0.0, high=min(max([*known, 120.0]), FARTHEST), left=EDGE + 6, right=WIDTH - EDGE - 6)
    _head(sheet, chart, scale, bottom)
    for number, one in enumerate(chart.series):
        top = tops[number]
        met = sum(value is not None and not chart.misses(value) for value in one.values)
        score = f"{met}/{sum(value is not None for value in one.values)}达标"
        sheet.text(EDGE, top + 9, one.name, width=WIDTH - 3 * EDGE - text_width(score, SMALL))
        sheet.text(WIDTH - EDGE, top + 9, score, size=SMALL, colour=palette.soft, anchor="right")
        y = top + STRIP
        sheet.across(scale.left, scale.right, y, palette.faint)
        _dots(sheet, chart, one.values, scale, y)
        _write_names(sheet, items[number], y + 24)
        if chart.line is not None:
            sheet.line(scale.at(chart.line), y - 13, y + 15)
    return sheet


def _head(sheet: Sheet, chart: Chart, scale: Scale, bottom: float) -> None:
    palette = sheet.palette
    sheet.marks([EDGE + 6], [12], palette.good)
    sheet.text(EDGE + 16, 12, "达标的学校", size=SMALL)
    sheet.marks([EDGE + 106], [12], palette.bad, marker="D", hollow=True)
    sheet.text(EDGE + 116, 12, "未达标的学校", size=SMALL)
    if chart.line is not None:
        sheet.text(scale.at(chart.line), TOP - 12, "要求", size=SMALL, anchor="center")
        sheet.marks([scale.at(chart.line)], [TOP - 1], palette.ink, marker="v")
    step = 50 if scale.high <= 200 else 100
    for value in range(0, int(scale.high) + 1, step):
        sheet.text(
            min(scale.at(value), WIDTH - 20), bottom + 6, f"{value}%", size=SMALL, colour=palette.soft, anchor="center"
        )


def _dots(sheet: Sheet, chart: Chart, values: Sequence[float | None], scale: Scale, y: float) -> None:
    """Dots side by side, moved up and down where they would cover each other."""
    placed: list[tuple[float, float]] = []
    spots = {value: scale.at(value) for value in values if value is not None}
    for value in sorted(value for value in values if value is not None):
        x = spots[value]
        shifts = [0.0, -6.0, 6.0, -12.0, 12.0]
        free = [
            shift
            for shift in shifts
            if all(abs(x - other) >= 6 or abs(shift - level) >= 6 for other, level in placed[-12:])
        ]
        shift = free[0] if free else 0.0
        placed.append((x, shift))
        misses, beyond = chart.misses(value), value > scale.high
        colour = sheet.palette.bad if misses else sheet.palette.good
        sheet.marks([x], [y + shift], colour, marker=">" if beyond else "D" if misses else "o", hollow=misses)


def outliers(values: Sequence[float | None]) -> tuple[list[int], list[int]]:
    """The places of values far below and far above the rest, by Tukey's fences; the farthest first.

    Returns:
        Two lists; both empty under eight values, where a quartile says little.
    """
    known = [(value, at) for at, value in enumerate(values) if value is not None]
    if len(known) < 8:
        return [], []
    first, _, third = statistics.quantiles([value for value, _ in known], n=4, method="inclusive")
    reach = 1.5 * (third - first)
    low = sorted((value, at) for value, at in known if value < first - reach)
    high = sorted(((value, at) for value, at in known if value > third + reach), reverse=True)
    return [at for _, at in low], [at for _, at in high]


def named(values: Sequence[float | None]) -> tuple[list[int], list[int]]:
    """Whom a strip names: its outliers, and where it has none on a side those at that end."""
    known = [(value, at) for at, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return [], []
    low, high = outliers(values)
    least, most = min(known)[0], max(known)[0]
    low = low or [at for value, at in known if value == least]
    high = high or [at for value, at in known if value == most]
    return low[:MAX_NAMED], high[:MAX_NAMED]


def _names(chart: Chart, values: Sequence[float | None]) -> tuple[str, str]:
    """Who stands lowest and who highest, in words; the farther ones where not all have room on a line."""
    found = []
    for word, places in zip(("最低", "最高"), named(values), strict=True):
        items = [f"{chart.labels[at]} {chart.shown(values[at])}" for at in places]
        while len(items) > 1 and text_width(f"{word} {'、'.join(items)}", NAMES) > WIDTH - 2 * EDGE:
            items.pop()
        found.append(f"{word} {'、'.join(items)}" if items else "")
    return found[0], found[1]


def _side_by_side(words: tuple[str, str]) -> bool:
    return sum(text_width(word, NAMES) for word in words) <= WIDTH - 3 * EDGE


def _write_names(sheet: Sheet, words: tuple[str, str], y: float) -> None:
    low, high = words
    sheet.text(EDGE, y, low, size=NAMES, colour=sheet.palette.soft, width=WIDTH - 2 * EDGE)
    below = y if _side_by_side(words) else y + LINE
    sheet.text(WIDTH - EDGE, below, high, size=NAMES, colour=sheet.palette.soft, anchor="right", width=WIDTH - 2 * EDGE)
