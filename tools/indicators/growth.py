"""Growth against a base, with the cases where there is none (指标手册 §0.2)."""

from __future__ import annotations


def growth_percent(now: float | None, base: float | None) -> float | None:
    """(now − base) ÷ base × 100; None, 不可比, where the base is missing, nought or negative."""
    if now is None or base is None or base <= 0:
        return None
    return (now - base) * 100 / base


def base_of(now: float, change: float) -> float:
    """The base a stated change implies: now − change."""
    return now - change
