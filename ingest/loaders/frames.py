"""How a page is turned for reading: from the page's own coordinates to ones whose lines run level, and back."""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A page (left, bottom, right, top; y upward, in points) turned so that text of one direction reads level.

    `quarters` are the quarter turns, against the clock, in which that text runs on the page: 0 level, 1 upward. In
    the frame x goes to the right and y downward from the page's upper left corner as it is read.
    """

    page: Box
    quarters: int = 0

    @property
    def width(self) -> float:
        """Width as it is read, in points."""
        left, bottom, right, top = self.page
        return top - bottom if self.quarters % 2 else right - left

    @property
    def height(self) -> float:
        """Height as it is read, in points."""
        left, bottom, right, top = self.page
        return right - left if self.quarters % 2 else top - bottom

    def turned(self, quarters: int) -> Frame:
        """The same page, read in another direction."""
        return Frame(page=self.page, quarters=quarters % 4)

    def place(self, box: Box) -> Box:
        """A box of the page (left, bottom, right, top) as left, top, right, bottom in the frame."""
        x0, y0, x1, y1 = box
        left, bottom, right, top = self.page
        if self.quarters == 0:
            return x0 - left, top - y1, x1 - left, top - y0
        if self.quarters == 1:
            return y0 - bottom, x0 - left, y1 - bottom, x1 - left
        if self.quarters == 2:
            return right - x1, y0 - bottom, right - x0, y1 - bottom
        return top - y1, right - x1, top - y0, right - x0

    def unplace(self, box: Box) -> Box:
        """A box of the frame (left, top, right, bottom) as left, bottom, right, top on the page."""
        x0, y0, x1, y1 = box
        left, bottom, right, top = self.page
        if self.quarters == 0:
            return left + x0, top - y1, left + x1, top - y0
        if self.quarters == 1:
            return left + y0, bottom + x0, left + y1, bottom + x1
        if self.quarters == 2:
            return right - x1, bottom + y0, right - x0, bottom + y1
        return right - y1, top - x1, right - y0, top - x0
