"""What stands in the margins of every page: running heads and page numbers, and the title that only a head tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.loaders.page_parts import Page, PageLine
from ingest.titles import KINDS

MARGIN = 0.14  # share of a page, above and below, where running heads and page numbers stand
STEADY = 0.02  # share of a page by which a running head may wander
OFTEN, OFTEN_SHARE = 3, 0.4  # pages, or share of them, on which a line recurs that is furniture
MIN_TITLE_HAN = 6
FIRST_LINES = 8
_PAGE_NUMBER = re.compile(
    r"^[\s\-—–―一_.·•~〜|/]*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,5})\s*(?:页)?(?:[\s,，/]*(?:共\s*)?\d{1,4}\s*页?)?[\s\-—–―一_.·•~〜|]*$"
)
_DASHES = re.compile(r"^[\s\-—–―一_.·•~〜|]+$")  # what recognition leaves of — 3 —
_AT_END = re.compile(
    r"[\s\-—–|/]*(?:第\s*\d{1,4}\s*页(?:[\s,，/]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}|\s\d{1,4})[\s\-—–|]*$"
)
_TITLE = re.compile(rf"(?:{KINDS})(?:[（(〔][^（）()〔〕]{{1,16}}[）)〕])?$|(?:19|20)\d{{2}}年\S*[一-鿿]{{2}}$")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, kw_only=True)
class _AtMargin:
    page: int
    line: int
    text: PageLine
    above: bool

    @property
    def key(self) -> tuple[str, bool]:
        """The line without its figures, and whether it stands above."""
        return re.sub(r"\d+", "#", _SPACES.sub("", self.text.text)), self.above


def furniture(pages: Sequence[Page]) -> set[tuple[int, int]]:
    """Lines to drop as (page, line): page numbers in the margin, and margin lines that recur on many pages."""
    by_page: dict[int, list[_AtMargin]] = {}
    heights: dict[tuple[str, bool], dict[int, float]] = {}
    for p, page in enumerate(pages):
        for i, line in enumerate(page.lines):
            above = line.bottom < MARGIN * page.height
            if above or line.top > (1 - MARGIN) * page.height:
                one = _AtMargin(page=p, line=i, text=line, above=above)
                by_page.setdefault(p, []).append(one)
                heights.setdefault(one.key, {})[p] = line.top / page.height
    recurring = {
        key
        for key, at in heights.items()
        if len(at) >= 2
        and (len(at) >= OFTEN or len(at) >= OFTEN_SHARE * len(pages))
        and max(at.values()) - min(at.values()) < STEADY
    }
    drop: set[tuple[int, int]] = set()
    for margin in by_page.values():
        for one in margin:
            numbered = is_page_number(one.text.text) and all(
                _beyond(one, other) or is_page_number(other.text.text) or len(heights[other.key]) >= 2
                for other in margin
                if other.above == one.above
            )
            if numbered or one.key in recurring:
                drop.add((one.page, one.line))
    return drop


def _beyond(one: _AtMargin, other: _AtMargin) -> bool:
    """Whether a line is no nearer to the page's edge than another."""
    top, first = other.text.top, one.text.top
    return top >= first - 1e-6 if one.above else top <= first + 1e-6


def is_page_number(text: str) -> bool:
    """Whether a line is a page number and nothing else."""
    return bool(_PAGE_NUMBER.match(text) or _DASHES.match(text))


def head_title(pages: Sequence[Page], drop: set[tuple[int, int]]) -> tuple[int, str] | None:
    """The page and the words of a running head that alone tells the title; None where the body has one, or no head.

    Args:
        pages: The pages.
        drop: What of their lines is furniture.
    """
    heads = [
        (p, _AT_END.sub("", page.lines[i].text).strip())
        for p, page in enumerate(pages)
        for i in range(len(page.lines))
        if (p, i) in drop and page.lines[i].bottom < MARGIN * page.height
    ]
    result = next((head for head in heads if _is_title(head[1])), None)
    if result is None:
        return None
    kept = [line.text for p, page in enumerate(pages) for i, line in enumerate(page.lines) if (p, i) not in drop]
    bare = _SPACES.sub("", result[1])
    if any(_TITLE.search(line.strip()) for line in kept[:FIRST_LINES]) or bare in _SPACES.sub("", "".join(kept)):
        return None
    return result


def _is_title(text: str) -> bool:
    return len(re.findall(r"[一-鿿]", text)) >= MIN_TITLE_HAN and bool(_TITLE.search(text))
