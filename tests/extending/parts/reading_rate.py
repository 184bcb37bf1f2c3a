"""An indicator: the share of schools that read in the morning, with the table it is computed from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandera.pandas as pa

from tools.indicators import INDICATORS
from tools.indicators.family import Family, IndicatorResult
from tools.indicators.local_lines import PLACE_OPTIONS, SCOPE_OPTIONS, lines_here
from tools.indicators.ratio import FigureId, ratio, year_rows
from tools.indicators.standards import Standards
from tools.tables import TABLES
from tools.tables.declaring import TableSchema, column
from tools.tables.loading import LoadedTable

NAME = "晨读"
TABLES.register("晨读")(
    TableSchema(
        kind="晨读",
        title="晨读情况表",
        key=("年度", "县区"),
        row_name="县区",
        telling=("开展晨读学校数",),
        schema=pa.DataFrameSchema(
            dict(
                (
                    column("年度", "text", need="row"),
                    column("县区", "text", need="row"),
                    column("学校总数", "whole", unit="所", need="cell"),
                    column("开展晨读学校数", "whole", unit="所", need="cell"),
                )
            )
        ),
    )
)


@INDICATORS.register(NAME)
def reading_rate(standards: Standards) -> Family:
    """The family, judged by the office's own line."""

    def compute(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
        rows = year_rows(tables, "晨读", options)
        return IndicatorResult(
            figures=tuple(
                ratio(
                    FigureId(code="晨读率", name="开展晨读的学校占比", place=row.place, period=row.period),
                    top=row.operand("开展晨读学校数"),
                    bottom=row.operand("学校总数"),
                    formula="开展晨读学校数÷学校总数×100",
                    line=lines_here(standards, NAME, row.place, options).find("晨读率", period=row.period),
                )
                for row in rows
            ),
            included=tuple(row.place for row in rows),
        )

    return Family(
        name=NAME,
        summary="开展晨读的学校占比，对照本局要求",
        compute=compute,
        needs=("晨读",),
        options=(*SCOPE_OPTIONS, *PLACE_OPTIONS),
        codes=("晨读率",),
        asked_by=("晨读率", "晨读的学校占比"),
    )
