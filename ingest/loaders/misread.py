"""Whether a PDF says rightly what its characters are: fonts come with tables that are wrong, private or missing.

Signs in the text are cheap and looked at on every page; a line of each font is compared with what it looks like.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from ingest.loaders.frames import Box, Frame
from ingest.loaders.pdf_chars import Char
from ingest.loaders.unseen import CONTRAST
from retrieval.segment import simplified

MIN_HAN = 12  # on a page, below which its characters tell nothing
FEW_UNKNOWN, UNKNOWN_SHARE = 2, 0.005  # characters of a page that the file does not explain
COMMON_SHARE = 0.8  # of Chinese text that are of the 3,755 common characters of GB/T 2312
MAX_COMPARED = 3_000  # characters of a page
AGREES = 0.88  # share of pairs of neighbours that a text and its recognition share, where the text is right
MIN_SAMPLE = 2  # characters, marks aside
SLIPS, OTHER_SHARE = 1, 0.03  # different Chinese characters that recognition may take for others
SAMPLE_CHARS, MAX_SAMPLES = 40, 12  # of a line, and lines of a page
_SYMBOL_FONT = re.compile(r"symbol|wingding|webding|dingbat|mt extra|marlett", re.IGNORECASE)
_LOST = "\ufffd"
# By the low byte of their place: what Wingdings and Symbol show there.
_BULLETS = "\xb7\xa7\xd8lnuvwpqr\xa0 "
_BOXES = {"\xfe": "☑", "\xa8": "☐", "o": "☐", "\xfc": "✓", "\xfb": "✗", "R": "☑", "\xa3": "☐"}
_SIGNS = {"\xb3": "≥", "\xa3": "≤", "\xb1": "±", "\xb4": "×", "\xb0": "°", "\xb8": "÷", "\xb9": "≠", "%": "%"}
_HAN = re.compile(r"[㐀-鿿]")
_DIGIT = re.compile(r"\d")
Recognise = Callable[[Box], str]


def _private(char: str) -> bool:
    return unicodedata.category(char) in ("Co", "Cn")


def _unknown(char: Char) -> bool:
    return char.ink is not None and (char.unmapped or _private(char.text) or char.text == _LOST)


def plain_symbols(chars: Sequence[Char]) -> list[Char]:
    """Characters with the signs that symbol fonts keep at private places as what they look like, bullets left out."""
    plain: list[Char] = []
    for char in chars:
        font = char.ink.font.lower() if char.ink else ""
        if _unknown(char) and _SYMBOL_FONT.search(font):
            own = chr(ord(char.text) & 0xFF)
            if own in _BULLETS:
                continue
            signs = _BOXES if "wingding" in font else _SIGNS
            if own in signs:
                char = Char(text=signs[own], box=char.box, ink=char.ink)
        plain.append(char)
    return plain


def is_unknown(chars: Sequence[Char]) -> bool:
    """Whether a page has so many characters that the file does not explain that its figures cannot be trusted."""
    unknown = sum(map(_unknown, chars))
    return unknown > FEW_UNKNOWN and unknown > UNKNOWN_SHARE * len(chars)


def boxed_unknown(chars: Sequence[Char], shown: Callable[[Sequence[Box]], list[float]]) -> tuple[list[Char], bool]:
    """Characters with □ for each that the file does not explain, and whether there is one; blank ones are left out.

    Args:
        chars: Characters of a page.
        shown: Gives for boxes on the page how much contrast the page as drawn has in each.
    """
    unknown = [i for i, char in enumerate(chars) if _unknown(char)]
    if not unknown:
        return list(chars), False
    blank = {i for i, seen in zip(unknown, shown([chars[i].box for i in unknown]), strict=True) if seen < CONTRAST}
    boxes = set(unknown) - blank
    return [
        Char(text="□", box=char.box, ink=char.ink) if i in boxes else char
        for i, char in enumerate(chars)
        if i not in blank
    ], bool(boxes)


def is_suspicious(chars: Sequence[Char]) -> bool:
    """Whether a page's characters look wrong: too many are rare."""
    han = "".join(_HAN.findall(bare_text(chars)))
    if len(han) < MIN_HAN or _common(han) >= COMMON_SHARE * len(han):
        return False
    return _common(simplified(han)) < COMMON_SHARE * len(han)


def _common(han: str) -> int:
    return sum(map(_is_common, han))


def _is_common(char: str) -> bool:
    try:
        return 0xB0 <= char.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


def agrees(text: str, recognised: str) -> bool:
    """Whether a page's text and what was recognised on its picture are one text: most neighbours and all figures."""
    a, b = _comparable(text), _comparable(recognised)
    if not a:
        return True
    pairs = [Counter(map("".join, pairwise(one))) for one in (a, b)]
    return (pairs[0] & pairs[1]).total() >= AGREES * max(len(a) - 1, 1) and not steadily_other(a, b, OTHER_SHARE)


def _comparable(text: str) -> str:
    return re.sub(r"[\s\W_]", "", unicodedata.normalize("NFKC", text[:MAX_COMPARED]))


def steadily_other(text: str, recognised: str, other_share: float) -> bool:
    """Whether characters of a text are steadily others in its recognition: 2 for every 7. Slips of either are not.

    Args:
        text: The text, without spaces and marks.
        recognised: What was recognised.
        other_share: Share of its different Chinese characters beyond which those read as others are no slips.
    """
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, text, recognised, autojunk=False).get_opcodes():
        paired = recognised[b0:b1] if a1 - a0 == b1 - b0 else " " * (a1 - a0)
        if kind != "insert":
            for x, y in zip(text[a0:a1], paired, strict=True):
                seen[x][y] += 1
    if any(2 * seen[digit][digit] < seen[digit].total() for digit in "0123456789" if digit in seen):
        return True
    han = [char for char in seen if _HAN.match(char)]
    other = sum(2 * seen[char][char] < seen[char].total() and not seen[char][" "] for char in han)
    return other > max(SLIPS, other_share * len(han))


def sample(chars: Sequence[Char], frame: Frame, known: set[tuple[str, str]]) -> list[list[Char]]:
    """A few lines of a page that show the figures of embedded fonts, and the fonts, that were not looked at yet.

    Args:
        chars: Characters of a page.
        frame: The page as it is read.
        known: Fonts with each of their figures that were looked at, '' for the font itself; this page's are added.
    """
    wanted = _shown(chars) - known
    if not wanted:
        return []
    known |= wanted
    lines = [(line, _shown(line)) for line in _lines(chars, frame) if len(line) >= MIN_SAMPLE]
    chosen: list[list[Char]] = []
    while wanted and len(chosen) < MAX_SAMPLES:
        line, shown = max(lines, key=lambda one: (len(wanted & one[1]), len(one[0])), default=([], set()))
        if not wanted & shown:
            break
        chosen.append(line)
        wanted -= shown
    return chosen


def _shown(chars: Sequence[Char]) -> set[tuple[str, str]]:
    """Embedded fonts of some characters, and the figures that each shows."""
    return {
        (char.ink.font, char.text if _DIGIT.match(char.text) else "")
        for char in chars
        if char.ink and char.ink.embedded
    }


def _lines(chars: Sequence[Char], frame: Frame) -> list[list[Char]]:
    """Neighbours on one base line, in pieces that are recognised well."""
    lines: list[list[Char]] = []
    for char in chars:
        if char.ink is None or not char.text.strip():
            continue
        last = lines[-1] if lines else None
        if last and len(last) < SAMPLE_CHARS and _beside(last[-1], char, frame):
            last.append(char)
        else:
            lines.append([char])
    return lines


def _beside(before: Char, after: Char, frame: Frame) -> bool:
    size = before.ink.size if before.ink else 1.0
    one, two = frame.place(before.box), frame.place(after.box)
    return abs(one[3] - two[3]) < 0.5 * size and -0.5 * size < two[0] - one[2] < size


def looks_otherwise(lines: Sequence[Sequence[Char]], recognise: Recognise) -> bool:
    """Whether sampled lines look like other characters than the file says.

    Args:
        lines: Lines of `sample`.
        recognise: Gives the text recognised in a box of the page.
    """
    for line in lines:
        box = (
            min(c.box[0] for c in line),
            min(c.box[1] for c in line),
            max(c.box[2] for c in line),
            max(c.box[3] for c in line),
        )
        text = "".join(char.text for char in line)
        if len(_comparable(text)) >= MIN_SAMPLE and (seen := recognise(box)) and not agrees(text, seen):
            return True
    return False


def bare_text(chars: Sequence[Char]) -> str:
    """The characters of a page without breaks and spaces."""
    return "".join(char.text for char in chars if char.text.strip())
