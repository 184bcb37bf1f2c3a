"""Bands side by side (90分及以上为优，75—89分为良…): each begins where the one before it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from core.arithmetic.claim import Statement
from core.arithmetic.view import View, digits

# What goes in whole steps; of ages and distances one band may end where the next begins.
_UNIT = r"(?:分|人|名|所|个)"
_BAND = re.compile(
    rf"(?<![\d.])(?P<low>\d+)\s*{_UNIT}?\s*(?:-{{1,2}}|—|~|至|到)\s*(?P<high>\d+)\s*(?P<unit>{_UNIT})"
    rf"|(?<![\d.])(?P<bound>\d+)\s*(?P<of>{_UNIT})\s*(?P<way>(?:及|\(含\)|含)?以[上下])"
)
MIN_BANDS = 3
LAST_STEP = 1


@dataclass(frozen=True, kw_only=True)
class _Band:
    low: float
    high: float
    unit: str
    span: tuple[int, int]
    loose: bool = False  # 79分以下 may hold 79, as 80分以下 does not hold 80


def bands(view: View) -> Iterator[Statement]:
    """Where a band leaves a gap to its neighbour or runs into it, all others of the list being whole."""
    for sentence in view.sentences:
        found = [_band(one) for one in _BAND.finditer(view.folded, sentence.start, sentence.end)]
        for unit in dict.fromkeys(band.unit for band in found):
            run = [band for band in found if band.unit == unit]
            falling = all(a.low > b.low for a, b in pairwise(run))
            if len(run) < MIN_BANDS or not (falling or all(a.low < b.low for a, b in pairwise(run))):
                continue
            joints = [(b, a) if falling else (a, b) for a, b in pairwise(run)]
            off = [
                (lower, upper)
                for lower, upper in joints
                if upper.low - lower.high - LAST_STEP not in (0, LAST_STEP * lower.loose)
            ]
            if len(off) > 1:
                continue  # bands of several lists, or of something that runs on
            lower, upper = off[0] if off else joints[-1]
            how = "之间有空档" if upper.low > lower.high else "重叠"
            late = max(lower, upper, key=lambda band: band.span[0])
            yield Statement(
                kind="分段",
                numbers=(),
                span=late.span,
                stated_text=view.text[slice(*late.span)],
                holds=not off,
                formula=f"{digits(lower.high)}+1={digits(upper.low)}",
                evidence=frozenset({"named"}),
                suggestion=f"{digits(lower.high)}与{digits(upper.low)}两段{how}",
            )


def _band(found: re.Match[str]) -> _Band:
    if found["way"]:
        bound, unit = float(found["bound"]), found["of"]
        if found["way"].endswith("上"):
            return _Band(low=bound, high=float("inf"), unit=unit, span=found.span())
        # 60分以下 ends at 59, 59分及以下 at 59.
        last = bound if len(found["way"]) > len("以下") else bound - LAST_STEP
        return _Band(low=float("-inf"), high=last, unit=unit, span=found.span(), loose=last < bound)
    return _Band(low=float(found["low"]), high=float(found["high"]), unit=found["unit"], span=found.span())
