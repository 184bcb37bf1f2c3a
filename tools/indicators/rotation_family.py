"""交流轮岗: two ratios with two denominators (指标手册 §5, G11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.schema import Figure, Problem
from tools.indicators import INDICATORS
from tools.indicators.family import Family, IndicatorResult, Option
from tools.indicators.government_county import rotation
from tools.indicators.ratio import lacking, year_rows
from tools.indicators.standards import Standards
from tools.tables.loading import LoadedTable

NAME = "交流轮岗"
OPTIONS = (
    Option(name="年度", meaning="只算这一年度；空：表中所有年度"),
    Option(name="县区", meaning="只算这个县区；空：表中所有县区"),
)


@INDICATORS.register(NAME)
def rotation_family(standards: Standards) -> Family:
    """The family, judging by these standards."""

    def compute(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
        figures: list[Figure] = []
        problems: list[Problem] = [problem for table in tables for problem in table.problems]
        rows = year_rows(tables, "B", options)
        for row in rows:
            lines = [standards.find("基础比率", code, period=row.period) for code in ("交流", "交流-骨干")]
            made = [
                replace(one, code=code, ref=one.ref.replace(one.code, code))
                for one, code in zip(rotation(row, *lines), ("交流", "交流-骨干"), strict=True)
            ]
            figures += made
            problems += lacking(row, made)
        return IndicatorResult(
            figures=tuple(figures),
            problems=tuple(problems),
            included=tuple(f"{row.place}{row.period}" for row in rows),
            notes=(
                *(f"{table.title}：{table.note}" for table in tables if table.note),
                "两个分母不同：交流比例除以符合条件教师，骨干占比除以交流总数；骨干占比不能当作交流比例",
            ),
        )

    return Family(
        name=NAME,
        summary="年交流轮岗教师占符合条件教师≥10%，其中骨干占交流总数≥20%",
        compute=compute,
        needs=("B",),
        options=OPTIONS,
        codes=("交流", "交流-骨干"),
    )
