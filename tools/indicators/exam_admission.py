"""高考上线: shares of those who sat that reached the two lines, by school and track, against the year before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from core.schema import Figure, FigureInput, Problem
from tools.indicators import INDICATORS
from tools.indicators.exam_bands import POLICY, SAME_TRACK, SMALL, TOTAL
from tools.indicators.family import Family, IndicatorResult, Option, left_out_rows
from tools.indicators.local_lines import SCOPE_OPTIONS
from tools.indicators.ratio import FigureId, Working, figure, ratio, total, year_rows
from tools.indicators.standards import Standards
from tools.tables.loading import LoadedTable, years_in

NAME = "高考上线"
WHOLE = "总计"
OPTIONS = (
    Option(name="年度", meaning="只列这一年度的结果（上年仍用于比较）；空：所有年度"),
    SCOPE_OPTIONS[1],
    Option(name="学校", meaning="只算这一所；空：各校及合计"),
)
RATES = (("一本上线率", "一本上线人数"), ("本科上线率", "本科上线人数"))


@dataclass(frozen=True, kw_only=True)
class Sat:
    """Those of one school and track who sat in a year, and those who reached each line."""

    place: str
    year: str
    school: str
    track: str
    sat: FigureInput
    reached: Mapping[str, FigureInput]


@INDICATORS.register(NAME)
def exam_admission(standards: Standards) -> Family:
    """The family; no rule sets a line for these rates."""
    del standards

    def compute(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
        problems: list[Problem] = [problem for table in tables for problem in table.problems]
        rows = year_rows(tables, "N", {"县区": options.get("县区", "")})
        groups = [
            Sat(
                place=row.place,
                year=row.period,
                school=row.word("学校"),
                track=SAME_TRACK.get(row.word("科类"), row.word("科类")),
                sat=row.operand("参考人数"),
                reached={column: row.operand(column) for _, column in RATES},
            )
            for row in rows
        ]
        lost = _lost(tables)
        groups = with_totals(groups, lost)
        if options.get("学校"):
            groups = [one for one in groups if one.school == options["学校"]]
        figures = _rates(groups, options.get("年度", ""))
        notes = [POLICY, "上线率的分母是参考人数；没有文件规定上线率应达到多少，只算不判"]
        hidden = [one.school for one in groups if one.sat.value is not None and one.sat.value < SMALL]
        if hidden:
            notes.append(f"参考人数不足{SMALL}人的不显示：{'、'.join(dict.fromkeys(hidden))}")
        few = [operand.value for one in groups for operand in one.reached.values() if one.school not in hidden]
        if any(0 < (value or 0) < SMALL for value in few):
            notes.append(f"有上线不足{SMALL}人的格子：可能认出个人，只供内部使用，公布前须合并或隐去")
        if lost:
            notes.append(
                f"因数据错误未计入，合计无法计算：{'、'.join(f'{year}年{school}' for year, school in sorted(lost))}"
            )
        schools = list(dict.fromkeys(one.school for one in groups if one.school != TOTAL))
        if len(schools) > 1:
            notes.append(f"合计仅含表中{len(schools)}所：{'、'.join(schools)}，不代表全区")
        notes += [f"{table.title}：{table.note}" for table in tables if table.note]
        return IndicatorResult(
            figures=tuple(figures),
            problems=tuple(problems),
            included=tuple(schools),
            excluded=left_out_rows(tables, "N", "学校"),
            notes=tuple(notes),
        )

    return Family(
        name=NAME,
        summary="一本（特控线）、本科上线率，各校分科类和合计，与上年相差几个百分点；不判定、不排名",
        compute=compute,
        needs=("N",),
        history=("N",),
        options=OPTIONS,
        codes=("一本上线率", "本科上线率", "一本上线率-同比", "本科上线率-同比"),
    )


def with_totals(groups: Sequence[Sat], lost: Collection[tuple[str, str]] = ()) -> list[Sat]:
    """Add 总计 over a school's tracks where it has none, and 合计 over the schools of a county and year.

    Args:
        groups: As the tables have them.
        lost: (year, school) of rows left out for errors: what they belong to has no sum.
    """
    found = list(groups)
    for _, members in groupby(sorted(groups, key=_school), key=_school):
        own = list(members)
        if all(one.track != WHOLE for one in own):
            found.append(_sum(own, own[0].school, broken=(own[0].year, own[0].school) in lost))
    wholes = sorted((one for one in found if one.track == WHOLE), key=_year)
    for _, members in groupby(wholes, key=_year):
        own = list(members)
        found.append(_sum(own, TOTAL, broken=any(year == own[0].year for year, _ in lost)))
    return found


def _lost(tables: Sequence[LoadedTable]) -> set[tuple[str, str]]:
    return {
        (str(year), str(school))
        for table in tables
        if table.kind == "N"
        for year, school in table.frame.loc[list(table.left_out), ["年度", "学校"]].itertuples(index=False)
    }


def _school(one: Sat) -> tuple[str, str, str]:
    return (one.place, one.year, one.school)


def _year(one: Sat) -> tuple[str, str]:
    return (one.place, one.year)


def _sum(parts: Sequence[Sat], school: str, *, broken: bool) -> Sat:
    sat = total("参考人数", [one.sat for one in parts])
    return Sat(
        place=parts[0].place,
        year=parts[0].year,
        school=school,
        track=WHOLE,
        sat=replace(sat, value=None) if broken else sat,
        reached={column: total(column, [one.reached[column] for one in parts]) for _, column in RATES},
    )


def _rates(groups: Sequence[Sat], wanted: str) -> list[Figure]:
    found: list[Figure] = []
    record = {(one.place, one.school, one.track, one.year): one for one in groups}
    for one in groups:
        if wanted and one.year != wanted:
            continue
        last = record.get((one.place, one.school, one.track, _year_before(one.year)))
        for code, column in RATES:
            now = _rate(one, code, column)
            found.append(now)
            if last is not None:
                found.append(_change(one, code, now, _rate(last, code, column)))
    return found


def _label(one: Sat) -> str:
    return ("" if one.school == TOTAL else one.school) + ("" if one.track == WHOLE else one.track)


def _unit(one: Sat) -> str | None:
    return None if one.school == TOTAL else f"{one.school}{'' if one.track == WHOLE else one.track}"


def _rate(one: Sat, code: str, column: str) -> Figure:
    small = one.sat.value is not None and one.sat.value < SMALL
    blank = FigureInput(name="参考人数", value=None, unit="人", source=one.sat.source)
    made = ratio(
        FigureId(code=code, name=f"{_label(one)}{code}", place=one.place, period=one.year, unit_id=_unit(one)),
        top=replace(one.reached[column], value=None) if small else one.reached[column],
        bottom=blank if small else one.sat,
        formula=f"{column}÷参考人数×100",
    )
    if small:
        return replace(made, text=f"不足{SMALL}人，不显示")
    if made.value is None:
        lacks = "、".join(operand.name for operand in made.inputs if operand.value is None)
        return replace(made, text=f"无法计算：缺{lacks}" if lacks else made.text)
    return made


def _change(one: Sat, code: str, now: Figure, before: Figure) -> Figure:
    """Percentage points against the year before."""
    value = now.value - before.value if now.value is not None and before.value is not None else None
    return figure(
        FigureId(
            code=f"{code}-同比", name=f"{_label(one)}{code}比上年", place=one.place, period=one.year, unit_id=_unit(one)
        ),
        value=value,
        working=Working(
            formula="本年上线率−上年上线率",
            inputs=tuple(
                FigureInput(name=f"{part.period}{code}", value=part.value, unit="%", source=part.ref)
                for part in (now, before)
            ),
        ),
        unit="个百分点",
        text=f"{value:+.2f}个百分点" if value is not None else "",
    )


def _year_before(year: str) -> str:
    years = years_in(year)
    return year.replace(str(years[0]), str(years[0] - 1)) if len(years) == 1 else ""
