"""Colours of charts on light and on dark paper; every mark has at least 3:1 against its paper (WCAG 1.4.11)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Palette:
    """`good` meets the line, `bad` misses it, `older` is an earlier year; `faint` only guides the eye."""

    paper: str
    ink: str
    soft: str
    faint: str
    good: str
    bad: str
    older: str

    def series(self, number: int, count: int) -> str:
        """The colour of one of several series: the last is the newest."""
        return self.good if number == count - 1 else self.older


LIGHT = Palette(
    paper="#ffffff", ink="#1f2933", soft="#5b6875", faint="#d9dee4", good="#1d5c8c", bad="#b3261e", older="#7b6a3a"
)
DARK = Palette(
    paper="#1c232a", ink="#e6eaee", soft="#aab5bf", faint="#3b4650", good="#7db9ea", bad="#ff9a8f", older="#d8bf7a"
)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2.2: 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
