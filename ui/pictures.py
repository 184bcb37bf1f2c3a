"""Charts on the page: kept by what they show, drawn when a browser asks for them, told to those who hear the page."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence

from core.chart import Chart
from tools.charts.description import describe
from tools.charts.drawing import draw
from ui.templating import render

# Beyond this the oldest are forgotten: a page left open for days then shows their words.
MAX_KEPT = 2000
ROUTE = "charts"


class Pictures:
    """The charts that open pages may show."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Chart] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, chart: Chart) -> str:
        """Keep a chart; its key, the same for the same chart."""
        key = hashlib.sha256(repr(chart).encode()).hexdigest()[:24]
        with self._lock:
            self._kept[key] = chart
            self._kept.move_to_end(key)
            while len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)
        return key

    def svg(self, key: str, *, dark: bool) -> bytes | None:
        """The picture of a kept chart; None where there is none of that key."""
        with self._lock:
            chart = self._kept.get(key)
        return draw(chart, "svg", dark=dark) if chart is not None else None

    def html(self, charts: Sequence[Chart]) -> str:
        """The charts as figures, one picture for light and one for dark paper; "" for none."""
        drawn = [{"key": self.keep(one), "described": describe(one), "title": one.title} for one in charts]
        return render("charts.html", route=ROUTE, charts=drawn)
