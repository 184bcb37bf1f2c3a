"""两个只增不减: education spending, and spending per pupil, year against year (指标手册 §5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise

from core.schema import Figure, FigureInput, Problem, Verdict
from tools.indicators import INDICATORS
from tools.indicators.family import Family, IndicatorResult, Option
from tools.indicators.growth import growth_percent
from tools.indicators.ratio import FigureId, Judged, Working, YearRow, figure, lacking, year_rows
from tools.indicators.standards import Standards
from tools.tables.loading import LoadedTable, years_in

NAME = "两个只增不减"
OPTIONS = (
    Option(name="年度", meaning="只看到这一年度为止的变化；空：所有相邻年度"),
    Option(name="县区", meaning="只算这个县区；空：表中所有县区"),
)
# A yearly change beyond these is most likely a change of units (§8.2).
TIMES = 5.0


@INDICATORS.register(NAME)
def spending_growth(standards: Standards) -> Family:
    """The family; its lines are last year's figures, not a standard's."""
    del standards

    def compute(tables: Sequence[LoadedTable], options: Mapping[str, str]) -> IndicatorResult:
        figures: list[Figure] = []
        problems: list[Problem] = [problem for table in tables for problem in table.problems]
        notes = [f"{table.title}：{table.note}" for table in tables if table.note]
        wanted = options.get("年度", "")
        rows = year_rows(tables, "B", {"县区": options.get("县区", "")})
        for place, group in groupby(rows, key=lambda row: row.place):
            years = list(group)
            if len(years) < 2:
                notes.append(f"{place}只有{len(years)}个年度的数据，至少要连续2年")
                figures.append(_single(years[0]))
            for before, now in pairwise(years):
                if wanted and now.period != wanted:
                    continue
                made, found, result = compare_years(before, now)
                figures += made
                problems += found
                notes += result
                problems += lacking(before, made) + lacking(now, made)
        return IndicatorResult(
            figures=tuple(figures),
            problems=tuple(dict.fromkeys(problems)),
            included=tuple(f"{row.place}{row.period}" for row in rows),
            notes=tuple(notes),
        )

    return Family(
        name=NAME,
        summary="一般公共预算教育支出只增不减、按在校学生人数平均的一般公共预算教育支出只增不减",
        compute=compute,
        needs=("B",),
        history=("B",),
        options=OPTIONS,
        codes=("总额", "生均", "两个只增不减"),
    )


def compare_years(before: YearRow, now: YearRow) -> tuple[list[Figure], list[Problem], list[str]]:
    """Two conditions and their conclusion for one pair of years; a pair with a gap between is not compared."""
    spent = (before.operand("一般公共预算教育支出"), now.operand("一般公共预算教育支出"))
    pupils = (before.operand("在校生总数"), now.operand("在校生总数"))
    notes = []
    problems = []
    first, second = years_in(before.period), years_in(now.period)
    apart = bool(first and second) and second[0] - first[0] != 1
    if apart:
        notes.append(f"{now.place}：{before.period}到{now.period}之间缺年度，不能判只增不减")
    jumped = _jumped(spent[0].value, spent[1].value)
    if jumped:
        problems.append(_unit_problem(now, spent))
    usable = not apart and not jumped
    each = tuple(
        FigureInput(
            name=f"{row.period}生均教育支出",
            value=money.value * 10000 / count.value if money.value is not None and count.value else None,
            unit="元",
            source=row.table.source(row.row),
        )
        for row, money, count in zip((before, now), spent, pupils, strict=True)
    )
    made = [
        _condition(now, "总额", "一般公共预算教育支出", spent, (), usable),
        _condition(now, "生均", "按在校学生人数平均的一般公共预算教育支出", each, (*spent, *pupils), usable),
    ]
    verdicts = [one.verdict for one in made]
    verdict: Verdict = "达标"
    if "不达标" in verdicts:
        verdict = "不达标"
    elif "无法计算" in verdicts:
        verdict = "无法计算"
    elif "待定" in verdicts:
        verdict = "待定"
    words = "、".join(f"{one.code}{one.text}" for one in made)
    made.append(
        figure(
            FigureId(code="两个只增不减", name="两个只增不减", place=now.place, period=now.period),
            value=float(sum(one == "达标" for one in verdicts)),
            working=Working(
                formula="总额不减 且 生均不减",
                inputs=tuple(FigureInput(name=one.code, value=one.value, unit="%", source=one.ref) for one in made),
            ),
            judged=Judged(verdict=verdict),
            unit="条",
            text=f"{words}，{verdict}",
        )
    )
    return made, problems, notes


def _condition(
    now: YearRow,
    code: str,
    name: str,
    pair: tuple[FigureInput, ...],
    more: tuple[FigureInput, ...],
    usable: bool,
) -> Figure:
    before, after = pair[0].value, pair[1].value
    change = growth_percent(after, before) if usable else None
    verdict: Verdict = "无法计算"
    text = "无法计算"
    if change is not None and before is not None and after is not None:
        verdict = "达标" if after > before else "不达标" if after < before else "待定"
        text = f"{change:+.2f}%" if change else "持平，未减，需认定"
    return figure(
        FigureId(code=code, name=f"{name}的增长率", place=now.place, period=now.period),
        value=change,
        working=Working(formula="(本年−上年)÷上年×100；不减即达标，持平需认定", inputs=(*pair, *more)),
        judged=Judged(verdict=verdict),
        unit="%",
        text=text,
    )


def _single(row: YearRow) -> Figure:
    return figure(
        FigureId(code="两个只增不减", name="两个只增不减", place=row.place, period=row.period),
        value=None,
        working=Working(inputs=(row.operand("一般公共预算教育支出"), row.operand("在校生总数"))),
        text="至少要连续2年数据",
    )


def _jumped(before: float | None, after: float | None) -> bool:
    return before is not None and after is not None and before > 0 and not 1 / TIMES <= after / before <= TIMES


def _unit_problem(now: YearRow, spent: tuple[FigureInput, FigureInput]) -> Problem:
    return Problem(
        level="警告",
        code="W01",
        table=now.table.title,
        row=now.row,
        column="一般公共预算教育支出",
        value=f"{spent[1].value:g}" if spent[1].value is not None else "",
        rule="与相邻年度相差5倍以上，疑似经费单位混用",
        unit_name=now.place,
        affected=("总额", "生均", "两个只增不减"),
        action="按缺失",
        advice="本列单位是万元，核对两年的单位",
    )
