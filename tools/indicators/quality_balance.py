"""优质均衡 (教督〔2017〕6号): resources and their spread, 政府保障, 教育质量, 社会认可度, the county's conclusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import DataError
from core.schema import Figure, Problem
from tools.indicators import INDICATORS
from tools.indicators.county_conclusion import conclude, resource_parts
from tools.indicators.county_evidence import GOVERNMENT, QUALITY, gather_evidence
from tools.indicators.family import Exclusion, Family, IndicatorResult, Option, number_of, option_of
from tools.indicators.founder_sensitivity import founder_sensitivity
from tools.indicators.local_lines import against_local_lines
from tools.indicators.ratio import YearRow, year_rows
from tools.indicators.resource_figures import resource_figures, school_figures, stage_units
from tools.indicators.resource_lines import NAME, lines_for
from tools.indicators.resources import RESOURCES
from tools.indicators.spread_figures import spread_figures
from tools.indicators.standards import Standards
from tools.indicators.units import STAGES, Policy, SchoolUnits, build_units, years_and_places
from tools.tables.loading import LoadedTable

RELAXED = frozenset(("音美教室", "规模"))
OPTIONS = (
    Option(name="年度", meaning="只算这一年度，如 2023-2024；空：表中所有年度"),
    Option(name="县区", meaning="只算这个县区；空：表中所有县区"),
    Option(name="民办", meaning="民办义务教育学校是否纳入", default="纳入", choices=("纳入", "排除")),
    Option(
        name="非本县举办",
        meaning="省市直属、高校附属、企业举办的学校是否纳入（未核，默认纳入）",
        default="纳入",
        choices=("纳入", "排除"),
    ),
    Option(name="放宽", meaning="启用的地方放宽口径（未核，默认不用）：音美教室、规模，用逗号分开"),
    Option(name="所在地", meaning="省市全称，如 某省某市；有更严的地方标准时并列显示"),
    Option(name="教学点下限", meaning="少于多少人的教学点不纳入", default="50"),
)


@INDICATORS.register(NAME)
def quality_balance(standards: Standards) -> Family:
    """The family, judging by these standards."""

    def compute(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
        return _compute(standards, tables, options)

    return Family(
        name=NAME,
        summary="县域义务教育优质均衡：资源配置7项与校际差异系数、政府保障15项、教育质量9项、社会认可度、县级结论",
        compute=compute,
        needs=("A",),
        uses=("B",),
        history=("B",),
        options=OPTIONS,
        codes=(
            *(one.code for one in RESOURCES),
            "L",
            *(f"CV-{one.code}" for one in RESOURCES),
            *(f"CVU-{one.code}" for one in RESOURCES),
            *GOVERNMENT,
            *QUALITY,
            "S",
            "COUNTY",
        ),
    )


def policy_of(parameters: Mapping[str, Any], options: Mapping[str, str]) -> Policy:
    """Which units count: the standard's rules, as the options change them."""
    inclusion = parameters["inclusion"]
    chosen = {"教学点下限": str(inclusion["teaching_point_minimum"]), **options}
    return Policy(
        excluded_types=frozenset(inclusion["excluded_types"]),
        teaching_point_minimum=number_of(chosen, OPTIONS, "教学点下限"),
        include_private=option_of(options, OPTIONS, "民办") == "纳入",
        include_other_founders=option_of(options, OPTIONS, "非本县举办") == "纳入",
        splitting=parameters["splitting"],
    )


def relaxed_by(options: Mapping[str, str]) -> frozenset[str]:
    """The local easings a user declares.

    Raises:
        DataError: If one is not known.
    """
    words = options.get("放宽", "").replace("，", ",").replace("、", ",").split(",")
    chosen = frozenset(word.strip() for word in words if word.strip())
    if chosen - RELAXED:
        raise DataError(
            f"没有放宽口径：{'、'.join(sorted(chosen - RELAXED))}", next_step=f"可用：{'、'.join(sorted(RELAXED))}"
        )
    return chosen


def _compute(standards: Standards, tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
    figures: list[Figure] = []
    problems: list[Problem] = [problem for table in tables for problem in table.problems]
    included: list[str] = []
    excluded: list[Exclusion] = []
    notes: list[str] = []
    names: dict[str, str] = {}
    downgraded = False
    policy = policy_of(standards.parameters[NAME], options)
    wanted = 0
    county_rows = year_rows(tables, "B", {})
    for table in (table for table in tables if table.kind == "A"):
        for place, period in years_and_places(table):
            if options.get("年度", period) not in ("", period) or options.get("县区", place) not in ("", place):
                continue
            wanted += 1
            units = build_units(table, place, period, policy)
            one = _county(standards, table, units, county_rows, options)
            notes += founder_sensitivity(standards, table, units, policy)
            figures += one.figures
            problems += one.problems
            included += one.included
            excluded += one.excluded
            notes += one.notes
            downgraded |= one.downgraded
            names |= one.unit_names
    if not wanted and any(options.get(name) for name in ("年度", "县区")):
        have = "、".join(f"{table.place} {table.period}" for table in tables if table.kind == "A")
        raise DataError("表中没有所要的年度或县区", next_step=f"表中有：{have}")
    return IndicatorResult(
        figures=tuple(figures),
        problems=tuple(problems),
        included=tuple(included),
        excluded=tuple(excluded),
        notes=tuple(dict.fromkeys(notes)),
        downgraded=downgraded,
        unit_names=names,
    )


def _county(
    standards: Standards,
    table: LoadedTable,
    units: SchoolUnits,
    county_rows: Sequence[YearRow],
    options: Mapping[str, str],
) -> IndicatorResult:
    figures: list[Figure] = []
    problems: list[Problem] = []
    notes: list[str] = [f"{table.title}：{table.note}"] if table.note else []
    included: list[str] = []
    names: dict[str, str] = {}
    downgraded = False
    for stage in STAGES:
        lines = lines_for(standards, stage, units.period)
        group = stage_units(units, stage, lines)
        if group.frame.empty and group.unknown.empty:
            continue
        if not lines:
            notes.append(f"{units.period}没有适用的{NAME}标准，只算数值，不作判定")
        size = standards.find(NAME, "规模", stage=stage, period=units.period)
        figures += resource_figures(table, group)
        figures += school_figures(table, group, standards.find(NAME, "L", stage=stage, period=units.period))
        spread = spread_figures(
            table.title,
            group,
            lines_for(standards, stage, units.period, "CV-"),
            very_large=size.value if size else float("inf"),
        )
        figures += spread.figures
        problems += spread.problems
        notes += spread.notes
        downgraded |= spread.downgraded
        included += group.names()
        names |= group.unit_names()
    notes += _unit_count(units)
    if units.split:
        notes.append(f"一贯制按全校填报、已按比例拆分面积、设备、教室：{'、'.join(units.split)}")
    if units.stopped:
        notes.append("有重复的主键，停止汇总：差异系数和县级结论不出")
    evidence = gather_evidence(table, units.place, units.period, county_rows, standards, relaxed_by(options))
    parts = [*resource_parts(figures), *evidence.parts]
    figures += evidence.figures
    figures += against_local_lines(standards, NAME, evidence.figures, options.get("所在地", "") + units.place)
    problems += evidence.problems
    notes += evidence.notes
    figures.append(conclude(parts, place=units.place, period=units.period, downgraded=downgraded))
    return IndicatorResult(
        figures=tuple(figures),
        problems=tuple(problems),
        included=tuple(included),
        excluded=units.excluded,
        notes=tuple(notes),
        downgraded=downgraded,
        unit_names=names,
    )


def _unit_count(units: SchoolUnits) -> list[str]:
    """How schools become units: every stage of a through school counts (§1.4)."""
    primary, junior = (int((units.frame["学段"] == stage).sum()) for stage in STAGES)
    schools = int(units.frame["学校标识码"].nunique())
    through = primary + junior - schools
    if not through:
        return []
    return [
        f"{schools}所学校按学段分开是小学{primary}个、初中{junior}个单位：{primary}+{junior}−{schools}={through}所两个学段都有"
    ]
