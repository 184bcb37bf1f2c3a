"""Text of a PDF page that no reader sees: drawn invisibly, in the colour of what lies under it, tiny, covered, cut off.

The file says which text may be unseen; where that depends on what lies around it, the page as it is drawn decides.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from ingest.loaders.frames import Box, Frame
from ingest.loaders.pdf_chars import Char, Ink
from ingest.loaders.pdf_drawn import Colour, Drawn, Patch

INVISIBLE, CLIPS_ONLY = 3, 7
TINY_PT = 2.0
PALE = 225  # mean of red, green and blue from which text on white paper cannot be read
FAINT = 40  # opacity, of 255
SAME_COLOUR = 40  # sum of the differences of red, green and blue
CONTRAST = 22  # steps of grey, of 255, between a character and what is around it
_LAYER = "OC"  # the mark of what a layer holds that can be switched off
MAX_PATCHES, MAX_BANDS, BAND_PT = 2_000, 500, 20.0
Shown = Callable[[Sequence[Box]], list[float]]


def parted(chars: Sequence[Char], drawn: Drawn, page: Box, shown: Shown) -> tuple[list[Char], list[Char]]:
    """The characters of a page that are seen, and those that are not; breaks stay with what is seen.

    Args:
        chars: The characters.
        drawn: What is drawn on the page.
        page: The page that is shown: left, bottom, right, top.
        shown: Gives for boxes on the page how much contrast the page as drawn has in each, 0 to 255.
    """
    sizes = [char.ink.size for char in chars if char.ink]
    tiny = TINY_PT if sizes and statistics.median(sizes) >= TINY_PT else 0.0
    hidden: set[int] = set()
    doubtful: dict[tuple[int, str], list[int]] = defaultdict(list)
    patches = _by_band(drawn, page)
    for i, char in enumerate(chars):
        if char.ink is None or char.text == " ":
            continue
        if _never_seen(char, char.ink, page, tiny):
            hidden.add(i)
        elif doubt := _doubt(char, char.ink, patches.get(_band(char.box), ())):
            doubtful[char.ink.object, doubt].append(i)
    asked = [i for group in doubtful.values() for i in group]
    contrast = dict(zip(asked, shown([chars[i].box for i in asked]), strict=True)) if asked else {}
    for (_, doubt), group in doubtful.items():
        # Text that was written over a patch stands out by itself, not what the patch covers.
        overwritten = doubt == _COVERED and _overwritten(group, chars)
        if overwritten or statistics.median(contrast[i] for i in group) < CONTRAST:
            hidden.update(group)
    _take_spaces(chars, hidden)
    return [c for i, c in enumerate(chars) if i not in hidden], [chars[i] for i in sorted(hidden)]


_COVERED, _COLOURED = "covered", "coloured"


def _band(box: Box) -> int:
    return round((box[1] + box[3]) / 2 // BAND_PT)


def _by_band(drawn: Drawn, page: Box) -> dict[int, list[Patch]]:
    """Pictures and filled shapes, in the order of drawing, by the level stretches of the page that they reach into."""
    bands: dict[int, list[Patch]] = defaultdict(list)
    for patch in sorted([*drawn.fills, *drawn.pictures][:MAX_PATCHES], key=lambda one: one.order):
        low, high = max(patch.box[1], page[1]), min(patch.box[3], page[3])
        for band in range(round(low // BAND_PT), round(high // BAND_PT) + 1)[:MAX_BANDS]:
            bands[band].append(patch)
    return bands


def _take_spaces(chars: Sequence[Char], hidden: set[int]) -> None:
    """A space goes with the character before it."""
    for i, char in enumerate(chars):
        if char.text == " " and char.ink is not None and i - 1 in hidden:
            hidden.add(i)


def _never_seen(char: Char, ink: Ink, page: Box, tiny: float) -> bool:
    x, y = _middle(char.box)
    off_page = not (page[0] <= x <= page[2] and page[1] <= y <= page[3])
    clip = ink.clip
    cut = clip is not None and not (clip[0] - 1 <= x <= clip[2] + 1 and clip[1] - 1 <= y <= clip[3] + 1)
    return ink.mode == INVISIBLE or ink.size < tiny or off_page or cut


def _doubt(char: Char, ink: Ink, patches: Sequence[Patch]) -> str:
    """Why a character may be unseen; '' where nothing speaks for it."""
    if ink.order >= 0:
        x, y = _middle(char.box)
        under: Colour | None = None
        for patch in patches:
            if patch.box[0] <= x <= patch.box[2] and patch.box[1] <= y <= patch.box[3]:
                if patch.order > ink.order:
                    return _COVERED
                if patch.colour is not None:
                    under = patch.colour
        if under is not None and sum(abs(a - b) for a, b in zip(under[:3], ink.colour[:3], strict=True)) < SAME_COLOUR:
            return _COLOURED
    pale = sum(ink.colour[:3]) / 3 >= PALE or ink.colour[3] <= FAINT
    return _COLOURED if pale or ink.mode == CLIPS_ONLY or _LAYER in ink.marks else ""


def _overwritten(group: Sequence[int], chars: Sequence[Char]) -> bool:
    """Whether most of some covered characters have others at their place that were written later."""
    first = chars[group[0]].ink
    others = [c.box for c in chars if c.ink and first and c.ink.order > first.order and c.text.strip()]
    under = 0
    for i in group[:200]:
        x, y = _middle(chars[i].box)
        under += any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in others[:MAX_PATCHES])
    return 2 * under > min(len(group), 200)


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def contrasts(picture: Any, frame: Frame, boxes: Sequence[Box]) -> list[float]:
    """How much the grey of a drawn page varies within each of some boxes on it, 0 to 255.

    Args:
        picture: The page as it is shown, a picture of Pillow.
        frame: The page turned as it is shown.
        boxes: Boxes on the page: left, bottom, right, top.
    """
    import numpy as np

    gray = np.asarray(picture.convert("L"), dtype=int)
    across, down = picture.width / frame.width, picture.height / frame.height
    found = []
    for box in boxes:
        left, top, right, bottom = frame.place(box)
        inset = 0.12 * (bottom - top)
        rows = slice(max(0, round((top + inset) * down)), max(0, round((bottom - inset) * down)) + 1)
        part = gray[rows, max(0, round((left + inset / 2) * across)) : max(0, round((right - inset / 2) * across)) + 1]
        found.append(float(part.max() - part.min()) if part.size else 0.0)
    return found
