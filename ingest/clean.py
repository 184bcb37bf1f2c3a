"""From a text as received to the text that is stored: page furniture off, white space at line ends off.

Nothing inside a line is changed, so that quotes stay verbatim; a map leads from the cleaned text to the raw one.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOOTER_FROM = 0.6  # share of the text after which a footer mark ends it
_MARKS = re.compile(r"[\s\W_]+")
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad\u202a\u202b\u202c\u202d\u202e"))
MAX_INFO_CHARS = 120


@dataclass(frozen=True, kw_only=True)
class Furniture:
    """Word list of what surrounds a text on a web page; see corpus/lexicon/furniture.toml."""

    line_starts: tuple[str, ...]
    whole_lines: frozenset[str]
    info_marks: tuple[str, ...]
    footer_starts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CleanText:
    """A cleaned text, its map to the raw one ([clean start, raw start, length] a line) and the lines of page info."""

    text: str
    offsets: tuple[tuple[int, int, int], ...]
    info: tuple[str, ...]


@lru_cache(maxsize=4)
def load_furniture(lexicon_dir: Path) -> Furniture:
    """The word list of a lexicon folder."""
    data = tomllib.loads((lexicon_dir / "furniture.toml").read_text(encoding="utf-8"))
    return Furniture(
        line_starts=tuple(data["line_starts"]),
        whole_lines=frozenset(_MARKS.sub("", line) for line in data["whole_lines"]),
        info_marks=tuple(mark.rstrip("：:") for mark in data["info_marks"]),
        footer_starts=tuple(data["footer_starts"]),
    )


def clean_text(raw: str, furniture: Furniture) -> CleanText:
    """Drop page furniture and empty lines.

    Args:
        raw: The text as received, lines ended by a line feed.
        furniture: The word list to go by.
    """
    lines: list[str] = []
    offsets: list[tuple[int, int, int]] = []
    info: list[str] = []
    at_clean = at_raw = 0
    for line in raw.split("\n"):
        start_raw = at_raw
        at_raw += len(line) + 1
        stripped = line.translate(_INVISIBLE).strip()
        if not stripped:
            continue
        late = start_raw >= FOOTER_FROM * len(raw)
        if late and stripped.startswith(furniture.footer_starts):
            break
        if len(stripped) <= MAX_INFO_CHARS and any(mark in stripped for mark in furniture.info_marks):
            info.append(stripped)
            continue
        bare = _MARKS.sub("", stripped)
        if not bare or bare in furniture.whole_lines:
            continue
        if len(stripped) <= MAX_INFO_CHARS and stripped.startswith(furniture.line_starts):
            info.append(stripped)
            continue
        lead = len(line) - len(line.lstrip())
        kept = line.strip() if stripped == line.strip() else stripped
        offsets.append((at_clean, start_raw + lead, len(kept)))
        lines.append(kept)
        at_clean += len(kept) + 1
    return CleanText(text="\n".join(lines), offsets=tuple(offsets), info=tuple(info))
