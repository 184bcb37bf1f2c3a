"""Text objects of an OFD page as words that read level, with what no reader sees and watermarks told apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.folding import NARROW
from ingest.loaders.building import one_line
from ingest.loaders.frames import Frame
from ingest.loaders.ofd_xml import deltas, each, first, matrix, numbers
from ingest.loaders.page_parts import PageLine
from ingest.loaders.pdf_chars import LEVEL_DEGREES
from ingest.loaders.unseen import FAINT, PALE

TINY_MM = 0.7
MAX_FILLS = 2_000
Box = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class OfdText:
    """Words of an OFD page, placed in the frame in which they read level.

    `quarters` are the quarter turns against the clock in which they run; None: aslant. `unseen`: no reader sees them.
    """

    line: PageLine
    quarters: int | None
    unseen: bool


def texts_of(content: Any, width: float, height: float) -> list[OfdText]:
    """The text objects of a page.

    Args:
        content: The page, or a template of it.
        width: Of the page, in mm.
        height: Of the page, in mm.
    """
    dark = _dark_fills(content)
    found: list[OfdText] = []
    for item in each(content, "TextObject"):
        if item.get("Visible", "true") == "false":
            continue
        box = (numbers(item.get("Boundary")) + [0.0] * 4)[:4]
        a, b, c, d, e, f = matrix(item)
        size = float(item.get("Size") or 3.5) * (math.hypot(c, d) or 1.0)
        angle = -math.degrees(math.atan2(b, a))  # y runs downward
        nearest = round(angle / 90)
        quarters = nearest % 4 if abs(angle - 90 * nearest) <= LEVEL_DEGREES else None
        frame = Frame(page=(0.0, 0.0, width, height), quarters=quarters or 0)
        x = y = 0.0
        for code in each(item, "TextCode"):
            text = one_line(code.text or "").translate(NARROW)
            # A missing X or Y goes on from the code before it.
            x, y = float(code.get("X") or x), float(code.get("Y") or y)
            if not text:
                continue
            at = (box[0] + a * x + c * y + e, box[1] + b * x + d * y + f)
            left, base, _, _ = frame.place((at[0], height - at[1], at[0], height - at[1]))
            wide = _width(text, size, deltas(code.get("DeltaX")), math.hypot(a, b) or 1.0)
            line = PageLine(
                text=text, left=left, right=left + wide, top=base - 0.85 * size, bottom=base + 0.15 * size, size=size
            )
            unseen = _is_unseen(item, size, at, dark) or not (0 <= at[0] <= width and 0 <= at[1] <= height)
            found.append(OfdText(line=line, quarters=quarters, unseen=unseen))
    return found


def _width(text: str, size: float, steps: Sequence[float], scale: float) -> float:
    return scale * sum(steps) + size if steps else sum(size if ord(char) > 0x2E7F else size / 2 for char in text)


def _is_unseen(item: Any, size: float, at: tuple[float, float], dark: Sequence[Box]) -> bool:
    colour = first(item, "FillColor")
    opacity = min(float(one.get("Alpha") or 255) for one in (item, colour) if one is not None)
    if size < TINY_MM or opacity <= FAINT or (item.get("Fill") == "false" and item.get("Stroke") != "true"):
        return True
    return _is_pale(colour) and not any(b[0] <= at[0] <= b[2] and b[1] <= at[1] <= b[3] for b in dark)


def _is_pale(colour: Any) -> bool:
    parts = numbers(colour.get("Value")) if colour is not None else []
    return bool(parts) and sum(parts) / len(parts) >= PALE


def _dark_fills(content: Any) -> list[Box]:
    """Boxes (left, top, right, bottom) of filled shapes on which white text is seen."""
    boxes: list[Box] = []
    for item in each(content, "PathObject"):
        if item.get("Fill") == "true" and not _is_pale(first(item, "FillColor")) and len(boxes) < MAX_FILLS:
            x, y, wide, tall = (numbers(item.get("Boundary")) + [0.0] * 4)[:4]
            boxes.append((x, y, x + wide, y + tall))
    return boxes


def direction(texts: Sequence[OfdText]) -> int:
    """Quarter turns against the clock in which most of a page's text runs."""
    result = Counter({0: 0})
    for text in texts:
        if text.quarters is not None:
            result[text.quarters] += len(text.line.text)
    return result.most_common(1)[0][0]
