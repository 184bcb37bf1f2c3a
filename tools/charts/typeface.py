"""The bundled font: what it can set, how wide a text is, and what stands for a character it lacks."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "font" / "NotoSansSC-subset.otf"
# The mark a printer sets for a sort he does not have: a reader sees that a character is missing, and not a box.
GETA = "〓"


@lru_cache(maxsize=1)
def known_characters() -> frozenset[str]:
    """Every character the font can set."""
    from matplotlib.ft2font import FT2Font

    return frozenset(map(chr, FT2Font(str(FILE)).get_charmap()))


def missing_characters(text: str) -> list[str]:
    """Characters of a text that the font cannot set, each once."""
    return [one for one in dict.fromkeys(text) if one not in known_characters() and not one.isspace()]


def settable(text: str) -> str:
    """A text as it can be set: odd spaces as a plain one, compatible forms where there are some, else 〓."""
    return "".join(_settable(one) for one in text)


def _settable(character: str) -> str:
    known = known_characters()
    if character in known:
        return character
    if character.isspace() or unicodedata.category(character) in ("Cf", "Cc"):
        return " " if character.isspace() else ""
    same = unicodedata.normalize("NFKC", character)
    return same if all(one in known for one in same) else GETA


def text_width(text: str, size: float) -> float:
    """About how wide a text is at a size, in the size's unit."""
    return sum(size if unicodedata.east_asian_width(one) in "WFA" else 0.56 * size for one in text)


def cut_to(text: str, width: float, size: float) -> str:
    """A text no wider than this, ended with … where it was cut."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text + "…"


def font(size: float) -> Any:
    """The font at a size, as matplotlib takes it."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=str(FILE), size=size)
