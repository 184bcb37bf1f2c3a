"""Tests over rows that several tables declare: subsets, sums, ratios, keys. A missing operand is in order."""

from __future__ import annotations

import pandas as pd

from tools.tables.declaring import Test


def at_most(part: str, whole: str, *, share: float = 1.0) -> Test:
    """A part no larger than its whole, or than a share of it."""
    return lambda frame: ~(frame[part] > frame[whole] * share)


def at_most_number(part: str, most: float) -> Test:
    """A number no larger than a bound."""
    return lambda frame: ~(frame[part] > most)


def sum_at_most(parts: tuple[str, ...], whole: str) -> Test:
    """Parts that add up to no more than their whole."""
    return lambda frame: ~(frame[list(parts)].sum(axis=1, skipna=True) > frame[whole])


def ratio_within(part: str, whole: str, low: float, high: float, *, nought: bool = False) -> Test:
    """A ratio between bounds; with `nought`, an empty numerator is another rule's matter."""

    def test(frame: pd.DataFrame) -> pd.Series[bool]:
        ratio = frame[part] / frame[whole].where(frame[whole] > 0)
        return ~(((ratio < low) & ~(nought & (frame[part] == 0))) | (ratio > high))

    return test


def unique(*key: str) -> Test:
    """No two rows with the same key; a row without its whole key is another rule's matter."""

    def test(frame: pd.DataFrame) -> pd.Series[bool]:
        filled = frame[list(key)].notna().all(axis=1)
        return ~(frame.duplicated(list(key), keep=False) & filled)

    return test
