"""What is drawn on a page of a PDF, in the order of drawing: pictures, filled shapes, texts, paths."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.loaders.frames import Box

MAX_DEPTH = 4  # forms within forms
MAX_OBJECTS = 50_000  # beyond it a page is a drawing, and what lies over what is not asked any more
OPAQUE = 200  # of 255
MAX_SHADES = 1_000_000  # pixels of a picture that are looked at
SHADE, PLAIN = 24, 0.001  # steps of 255 from the commonest shade, and share of a plain picture that is farther off
Matrix = tuple[float, float, float, float, float, float]
Colour = tuple[int, int, int, int]


@dataclass(frozen=True, kw_only=True)
class Patch:
    """A picture or a filled shape: its box on the page (left, bottom, right, top) and its turn in the drawing.

    `colour` is None for a picture; `item` is the picture itself, as long as its page is open.
    """

    box: Box
    order: int
    colour: Colour | None = None
    item: Any = None


@dataclass(kw_only=True)
class Drawn:
    """The objects of a page; `order` leads from a text object's address to its turn, `marks` to its mark names."""

    pictures: list[Patch] = field(default_factory=list)
    fills: list[Patch] = field(default_factory=list)
    order: dict[int, int] = field(default_factory=dict)
    marks: dict[int, frozenset[str]] = field(default_factory=dict)
    paths: int = 0


def address(pointer: Any) -> int:
    """The address of an object of pdfium; 0 for none."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def drawn_on(page: Any) -> Drawn:
    """Everything drawn on a page, forms within it opened."""
    import pypdfium2.raw as raw

    drawn = Drawn()
    for turn, (item, outer, marks) in enumerate(_objects(page)):
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            drawn.order[address(item)] = turn
            if own := marks | _marks(item):
                drawn.marks[address(item)] = own
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            if box := _box(item, outer):
                drawn.pictures.append(Patch(box=box, order=turn, item=item))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            drawn.paths += 1
            colour = _fill(item)
            if colour and colour[3] >= OPAQUE and (box := _box(item, outer)):
                drawn.fills.append(Patch(box=box, order=turn, colour=colour))
    return drawn


def _objects(page: Any) -> Iterator[tuple[Any, Matrix, frozenset[str]]]:
    """Objects with the matrix and the marks of the forms around them, in the order of drawing."""
    import pypdfium2.raw as raw

    plain: Matrix = (1, 0, 0, 1, 0, 0)
    count = min(raw.FPDFPage_CountObjects(page.raw), MAX_OBJECTS)
    stack = [(raw.FPDFPage_GetObject(page.raw, i), plain, frozenset[str](), 0) for i in reversed(range(count))]
    result = 0
    while stack and result < MAX_OBJECTS:
        item, outer, marks, depth = stack.pop()
        result += 1
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_FORM:
            yield item, outer, marks
        elif depth < MAX_DEPTH:
            inner = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(item, ctypes.byref(inner))
            own = _times((inner.a, inner.b, inner.c, inner.d, inner.e, inner.f), outer)
            within = marks | _marks(item)
            parts = min(raw.FPDFFormObj_CountObjects(item), MAX_OBJECTS - result)
            stack += [(raw.FPDFFormObj_GetObject(item, i), own, within, depth + 1) for i in reversed(range(parts))]


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _box(item: Any, outer: Matrix) -> Box | None:
    import pypdfium2.raw as raw

    sides = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(item, *sides):
        return None
    left, bottom, right, top = (side.value for side in sides)
    a, b, c, d, e, f = outer
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _fill(item: Any) -> Colour | None:
    """The colour a path is filled with; None for one that is only stroked, or clips."""
    import pypdfium2.raw as raw

    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(item, ctypes.byref(mode), ctypes.byref(stroke)) or not mode.value:
        return None
    return fill_colour(item)


def fill_colour(item: Any, *, stroke: bool = False) -> Colour:
    """Red, green, blue and opacity, each 0 to 255, that an object is filled or stroked with; black where untold."""
    import pypdfium2.raw as raw

    parts = [ctypes.c_uint() for _ in range(4)]
    ask = raw.FPDFPageObj_GetStrokeColor if stroke else raw.FPDFPageObj_GetFillColor
    if not ask(item, *parts):
        return 0, 0, 0, 255
    return parts[0].value, parts[1].value, parts[2].value, parts[3].value


def _marks(item: Any) -> frozenset[str]:
    """Names of the marks around an object: Artifact for what is no part of the text, OC for what is on a layer."""
    import pypdfium2.raw as raw

    names: set[str] = set()
    for i in range(min(max(raw.FPDFPageObj_CountMarks(item), 0), 10)):
        mark = raw.FPDFPageObj_GetMark(item, i)
        buffer, size = (ctypes.c_ushort * 64)(), ctypes.c_ulong()
        if raw.FPDFPageObjMark_GetName(mark, buffer, ctypes.sizeof(buffer), ctypes.byref(size)):
            names.add(bytes(buffer)[: size.value].decode("utf-16-le", "replace").rstrip("\0"))
    return frozenset(names)


def is_plain(picture: Patch) -> bool:
    """Whether a picture is of one shade all over, and holds no text; False for one that cannot be opened."""
    import numpy as np
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    bitmap = raw.FPDFImageObj_GetBitmap(picture.item)
    if not bitmap:
        return False
    # The wrapper frees the bitmap with its buffer; to free it here as well would free it twice.
    pixels = pdfium.PdfBitmap.from_raw(bitmap).to_numpy()
    step = math.ceil(math.sqrt(pixels.shape[0] * pixels.shape[1] / MAX_SHADES)) or 1
    shades = np.array(pixels[::step, ::step], dtype=int)
    shades = shades.reshape(*shades.shape[:2], -1)
    far = np.abs(shades - np.median(shades, axis=(0, 1))).max(axis=-1) > SHADE
    return float(far.mean()) < PLAIN
