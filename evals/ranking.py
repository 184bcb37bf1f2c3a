"""Measures of a ranking: recall, reciprocal rank, discounted gain, and whether the gold words were brought along."""

from __future__ import annotations

import math
import statistics
from collections.abc import Collection, Sequence


def first_rank(ranked: Sequence[str], relevant: Collection[str]) -> int | None:
    """Place of the first relevant id, from 1; None if there is none."""
    return next((place for place, name in enumerate(ranked, 1) if name in relevant), None)


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """1 / place of the first relevant id among the first k, else 0."""
    place = first_rank(ranked[:k], relevant)
    return 1.0 / place if place else 0.0


def recall(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Share of the relevant ids among the first k; 0 where nothing is relevant."""
    return sum(name in relevant for name in ranked[:k]) / len(relevant) if relevant else 0.0


def discounted_gain(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """nDCG@k with gain 1 for a relevant id, as trec_eval's ndcg_cut has it."""
    gained = sum(1.0 / math.log2(place + 1) for place, name in enumerate(ranked[:k], 1) if name in relevant)
    best = sum(1.0 / math.log2(place + 1) for place in range(1, min(len(relevant), k) + 1))
    return gained / best if best else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed; 0 for none."""
    return sorted(values)[int(share * (len(values) - 1))] if values else 0.0


def mean(values: Sequence[float]) -> float:
    """Plain mean; 0 for none."""
    return statistics.fmean(values) if values else 0.0


def distinct(names: Sequence[str]) -> list[str]:
    """Names in order, each once: a document stands where its best passage stands."""
    return list(dict.fromkeys(names))
