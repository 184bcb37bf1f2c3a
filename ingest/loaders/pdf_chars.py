"""The characters of a PDF page as pdfium finds them, each with its box and how its text object is set."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass, replace
from typing import Any

from core.folding import IDEOGRAPHS, NARROW
from ingest.loaders.frames import Box
from ingest.loaders.pdf_drawn import Colour, Drawn, address, fill_colour

BREAK = "\n"
LEVEL_DEGREES = 8.0  # a page scanned a little aslant has its text a little aslant too
_STROKED = frozenset({1, 5})
_FOLDED = {**IDEOGRAPHS, **NARROW}
_NO_CODE = (0, 0xFFFE, 0xFFFF)


@dataclass(frozen=True, kw_only=True)
class Ink:
    """How one text object is set: size in points, direction in degrees against the clock, what it is filled with.

    `mode` is the rendering mode of PDF (3: nothing is drawn, 7: clips only); `order` its turn in the drawing, -1 where
    it is not told; `clip` the box it is clipped to; `object` tells text objects apart, `font` fonts.
    """

    object: int
    size: float
    angle: float
    mode: int = 0
    colour: Colour = (0, 0, 0, 255)
    font: str = ""
    embedded: bool = False
    order: int = -1
    marks: frozenset[str] = frozenset()
    clip: Box | None = None

    @property
    def quarters(self) -> int | None:
        """Quarter turns against the clock in which the text runs; None for text set aslant."""
        nearest = round(self.angle / 90)
        return nearest % 4 if abs(self.angle - 90 * nearest) <= LEVEL_DEGREES else None


@dataclass(kw_only=True, slots=True)
class Char:
    """One character with its box on the page (left, bottom, right, top).

    `text` is BREAK where pdfium ends a line. `guessed` is a space that pdfium set from a gap; `unmapped` a character
    of which the file does not say what it stands for: `text` is its number in the font.
    """

    text: str
    box: Box = (0.0, 0.0, 0.0, 0.0)
    ink: Ink | None = None
    guessed: bool = False
    unmapped: bool = False


def read_chars(page: Any, drawn: Drawn) -> list[Char]:
    """All characters of a page, in pdfium's order.

    Args:
        page: A page of pypdfium2.
        drawn: What is drawn on it.
    """
    import pypdfium2.raw as raw

    text = page.get_textpage()
    inks: dict[int, Ink] = {}
    chars: list[Char] = []
    rect = raw.FS_RECTF()
    for i in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text.raw, i)
        if code in (10, 13):
            chars.append(Char(text=BREAK))
            continue
        if raw.FPDFText_IsGenerated(text.raw, i) == 1:
            if code == 32:
                chars.append(Char(text=" ", guessed=True))
            continue
        item = raw.FPDFText_GetTextObject(text.raw, i)
        where = address(item)
        if where not in inks:
            inks[where] = _ink(text, i, item, where, drawn)
        # The box of a space tells nothing.
        if code != 32 and not raw.FPDFText_GetLooseCharBox(text.raw, i, ctypes.byref(rect)):
            continue
        unmapped = code in _NO_CODE or raw.FPDFText_HasUnicodeMapError(text.raw, i) == 1
        box = (0.0, 0.0, 0.0, 0.0) if code == 32 else (rect.left, rect.bottom, rect.right, rect.top)
        sign = "\ufffd" if code in _NO_CODE else _FOLDED.get(code) or chr(code)
        chars.append(Char(text=sign, box=box, ink=inks[where], unmapped=unmapped))
    text.close()
    return chars


def _ink(text: Any, at: int, item: Any, where: int, drawn: Drawn) -> Ink:
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text.raw, at, ctypes.byref(matrix))
    scale = math.hypot(matrix.c, matrix.d) or 1.0
    ink = Ink(
        object=where,
        size=(raw.FPDFText_GetFontSize(text.raw, at) or 1.0) * scale,
        angle=math.degrees(math.atan2(matrix.b, matrix.a)) % 360,
    )
    if not where:
        return ink
    mode = raw.FPDFTextObj_GetTextRenderMode(item)
    font = raw.FPDFTextObj_GetFont(item)
    return replace(
        ink,
        mode=mode,
        colour=fill_colour(item, stroke=mode in _STROKED),
        font=_font_name(font),
        embedded=raw.FPDFFont_GetIsEmbedded(font) == 1,
        order=drawn.order.get(where, -1),
        marks=drawn.marks.get(where, frozenset()),
        clip=_clip(item),
    )


def _font_name(font: Any) -> str:
    """A font's name with the size of its data: documents put together have several fonts of one name.

    A font that has neither is told by its place in memory.
    """
    import pypdfium2.raw as raw

    buffer, data = ctypes.create_string_buffer(128), ctypes.c_size_t()
    size = raw.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
    name = buffer.raw[: min(size, len(buffer))].rstrip(b"\0").decode("utf-8", "replace")
    raw.FPDFFont_GetFontData(font, None, 0, ctypes.byref(data))
    return f"{name}/{data.value}" if name or data.value else f"/{address(font)}"


def _clip(item: Any) -> Box | None:
    """The box that the clip paths of a text leave of the page; None where it is not clipped."""
    import pypdfium2.raw as raw

    path = raw.FPDFPageObj_GetClipPath(item)
    left, bottom, right, top = -math.inf, -math.inf, math.inf, math.inf
    x, y = ctypes.c_float(), ctypes.c_float()
    for i in range(min(raw.FPDFClipPath_CountPaths(path), 8)):
        xs: list[float] = []
        ys: list[float] = []
        for k in range(min(raw.FPDFClipPath_CountPathSegments(path, i), 200)):
            if raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(path, i, k), x, y):
                xs.append(x.value)
                ys.append(y.value)
        if xs:
            left, bottom = max(left, min(xs)), max(bottom, min(ys))
            right, top = min(right, max(xs)), min(top, max(ys))
    return None if left == -math.inf else (left, bottom, right, top)
