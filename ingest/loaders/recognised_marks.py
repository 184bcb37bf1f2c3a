"""Marks of recognised text: recognition tells neither their width nor how quotes face.

A picture has no code points, so nothing that stands in the file is changed. GB/T 15834 sets the marks of Chinese text
in full width; figures, times, addresses and Latin text keep theirs. Where the neighbours of its marks stand too
close for that, a page was printed with them in half width, as texts copied from web pages have them, and are read so.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Sequence

_WIDE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？"}
_NARROW = str.maketrans({wide: narrow for narrow, wide in _WIDE.items()} | {"（": "(", "）": ")"})
_EITHER_WIDTH = re.compile(r"[,;:!?()，；：！？（）]")
MIN_MARKS = 4
# Measured on rendered pages: half-width marks took 0.58 to 0.63 of a character, full-width ones 0.96 to 1.25.
NARROW_EMS = 0.8
_MARK = re.compile(r"\s*([,;:!?])\s*")
_OPEN, _CLOSE = "(（", ")）"
_NUMBER_YEAR = re.compile(r"〔((?:19|20)\d{2})[\])）】]|[\[(（【]((?:19|20)\d{2})〕")
# 表1 2023年… loses its space.
_TABLE_YEAR = re.compile(r"^(附?表\d{1,2})(?=(?:19|20)\d{2}(?:年|[-—~～]))")
_QUOTES = re.compile(r'["＂“”]')


def _chinese(char: str) -> bool:
    return "⺀" <= char <= "鿿" or char in "，。；：、？！“”‘’（）《》〔〕％℃㎡"


def widen(text: str) -> str:
    """A line with the marks of its Chinese parts in full width, without spaces around them, and brackets in pairs."""
    # 〔2024] was printed as 〔2024〕: the year of a document's number, of which one bracket was seen.
    text = _NUMBER_YEAR.sub(lambda found: f"〔{found[1] or found[2]}〕", text)
    text = _brackets(_TABLE_YEAR.sub(r"\1 ", text))

    def told(found: re.Match[str]) -> str:
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        return _WIDE[found[1]] if _is_wide(before, after, within) else found[0]

    within = any(map(_chinese, text))
    return _MARK.sub(told, text)


def narrow(text: str) -> str:
    """A line with the marks that have both widths in half width."""
    return text.translate(_NARROW)


def has_narrow_marks(lines: Iterable[Sequence[tuple[str, float]]]) -> bool:
    """Whether a page prints its commas, colons and brackets in half width: their neighbours stand closer together.

    Args:
        lines: Of each line its characters with where their middle stands, in any unit.
    """
    around_marks, around_characters = [], []
    for line in lines:
        for (before, left), (char, _), (after, right) in zip(line, line[1:], line[2:], strict=False):
            if _takes_an_em(before) and _takes_an_em(after):
                if _EITHER_WIDTH.match(char):
                    around_marks.append(right - left)
                elif _takes_an_em(char):
                    around_characters.append(right - left)
    if min(len(around_marks), len(around_characters)) < MIN_MARKS:
        return False
    # From middle to middle it is the mark and two halves.
    return 2 * statistics.mean(around_marks) / statistics.mean(around_characters) - 1 < NARROW_EMS


def _takes_an_em(char: str) -> bool:
    return len(char) == 1 and char > "\u2e7f" and not _EITHER_WIDTH.match(char)


def _is_wide(before: str, after: str, within: bool) -> bool:
    """Whether a mark between two characters ('' at an edge) belongs to Chinese text: 1,234, 3:15 and a:b do not.

    Figures are not broken over lines: after 50% at the end of a Chinese line (`within`) stands a Chinese mark.
    """
    if before and after:
        return _chinese(before) or _chinese(after)
    beside = before or after
    return within and bool(beside) and not (beside.isascii() and beside.isalpha())


def _brackets(text: str) -> str:
    """Brackets in full width, pair by pair, where what is in them or on both sides of them is Chinese."""
    chars = list(text)
    waiting: list[int] = []
    for at, char in enumerate(text):
        if char in _OPEN:
            waiting.append(at)
        elif char in _CLOSE and waiting:
            start = waiting.pop()
            mixed = (char == "）") != (text[start] == "（")
            if mixed or _is_chinese_pair(text, start, at):
                chars[start], chars[at] = "（", "）"
        elif char in _CLOSE:
            # Its other half is on the line above.
            chars[at] = "）" if _chinese(text[at - 1 : at] or " ") else char
    for start in waiting:
        chars[start] = "（" if _chinese(text[start + 1 : start + 2] or " ") else text[start]
    wording = "".join(chars)
    return re.sub(r"\s*（\s*", "（", re.sub(r"\s*）\s*", "）", wording))


def _is_chinese_pair(text: str, start: int, end: int) -> bool:
    before, after = text[:start].rstrip()[-1:], text[end + 1 :].lstrip()[:1]
    if any(map(_chinese, text[start + 1 : end])):
        return not before.isascii() or not before.isalpha()
    beside = [char for char in (before, after) if char]
    return bool(beside) and all(map(_chinese, beside))


def pair_quotes(text: str) -> str:
    """A paragraph with its double quotation marks in pairs; as long as it was.

    Pairs that are in order stay, nested ones too. Marks that all face one way, or none, are set in turns; where one is
    missing only those that face no way are turned, by whether a quotation is open.
    """
    found = [at for at, char in ((m.start(), m[0]) for m in _QUOTES.finditer(text)) if not _latin_quote(text, at, char)]
    marks = [text[at] for at in found]
    if not found or _balanced(marks):
        return text
    chars = list(text)
    if len(found) % 2 == 0:
        for turn, at in enumerate(found):
            chars[at] = "”" if turn % 2 else "“"
        return "".join(chars)
    depth = 0
    for at in found:
        if chars[at] not in "“”":
            chars[at] = "”" if depth > 0 else "“"
        depth += 1 if chars[at] == "“" else -1
    return "".join(chars)


def _latin_quote(text: str, at: int, char: str) -> bool:
    """A straight mark inside Latin text is what it is."""
    if char in "“”":
        return False
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return all(not side or side.isascii() for side in (before, after))


def _balanced(marks: list[str]) -> bool:
    depth = 0
    for mark in marks:
        if mark not in "“”":
            return False
        depth += 1 if mark == "“" else -1
        if depth < 0:
            return False
    return depth == 0
