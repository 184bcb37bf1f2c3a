"""作息锻炼: hours slept and hours of exercise of each school against its stage's line (指标手册 §6.4)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from core.schema import Figure, FigureInput, Gap, Problem, Stage
from tools.indicators import INDICATORS
from tools.indicators.family import Exclusion, Family, IndicatorResult, left_out_rows
from tools.indicators.incomplete import downgraded, lost_rows, open_totals
from tools.indicators.judging import judge, judge_as_given
from tools.indicators.local_lines import PLACE_OPTIONS, SCOPE_OPTIONS, LinesHere, lines_here
from tools.indicators.met_share import met_share
from tools.indicators.ratio import FigureId, Judged, Working, YearRow, figure, lacking, ratio, total, year_rows
from tools.indicators.staffing import STAGE_OF
from tools.indicators.standards import Standards, Threshold
from tools.tables.daily_rest import HOURS
from tools.tables.loading import LoadedTable

NAME = "作息锻炼"
SMALL = 5
CODES = dict(zip(HOURS, ("睡眠", "锻炼", "综合体育"), strict=True))


@INDICATORS.register(NAME)
def daily_rest(standards: Standards) -> Family:
    """The family, judging by these standards."""

    def compute(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
        figures: list[Figure] = []
        problems: list[Problem] = [problem for table in tables for problem in table.problems]
        notes = [f"{table.title}：{table.note}" for table in tables if table.note]
        rows = year_rows(tables, "W", options)
        hidden = [row for row in rows if (pupils := row.number("监测学生数")) is not None and pupils < SMALL]
        shown = [row for row in rows if row not in hidden]
        for (place, period), group in groupby(shown, key=lambda row: (row.place, row.period)):
            here = lines_here(standards, NAME, place, options)
            members = list(group)
            lines: list[Threshold | None] = []
            for name in STAGE_OF:
                own = [row for row in members if row.word("学段") == name]
                if own:
                    made, found, used = _stage(own, here, lost_rows(tables, "W", place, period))
                    figures += made
                    problems += found
                    lines += used
            notes += here.notes(lines, place)
        if hidden:
            notes.append(f"监测学生不足{SMALL}人的不显示：{'、'.join(row.word('学校') for row in hidden)}")
        return IndicatorResult(
            figures=tuple(figures),
            problems=tuple(dict.fromkeys(problems)),
            included=tuple(f"{row.word('学校')}（{row.word('学段')}）" for row in shown),
            excluded=(*left_out_rows(tables, "W", "学校"), *(_hidden(row) for row in hidden)),
            downgraded=downgraded(tables, "W"),
            notes=(*dict.fromkeys(notes), "规定的是每个学生每天；学校的平均数达到，不等于每个学生都达到"),
        )

    return Family(
        name=NAME,
        summary="睡眠时长对照小学10、初中9、高中8小时，每天校内锻炼1小时，综合体育活动2小时，逐校判定",
        compute=compute,
        needs=("W",),
        options=(*SCOPE_OPTIONS, *PLACE_OPTIONS),
        codes=("睡眠", "锻炼", "综合体育"),
    )


def _hidden(row: YearRow) -> Exclusion:
    return Exclusion(
        unit=row.word("学校"),
        unit_id="",
        row=row.table.row_name(row.row),
        reason=f"监测学生不足{SMALL}人，不显示",
        by_rule=True,
    )


def _stage(
    rows: Sequence[YearRow], here: LinesHere, lost: int
) -> tuple[list[Figure], list[Problem], list[Threshold | None]]:
    shares: list[Figure] = []
    totals: list[Figure] = []
    schools: list[Figure] = []
    problems: list[Problem] = []
    lines: list[Threshold | None] = []
    title, place, period, stage = rows[0].table.title, rows[0].place, rows[0].period, STAGE_OF[rows[0].word("学段")]
    for column, code in CODES.items():
        if code != "睡眠" and all(row.number(column) is None for row in rows):
            continue
        line = here.find(code, stage=stage, period=period)
        lines.append(line)
        own = [_hours(row, column, code, line, stage) for row in rows]
        for row, one in zip(rows, own, strict=True):
            problems += lacking(row, [one])
        share = met_share(
            own, code=f"{code}-学校", name=f"{column}达到要求的学校", thing="所", source=title, stage=stage, lost=lost
        )
        mean = _mean(rows, column, code, line)
        shares += [share] if share else []
        totals += [mean] if mean else []
        schools += own
    if any(row.number("睡眠达标学生数") is not None for row in rows):
        part, whole = (total(name, [row.operand(name) for row in rows]) for name in ("睡眠达标学生数", "监测学生数"))
        totals.append(
            ratio(
                FigureId(code="睡眠-学生", name="睡眠达到要求的学生", place=place, period=period, stage=stage),
                top=part,
                bottom=whole,
                formula="Σ睡眠达标学生数÷Σ监测学生数×100",
            )
        )
    return [*shares, *open_totals(totals, lost), *schools], problems, lines


def _hours(row: YearRow, column: str, code: str, line: Threshold | None, stage: Stage) -> Figure:
    """A school's hours as it reports them."""
    value = row.number(column)
    one = figure(
        FigureId(
            code=code,
            name=f"{row.word('学校')}{column}",
            place=row.place,
            period=row.period,
            stage=stage,
            unit_id=row.word("学校"),
        ),
        value=value,
        working=Working(formula=f"{column}≥要求" if line else column, inputs=(row.operand(column),)),
        judged=Judged(
            line=line,
            verdict=judge_as_given(value, line),
            gap=Gap(to_standard=max(0.0, line.value - value), to_85=None, unit="小时")
            if line and value is not None
            else None,
        ),
        unit="小时",
    )
    return one if value is not None else replace(one, text=f"没有填{column}")


def _mean(rows: Sequence[YearRow], column: str, code: str, line: Threshold | None) -> Figure | None:
    """The mean over pupils, schools weighted by the pupils monitored; None where no school tells their number."""
    if all(row.number("监测学生数") is None for row in rows):
        return None
    parts = [(row.number(column), row.number("监测学生数")) for row in rows]
    known = [(hours, pupils) for hours, pupils in parts if hours is not None and pupils is not None]
    title = rows[0].table.title
    hours = FigureInput(
        name=f"Σ{column}×监测学生数",
        value=math.fsum(hours * pupils for hours, pupils in known) if len(known) == len(parts) else None,
        unit="小时",
        source=f"{title} {len(parts)}行合计",
    )
    pupils = total("监测学生数", [row.operand("监测学生数") for row in rows], "人")
    value = hours.value / pupils.value if hours.value is not None and pupils.value else None
    lacks = [row.word("学校") for row, part in zip(rows, parts, strict=True) if None in part]
    return figure(
        FigureId(
            code=f"{code}-平均",
            name=f"全县平均{column.removeprefix('平均')}",
            place=rows[0].place,
            period=rows[0].period,
            stage=STAGE_OF[rows[0].word("学段")],
        ),
        value=value,
        working=Working(formula=f"Σ({column}×监测学生数)÷Σ监测学生数", inputs=(hours, pupils)),
        judged=Judged(line=line, verdict=judge(value, line) if line else None),
        unit="小时",
        text="" if value is not None else f"无法计算：{'、'.join(lacks[:12])}缺{column}或监测学生数",
    )
