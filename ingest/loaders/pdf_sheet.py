"""A page of a PDF as it is drawn: rendered once, and only where something asks what it looks like."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ingest.loaders.frames import Box, Frame
from ingest.loaders.limits import MAX_RENDER_PIXELS
from ingest.loaders.ocr import recognise, recognise_line
from ingest.loaders.page_parts import Page
from ingest.loaders.unseen import contrasts

if TYPE_CHECKING:
    from PIL.Image import Image

SCAN_DPI, LOOK_DPI = 200, 150
_MARGIN_PT = 2.0


class Sheet:
    """One page as it is drawn, forms and comments included; `shown` is the page turned as it is shown."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self.shown = Frame(page=tuple(page.get_bbox()), quarters=page.get_rotation() // 90 % 4)

    def _render(self, dpi: int) -> Image:
        """The page at a resolution, or at less where it is so large that its picture would not fit."""
        width, height = self._page.get_size()
        scale = min(dpi / 72, math.sqrt(MAX_RENDER_PIXELS / max(width * height, 1)))
        picture: Image = self._page.render(scale=float(scale)).to_pil()
        return picture

    @cached_property
    def _looked(self) -> Image:
        return self._render(LOOK_DPI)

    def contrasts(self, boxes: Sequence[Box]) -> list[float]:
        """How much the grey of the page varies within boxes on it, 0 to 255 each."""
        return contrasts(self._looked, self.shown, boxes)

    def recognised(self, frame: Frame | None = None) -> Page:
        """The page read off its picture, turned so that a frame's text stands upright."""
        return recognise(self._upright(self._render(SCAN_DPI), frame or self.shown))

    def line(self, box: Box, frame: Frame) -> str:
        """The text recognised in a box on the page that holds one line of a frame's direction."""
        left, top, right, bottom = self.shown.place(box)
        across, down = self._looked.width / self.shown.width, self._looked.height / self.shown.height
        part = self._looked.crop(
            (
                max(0, math.floor((left - _MARGIN_PT) * across)),
                max(0, math.floor((top - _MARGIN_PT) * down)),
                min(self._looked.width, math.ceil((right + _MARGIN_PT) * across)),
                min(self._looked.height, math.ceil((bottom + _MARGIN_PT) * down)),
            )
        )
        return recognise_line(self._upright(part, frame)) if min(part.size) > 0 else ""

    def _upright(self, picture: Image, frame: Frame) -> Image:
        # Text of the frame runs so many quarter turns against the clock on the picture: it is turned back.
        turns = (frame.quarters - self.shown.quarters) % 4
        return picture.rotate(-90 * turns, expand=True) if turns else picture
