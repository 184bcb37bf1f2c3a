"""编制配备: pupils per approved post and per member of staff, posts lacking, posts left empty (指标手册 §5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from core.schema import Figure, FigureInput, Gap, Problem, Stage
from tools.indicators import INDICATORS
from tools.indicators.county_schools import STAGE, county_schools
from tools.indicators.family import Family, IndicatorResult, left_out_rows
from tools.indicators.incomplete import downgraded, lost_rows, open_totals
from tools.indicators.judging import whole_up
from tools.indicators.local_lines import SCOPE_OPTIONS
from tools.indicators.met_share import met_share
from tools.indicators.ratio import FigureId, Measure, Working, YearRow, figure, lacking, ratio, total, year_rows
from tools.indicators.standards import Standards, Threshold
from tools.indicators.units import STAGES, years_and_places
from tools.tables.loading import LoadedTable

NAME = "编制配备"
STAGE_OF: dict[str, Stage] = {**STAGE, "高中": "高中"}


@INDICATORS.register(NAME)
def staffing(standards: Standards) -> Family:
    """The family, judging by these standards."""

    def compute(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
        figures: list[Figure] = []
        problems: list[Problem] = [problem for table in tables for problem in table.problems]
        rows = year_rows(tables, "T", options)
        lines: list[Threshold | None] = []
        known = {(row.place, row.period) for row in rows}
        for (place, period), group in groupby(rows, key=lambda row: (row.place, row.period)):
            members = list(group)
            for name, stage in STAGE_OF.items():
                own = [row for row in members if row.word("学段") == name]
                if not own:
                    continue
                line = standards.find(NAME, "编制", stage=stage, period=period)
                lines.append(line)
                made, found = _stage(own, place, period, stage, line, lost_rows(tables, "T", place, period))
                figures += made
                problems += found
        for table in (one for one in tables if one.kind == "A"):
            for place, period in years_and_places(table):
                wanted = options.get("年度", "") in ("", period) and options.get("县区", "") in ("", place)
                if wanted and (place, period) not in known:
                    made = _from_schools(standards, table, place, period)
                    figures += open_totals(made, lost_rows(tables, "A", place, period))
        basis = dict.fromkeys(
            f"依据《{line.title}》：{line.stage}教职工与学生之比1:{line.value:g}" for line in lines if line is not None
        )
        return IndicatorResult(
            figures=tuple(figures),
            problems=tuple(dict.fromkeys(problems)),
            included=tuple(f"{row.word('学校')}（{row.word('学段')}）" for row in rows),
            excluded=left_out_rows(tables, "T", "学校"),
            notes=(
                *(f"{table.title}：{table.note}" for table in tables if table.note),
                *basis,
                "1:19、1:13.5、1:12.5比的是教职工编制与学生，不是专任教师；地方另有统一标准的，以当地核定为准",
            ),
            downgraded=downgraded(tables, "T"),
        )

    return Family(
        name=NAME,
        summary="每个编制对应的学生数对照小学1:19、初中1:13.5、高中1:12.5，缺编和空编，逐校列出",
        compute=compute,
        needs=(),
        uses=("T", "A"),
        options=SCOPE_OPTIONS,
        codes=("编制", "编制-学校", "生职比", "空编"),
    )


def _stage(
    rows: Sequence[YearRow], place: str, period: str, stage: Stage, line: Threshold | None, lost: int
) -> tuple[list[Figure], list[Problem]]:
    schools = [_posts(row, place, period, stage, line) for row in rows]
    problems = [problem for row, one in zip(rows, schools, strict=True) for problem in lacking(row, [one])]
    pupils = _sum(rows, "在校生数")
    posts, own, staff = (_sum(rows, name) for name in ("核定编制数", "在编教职工数", "教职工数"))
    found = [
        _ratio(
            FigureId(code="编制", name="每个编制对应的学生数", place=place, period=period, stage=stage),
            pupils,
            posts,
            line,
            _without(rows, "核定编制数"),
        )
    ]
    if staff.value is not None or any(row.number("教职工数") is not None for row in rows):
        found.append(
            _ratio(
                FigureId(code="生职比", name="每名教职工对应的学生数", place=place, period=period, stage=stage),
                pupils,
                staff,
                line,
                _without(rows, "教职工数"),
            )
        )
    if any(row.number("在编教职工数") is not None for row in rows):
        found.append(_empty(rows, posts, own, place, period, stage))
    share = met_share(
        schools,
        code="编制-学校",
        name="编制达到标准的学校",
        thing="所",
        source=rows[0].table.title,
        stage=stage,
        lost=lost,
        say=_short,
    )
    return [*open_totals(found, lost), *([share] if share else []), *schools], problems


def _short(one: Figure) -> str:
    lacks = f"缺{one.gap.to_standard:g}个" if one.gap else ""
    return f"{one.unit_id}（1:{one.value:.2f}，{lacks}）" if one.value is not None else f"{one.unit_id}（{one.text}）"


def _sum(rows: Sequence[YearRow], column: str) -> FigureInput:
    return total(column, [row.operand(column) for row in rows], "人")


def _without(rows: Sequence[YearRow], column: str) -> str:
    names = [row.word("学校") for row in rows if row.number(column) is None or row.number("在校生数") is None]
    return f"无法计算：{'、'.join(names[:12])}没有填{column}或在校生数" if names else ""


def _posts(row: YearRow, place: str, period: str, stage: Stage, line: Threshold | None) -> Figure:
    """One school's own ratio."""
    pupils, posts = row.operand("在校生数"), row.operand("核定编制数")
    name = f"{row.word('学校')}每个编制对应的学生数"
    one = _ratio(FigureId(code="编制", name=name, place=place, period=period, stage=stage), pupils, posts, line, "")
    return replace(one, unit_id=row.word("学校"), ref=f"{one.ref}/{row.word('学校')}")


def _ratio(
    about: FigureId,
    pupils: FigureInput,
    staff: FigureInput,
    line: Threshold | None,
    lacks: str,
) -> Figure:
    """Pupils per post; what lacks is posts: ⌈pupils ÷ standard⌉ − posts."""
    one = ratio(
        about,
        top=pupils,
        bottom=staff,
        measure=Measure(scale=1.0, unit="人"),
        formula=f"在校生数÷{staff.name}，不超过{line.value:g}" if line else f"在校生数÷{staff.name}",
        line=line,
    )
    if one.value is None or pupils.value is None or staff.value is None or line is None:
        return replace(one, text=lacks or one.text)
    need = whole_up(pupils.value / line.value - staff.value)
    return replace(
        one,
        text=f"1:{one.value:.2f}（应有{whole_up(pupils.value / line.value):.0f}个，现有{staff.value:.0f}个）",
        gap=Gap(to_standard=need, to_85=None, unit="个编制" if about.code == "编制" else "名教职工"),
    )


def _empty(
    rows: Sequence[YearRow], posts: FigureInput, own: FigureInput, place: str, period: str, stage: Stage
) -> Figure:
    """Approved posts with nobody in them; negative is staff over the approved number."""
    value = posts.value - own.value if posts.value is not None and own.value is not None else None
    lacks = _without(rows, "在编教职工数") or _without(rows, "核定编制数")
    text = "" if value is None else f"空编{value:.0f}个" if value >= 0 else f"超编{-value:.0f}人"
    return figure(
        FigureId(code="空编", name="核定编制与在编教职工之差", place=place, period=period, stage=stage),
        value=value,
        working=Working(formula="Σ核定编制数−Σ在编教职工数", inputs=(posts, own)),
        unit="个",
        digits=0,
        text=text or lacks,
    )


def _from_schools(standards: Standards, table: LoadedTable, place: str, period: str) -> list[Figure]:
    """What 表A allows where no table of posts is there: pupils per member of staff, by stage."""
    schools = county_schools(table, place, period)
    found = []
    for name in STAGES:
        stage = STAGE[name]
        if stage not in schools.stages:
            continue
        line = standards.find(NAME, "编制", stage=stage, period=period)
        pupils = schools.sum_of("在校生数", "在校生数", "人", stage)
        staff = schools.sum_of("教职工数", "教职工数", "人", stage)
        lacks = "" if staff.value is not None else f"无法计算：{table.title}缺教职工数；核定编制须填教职工编制表"
        found.append(
            _ratio(
                FigureId(code="生职比", name="每名教职工对应的学生数", place=place, period=period, stage=stage),
                pupils,
                staff,
                line,
                lacks,
            )
        )
    return found
