"""A chart as a picture: PNG at 200 dpi for a report, SVG for a page, on light or on dark paper."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from core.chart import Chart
from tools.charts import CHARTS
from tools.charts.colours import DARK, LIGHT


@lru_cache(maxsize=256)
def draw(chart: Chart, form: Literal["png", "svg"], *, dark: bool = False) -> bytes:
    """Draw a chart.

    Args:
        chart: Its data.
        form: Of the file.
        dark: On dark paper.
    """
    sheet = CHARTS[chart.kind](chart, DARK if dark else LIGHT)
    return sheet.png() if form == "png" else sheet.svg()
