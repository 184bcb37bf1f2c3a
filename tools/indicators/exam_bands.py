"""高考分数段: cumulative counts to bands, shares, growth with its base (指标手册 §6.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from core.schema import Figure, FigureInput, Problem
from tools.indicators import INDICATORS
from tools.indicators.family import Family, IndicatorResult, Option, left_out_rows
from tools.indicators.growth import growth_percent
from tools.indicators.ratio import FigureId, Working, figure
from tools.indicators.standards import Standards
from tools.tables.loading import LoadedTable

NAME = "高考分数段"
POLICY = "严禁炒作高考升学率和高分考生：结果只供内部分析，不得对外发布学校或考生排名"
TOTAL = "合计"
SMALL = 5
OPTIONS = (
    Option(name="年度", meaning="只列这一年度的结果（上年仍用于比较）；空：所有年度"),
    Option(name="学校", meaning="只算这一所；空：各校及合计"),
)
# 理/文 are the older names of 物理/历史: years on both sides are compared under one name.
SAME_TRACK = {"理科": "物理", "文科": "历史"}


@dataclass(frozen=True, kw_only=True)
class Count:
    """Pupils at or above a line, or in a band, with their table row."""

    year: str
    school: str
    track: str
    line: float
    pupils: float
    candidates: float | None
    source: str


@INDICATORS.register(NAME)
def exam_bands(standards: Standards) -> Family:
    """The family; it has no lines to judge by."""
    del standards

    def compute(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
        chosen = [table for table in tables if table.kind == "E"]
        problems: list[Problem] = [problem for table in tables for problem in table.problems]
        place = "、".join(dict.fromkeys(table.place for table in chosen if table.place))
        stopped = any(problem.code == "E06" for problem in problems)
        counts = [] if stopped else cumulative_counts(chosen)
        counts = with_totals(counts)
        if options.get("学校"):
            counts = [one for one in counts if one.school == options["学校"]]
        figures = _cumulative(counts, place, options.get("年度", "")) + _bands(counts, place, options.get("年度", ""))
        schools = sorted({one.school for one in counts} - {TOTAL})
        notes = [POLICY]
        if len(schools) > 1:
            notes.append(f"合计仅含表中{len(schools)}所：{'、'.join(schools)}，不代表全区")
        if any(0 < (one.value or 0) < SMALL for one in figures if one.code in ("累计", "分段")):
            notes.append(f"有不足{SMALL}人的格子：可能认出个人，只供内部使用，公布前须合并或隐去")
        notes += [f"{table.title}：{table.note}" for table in chosen if table.note]
        return IndicatorResult(
            figures=tuple(figures),
            problems=tuple(problems),
            included=tuple(schools),
            excluded=left_out_rows(tables, "E", "学校"),
            notes=tuple(notes),
            downgraded=stopped,
        )

    return Family(
        name=NAME,
        summary="高考各分数线累计人数、分段人数、占比、同比净增与增长率",
        compute=compute,
        needs=("E",),
        history=("E",),
        options=OPTIONS,
        codes=("累计", "分段", "占比", "同比"),
    )


def cumulative_counts(tables: Sequence[LoadedTable]) -> list[Count]:
    """All counts as cumulative ones, the highest line first; bands are added up from the top."""
    found: list[Count] = []
    for table in tables:
        frame = table.frame[~table.frame.index.isin(list(table.left_out))]
        frame = frame.assign(track=frame["科类"].replace(SAME_TRACK))
        for (year, school, track, way), group in frame.groupby(["年度", "学校", "track", "口径"], sort=False):
            ordered = group.sort_values("分数下限", ascending=False)
            running = 0.0
            for index, row in ordered.iterrows():
                if pd.isna(row["人数"]):
                    if way == "分段":
                        break
                    continue
                running = running + row["人数"] if way == "分段" else float(row["人数"])
                candidates = row.get("考生总数")
                found.append(
                    Count(
                        year=str(year),
                        school=str(school),
                        track=str(track),
                        line=float(row["分数下限"]),
                        pupils=running,
                        candidates=None if candidates is None or pd.isna(candidates) else float(candidates),
                        source=table.source(str(index)),
                    )
                )
    return found


def with_totals(counts: Sequence[Count]) -> list[Count]:
    """Add 总计 over a school's tracks, and 合计 over schools, where every part has the line."""
    found = list(counts)
    keys = {(one.year, one.line) for one in counts}
    for year, line in sorted(keys):
        here = [one for one in counts if one.year == year and one.line == line]
        for school in dict.fromkeys(one.school for one in here):
            own = [one for one in here if one.school == school]
            if len(own) > 1 and all(one.track != "总计" for one in own):
                found.append(_sum(own, school, "总计"))
        tracks = {one.track for one in found if one.year == year and one.line == line}
        for track in sorted(tracks):
            own = [one for one in found if one.year == year and one.line == line and one.track == track]
            if len(own) > 1:
                found.append(_sum(own, TOTAL, track))
    return found


def _sum(parts: Sequence[Count], school: str, track: str) -> Count:
    known = [one.candidates for one in parts if one.candidates is not None]
    return Count(
        year=parts[0].year,
        school=school,
        track=track,
        line=parts[0].line,
        pupils=sum(one.pupils for one in parts),
        candidates=sum(known) if len(known) == len(parts) else None,
        source="；".join(one.source for one in parts),
    )


def _cumulative(counts: Sequence[Count], place: str, wanted: str) -> list[Figure]:
    found = []
    before = {(one.school, one.track, one.line, one.year): one for one in counts}
    for one in counts:
        if wanted and one.year != wanted:
            continue
        label = f"{one.school}{one.track}{one.line:g}分以上"
        operand = FigureInput(name=f"{one.year}{label}人数", value=one.pupils, unit="人", source=one.source)
        found.append(
            figure(
                FigureId(
                    code="累计", name=f"{label}累计人数", place=place or one.school, period=one.year, unit_id=one.school
                ),
                value=one.pupils,
                working=Working(formula="达到分数线的人数", inputs=(operand,)),
                unit="人",
                digits=0,
            )
        )
        if one.candidates:
            whole = FigureInput(name="考生总数", value=one.candidates, unit="人", source=one.source)
            found.append(
                figure(
                    FigureId(
                        code="占比",
                        name=f"{label}占考生比例",
                        place=place or one.school,
                        period=one.year,
                        unit_id=one.school,
                    ),
                    value=one.pupils * 100 / one.candidates,
                    working=Working(formula="人数÷考生总数×100", inputs=(operand, whole)),
                    unit="%",
                )
            )
        last = before.get((one.school, one.track, one.line, _year_before(one.year)))
        if last is not None:
            change = growth_percent(one.pupils, last.pupils)
            net = one.pupils - last.pupils
            found.append(
                figure(
                    FigureId(
                        code="同比",
                        name=f"{label}人数同比增长率",
                        place=place or one.school,
                        period=one.year,
                        unit_id=one.school,
                    ),
                    value=change,
                    working=Working(
                        formula="(本年−上年)÷上年×100；上年为0时不可比",
                        inputs=(
                            operand,
                            FigureInput(
                                name=f"{last.year}{label}人数", value=last.pupils, unit="人", source=last.source
                            ),
                        ),
                    ),
                    unit="%",
                    text=f"净增{net:+.0f}人，" + (f"{change:+.2f}%" if change is not None else "不可比（上年为0）"),
                )
            )
    return found


def _bands(counts: Sequence[Count], place: str, wanted: str) -> list[Figure]:
    found = []
    groups: dict[tuple[str, str, str], list[Count]] = {}
    for one in counts:
        groups.setdefault((one.year, one.school, one.track), []).append(one)
    for (year, school, track), group in groups.items():
        if wanted and year != wanted:
            continue
        higher: Count | None = None
        for one in sorted(group, key=lambda count: count.line, reverse=True):
            name = (
                f"{school}{track}{one.line:g}分以上"
                if higher is None
                else f"{school}{track}{one.line:g}—{higher.line:g}分"
            )
            pupils = one.pupils - (higher.pupils if higher else 0.0)
            found.append(
                figure(
                    FigureId(code="分段", name=f"{name}分段人数", place=place or school, period=year, unit_id=school),
                    value=pupils if pupils >= 0 else None,
                    working=Working(
                        formula="相邻两线累计人数之差",
                        inputs=tuple(
                            FigureInput(name=f"{part.line:g}分以上", value=part.pupils, unit="人", source=part.source)
                            for part in (one, higher)
                            if part is not None
                        ),
                    ),
                    unit="人",
                    text=f"{pupils:.0f}人" if pupils >= 0 else "无法计算：累计人数不单调",
                )
            )
            higher = one
    return found


def _year_before(year: str) -> str:
    digits = "".join(char for char in year if char.isdigit())[:4]
    return year.replace(digits, str(int(digits) - 1)) if digits else ""
