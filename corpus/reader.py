"""A long text in parts that a page can hold: cut at sections and paragraphs, with its outline, searched as a whole."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from core.schema import Section

PART_CHARS = 6000
MAX_OUTLINE = 250
MAX_HITS = 2000


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a text: where it begins and ends, which it is from 0, and of how many."""

    start: int
    end: int
    number: int
    count: int


def parts_of(text: str, sections: Sequence[Section]) -> list[Part]:
    """A text cut into parts of about `PART_CHARS`: at a section's begin where one is near, else at a line or sentence.

    Args:
        text: The text.
        sections: Its sections.
    """
    headed = [one for one in sections if one.heading and one.depth > 0]
    cuts = [0]
    while len(text) - cuts[-1] > PART_CHARS:
        low, high = cuts[-1] + PART_CHARS // 2, cuts[-1] + PART_CHARS
        # The upper heading of those that are near: a heading must not stand alone at the end of a part.
        near = min(((one.depth, -one.start) for one in headed if low <= one.start <= high), default=None)
        line = max(text.rfind("\n", low, high), text.rfind("。", low, high))
        cuts.append(-near[1] if near else line + 1 if line >= 0 else high)
    ends = [*cuts[1:], len(text)]
    return [
        Part(start=start, end=end, number=number, count=len(cuts))
        for number, (start, end) in enumerate(zip(cuts, ends, strict=True))
    ]


def part_at(parts: Sequence[Part], at: int) -> Part:
    """The part that a code point lies in; the first or the last for one outside."""
    return next((one for one in parts if at < one.end), parts[-1])


def outline_of(sections: Sequence[Section], part: Part) -> list[Section]:
    """The headings to list beside a part: all of them, or where there are many the upper ones and this part's own."""
    headed = [one for one in sections if one.heading and one.depth > 0]
    depths = sorted({one.depth for one in headed})
    within = next((d for d in reversed(depths) if sum(one.depth <= d for one in headed) <= MAX_OUTLINE), 0)
    shown = [one for one in headed if one.depth <= within or part.start <= one.start < part.end]
    return shown[:MAX_OUTLINE]


def find_all(text: str, words: str) -> list[tuple[int, int]]:
    """Where words stand in a text, widths and letter case folded, one after the other; at most `MAX_HITS`."""
    wanted = _folded(words.strip())
    if not wanted:
        return []
    folded, at = _folded(text), 0
    found: list[tuple[int, int]] = []
    while (at := folded.find(wanted, at)) >= 0 and len(found) < MAX_HITS:
        found.append((at, at + len(wanted)))
        at += len(wanted)
    return found


def _folded(text: str) -> str:
    """A text of the same length in which wide and narrow, upper and lower characters are one."""
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    if character < "\x80":
        return character.lower()
    result = unicodedata.normalize("NFKC", character).lower()
    return result if len(result) == 1 else character
