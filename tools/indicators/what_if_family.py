"""补齐测算: contributions to a coefficient, the least additions to bring it down, and other plans beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from core.errors import DataError
from core.schema import Figure, FigureInput, Gap, Stage
from tools.indicators import INDICATORS
from tools.indicators.family import Family, IndicatorResult, Option, number_of, option_of
from tools.indicators.quality_balance import policy_of
from tools.indicators.ratio import FigureId, Judged, Working, figure
from tools.indicators.resource_figures import StageUnits, stage_units
from tools.indicators.resource_lines import NAME as BALANCE
from tools.indicators.resource_lines import lines_for
from tools.indicators.resources import RESOURCES, Resource
from tools.indicators.standards import Standards
from tools.indicators.units import build_units, years_and_places
from tools.indicators.variation import contributions
from tools.indicators.what_if import Additions, fill_to, least_additions
from tools.tables.loading import LoadedTable

NAME = "补齐测算"
CODES = tuple(one.code for one in RESOURCES)
OPTIONS = (
    Option(name="年度", meaning="哪一年度；空：表中最近的年度"),
    Option(name="县区", meaning="哪个县区；空：表中唯一的县区"),
    Option(name="学段", meaning="小学或初中", default="小学", choices=("小学", "初中")),
    Option(name="项目", meaning="L1到L7中的一项", default="L5", choices=CODES),
    Option(name="目标", meaning="差异系数要降到多少；空：国家要求"),
    Option(name="只补", meaning="只给这些学校补，标识码或校名，用逗号分开；空：都可补"),
)
ASSUMPTIONS = (
    "测算假定学生数不变、已有的一样不减、只在本学段补；先补生均最低的学校，补到恰好达到目标为止，合计最少",
    "高位学校也会抬高差异系数，但不建议削峰；补充中每校以当前最高生均为上限",
)


@INDICATORS.register(NAME)
def what_if_family(standards: Standards) -> Family:
    """The family, with the national lines as default targets."""

    def compute(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
        table = next(one for one in tables if one.kind == "A")
        place, period = _chosen(table, options)
        stage = option_of(options, OPTIONS, "学段")
        code = option_of(options, OPTIONS, "项目")
        resource = next(one for one in RESOURCES if one.code == code)
        units = build_units(table, place, period, policy_of(standards.parameters[BALANCE], {}))
        group = stage_units(units, stage, lines_for(standards, stage, period))
        known = ~np.isnan(group.totals[code])
        if units.stopped or not known.any():
            raise DataError(f"{place}{stage}{code}无法测算", next_step="先改正表中的错误：" + _first_problem(table))
        line = lines_for(standards, stage, period, "CV-").get(code)
        target = number_of(options, OPTIONS, "目标") if options.get("目标") else line.value if line else 0.5
        figures, notes = _figures(table, group, resource, known, target, options.get("只补", ""))
        if not known.all() or len(group.unknown):
            notes.append(f"有{int((~known).sum()) + len(group.unknown)}个单位缺数，未参加测算")
        notes += [f"{table.title}：{table.note}"] if table.note else []
        return IndicatorResult(
            figures=tuple(figures),
            problems=table.problems,
            included=tuple(name for name, known_one in zip(group.names(), known, strict=True) if known_one),
            excluded=units.excluded,
            notes=(*ASSUMPTIONS, *notes),
            unit_names=group.unit_names(),
        )

    return Family(
        name=NAME,
        summary="某项差异系数的各校贡献度，最少再配多少能降到目标，与补齐到标准的方案比较",
        compute=compute,
        needs=("A",),
        options=OPTIONS,
        codes=("贡献", "补量", "最省-合计", "最省-CV", "补到标准-合计", "补到标准-CV", "补到85%-合计", "补到85%-CV"),
    )


def _chosen(table: LoadedTable, options: Mapping[str, str]) -> tuple[str, str]:
    pairs = [
        (place, period)
        for place, period in years_and_places(table)
        if options.get("县区", "") in ("", place) and options.get("年度", "") in ("", period)
    ]
    if not pairs:
        raise DataError("表中没有所要的年度或县区", next_step=f"表中有：{table.place} {table.period}")
    if len({place for place, _ in pairs}) > 1:
        raise DataError("表中有多个县区", next_step=f"用 县区=… 选一个：{table.place}")
    return max(pairs, key=lambda pair: pair[1])


def _first_problem(table: LoadedTable) -> str:
    items = [f"第{one.row}行{one.rule}" for one in table.problems if one.row and one.level != "提示"]
    return "；".join(items[:3]) or "没有可用的数据"


def _figures(
    table: LoadedTable,
    group: StageUnits,
    resource: Resource,
    known: np.ndarray[tuple[int], np.dtype[np.bool_]],
    target: float,
    only: str,
) -> tuple[list[Figure], list[str]]:
    totals, pupils = group.totals[resource.code][known], group.pupils[known]
    frame = group.frame[known]
    ids, names = frame["学校标识码"].astype(str).tolist(), frame["学校名称"].astype(str).tolist()
    sources = [table.source(row) for row in frame["rows"]]
    stage: Stage = "小学" if group.stage == "小学" else "初中"
    chosen = {word.strip() for word in only.replace("，", ",").split(",") if word.strip()}
    free = np.array([not chosen or ids[i] in chosen or names[i] in chosen for i in range(len(ids))])
    if not free.any():
        raise DataError(f"“只补”里的学校不在{group.stage}单位中", next_step=f"有：{'、'.join(names[:5])}…")
    plan = least_additions(totals, pupils, target, may_add=free)
    shares = contributions(totals, pupils)
    figures = []
    for i in np.argsort(-shares):
        figures.append(
            figure(
                FigureId(
                    code="贡献",
                    name=f"{names[i]}对差异系数的贡献",
                    place=group.place,
                    period=group.period,
                    stage=stage,
                    unit_id=ids[i],
                ),
                value=float(shares[i] * 100),
                working=Working(
                    formula="(Pᵢ÷ΣP)(Xᵢ−X̄)²÷S²×100",
                    inputs=(
                        FigureInput(
                            name="生均", value=float(totals[i] / pupils[i]), unit=resource.unit, source=sources[i]
                        ),
                        FigureInput(name="在校生数", value=float(pupils[i]), unit="人", source=sources[i]),
                    ),
                ),
                unit="%",
            )
        )
    for i in np.argsort(-plan.added):
        if plan.added[i]:
            amount = float(plan.added[i])
            figures.append(
                figure(
                    FigureId(
                        code="补量",
                        name=f"{names[i]}再配{resource.thing}",
                        place=group.place,
                        period=group.period,
                        stage=stage,
                        unit_id=ids[i],
                    ),
                    value=amount,
                    working=Working(
                        formula="最省方案",
                        inputs=(
                            FigureInput(name="现有", value=float(totals[i]), unit=resource.unit, source=sources[i]),
                            FigureInput(name="在校生数", value=float(pupils[i]), unit="人", source=sources[i]),
                        ),
                    ),
                    judged=Judged(gap=Gap(to_standard=amount, to_85=None, unit=resource.unit)),
                    unit=resource.unit,
                    digits=0,
                )
            )
    plans = [("最省", plan)]
    line = group.lines.get(resource.code)
    if line is not None:
        plans.append(("补到标准", fill_to(totals, pupils, line.value / resource.per)))
        if line.line_85 is not None:
            plans.append(("补到85%", fill_to(totals, pupils, line.line_85 / resource.per)))
    for label, one in plans:
        figures += _plan_figures(table, group, resource, stage, label, one, target)
    notes = []
    if not plan.reached:
        notes.append(f"在这些条件下降不到{target:g}：最低只能到{plan.after:.3f}")
    return figures, notes


def _plan_figures(
    table: LoadedTable, group: StageUnits, resource: Resource, stage: Stage, label: str, plan: Additions, target: float
) -> list[Figure]:
    helped = int((plan.added > 0).sum())
    short = "" if plan.after <= target + 1e-9 else f"，仍高于{target:g}"
    before = FigureInput(name="现差异系数", value=plan.before, source=table.title)
    added = FigureInput(name="补量合计", value=float(plan.total), unit=resource.unit, source=table.title)
    return [
        figure(
            FigureId(
                code=f"{label}-合计",
                name=f"{label}方案要补的{resource.thing}",
                place=group.place,
                period=group.period,
                stage=stage,
            ),
            value=float(plan.total),
            working=Working(formula="Σ各校补量", inputs=(before,)),
            judged=Judged(gap=Gap(to_standard=float(plan.total), to_85=None, unit=resource.unit)),
            unit=resource.unit,
            text=f"{plan.total}{resource.unit}，补{helped}个单位",
        ),
        figure(
            FigureId(
                code=f"{label}-CV", name=f"{label}方案后的差异系数", place=group.place, period=group.period, stage=stage
            ),
            value=plan.after,
            working=Working(formula="加权差异系数", inputs=(before, added)),
            digits=3,
            text=f"{plan.before:.3f}→{plan.after:.3f}{short}",
        ),
    ]
