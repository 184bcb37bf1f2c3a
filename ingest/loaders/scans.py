"""Whether a page is a scan: pictures cover most of it, and its text is a stamp, a page number, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.loaders.frames import Box

FEW_CHARS = 8  # a page of pictures may carry so many as text
SCAN_PICTURE, SCAN_TEXT = 0.6, 0.04  # shares of the page that pictures of a scan take at least, and text at most
_CELLS = 40  # a page is looked at in so many steps each way for what its pictures cover


def is_scan(pictures: Sequence[Box], texts: Sequence[Box], page: Box) -> bool:
    """Whether pictures take most of a page and text next to nothing of it.

    Args:
        pictures: Boxes of the pictures.
        texts: Boxes of the text that is seen.
        page: The page.
    """
    return covered_share(pictures, page) >= SCAN_PICTURE and text_share(texts, page) <= SCAN_TEXT


def text_share(texts: Sequence[Box], page: Box) -> float:
    """Share of a page that boxes of text take, each counted by itself."""
    taken = sum((box[2] - box[0]) * (box[3] - box[1]) for box in texts)
    return taken / max((page[2] - page[0]) * (page[3] - page[1]), 1.0)


def covered_share(boxes: Sequence[Box], page: Box) -> float:
    """Share of a page that boxes cover together, 0 to 1, to about a fortieth of its sides."""
    left, bottom, right, top = page
    if right <= left or top <= bottom or not boxes:
        return 0.0
    grid = [bytearray(_CELLS) for _ in range(_CELLS)]
    for x0, y0, x1, y1 in boxes:
        first, last = (_cell(x, left, right) for x in (x0, x1))
        low, high = (_cell(y, bottom, top) for y in (y0, y1))
        for row in grid[low:high]:
            row[first:last] = b"\1" * (last - first)
    return sum(map(sum, grid)) / _CELLS**2


def _cell(value: float, low: float, high: float) -> int:
    return round(min(max((value - low) / (high - low), 0.0), 1.0) * _CELLS)
