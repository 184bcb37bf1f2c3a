"""Charts by kind, drawn with matplotlib in the bundled font: one file a kind, PNG for reports, SVG for the page."""

from __future__ import annotations

from collections.abc import Callable

from core.chart import Chart
from core.registry import Registry
from tools.charts.colours import Palette
from tools.charts.sheet import Sheet

Draw = Callable[[Chart, Palette], Sheet]
CHARTS: Registry[Draw] = Registry("chart", "tools.charts")
