"""A value against a line: met or not, at the edge, and shown as the handbook shows it (指标手册 §0.2)."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from core.schema import Figure, Verdict
from tools.indicators.standards import Comparison, Threshold
from tools.indicators.variation import Vector

# Codes of figures that must not be above their line; all others must not be below it.
AT_MOST = frozenset(
    (
        "CV",
        "CVU",
        "P5",
        "编制",
        "民办占比",
        "大班额比例",
        "超大班额比例",
        "大班额数",
        "超大班额数",
        "66以上比例",
        "规模",
        "班额",
        "标准班额",
        "教室配比",
    )
)
# Lines are decimal numbers; a value a few ulps off an exact one must not fall on the other side.
_ULPS = 1e-12


def meets(value: float, line: float, comparison: Comparison) -> bool:
    """Whether a value meets a line, on unrounded numbers."""
    slack = _ULPS * max(1.0, abs(line))
    if comparison == ">=":
        return value >= line - slack
    if comparison == "<=":
        return value <= line + slack
    if comparison == "<":
        return value < line - slack
    return value > line + slack


def at_edge(value: float, line: Threshold) -> bool:
    """Whether value and line differ by no more than half of the last digit shown (§0.2.3).

    A count shown in full is never at the edge, nor is a 100% that is reached: rounding hides nothing there.
    """
    if line.digits == 0 and float(value).is_integer():
        return False
    if line.unit == "%" and line.value == 100.0 and value >= 100.0:
        return False
    return abs(value - line.value) <= 0.5 * 10.0**-line.digits + _ULPS


def judge(value: float | None, line: Threshold | None) -> Verdict:
    """达标 or 不达标; 临界 at the edge; 无法计算 where the value or the line is missing."""
    if value is None or line is None or math.isnan(value):
        return "无法计算"
    if at_edge(value, line):
        return "临界"
    return "达标" if meets(value, line.value, line.comparison) else "不达标"


def judge_as_given(value: float | None, line: Threshold | None) -> Verdict | None:
    """As `judge` for counts and reported values, which no rounding of ours hides: never 临界; None without a line."""
    if line is None:
        return None
    if value is None or math.isnan(value):
        return "无法计算"
    return "达标" if meets(value, line.value, line.comparison) else "不达标"


def comparison_of(code: str) -> Comparison:
    """How a figure is held against its line, by its code (CV-L2, G11-骨干)."""
    if code == "Q9-差异":
        return "<"
    return "<=" if code.split("-")[0] in AT_MOST else ">="


def settled(one: Figure, comparison: Comparison | None = None) -> Verdict | None:
    """The verdict that counts: 临界 is 达标 or 不达标 by its unrounded value, what else a figure was given stays.

    Args:
        one: A judged figure.
        comparison: How it is held against its line; None: as its code says.
    """
    comparison = comparison or comparison_of(one.code)
    if one.verdict != "临界" or one.value is None or one.threshold is None:
        return one.verdict
    return "达标" if meets(one.value, one.threshold, comparison) else "不达标"


def judge_all(values: Vector, line: Threshold | None) -> list[Verdict]:
    """As `judge`, for many values at once; NaN is missing."""
    if line is None:
        return ["无法计算"] * len(values)
    with np.errstate(invalid="ignore"):
        # Only values that may be at the edge need the exact question.
        near = np.abs(values - line.value) <= 0.5 * 10.0**-line.digits + _ULPS
        good = met_all(values, line.value, line.comparison)
    found: list[Verdict] = np.where(np.isnan(values), "无法计算", np.where(good, "达标", "不达标")).tolist()
    for i in np.flatnonzero(near):
        found[i] = judge(float(values[i]), line)
    return found


def met_all(values: Vector, line: float, comparison: Comparison) -> npt.NDArray[np.bool_]:
    """As `meets`, for many values at once; NaN does not meet."""
    slack = _ULPS * max(1.0, abs(line))
    with np.errstate(invalid="ignore"):
        if comparison == ">=":
            return values >= line - slack
        if comparison == "<=":
            return values <= line + slack
        return values < line - slack if comparison == "<" else values > line + slack


def show(value: float | None, digits: int, unit: str = "") -> str:
    """A value as a reader sees it; a missing one is 无法计算."""
    if value is None or math.isnan(value):
        return "无法计算"
    return f"{value:.{digits}f}{unit}"


def whole_up(amount: float) -> float:
    """The next whole person, room or class; an amount a rounding error above a whole one is that one."""
    return float(max(0, math.ceil(amount - 1e-9)))
