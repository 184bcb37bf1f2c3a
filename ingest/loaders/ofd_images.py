"""The pictures of an OFD page put together as the page shows them, for recognition: a scan may lie there in strips."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.loaders.limits import MAX_IMAGE_PIXELS, MAX_RENDER_PIXELS

if TYPE_CHECKING:
    from PIL.Image import Image

Box = tuple[float, float, float, float]  # left, top, width, height in mm


@dataclass(frozen=True, kw_only=True)
class PlacedImage:
    """A picture that a page shows: where, and how to get its bytes (None: the file is not in the package)."""

    box: Box
    data: Callable[[], bytes | None]


@dataclass(frozen=True, kw_only=True)
class PagePicture:
    """What a page shows as one picture; `image` is None where nothing of it can be decoded.

    `unread` counts the pictures that could not be: JBIG2 is the usual one, which OFD allows and Pillow does not know.
    """

    image: Image | None
    unread: int


def page_picture(placed: Sequence[PlacedImage], width: float, height: float) -> PagePicture:
    """The pictures of a page as one, at the finest resolution among them.

    Args:
        placed: The pictures, in the order in which they are painted.
        width: Of the page, in mm.
        height: Of the page, in mm.
    """
    opened = [(one.box, image) for one in placed if (image := _open(one.data()))]
    unread = len(placed) - len(opened)
    if not opened:
        return PagePicture(image=None, unread=unread)
    if len(opened) == 1:
        return PagePicture(image=opened[0][1], unread=unread)
    return PagePicture(image=_together(opened, width, height), unread=unread)


def _open(data: bytes | None) -> Image | None:
    from PIL import Image, UnidentifiedImageError

    if data is None:
        return None
    try:
        image = Image.open(io.BytesIO(data))
        # The header tells the size; nothing is decoded before it is known to fit.
        if image.width * image.height > MAX_IMAGE_PIXELS:
            return None
        image.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return None
    return image


def _together(opened: Sequence[tuple[Box, Image]], width: float, height: float) -> Image:
    from PIL import Image

    finest = max(image.width / box[2] for box, image in opened if box[2] > 0)
    scale = min(finest, math.sqrt(MAX_RENDER_PIXELS / max(width * height, 1.0)))
    page = Image.new("RGB", (max(1, round(width * scale)), max(1, round(height * scale))), "white")
    for (left, top, wide, tall), image in opened:
        # Edges are rounded and not sizes: strips must meet without a seam.
        x0, y0, x1, y1 = (round(v * scale) for v in (left, top, left + wide, top + tall))
        if x1 <= x0 or y1 <= y0 or x0 >= page.width or y0 >= page.height:
            continue
        shown = image.convert("RGBA").resize((min(x1 - x0, page.width), min(y1 - y0, page.height)))
        page.paste(shown, (x0, y0), shown)
    return page
