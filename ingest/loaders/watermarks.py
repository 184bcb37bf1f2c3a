"""Watermarks of a PDF page: text laid over the page's own that says who printed it or whom it is for."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence

from ingest.loaders.pdf_chars import Char, Ink

PALE = 140  # mean of red, green and blue from which text is paler than text to be read
SEE_THROUGH = 170  # opacity, of 255
LARGE = 1.6  # times the size of most text
OVERLAID = 0.25  # share of a piece's characters that lie over others
MAX_COMPARED = 40_000
_BAND_PT = 20.0
_MARKED = "Artifact"  # what the file itself says is no part of the text


def parted(chars: Sequence[Char]) -> tuple[list[Char], list[Char]]:
    """The characters of a page without its watermarks, and those of the watermarks.

    A watermark is set aslant, or it is pale or large, and laid over other text or no part of the text by its mark.
    """
    pieces: dict[int, list[Char]] = defaultdict(list)
    for char in chars:
        if char.ink is not None and char.text.strip():
            pieces[char.ink.object].append(char)
    level = sum(len(p) for p in pieces.values() if _quarters(p) is not None)
    if not level:
        return list(chars), []
    size = statistics.median([c.ink.size for p in pieces.values() for c in p if c.ink])
    bands = _bands(pieces)
    marks = {number for number, piece in pieces.items() if _is_mark(piece, size, bands)}
    # A tiled watermark is one everywhere, also where nothing lies under it.
    wordings = {_wording(pieces[number]) for number in marks}
    marks |= {n for n, piece in pieces.items() if _is_pale(piece[0].ink) and _wording(piece) in wordings}
    # All of a page pale or large is how the page is set.
    aslant = {number for number in marks if _quarters(pieces[number]) is None}
    if sum(len(pieces[number]) for number in marks - aslant) > 0.5 * level:
        marks = aslant
    kept = [c for c in chars if c.ink is None or c.ink.object not in marks]
    return kept, [c for c in chars if c.ink is not None and c.ink.object in marks]


def _wording(piece: Sequence[Char]) -> str:
    return "".join(char.text for char in piece)


def _quarters(piece: Sequence[Char]) -> int | None:
    return piece[0].ink.quarters if piece[0].ink else 0


def _is_pale(ink: Ink | None) -> bool:
    return ink is not None and (sum(ink.colour[:3]) / 3 >= PALE or ink.colour[3] <= SEE_THROUGH)


def _is_mark(piece: Sequence[Char], size: float, bands: dict[int, list[Char]]) -> bool:
    ink = piece[0].ink
    if ink is None:
        return False
    if ink.quarters is None:
        return True
    return (_is_pale(ink) or ink.size >= LARGE * size) and (_MARKED in ink.marks or _overlaid(piece, bands))


def _bands(pieces: dict[int, list[Char]]) -> dict[int, list[Char]]:
    """Characters by the level stretch of the page they stand in, so that each is compared with few."""
    bands: dict[int, list[Char]] = defaultdict(list)
    for piece in pieces.values():
        for char in piece:
            bands[round((char.box[1] + char.box[3]) / 2 // _BAND_PT)].append(char)
    return bands


def _overlaid(piece: Sequence[Char], bands: dict[int, list[Char]]) -> bool:
    """Whether many characters of a piece have the middle of another's within their box."""
    over = compared = 0
    for char in piece[:200]:
        left, bottom, right, top = char.box
        found = False
        for band in range(round(bottom // _BAND_PT), round(top // _BAND_PT) + 1):
            others = bands.get(band, ())
            compared += len(others)
            if compared > MAX_COMPARED:
                return False
            found = found or any(
                other.ink is not char.ink
                and left < (other.box[0] + other.box[2]) / 2 < right
                and bottom < (other.box[1] + other.box[3]) / 2 < top
                for other in others
            )
        over += found
    return over >= OVERLAID * len(piece[:200])
