"""基本均衡 (教督〔2012〕3号): eight coefficients and their mean per stage (指标手册 §2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import fmean

import numpy as np

from core.schema import Figure, FigureInput, Problem, Stage
from tools.indicators import INDICATORS
from tools.indicators.family import Exclusion, Family, IndicatorResult, Option, option_of
from tools.indicators.quality_balance import OPTIONS as UNIT_OPTIONS
from tools.indicators.quality_balance import policy_of
from tools.indicators.ratio import FigureId, Judged, Working, figure
from tools.indicators.resources import Resource, amounts
from tools.indicators.spread_figures import WEIGHTED
from tools.indicators.standards import Standards
from tools.indicators.units import STAGES, SchoolUnits, build_units, years_and_places
from tools.indicators.variation import weighted_spread
from tools.tables.loading import LoadedTable

NAME = "基本均衡"
STAFF = Option(name="师生比口径", meaning="师生比的分子", default="专任教师", choices=("专任教师", "教职工"))
# 民办、教学点和非本县举办的学校 are left out by the 2012 method: only the year and the county may be chosen.
OPTIONS = (*UNIT_OPTIONS[:2], STAFF)
_DEGREES = ("本科学历专任教师", "硕士学历专任教师", "博士学历专任教师")


def _item(code: str, thing: str, unit: str, primary: tuple[str, ...], junior: tuple[str, ...] = ()) -> Resource:
    return Resource(
        code=code,
        plus={"小学": primary, "初中": junior or primary},
        minus=(),
        thing=thing,
        unit=unit,
        per=1,
        scale=1.0,
        whole=False,
        is_split=code in ("B1", "B2", "B3", "B4", "B5"),
        formula={"小学": thing, "初中": thing},
    )


def items(staff: str) -> tuple[Resource, ...]:
    """The eight items; `staff` is the column whose ratio to pupils is 师生比."""
    return (
        _item("B1", "生均教学及辅助用房面积", "㎡", ("教学及辅助用房面积",)),
        _item("B2", "生均体育运动场馆面积", "㎡", ("运动场地面积", "室内体育用房面积")),
        _item("B3", "生均教学仪器设备值", "万元", ("教学仪器设备资产值",)),
        _item("B4", "每百名学生拥有计算机台数", "台", ("计算机台数",)),
        _item("B5", "生均图书册数", "册", ("图书册数",)),
        _item("B6", "师生比", "人", (staff,)),
        _item("B7", "生均高于规定学历教师数", "人", ("专科学历专任教师", *_DEGREES), _DEGREES),
        _item("B8", "生均中级及以上专业技术职务教师数", "人", ("中级及以上教师",)),
    )


def composite(values: Sequence[float | None]) -> float | None:
    """The mean of the eight single coefficients; None if one is missing (P6)."""
    known = [value for value in values if value is not None]
    return fmean(known) if known and len(known) == len(values) else None


@INDICATORS.register(NAME)
def basic_balance(standards: Standards) -> Family:
    """The family, judging by these standards."""

    def compute(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
        staff = {"专任教师": "专任教师数", "教职工": "教职工数"}[option_of(options, OPTIONS, STAFF.name)]
        policy = replace(policy_of(standards.parameters[NAME], {}), include_private=False, include_other_founders=False)
        figures: list[Figure] = []
        problems: list[Problem] = [problem for table in tables for problem in table.problems]
        excluded: list[Exclusion] = []
        included: list[str] = []
        notes: list[str] = [f"{table.title}：{table.note}" for table in tables if table.note]
        for table in (one for one in tables if one.kind == "A"):
            for place, period in years_and_places(table):
                if options.get("年度", "") not in ("", period) or options.get("县区", "") not in ("", place):
                    continue
                units = build_units(table, place, period, policy)
                excluded += units.excluded
                for stage in STAGES:
                    figures += _stage(standards, table, units, stage, items(staff))
                    rows = units.frame[units.frame["学段"] == stage]
                    included += [f"{name}（{stage}）" for name in rows["学校名称"]]
        notes.append("基本均衡看8项平均，优质均衡逐项判定；民办、教学点和非本县举办的学校不纳入")
        return IndicatorResult(
            figures=tuple(figures),
            problems=tuple(problems),
            included=tuple(included),
            excluded=tuple(excluded),
            notes=tuple(notes),
        )

    return Family(
        name=NAME,
        summary="县域义务教育基本均衡：8项加权差异系数与综合差异系数",
        compute=compute,
        needs=("A",),
        options=OPTIONS,
        codes=(*(f"CV-{one.code}" for one in items("专任教师数")), "CV"),
    )


def _stage(
    standards: Standards, table: LoadedTable, units: SchoolUnits, stage: str, eight: tuple[Resource, ...]
) -> list[Figure]:
    frame = units.frame[units.frame["学段"] == stage]
    unknown = units.unknown[units.unknown["学段"] == stage]
    if frame.empty:
        return []
    label: Stage = "小学" if stage == "小学" else "初中"
    pupils = frame["在校生数"].to_numpy(dtype=float)
    found = []
    for item in eight:
        totals = amounts(frame, item, stage)
        whole = not np.isnan(totals).any() and not units.stopped and totals.sum() > 0
        spread = weighted_spread(totals, pupils) if whole else None
        inputs: tuple[FigureInput, ...] = ()
        if spread:
            inputs = (
                FigureInput(name="S", value=spread.deviation, source=table.title),
                FigureInput(name="X̄", value=spread.mean, source=table.title),
            )
        found.append(
            figure(
                FigureId(
                    code=f"CV-{item.code}",
                    name=f"{item.thing}的差异系数",
                    place=units.place,
                    period=units.period,
                    stage=label,
                ),
                value=spread.cv if spread else None,
                working=Working(formula=WEIGHTED, inputs=inputs),
                digits=3,
                source=table.title,
            )
        )
    line = standards.find(NAME, "CV", stage=stage, period=units.period)
    value = composite([one.value for one in found])
    found.append(
        figure(
            FigureId(
                code="CV",
                name=line.name if line else f"{stage}综合差异系数",
                place=units.place,
                period=units.period,
                stage=label,
            ),
            value=value,
            working=Working(
                formula="8项差异系数的算术平均",
                inputs=tuple(FigureInput(name=one.code, value=one.value, source=table.title) for one in found),
            ),
            judged=Judged(line=line, verdict="待定" if value is not None and len(unknown) else None),
        )
    )
    return found
