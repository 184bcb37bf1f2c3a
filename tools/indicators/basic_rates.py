"""基础比率: pupils per teacher or staff, enrolment rates, shares, from whichever table holds them (指标手册 §5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from core.schema import Figure, Problem, Stage
from tools.indicators import INDICATORS
from tools.indicators.county_schools import STAGE, county_schools
from tools.indicators.family import Exclusion, Family, IndicatorResult, Option
from tools.indicators.government_county import migrant_children
from tools.indicators.ratio import FigureId, Measure, YearRow, ratio, year_rows
from tools.indicators.school_list_rates import school_list_figures
from tools.indicators.standards import Standards
from tools.indicators.units import STAGES, years_and_places
from tools.tables.loading import LoadedTable

NAME = "基础比率"
OPTIONS = (
    Option(name="年度", meaning="只算这一年度；空：表中所有年度"),
    Option(name="县区", meaning="只算这个县区；空：表中所有县区"),
)
# Code, name, numerator, denominator, code of the line, formula.
COUNTY_RATES: tuple[tuple[str, str, str, str, str], ...] = (
    ("毛入学率", "小学毛入学率", "小学在校生", "学龄人口(6-11岁)", ""),
    ("毛入学率", "初中毛入学率", "初中在校生", "学龄人口(12-14岁)", ""),
    ("净入学率", "小学净入学率", "小学学龄内在校生", "学龄人口(6-11岁)", ""),
    ("净入学率", "初中净入学率", "初中学龄内在校生", "学龄人口(12-14岁)", ""),
    ("辍学率", "辍学率", "学年内辍学人数", "在校生总数", ""),
    ("升学率", "升学率", "升入高一级学校人数", "毕业人数", ""),
    ("民办占比", "民办义务教育在校生占比", "民办义教在校生", "义教在校生", "民办占比"),
    ("名额分配", "优质高中招生名额分配比例", "分配名额", "优质高中计划", "名额"),
)


@INDICATORS.register(NAME)
def basic_rates(standards: Standards) -> Family:
    """The family, judging by these standards."""

    def compute(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
        figures: list[Figure] = []
        excluded: list[Exclusion] = []
        included: list[str] = []
        for table in (one for one in tables if one.kind == "A"):
            for place, period in years_and_places(table):
                if options.get("年度", "") in ("", period) and options.get("县区", "") in ("", place):
                    for stage in STAGES:
                        figures += _teachers(standards, table, place, period, STAGE[stage])
                    schools = county_schools(table, place, period)
                    included += [f"{n}（{s}）" for n, s in zip(schools.names, schools.stages, strict=True)]
        for _, group in groupby(year_rows(tables, "B", options), key=lambda row: (row.place, row.period)):
            figures += _county(standards, next(group))
        for table in (one for one in tables if one.kind == "S"):
            made, left = school_list_figures(table, options)
            figures += made
            excluded += left
            included += [str(name) for row, name in table.frame["学校名称"].items() if row not in table.left_out]
        problems: list[Problem] = [problem for table in tables for problem in table.problems]
        return IndicatorResult(
            figures=tuple(figures),
            problems=tuple(problems),
            included=tuple(included),
            excluded=tuple(excluded),
            notes=(
                *(f"{table.title}：{table.note}" for table in tables if table.note),
                "生师比是在校生÷专任教师，师生比是它的倒数；用教职工算的不称生师比",
            ),
        )

    return Family(
        name=NAME,
        summary="生师比、入学率、辍学率、升学率、民办占比、随迁子女就读比例、名额分配比例、教职工负担",
        compute=compute,
        needs=(),
        uses=("A", "B", "S"),
        options=OPTIONS,
        codes=(
            "生师比",
            "师生比",
            "生职比",
            "平均班额",
            "规模",
            *dict.fromkeys(row[0] for row in COUNTY_RATES),
            "随迁",
            "工资比",
        ),
    )


def _teachers(standards: Standards, table: LoadedTable, place: str, period: str, stage: Stage) -> list[Figure]:
    schools = county_schools(table, place, period)
    if stage not in schools.stages:
        return []
    pupils = schools.sum_of("在校生数", "在校生数", "人", stage)
    teachers = schools.sum_of("专任教师数", "专任教师数", "人", stage)
    staff = schools.sum_of("教职工数", "教职工数", "人", stage)
    found = [
        ratio(
            FigureId(code="生师比", name="生师比", place=place, period=period, stage=stage),
            top=pupils,
            bottom=teachers,
            measure=Measure(scale=1.0, unit=":1"),
            formula="Σ在校生÷Σ专任教师",
        ),
        ratio(
            FigureId(code="师生比", name="师生比", place=place, period=period, stage=stage),
            top=teachers,
            bottom=pupils,
            measure=Measure(scale=1.0, unit="", digits=4),
            formula="Σ专任教师÷Σ在校生",
        ),
    ]
    if staff.value is not None:
        found.append(
            ratio(
                FigureId(code="生职比", name="学生与教职工之比（编制口径）", place=place, period=period, stage=stage),
                top=pupils,
                bottom=staff,
                measure=Measure(scale=1.0, unit=":1"),
                formula="Σ在校生÷Σ教职工",
                line=standards.find(NAME, "编制", stage=stage, period=period),
            )
        )
    return found


def _county(standards: Standards, row: YearRow) -> list[Figure]:
    found = []
    for code, name, top, bottom, line_code in COUNTY_RATES:
        part, whole = row.operand(top), row.operand(bottom)
        if part.value is None:
            continue
        stage: Stage = "小学" if name.startswith("小学") else "初中" if name.startswith("初中") else ""
        found.append(
            ratio(
                FigureId(code=code, name=name, place=row.place, period=row.period, stage=stage),
                top=part,
                bottom=whole,
                formula=f"{top}÷{bottom}×100",
                line=standards.find(NAME, line_code, period=row.period) if line_code else None,
            )
        )
    if row.number("符合条件随迁子女") is not None:
        one = migrant_children(row, standards.find(NAME, "随迁", period=row.period))
        found.append(_renamed(one, "随迁"))
    if row.number("教师年均工资") is not None:
        found.append(
            ratio(
                FigureId(code="工资比", name="教师与公务员年平均工资收入之比", place=row.place, period=row.period),
                top=row.operand("教师年均工资"),
                bottom=row.operand("公务员年均工资"),
                measure=Measure(scale=1.0, unit=""),
                formula="教师年均工资÷公务员年均工资",
                line=standards.find(NAME, "工资比", period=row.period),
                thing="元",
            )
        )
    return found


def _renamed(one: Figure, code: str) -> Figure:
    return replace(one, code=code, ref=one.ref.replace(one.code, code, 1))
