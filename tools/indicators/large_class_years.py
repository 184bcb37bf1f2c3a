"""大班额化解: classes of 56 and more, year after year, and what was done away with (指标手册 §4)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from core.schema import Figure, FigureInput, Problem, Stage
from tools.indicators import INDICATORS
from tools.indicators.class_size import NAME as CLASS_SIZE
from tools.indicators.county_schools import STAGE, county_schools
from tools.indicators.family import Family, IndicatorResult, left_out_rows
from tools.indicators.incomplete import lost_rows, open_totals
from tools.indicators.judging import judge_as_given
from tools.indicators.local_lines import PLACE_OPTIONS, SCOPE_OPTIONS, LinesHere, lines_here
from tools.indicators.ratio import FigureId, Judged, Working, figure, ratio, year_rows
from tools.indicators.standards import Standards, Threshold
from tools.indicators.units import STAGES, years_and_places
from tools.tables.loading import LoadedTable, years_in

NAME = "大班额化解"
_COUNT, _GRADE = "大班额班数", "起始年级大班额班数"
_NAMES: dict[str, Stage] = {"小学": "小学", "初中": "初中", "高中": "高中", "义务教育": "义务教育"}


@dataclass(frozen=True, kw_only=True)
class StageYear:
    """One county, year and stage: classes of 56 and more (all), of 66 and more (huge), and all classes.

    `own`: the county's own account, and not what its schools sum to.
    """

    place: str
    period: str
    stage: Stage
    all: FigureInput
    huge: FigureInput
    classes: FigureInput
    entering: FigureInput
    own: bool


@INDICATORS.register(NAME)
def large_class_years(standards: Standards) -> Family:
    """The family, judging by these standards."""

    def compute(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
        figures: list[Figure] = []
        problems: list[Problem] = [problem for table in tables for problem in table.problems]
        notes = [f"{table.title}：{table.note}" for table in tables if table.note]
        series: dict[tuple[str, Stage], list[StageYear]] = {}
        for one in _listed(tables, options):
            series.setdefault((one.place, one.stage), []).append(one)
        used: dict[str, list[Threshold | None]] = {}
        for (place, _), years in series.items():
            here = lines_here(standards, NAME, place, options)
            lines = [here.find("大班额数", stage=one.stage, period=one.period) for one in years]
            used.setdefault(place, []).extend(lines)
            for one, line in zip(years, lines, strict=True):
                lost = 0 if one.own else lost_rows(tables, "A", place, one.period)
                figures += open_totals(_year(standards, one, line), lost)
            figures += _changes(years)
            notes += _gaps(years)
        for place, found in used.items():
            here = lines_here(standards, NAME, place, options)
            notes += _basis(here, found, place)
        return IndicatorResult(
            figures=tuple(figures),
            problems=tuple(problems),
            included=tuple(f"{one.place}{one.period}{one.stage}" for years in series.values() for one in years),
            excluded=(*left_out_rows(tables, "M", "县区"), *left_out_rows(tables, "A", "学校名称")),
            notes=(
                *dict.fromkeys(notes),
                "大班额指56人及以上（含66人及以上的超大班额）；大班额清零不等于45/50人的标准班额达标",
            ),
        )

    return Family(
        name=NAME,
        summary="大班额、超大班额逐年的班数与比例，比上年化解多少，累计化解多少，何时清零",
        compute=compute,
        needs=(),
        uses=("M", "A"),
        history=("M", "A"),
        options=(SCOPE_OPTIONS[1], *PLACE_OPTIONS),
        codes=("大班额数", "大班额比例", "超大班额比例", "化解", "累计化解", "起始年级"),
    )


def _listed(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> list[StageYear]:
    """Every year told, the county's own account before what its schools sum to, in order of time."""
    found: dict[tuple[str, str, Stage], StageYear] = {}
    for row in year_rows(tables, "M", {"县区": options.get("县区", "")}):
        stage = _NAMES.get(row.word("学段"), "")
        found[row.place, row.period, stage] = StageYear(
            place=row.place,
            period=row.period,
            stage=stage,
            all=row.operand(_COUNT),
            huge=row.operand("66以上班数"),
            classes=row.operand("总班数"),
            entering=row.operand(_GRADE),
            own=True,
        )
    for table in (one for one in tables if one.kind == "A"):
        for place, period in years_and_places(table):
            if options.get("县区", "") not in ("", place):
                continue
            schools = county_schools(table, place, period)
            for name in STAGES:
                stage = STAGE[name]
                if stage not in schools.stages or (place, period, stage) in found:
                    continue
                large, huge, classes = (
                    schools.sum_of(column, column, "个", stage) for column in ("56-65班数", "66以上班数", "班数")
                )
                known = large.value is not None and huge.value is not None
                both = math.fsum((large.value or 0.0, huge.value or 0.0)) if known else None
                found[place, period, stage] = StageYear(
                    place=place,
                    period=period,
                    stage=stage,
                    all=FigureInput(name=_COUNT, value=both, unit="个", source=large.source),
                    huge=huge,
                    classes=classes,
                    entering=FigureInput(name=_GRADE, value=None, unit="个", source=table.title),
                    own=False,
                )
    return sorted(found.values(), key=lambda one: (one.place, one.stage, years_in(one.period)))


def _year(standards: Standards, one: StageYear, line: Threshold | None) -> list[Figure]:
    found = [
        figure(
            FigureId(
                code="大班额数", name="大班额数（56人及以上）", place=one.place, period=one.period, stage=one.stage
            ),
            value=one.all.value,
            working=Working(formula="56人及以上的班数（含66人及以上）", inputs=(one.all,)),
            judged=Judged(line=line, verdict=judge_as_given(one.all.value, line)),
            unit="个",
            digits=0,
        )
    ]
    if one.classes.value is not None:
        for code, top in (("大班额比例", one.all), ("超大班额比例", one.huge)):
            if code == "超大班额比例" and top.value is None:
                continue
            # Senior schools have no line of shares: theirs is to have none at all.
            share = standards.find(CLASS_SIZE, code, period=one.period) if one.stage != "高中" else None
            found.append(
                ratio(
                    FigureId(
                        code=code,
                        name=f"{code}（{'≥66' if code.startswith('超') else '≥56'}人）",
                        place=one.place,
                        period=one.period,
                        stage=one.stage,
                    ),
                    top=top,
                    bottom=one.classes,
                    formula=f"{top.name}÷总班数×100",
                    line=share,
                )
            )
    return found


def _changes(years: Sequence[StageYear]) -> list[Figure]:
    """Against the year before, since the first year told, and how long the entering grade has had none."""
    found = [
        _change("化解", "比上年化解大班额", before, now) for before, now in pairwise(years) if _adjacent(before, now)
    ]
    if len(years) > 1:
        whole = _change("累计化解", f"{years[0].period}以来累计化解大班额", years[0], years[-1])
        found.append(replace(whole, text=f"{whole.text}{_since(years)}"))
    items = [one for one in years if one.entering.value is not None]
    if items:
        run = 0
        for later, one in zip([None, *reversed(items)], reversed(items), strict=False):
            if one.entering.value or (later is not None and not _adjacent(one, later)):
                break
            run += 1
        last = items[-1]
        found.append(
            figure(
                FigureId(
                    code="起始年级",
                    name="起始年级连续没有大班额的年数",
                    place=last.place,
                    period=last.period,
                    stage=last.stage,
                ),
                value=float(run),
                working=Working(
                    formula="从最近一年往回数，起始年级大班额班数为0的连续年数",
                    inputs=tuple(
                        FigureInput(
                            name=f"{one.period}{_GRADE}",
                            value=one.entering.value,
                            unit="个",
                            source=one.entering.source,
                        )
                        for one in items
                    ),
                ),
                unit="年",
                digits=0,
            )
        )
    return found


def _change(code: str, name: str, before: StageYear, now: StageYear) -> Figure:
    first, last = before.all.value, now.all.value
    value = first - last if first is not None and last is not None else None
    text = ""
    if value is not None and first is not None and last is not None:
        share = f"，{'减少' if value >= 0 else '增加'}{abs(value) * 100 / first:.2f}%" if first else ""
        done = "，已清零" if last == 0 and first > 0 else ""
        text = f"{first:.0f}个→{last:.0f}个，{'减少' if value >= 0 else '增加'}{abs(value):.0f}个{share}{done}"
    return figure(
        FigureId(code=code, name=name, place=now.place, period=now.period, stage=now.stage),
        value=value,
        working=Working(
            formula=f"{before.period}大班额数−{now.period}大班额数",
            inputs=tuple(
                FigureInput(name=f"{one.period}{_COUNT}", value=one.all.value, unit="个", source=one.all.source)
                for one in (before, now)
            ),
        ),
        unit="个",
        text=text,
        digits=0,
    )


def _since(years: Sequence[StageYear]) -> str:
    """From which year on there has been none; '' where there still is one, or there was none ever."""
    first = len(years)
    while first and years[first - 1].all.value == 0:
        first -= 1
    return f"（{years[first].period}起）" if 0 < first < len(years) else ""


def _adjacent(before: StageYear, now: StageYear) -> bool:
    first, last = years_in(before.period), years_in(now.period)
    return bool(first and last) and last[0] - first[0] == 1


def _gaps(years: Sequence[StageYear]) -> list[str]:
    return [
        f"{now.place}{now.stage}：{before.period}到{now.period}之间缺年度，只比首末，不作“比上年”"
        for before, now in pairwise(years)
        if not _adjacent(before, now)
    ]


def _basis(here: LinesHere, lines: Sequence[Threshold | None], place: str) -> list[str]:
    if any(line is not None for line in lines):
        return here.notes(lines, place)
    return [f"{place}没有“大班额清零”的规定，大班额数只列不判；大班额比例按国家2018年、2020年底的目标判"]
