"""巩固率: 初中三年巩固率 of every school and of the county, in both forms (指标手册 §5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.schema import Figure, Problem
from tools.indicators import INDICATORS
from tools.indicators.county_schools import county_schools
from tools.indicators.education_quality import RETENTION_PARTS
from tools.indicators.family import Family, IndicatorResult, Option
from tools.indicators.judging import meets
from tools.indicators.retention_rates import retention
from tools.indicators.standards import Standards
from tools.indicators.units import years_and_places
from tools.tables.loading import LoadedTable

NAME = "巩固率"
OPTIONS = (
    Option(name="年度", meaning="只算这一年度；空：表中所有年度"),
    Option(name="县区", meaning="只算这个县区；空：表中所有县区"),
)


@INDICATORS.register(NAME)
def retention_family(standards: Standards) -> Family:
    """The family, judging by these standards."""

    def compute(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
        figures: list[Figure] = []
        problems: list[Problem] = [problem for table in tables for problem in table.problems]
        notes = [f"{table.title}：{table.note}" for table in tables if table.note]
        included: list[str] = []
        for table in (one for one in tables if one.kind == "A"):
            for place, period in years_and_places(table):
                if options.get("年度", "") not in ("", period) or options.get("县区", "") not in ("", place):
                    continue
                schools = county_schools(table, place, period)
                line = standards.find("基础比率", "巩固率", period=period)
                for row, stage in enumerate(schools.stages):
                    if stage == "初中":
                        included.append(schools.names[row])
                        figures += retention(
                            code="巩固率",
                            name="初中三年巩固率",
                            place=place,
                            period=period,
                            parts={name: schools.cell(row, name) for name in RETENTION_PARTS},
                            line=line,
                            unit_id=schools.ids[row],
                        )
                county = retention(
                    code="巩固率",
                    name="全县初中三年巩固率",
                    place=place,
                    period=period,
                    parts={name: schools.sum_of(name, name, "人", "初中") for name in RETENTION_PARTS},
                    line=line,
                )
                figures += county
                first, second = county[0].value, county[1].value
                if line and first is not None and second is not None:
                    if meets(first, line.value, line.comparison) != meets(second, line.value, line.comparison):
                        notes.append(f"{place}：两式一过一不过（{first:.2f}%与{second:.2f}%），并列报告")
                    if max(first, second) > 100:
                        notes.append(f"{place}：巩固率超过100%，请核对转入、转出")
        return IndicatorResult(
            figures=tuple(figures), problems=tuple(problems), included=tuple(included), notes=tuple(notes)
        )

    return Family(
        name=NAME,
        summary="初中三年巩固率（默认式与备选式），全县与各校",
        compute=compute,
        needs=("A",),
        options=OPTIONS,
        codes=("巩固率", "巩固率-F2"),
    )
