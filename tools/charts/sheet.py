"""A sheet to draw on in page units, and the picture made of it: no pyplot, so that threads draw side by side."""

from __future__ import annotations

import io
from typing import Any

from tools.charts.colours import Palette
from tools.charts.typeface import cut_to, font, settable

WIDTH = 480.0
TEXT, SMALL = 13.0, 11.5
# A figure of a report is 150 mm wide on the 156 mm of an official page's text.
PRINT_MM, PRINT_DPI = 150, 200


class Sheet:
    """A sheet 480 units wide with its origin at the top left; a unit is a pixel of a page, or 0.3 mm of a report.

    Args:
        height: In units.
        palette: Colours.
    """

    def __init__(self, height: float, palette: Palette) -> None:
        from matplotlib.figure import Figure

        self.height = height
        self.palette = palette
        self._figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72, facecolor=palette.paper)
        self._axes = self._figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = TEXT,
        colour: str = "",
        anchor: str = "left",
        width: float = WIDTH,
    ) -> None:
        """Write a text whose middle line is at y, cut to a width."""
        self._axes.text(
            x,
            y,
            cut_to(settable(text), width, size),
            fontproperties=font(size),
            color=colour or self.palette.ink,
            ha=anchor,
            va="center_baseline",
            parse_math=False,
        )

    def bar(self, left: float, right: float, y: float, height: float, colour: str, *, hatched: bool = False) -> None:
        """A bar around y; hatched ones differ without their colour."""
        from matplotlib.patches import Rectangle

        left, right = min(left, right), max(left, right)
        face = self.palette.paper if hatched else colour
        self._axes.add_patch(
            Rectangle(
                (left, y - height / 2),
                max(right - left, 1.0),
                height,
                facecolor=face,
                edgecolor=colour,
                linewidth=1.2,
                hatch="/////" if hatched else None,
            )
        )

    def line(self, x: float, top: float, bottom: float, width: float = 2.0) -> None:
        """An upright line."""
        self._axes.plot([x, x], [top, bottom], color=self.palette.ink, linewidth=width, solid_capstyle="butt")

    def across(self, left: float, right: float, y: float, colour: str, width: float = 1.0) -> None:
        """A level line."""
        self._axes.plot([left, right], [y, y], color=colour, linewidth=width, solid_capstyle="butt")

    def marks(
        self,
        xs: list[float],
        ys: list[float],
        colour: str,
        *,
        marker: str = "o",
        hollow: bool = False,
        size: float = 5.5,
    ) -> None:
        """Marks of one kind: hollow ones differ without their colour."""
        face = self.palette.paper if hollow else colour
        self._axes.scatter(
            xs, ys, s=size * size, marker=marker, facecolors=face, edgecolors=colour, linewidths=1.2, zorder=3
        )

    def png(self) -> bytes:
        """The picture at 200 dpi for a report."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        FigureCanvasAgg(self._figure)
        made = io.BytesIO()
        dots = PRINT_MM / 25.4 * PRINT_DPI
        self._figure.savefig(
            made,
            format="png",
            dpi=dots / (WIDTH / 72),
            facecolor=self.palette.paper,
            pil_kwargs={"dpi": (PRINT_DPI, PRINT_DPI)},
        )
        return made.getvalue()

    def svg(self) -> bytes:
        """The picture for a page, its text as outlines."""
        from matplotlib.backends.backend_svg import FigureCanvasSVG

        FigureCanvasSVG(self._figure)
        made = io.BytesIO()
        metadata: dict[str, Any] = {"Date": None, "Creator": None, "Format": None, "Type": None}
        self._figure.savefig(made, format="svg", facecolor=self.palette.paper, metadata=metadata)
        return made.getvalue()
