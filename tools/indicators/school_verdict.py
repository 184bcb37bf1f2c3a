"""单校综合评估: seven items of one school, six of them met and none below 85% (指标手册 §1.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.schema import Verdict
from tools.indicators.judging import meets
from tools.indicators.standards import Threshold


@dataclass(frozen=True, kw_only=True)
class SchoolVerdict:
    """How many items are met, which miss the standard, which miss the 85% line, which cannot be computed."""

    verdict: Verdict
    met: int
    short: tuple[str, ...]
    below_85: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def reason(self) -> str:
        """Why, in words; the two reasons for failing are told apart."""
        if self.verdict == "达标":
            return "综合达标" if not self.short else f"综合达标（{'、'.join(self.short)}未达要求，但不低于85%）"
        if self.verdict == "待定":
            return f"待定(缺{'、'.join(self.missing)})"
        reasons = []
        if len(self.short) >= 2:
            reasons.append(f"不足6项（未达要求：{'、'.join(self.short)}）")
        if self.below_85:
            reasons.append(f"余项<85%（{'、'.join(self.below_85)}）")
        return "不达标：" + "；".join(reasons)


def judge_school(values: Mapping[str, float], lines: Mapping[str, Threshold], *, least: int = 6) -> SchoolVerdict:
    """Judge one school.

    A missing item is neither met nor missed: the verdict is 待定 unless it is lost already.

    Args:
        values: Value by code, L1 to L7; NaN is missing.
        lines: The line of each code, with its 85% line.
        least: How many items must be met.

    Returns:
        达标, 不达标 or 待定; 无法计算 where no item can be computed.
    """
    short, below, missing = [], [], []
    for code, line in lines.items():
        value = values[code]
        if value != value:
            missing.append(code)
        elif not meets(value, line.value, line.comparison):
            short.append(code)
            if line.line_85 is not None and not meets(value, line.line_85, line.comparison):
                below.append(code)
    return decide(tuple(short), tuple(below), tuple(missing), items=len(lines), least=least)


def decide(
    short: tuple[str, ...], below_85: tuple[str, ...], missing: tuple[str, ...], *, items: int, least: int = 6
) -> SchoolVerdict:
    """The verdict from the items that miss the standard, those below 85% and those that cannot be computed.

    Args:
        short: Codes that miss the standard.
        below_85: Those of them below the 85% line.
        missing: Codes without a value.
        items: How many items are judged.
        least: How many must be met.
    """
    verdict: Verdict = "达标"
    if below_85 or len(short) > items - least:
        verdict = "不达标"
    elif len(missing) == items:
        verdict = "无法计算"
    elif missing:
        verdict = "待定"
    return SchoolVerdict(
        verdict=verdict,
        met=items - len(short) - len(missing),
        short=short,
        below_85=below_85,
        missing=missing,
    )
