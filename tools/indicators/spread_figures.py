"""校际差异系数 as figures: CV-L1…CV-L7 weighted, CVU-L1… unweighted, and what missing units do to a verdict."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from core.schema import Figure, FigureInput, Gap, Problem, Verdict
from tools.indicators.judging import judge, meets, show
from tools.indicators.resource_figures import StageUnits
from tools.indicators.resources import RESOURCES, Resource
from tools.indicators.standards import Threshold
from tools.indicators.variation import Spread, Vector, least_possible_cv, unweighted_spread, weighted_spread
from tools.indicators.what_if import least_additions

Mask = npt.NDArray[np.bool_]

WEIGHTED = "CV=S÷X̄；X̄=Σxᵢ÷ΣPᵢ；S=√Σ(Pᵢ÷ΣP)(xᵢ÷Pᵢ−X̄)²（按在校生数加权）"
UNWEIGHTED = "CV=S÷m；m=Σ(xᵢ÷Pᵢ)÷n；S=√(Σ(xᵢ÷Pᵢ−m)²÷n)（不加权，对照）"
# 指标手册 §8.6: more than this share left out, or any very large school, and a conclusion is 仅供参考.
TOLERATED_SHARE = 0.05
OUTLIER_TIMES = 10.0
# Beyond a county of this many units the plan is asked for on its own (补齐测算).
LARGEST_SOLVED = 2000


@dataclass(frozen=True, kw_only=True)
class StageSpread:
    """The coefficients of one stage, and what was found on the way."""

    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    downgraded: bool


def spread_figures(title: str, group: StageUnits, lines: dict[str, Threshold], *, very_large: float) -> StageSpread:
    """CV and CVU of the seven items of a stage.

    Args:
        title: Title of the table, as the source of the operands.
        group: Units of the stage.
        lines: Line of each CV, by resource code.
        very_large: Pupils above which a unit left out always downgrades the conclusion.
    """
    figures: list[Figure] = []
    problems: list[Problem] = []
    notes: list[str] = []
    downgraded = False
    for resource in RESOURCES:
        line = lines.get(resource.code)
        totals = group.totals[resource.code]
        known = ~np.isnan(totals) & ~np.isnan(group.pupils)
        missing = _missing_names(group, known)
        lost = _is_downgraded(group, known, len(missing), very_large)
        downgraded |= lost
        outliers = _outliers(group, resource, known, title)
        problems += outliers
        weighted = _one(title, group, resource, line, known, lost, weighted=True)
        plain = _one(title, group, resource, line, known, lost, weighted=False)
        if line is not None and weighted.value is not None and plain.value is not None:
            if len(totals[known]) == 1:
                problems.append(_single(title, group, resource))
            if outliers and _flips(group, resource, line, known):
                weighted = _with_verdict(weighted, "待定", "离群值去留影响结论，先核实")
                plain = _with_verdict(plain, "待定", "离群值去留影响结论，先核实")
            heavy, light = weighted.value or 0.0, plain.value or 0.0
            if meets(heavy, line.value, line.comparison) != meets(light, line.value, line.comparison):
                notes.append(
                    f"{group.stage}{resource.code}：加权{heavy:.4f}与非加权{light:.4f}"
                    f"分居{line.value:g}两侧，两式并列报告，以国家平台核定值为准"
                )
        figures += [weighted, plain]
        if missing:
            whole = int(known.sum()) + len(missing)
            notes.append(
                f"{group.stage}{resource.code}：应纳入{whole}、实际计算{int(known.sum())}、剔除{len(missing)}"
                f"（{'、'.join(missing)}）{'；剔除超过5%或含超大校，仅供参考' if lost else ''}"
            )
    return StageSpread(figures=tuple(figures), problems=tuple(problems), notes=tuple(notes), downgraded=downgraded)


def _missing_names(group: StageUnits, known: Mask) -> list[str]:
    inside = [str(name) for name in group.frame["学校名称"].to_numpy()[~known]]
    return inside + [str(name) for name in group.unknown["学校名称"]]


def _is_downgraded(group: StageUnits, known: Mask, missing: int, very_large: float) -> bool:
    if missing == 0:
        return False
    lost = np.concatenate([group.pupils[~known], group.unknown["在校生数"].to_numpy(dtype=float)])
    return missing > TOLERATED_SHARE * (int(known.sum()) + missing) or bool((lost > very_large).any())


def _one(
    title: str,
    group: StageUnits,
    resource: Resource,
    line: Threshold | None,
    known: Mask,
    lost: bool,
    *,
    weighted: bool,
) -> Figure:
    totals, pupils = group.totals[resource.code][known], group.pupils[known]
    spread: Spread | None = None
    why = ""
    if group.stopped:
        why = "有重复的主键（E06），停止汇总"
    elif len(totals) == 0:
        why = "没有可计算的单位"
    elif totals.sum() == 0:
        why = "全县合计为0"
    else:
        spread = weighted_spread(totals, pupils) if weighted else unweighted_spread(totals, pupils)
    value = spread.cv if spread else None
    verdict = judge(value, line)
    if value is not None and line is not None and (len(group.unknown) or not known.all()):
        verdict = _sure(group, known, totals, pupils, line) if weighted else "待定"
        why = "有单位缺数，结论待补齐" if verdict == "待定" else ""
    if spread and spread.units == 1:
        why = "仅1个单位，无校际意义"
    if lost:
        why = f"{why}；仅供参考" if why else "仅供参考"
    code = ("CV-" if weighted else "CVU-") + resource.code
    label = line.name if line else f"{resource.thing}的校际差异系数"
    return Figure(
        ref=f"{code}/{group.stage}",
        name=label if weighted else f"{label}（非加权）",
        value=value,
        unit="",
        place=group.place,
        period=group.period,
        origin="computed",
        code=code,
        text=show(value, line.digits if line else 3) + (f"（{why}）" if why else ""),
        stage=group.stage,
        formula=WEIGHTED if weighted else UNWEIGHTED,
        inputs=_operands(title, spread, resource, weighted) if spread else (),
        threshold=line.value if line else None,
        verdict=verdict,
        gap=_least(totals, pupils, resource, line) if weighted and value is not None and verdict != "待定" else None,
        source=line.title if line else "",
    )


def _least(totals: Vector, pupils: Vector, resource: Resource, line: Threshold | None) -> Gap | None:
    """The least that must be added in all to bring the coefficient to its line; None where that cannot be done."""
    if line is None or len(totals) > LARGEST_SOLVED:
        return None
    plan = least_additions(totals, pupils, line.value)
    return Gap(to_standard=float(plan.total), to_85=None, unit=resource.unit) if plan.reached else None


def _sure(
    group: StageUnits,
    known: Mask,
    totals: Vector,
    pupils: Vector,
    line: Threshold,
) -> Verdict:
    """不达标 where no filling-in of the missing amounts could help, else 待定: a gap in the data proves nothing."""
    lost = np.concatenate([group.pupils[~known], group.unknown["在校生数"].to_numpy(dtype=float)])
    if np.isnan(lost).any() or (lost < 0).any():
        return "待定"
    least = least_possible_cv(totals, pupils, float(lost.sum()))
    return "待定" if meets(least, line.value, line.comparison) else "不达标"


def _operands(title: str, spread: Spread, resource: Resource, weighted: bool) -> tuple[FigureInput, ...]:
    per = f"{resource.unit}/百人" if resource.per == 100 else f"{resource.unit}/人"
    return (
        FigureInput(name="S", value=spread.deviation * resource.per, unit=per, source=title),
        FigureInput(name="X̄" if weighted else "m", value=spread.mean * resource.per, unit=per, source=title),
        FigureInput(name="单位数", value=float(spread.units), unit="个", source=title),
        FigureInput(name="在校生合计", value=spread.pupils, unit="人", source=title),
    )


def _outliers(group: StageUnits, resource: Resource, known: Mask, title: str) -> list[Problem]:
    far = _far(group, resource, known)
    found = []
    for position in np.flatnonzero(far):
        row = group.frame.iloc[int(position)]
        found.append(
            Problem(
                level="警告",
                code="W03",
                table=title,
                row=int(str(row["rows"]).split("+")[0]),
                column=resource.thing,
                value=f"{group.values[resource.code][position]:g}",
                rule="超过全县均值的10倍",
                unit_name=str(row["学校名称"]),
                affected=(resource.code, f"CV-{resource.code}"),
                action="待确认",
                advice="核对原表；属实则说明原因",
            )
        )
    return found


def _far(group: StageUnits, resource: Resource, known: Mask) -> Mask:
    """Values beyond ten times the mean of the others: a slip of the pen must not hide by raising the mean itself."""
    totals, pupils = group.totals[resource.code], group.pupils
    with np.errstate(invalid="ignore", divide="ignore"):
        others = (totals[known].sum() - totals) / (pupils[known].sum() - pupils)
        far: Mask = known & (totals / pupils > OUTLIER_TIMES * others) & (others > 0)
    return far


def _flips(group: StageUnits, resource: Resource, line: Threshold, known: Mask) -> bool:
    rest = known & ~_far(group, resource, known)
    totals, pupils = group.totals[resource.code], group.pupils
    if not rest.any() or totals[rest].sum() == 0:
        return True
    with_all = weighted_spread(totals[known], pupils[known]).cv
    without = weighted_spread(totals[rest], pupils[rest]).cv
    return meets(with_all, line.value, line.comparison) != meets(without, line.value, line.comparison)


def _single(title: str, group: StageUnits, resource: Resource) -> Problem:
    return Problem(
        level="提示",
        code="W07",
        table=title,
        row=None,
        column=resource.thing,
        value="1",
        rule=f"{group.stage}仅1个单位，差异系数无校际意义",
        affected=(f"CV-{resource.code}",),
        advice="核对是否漏报单位",
    )


def _with_verdict(figure: Figure, verdict: Verdict, why: str) -> Figure:
    return replace(figure, verdict=verdict, text=f"{figure.text}（{why}）")
