"""A value against a line: met or not, at the edge, and shown as the handbook shows it (指标手册 §0.2)."""

from __future__ import annotations

import math

from core.schema import Verdict
from tools.indicators.standards import Comparison, Threshold

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


def show(value: float | None, digits: int, unit: str = "") -> str:
    """A value as a reader sees it; a missing one is 无法计算."""
    if value is None or math.isnan(value):
        return "无法计算"
    return f"{value:.{digits}f}{unit}"


def whole_up(amount: float) -> float:
    """The next whole person, room or class; an amount a rounding error above a whole one is that one."""
    return float(max(0, math.ceil(amount - 1e-9)))
