"""公办强校: the sum of the items' scores against 850, and which of the 62 items are there (指标手册 §6.6)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby

from core.schema import Figure, FigureInput, Gap, Problem, Verdict
from tools.indicators import INDICATORS
from tools.indicators.family import Family, IndicatorResult, left_out_rows
from tools.indicators.judging import judge_as_given, meets
from tools.indicators.local_lines import PLACE_OPTIONS, SCOPE_OPTIONS, lines_here
from tools.indicators.met_share import met_share
from tools.indicators.ratio import FigureId, Judged, Working, YearRow, figure, year_rows
from tools.indicators.standards import Standards, Threshold
from tools.tables.loading import LoadedTable, years_in

NAME = "公办强校"


@INDICATORS.register(NAME)
def strong_schools(standards: Standards) -> Family:
    """The family, judging by these standards."""
    nurture = int(standards.parameters[NAME]["nurture"]["years"])

    def compute(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
        figures: list[Figure] = []
        notes = [f"{table.title}：{table.note}" for table in tables if table.note]
        problems: list[Problem] = [problem for table in tables for problem in table.problems]
        rows = year_rows(tables, "K", options)
        for (place, period), group in groupby(rows, key=lambda row: (row.place, row.period)):
            here = lines_here(standards, NAME, place, options)
            lines = {code: here.find(code, period=period) for code in ("总分", "项数")}
            notes += here.notes(lines.values(), place)
            by_school = sorted(group, key=lambda row: row.word("学校"))
            made: list[Figure] = []
            for _, members in groupby(by_school, key=lambda row: row.word("学校")):
                own = list(members)
                made += _school(own, lines["总分"], lines["项数"])
                notes += _too_early(own, nurture, lines["总分"])
            scores = [one for one in made if one.code == "总分"]
            asked = f"达到{lines['总分'].value:g}分" if lines["总分"] else "达线"
            share = met_share(
                scores, code="达线", name=f"公办强校评估{asked}的学校", thing="所", source=rows[0].table.title
            )
            figures += [*([share] if share else []), *made]
        return IndicatorResult(
            figures=tuple(figures),
            problems=tuple(problems),
            included=tuple(dict.fromkeys(row.word("学校") for row in rows)),
            excluded=left_out_rows(tables, "K", "学校"),
            notes=(
                *dict.fromkeys(notes),
                "各三级指标的名称和分值文中没有，按表中所填合计；达线还须市（州）评估、省级抽评后才认定",
            ),
        )

    return Family(
        name=NAME,
        summary="公办强校三级指标得分合计，是否满62项、是否达到850分，缺哪几项",
        compute=compute,
        needs=("K",),
        options=(*SCOPE_OPTIONS, *PLACE_OPTIONS),
        codes=("达线", "总分", "已得分", "项数"),
    )


def missing_items(numbers: Sequence[float | None], scored: Sequence[bool], whole: int) -> list[int] | None:
    """Numbers of the items of 1 to `whole` that have no score; None where some scored item has no number."""
    if any(number is None for number, good in zip(numbers, scored, strict=True) if good):
        return None
    have = {int(number) for number, good in zip(numbers, scored, strict=True) if good and number is not None}
    return [number for number in range(1, whole + 1) if number not in have]


def _school(rows: Sequence[YearRow], line: Threshold | None, count: Threshold | None) -> list[Figure]:
    """One school: what its scored items sum to, how many they are, and the whole where all are there."""
    school, place, period = rows[0].word("学校"), rows[0].place, rows[0].period
    scores = [row.number("得分") for row in rows]
    known = [score for score in scores if score is not None]
    got = math.fsum(known)
    source = f"{rows[0].table.title} {len(known)}行合计"
    operands = tuple(
        FigureInput(name=row.word("三级指标"), value=score, unit="分", source=row.table.source(row.row))
        for row, score in zip(rows, scores, strict=True)
    )
    # Without a rule nobody knows how many items there should be: those the table lists.
    whole = int(count.value) if count else len(rows)
    complete = len(known) == whole
    lacks = missing_items([row.number("指标序号") for row in rows], [score is not None for score in scores], whole)
    verdict, why = _verdict(rows, got, len(known), whole, line)
    wording = (
        f"共{whole}项合计{got:.2f}分"
        if complete
        else f"已填{len(known)}项合计{got:.2f}分，{_lacking(lacks, rows, whole)}{why}"
    )
    if len(known) > whole:
        wording = f"填了{len(known)}项，多于{whole}项，须核对"
    return [
        figure(
            FigureId(code="总分", name=f"{school}三级指标总分", place=place, period=period, unit_id=school),
            value=got if complete else None,
            working=Working(formula=f"Σ各三级指标得分（满{whole}项才有总分）", inputs=operands),
            judged=Judged(
                line=line,
                verdict=verdict,
                gap=Gap(to_standard=max(0.0, line.value - got), to_85=None, unit="分") if line and complete else None,
            ),
            unit="分",
            text=wording,
        ),
        figure(
            FigureId(code="已得分", name=f"{school}已填各项得分合计", place=place, period=period, unit_id=school),
            value=got if known else None,
            working=Working(formula="Σ已填的三级指标得分", inputs=operands),
            unit="分",
            source=source,
        ),
        figure(
            FigureId(code="项数", name=f"{school}有得分的三级指标", place=place, period=period, unit_id=school),
            value=float(len(known)),
            working=Working(
                formula="有得分的三级指标条数",
                inputs=(FigureInput(name="有得分的三级指标", value=float(len(known)), unit="项", source=source),),
            ),
            judged=Judged(verdict=("达标" if complete else "待定") if count else None),
            unit="项",
            digits=0,
            text=f"{len(known)}项" + ("" if complete else f"，应为{whole}项，{_lacking(lacks, rows, whole)}"),
        ),
    ]


def _verdict(
    rows: Sequence[YearRow], got: float, known: int, whole: int, line: Threshold | None
) -> tuple[Verdict | None, str]:
    """Whether 850 is reached, also where items are missing if they cannot change it; and how that is said."""
    if line is None or known > whole:
        return (None if line is None else "待定"), ""
    if known == whole:
        return judge_as_given(got, line), ""
    if meets(got, line.value, line.comparison):
        return "达标", f"，已够{line.value:g}分"
    open_rows = [row.number("分值") for row in rows if row.number("得分") is None]
    if len(open_rows) == whole - known and all(value is not None for value in open_rows):
        most = got + math.fsum(value for value in open_rows if value is not None)
        if not meets(most, line.value, line.comparison):
            return "不达标", f"，缺项都得满分也只有{most:.2f}分"
    return "待定", "，总分待定"


def _lacking(lacks: Sequence[int] | None, rows: Sequence[YearRow], whole: int) -> str:
    if lacks:
        named = {int(number): row.word("三级指标") for row in rows if (number := row.number("指标序号")) is not None}
        words = "、".join(f"第{number}项{named.get(number, '')}" for number in lacks[:10])
        return f"缺{words}{f'等{len(lacks)}项' if len(lacks) > 10 else ''}"
    unscored = [row.word("三级指标") for row in rows if row.number("得分") is None]
    missing = whole - sum(row.number("得分") is not None for row in rows)
    words = f"（没有得分：{'、'.join(unscored[:10])}）" if unscored else ""
    return f"缺{missing}项{words or '，没有填指标序号，指不出是哪几项'}"


def _too_early(rows: Sequence[YearRow], nurture: int, line: Threshold | None) -> list[str]:
    """The rule counts from the end of three years: a school that is not there yet is named."""
    start = next((year for row in rows if (year := row.number("培育起始年份")) is not None), None)
    now = years_in(rows[0].period)
    if line is None or start is None or not now or now[-1] - start >= nurture:
        return []
    return [f"{rows[0].word('学校')}{start:.0f}年起培育，到{now[-1]}年不满{nurture}年，达线也还不能认定"]
