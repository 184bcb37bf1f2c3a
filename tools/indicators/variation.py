"""校际差异系数: how unevenly a resource is spread over school units (指标手册 §1.3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.errors import DataError

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Mean, standard deviation and their ratio. `cv` is a plain number: 0.5153, not percent."""

    mean: float
    deviation: float
    cv: float
    units: int
    pupils: float


def weighted_spread(totals: Vector, pupils: Vector) -> Spread:
    """Pupil-weighted population form: X̄ = Σx/ΣP, S = √Σ(Pᵢ/P)(Xᵢ−X̄)², CV = S/X̄.

    Args:
        totals: Amount per unit (persons, ㎡, 元 or 间); no missing values.
        pupils: Pupils per unit, > 0, same length.

    Returns:
        The mean is per pupil; the CV of one unit is 0.0.

    Raises:
        DataError: If there is no unit, an amount is missing, a pupil count is not positive or the mean is nought.

    Source: 教督〔2012〕3号 formula, used for 教督〔2017〕6号; worked example 0.5153 in 指标手册 §1.3.
    """
    _check(totals, pupils)
    population = float(pupils.sum())
    mean = float(totals.sum()) / population
    if mean == 0:
        raise DataError("全县平均为0，差异系数没有意义", next_step="核对该项是否漏填")
    each = totals / pupils
    deviation = float(np.sqrt(np.sum(pupils / population * (each - mean) ** 2)))
    return Spread(mean=mean, deviation=deviation, cv=deviation / mean, units=len(totals), pupils=population)


def unweighted_spread(totals: Vector, pupils: Vector) -> Spread:
    """Unweighted population form: m = ΣXᵢ/n, S = √Σ(Xᵢ−m)²/n, CV = S/m; every school counts the same.

    Raises:
        DataError: As `weighted_spread`.

    Source: the form used by another platform (R1); worked example 0.4888 in 指标手册 §1.3.
    """
    _check(totals, pupils)
    each = totals / pupils
    mean = float(each.mean())
    if mean == 0:
        raise DataError("各校平均为0，差异系数没有意义", next_step="核对该项是否漏填")
    deviation = float(np.sqrt(np.mean((each - mean) ** 2)))
    return Spread(mean=mean, deviation=deviation, cv=deviation / mean, units=len(totals), pupils=float(pupils.sum()))


def contributions(totals: Vector, pupils: Vector) -> Vector:
    """Share of each unit in S²: (Pᵢ/P)(Xᵢ−X̄)² over their sum; all nought where nothing varies.

    Raises:
        DataError: As `weighted_spread`.
    """
    spread = weighted_spread(totals, pupils)
    parts = pupils / spread.pupils * (totals / pupils - spread.mean) ** 2
    whole = float(parts.sum())
    return parts / whole if whole > 0 else np.zeros_like(parts)


def least_possible_cv(totals: Vector, pupils: Vector, unknown_pupils: float) -> float:
    """The smallest weighted CV that some amounts of the unknown units could give.

    With w the weight of the unknown units and M₁, M₂ the known part's first and second moments, the best the unknown
    can be is M₂/M₁ each, which gives CV² = M₂/(M₁² + w·M₂) − 1. A CV above the line even so is above it for certain.

    Args:
        totals: Amounts of the known units.
        pupils: Pupils of the known units.
        unknown_pupils: Pupils of the units whose amounts are missing.

    Raises:
        DataError: As `weighted_spread`.
    """
    _check(totals, pupils)
    population = float(pupils.sum()) + unknown_pupils
    weights = pupils / population
    each = totals / pupils
    first, second = float(np.sum(weights * each)), float(np.sum(weights * each**2))
    if first == 0:
        return 0.0
    square = second / (first**2 + unknown_pupils / population * second) - 1
    return float(np.sqrt(max(0.0, square)))


def _check(totals: Vector, pupils: Vector) -> None:
    if len(totals) == 0:
        raise DataError("没有可计算的单位", next_step="补填缺失的数据")
    if np.isnan(totals).any() or np.isnan(pupils).any():
        raise DataError("有缺失的数，不能按0计算", next_step="补填，或先剔除并列出这些单位")
    if (pupils <= 0).any():
        raise DataError("在校生数必须大于0", next_step="剔除没有学生的单位并列出")
