"""学生资助: money per grant and per pupil aided, and how many of those in need are reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from core.schema import Figure, FigureInput, Problem, Stage
from tools.indicators import INDICATORS
from tools.indicators.family import Family, IndicatorResult, left_out_rows
from tools.indicators.incomplete import downgraded, lost_rows, open_totals
from tools.indicators.local_lines import PLACE_OPTIONS, SCOPE_OPTIONS, LinesHere, lines_here
from tools.indicators.ratio import FigureId, Measure, Working, YearRow, figure, ratio, total, year_rows
from tools.indicators.standards import Standards, Threshold
from tools.tables.loading import LoadedTable

NAME = "学生资助"
_STAGES: tuple[Stage, ...] = ("学前", "小学", "初中", "高中", "义务教育")
_GRANT = "国家助学金"


@INDICATORS.register(NAME)
def student_aid(standards: Standards) -> Family:
    """The family, judging by these standards."""

    def compute(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
        figures: list[Figure] = []
        problems: list[Problem] = [problem for table in tables for problem in table.problems]
        notes = [f"{table.title}：{table.note}" for table in tables if table.note]
        rows = year_rows(tables, "R", options)
        for (place, period), group in groupby(rows, key=lambda row: (row.place, row.period)):
            members = list(group)
            here = lines_here(standards, NAME, place, options)
            made, result = _county(members, here, place, period)
            figures += open_totals(made, lost_rows(tables, "R", place, period))
            notes += result
        return IndicatorResult(
            figures=tuple(figures),
            problems=tuple(problems),
            included=tuple(dict.fromkeys(f"{row.place}{row.period}" for row in rows)),
            excluded=left_out_rows(tables, "R", "县区"),
            downgraded=downgraded(tables, "R"),
            notes=(
                *dict.fromkeys(notes),
                "次均按人次、人均按人数，两个分母不同；一个学生受几项资助计几人次，几个项目的受助人数不能相加",
            ),
        )

    return Family(
        name=NAME,
        summary="人均资助金额、每人次资助金额、家庭经济困难学生资助覆盖率，按学段和项目",
        compute=compute,
        needs=("R",),
        options=(*SCOPE_OPTIONS, *PLACE_OPTIONS),
        codes=("人均资助", "次均资助", "资助覆盖率"),
    )


def _county(rows: Sequence[YearRow], here: LinesHere, place: str, period: str) -> tuple[list[Figure], list[str]]:
    """All rows together, each stage, and each programme of a stage."""
    found: list[Figure] = []
    lines: list[Threshold | None] = []
    programmes = list(dict.fromkeys(row.word("资助项目") for row in rows))
    groups: list[tuple[str, Stage, Sequence[YearRow]]] = [(*_shared(rows), rows)]
    chosen: Iterable[Sequence[YearRow]] = (
        *([row for row in rows if row.word("学段") == stage] for stage in _STAGES),
        *(
            [row for row in rows if (row.word("资助项目"), row.word("学段")) == (programme, stage)]
            for programme in programmes
            for stage in ("", *_STAGES)
        ),
    )
    for own in chosen:
        # A stage with one programme is that programme of that stage: told once.
        same = [id(row) for row in own]
        if own and all(same != [id(row) for row in result] for _, _, result in groups):
            groups.append((*_shared(own), own))
    for programme, stage, own in groups:
        code = f"人均资助-{_GRANT}" if _GRANT in programme else "人均资助"
        grant, cover = (here.find(one, stage=stage, period=period) for one in (code, "资助覆盖率"))
        lines += [grant if _GRANT in programme else None, cover]
        found += _group(own, place, period, stage, programme, grant if _GRANT in programme else None, cover)
    notes = here.notes(lines, place) if any(lines) else [f"没有适用于{place}的资助标准，只算不判"]
    if not pupils_apart(rows):
        notes.append("几个资助项目的学生可能重复，全县人均和覆盖率不合计，按项目列")
    return found, notes


def pupils_apart(rows: Sequence[YearRow]) -> bool:
    """Whether the rows are of different pupils: one programme, or one in each stage. Else their numbers do not add."""
    programmes: dict[str, set[str]] = {}
    for row in rows:
        programmes.setdefault(row.word("学段"), set()).add(row.word("资助项目"))
    every = set().union(*programmes.values())
    return len(every) == 1 or ("" not in programmes and all(len(own) == 1 for own in programmes.values()))


def _shared(rows: Sequence[YearRow]) -> tuple[str, Stage]:
    """The programme and the stage that all rows have; '' where they differ."""
    programmes, stages = ({row.word(column) for row in rows} for column in ("资助项目", "学段"))
    stage: Stage = next((one for one in _STAGES if stages == {one}), "")
    return (programmes.pop() if len(programmes) == 1 else "", stage)


def _group(
    rows: Sequence[YearRow],
    place: str,
    period: str,
    stage: Stage,
    programme: str,
    grant: Threshold | None,
    cover: Threshold | None,
) -> list[Figure]:
    money = total("资助金额", [row.operand("资助金额") for row in rows], "万元")
    apart = pupils_apart(rows)
    label = programme.removeprefix(stage)
    found = []
    for code, column, unit in (("次均资助", "受助人次", "元"), ("人均资助", "受助人数", "元")):
        if not any(row.number(column) is not None for row in rows) or (column == "受助人数" and not apart):
            continue
        line = grant if code == "人均资助" else None
        people = total(column, [row.operand(column) for row in rows])
        one = ratio(
            FigureId(
                code=code,
                name=f"{label}{'每人次资助金额' if code == '次均资助' else '人均资助金额'}",
                place=place,
                period=period,
                stage=stage,
            ),
            top=money,
            bottom=people,
            measure=Measure(scale=10000.0, unit=unit),
            formula=f"资助金额(万元)×10000÷{column}",
            line=line,
            thing="万元",
        )
        found.append(_named(one, programme, rows, (column, "资助金额")))
    if apart and any(row.number("困难学生数") is not None for row in rows):
        aided = total("受助人数", [row.operand("受助人数") for row in rows])
        poor = total("困难学生数", [row.operand("困难学生数") for row in rows])
        one = ratio(
            FigureId(
                code="资助覆盖率", name=f"{label}家庭经济困难学生资助覆盖率", place=place, period=period, stage=stage
            ),
            top=aided,
            bottom=poor,
            formula="受助人数÷困难学生数×100",
            line=cover,
        )
        found.append(_named(one, programme, rows, ("受助人数", "困难学生数")))
    if not found:
        found.append(
            figure(
                FigureId(code="次均资助", name=f"{label}每人次资助金额", place=place, period=period, stage=stage),
                value=None,
                working=Working(
                    inputs=(money, FigureInput(name="受助人次", value=None, unit="人次", source=rows[0].table.title))
                ),
                text="无法计算：缺受助人次（几个项目的受助人数不能相加）",
            )
        )
    return found


def _named(one: Figure, programme: str, rows: Sequence[YearRow], columns: Sequence[str]) -> Figure:
    """With its programme in the ref; what lacks is told by row."""
    ref = f"{one.ref}/{programme}" if programme else one.ref
    if one.value is not None:
        return replace(one, ref=ref)
    lacks = [
        f"{row.table.source(row.row)}缺{column}" for row in rows for column in columns if row.number(column) is None
    ]
    return replace(one, ref=ref, text=f"无法计算：{'、'.join(lacks[:6])}" if lacks else one.text)
