"""再配多少才能降到 0.50: the least that must be added in all, in whole units, with nobody reduced (指标手册 §9.4)."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tools.indicators.variation import Vector, weighted_spread

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Additions:
    """What is added to each unit, and the weighted CV before and after. `reached`: whether the target is met."""

    added: Counts
    before: float
    after: float
    reached: bool

    @property
    def total(self) -> int:
        """Everything added."""
        return int(self.added.sum())


def least_additions(
    totals: Vector, pupils: Vector, target: float, *, may_add: npt.NDArray[np.bool_] | None = None
) -> Additions:
    """The fewest whole units to add so that the weighted CV is at most `target`.

    With T = Σx and Q = Σxᵢ²/Pᵢ, CV² = P·Q/T² − 1. For a given number of units added T is fixed, and Q, separable and
    convex, is least when each next unit goes where (2xᵢ+1)/Pᵢ is least: to the poorest school. Along that path CV falls
    and then, if only some may receive, rises, so the first point at or below the target is the least total. No unit is
    filled beyond the richest of today: past that, adding no longer evens out.

    Args:
        totals: Amount per unit (persons, rooms, ㎡ or 元).
        pupils: Pupils per unit, > 0, unchanged by the plan.
        target: CV to reach.
        may_add: Units that may receive; None: all.

    Returns:
        The additions; where the target cannot be reached, those that bring CV lowest, with `reached` False.

    Raises:
        DataError: As `weighted_spread`.
    """
    before = weighted_spread(totals, pupils).cv
    free = np.ones(len(totals), dtype=bool) if may_add is None else may_add
    added = np.zeros(len(totals), dtype=np.int64)
    if before <= target:
        return Additions(added=added, before=before, after=before, reached=True)
    richest = float((totals / pupils).max())
    ceiling = np.where(free, np.floor(np.maximum(richest * pupils - totals, 0) + 1e-9), 0).astype(np.int64)
    low, high = float((totals / pupils).min()) * 2, richest * 2 + 1.0
    # Bisect the marginal cost to just before the answer, or before CV turns upward; then walk unit by unit.
    for _ in range(100):
        middle = (low + high) / 2
        trial = _up_to(middle, totals, pupils, ceiling)
        spread = weighted_spread(totals + trial, pupils)
        amount, square = float((totals + trial).sum()), float(((totals + trial) ** 2 / pupils).sum())
        if spread.cv > target and middle * amount < 2 * square:
            low, added = middle, trial
        else:
            high = middle
    return _walk(totals, pupils, target, added, ceiling, before)


def _up_to(marginal: float, totals: Vector, pupils: Vector, ceiling: Counts) -> Counts:
    """Every unit whose marginal cost (2x+1)/P is at most `marginal`."""
    steps = np.floor((marginal * pupils - 1) / 2 - totals + 1e-9) + 1
    capped: Counts = np.minimum(np.maximum(steps, 0), ceiling).astype(np.int64)
    return capped


def _walk(totals: Vector, pupils: Vector, target: float, start: Counts, ceiling: Counts, before: float) -> Additions:
    """Add one unit at a time where it costs least, until the target is met or nothing more is gained."""
    added, best = start.copy(), start.copy()
    population = float(pupils.sum())
    amount = float((totals + added).sum())
    square = float(((totals + added) ** 2 / pupils).sum())
    lowest = population * square / amount**2
    queue = [((2 * (totals[i] + added[i]) + 1) / pupils[i], i) for i in range(len(totals)) if added[i] < ceiling[i]]
    heapq.heapify(queue)
    idle = 0
    while queue and lowest > target**2 + 1 + 1e-12 and idle <= len(totals):
        marginal, i = heapq.heappop(queue)
        added[i] += 1
        amount += 1
        square += marginal
        idle += 1
        if population * square / amount**2 < lowest:
            lowest, idle = population * square / amount**2, 0
            best = added.copy()
        if added[i] < ceiling[i]:
            heapq.heappush(queue, ((2 * (totals[i] + added[i]) + 1) / pupils[i], i))
    after = weighted_spread(totals + best, pupils).cv
    return Additions(added=best, before=before, after=after, reached=after <= target + 1e-9)


def fill_to(totals: Vector, pupils: Vector, level: float) -> Additions:
    """Raise every unit below `level` (amount per pupil) to it, in whole units; the CV may fall or rise."""
    before = weighted_spread(totals, pupils).cv
    added = np.maximum(np.ceil(level * pupils - totals - 1e-9), 0).astype(np.int64)
    after = weighted_spread(totals + added, pupils).cv
    return Additions(added=added, before=before, after=after, reached=True)
