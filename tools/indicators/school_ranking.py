"""Ranks of schools from mean, top pupils and three rates, with every ambiguity a parameter (指标手册 §6.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BANDS = ("优秀", "良好", "合格")


@dataclass(frozen=True, kw_only=True)
class SchoolScores:
    """What is known of one school: enrolled pupils, those who sat, mean, and pupils at or above each line.

    `reached` counts county ranks up to each line, cumulatively (good includes excellent).
    """

    school: str
    enrolled: int
    sat: int
    mean: float
    reached: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """How the three rates are made and ranked; the defaults are the handbook's reading of the text.

    `denominator`: 学籍人数, 实考人数 or 全县该线人数. `good`: 累计 (text: 前5000名) or 分段 (3001–5000).
    `rates`: 先合成 (one rank of the weighted sum) or 各自排名 (weighted sum of three ranks).
    `ties`: 同名次 or 均分优先.
    """

    weights: Mapping[str, float]
    denominator: str = "学籍人数"
    good: str = "累计"
    rates: str = "先合成"
    ties: str = "同名次"


@dataclass(frozen=True, kw_only=True)
class SchoolRank:
    """One school's three ranks, their sum and its place; `rate` is a share, not percent."""

    school: str
    shares: Mapping[str, float]
    rate: float
    by_mean: float
    by_top: float
    by_rate: float
    total: float
    place: int


def competition_ranks(values: Sequence[float], *, descending: bool = True) -> list[int]:
    """Standard competition ranks: equal values share a rank and the next is skipped (1, 2, 2, 4)."""
    sign = -1 if descending else 1
    keys = [round(sign * value, 9) for value in values]
    ordered = sorted(keys)
    first: dict[float, int] = {}
    for position, key in enumerate(ordered, 1):
        first.setdefault(key, position)
    return [first[key] for key in keys]


def rank_schools(
    schools: Sequence[SchoolScores], scheme: Scheme, county: Sequence[SchoolScores] = ()
) -> list[SchoolRank]:
    """Rank schools by the sum of three ranks; the smallest sum is best.

    Args:
        schools: Those that are ranked, each with enrolled > 0.
        scheme: Weights and choices.
        county: All schools whose pupils stand at the lines, also those too small to be ranked; default: `schools`.

    Returns:
        In the order given.
    """
    counts = {band: sum(one.reached[band] for one in county or schools) for band in BANDS}
    shares = [_shares(one, scheme, counts) for one in schools]
    rates = [sum(scheme.weights[band] * share[band] for band in BANDS) for share in shares]
    by_mean = competition_ranks([one.mean for one in schools])
    by_top = competition_ranks([one.reached["优秀"] for one in schools])
    if scheme.rates == "先合成":
        by_rate = [float(rank) for rank in competition_ranks(rates)]
    else:
        ranks = {band: competition_ranks([share[band] for share in shares]) for band in BANDS}
        by_rate = [sum(scheme.weights[band] * ranks[band][i] for band in BANDS) for i in range(len(schools))]
    totals = [by_mean[i] + by_top[i] + by_rate[i] for i in range(len(schools))]
    # Means are below 1e6, so they only part equal sums.
    keys = [sum_ - (schools[i].mean * 1e-7 if scheme.ties == "均分优先" else 0) for i, sum_ in enumerate(totals)]
    places = competition_ranks(keys, descending=False)
    return [
        SchoolRank(
            school=one.school,
            shares=shares[i],
            rate=rates[i],
            by_mean=float(by_mean[i]),
            by_top=float(by_top[i]),
            by_rate=by_rate[i],
            total=totals[i],
            place=places[i],
        )
        for i, one in enumerate(schools)
    ]


def _shares(one: SchoolScores, scheme: Scheme, counts: Mapping[str, int]) -> dict[str, float]:
    reached = dict(one.reached)
    if scheme.good == "分段":
        reached["良好"] -= one.reached["优秀"]
    found = {}
    for band in BANDS:
        whole = {"学籍人数": one.enrolled, "实考人数": one.sat}.get(scheme.denominator, counts[band])
        found[band] = reached[band] / whole if whole else 0.0
    return found
