"""加权评分: items with weights that sum to 100; a missing item is never made up for (指标手册 §6.4)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from core.errors import DataError
from core.schema import Figure, FigureInput, Problem
from tools.indicators import INDICATORS
from tools.indicators.family import Family, IndicatorResult, Option, left_out_rows, number_of, option_of
from tools.indicators.ratio import FigureId, Working, YearRow, figure, lacking, year_rows
from tools.indicators.school_ranking import competition_ranks
from tools.indicators.standards import Standards
from tools.tables.loading import LoadedTable

NAME = "加权评分"


def parse_weights(text: str) -> dict[str, float]:
    """Weights from "过程督导:50,学期结果检查:50"; shares that sum to 1 are read as percent.

    Raises:
        DataError: If a weight is no number, or they do not sum to 100.
    """
    weights: dict[str, float] = {}
    for part in text.replace("，", ",").replace("：", ":").split(","):
        name, mark, value = part.strip().partition(":")
        try:
            weights[name.strip()] = float(value)
        except ValueError as error:
            raise DataError(f"权重“{part}”看不懂", next_step="写成 过程督导:50,学期结果检查:50") from error
        if not mark:
            raise DataError(f"权重“{part}”看不懂", next_step="写成 过程督导:50,学期结果检查:50")
    whole = math.fsum(weights.values())
    if abs(whole - 1) < 1e-9:
        weights = {name: value * 100 for name, value in weights.items()}
    elif abs(whole - 100) > 1e-9:
        raise DataError(f"权重合计{whole:g}，应为100", next_step="改正权重")
    return weights


def weighted_score(scores: Mapping[str, float | None], weights: Mapping[str, float]) -> float | None:
    """Σ weight × score ÷ 100; None if any item is missing: the others do not stand in for it."""
    parts = []
    for name, weight in weights.items():
        score = scores.get(name)
        if score is None:
            return None
        parts.append(weight * score)
    return math.fsum(parts) / 100


@INDICATORS.register(NAME)
def weighted_scores(standards: Standards) -> Family:
    """The family, with the schemes on file."""
    schemes: Mapping[str, Mapping[str, object]] = standards.parameters[NAME]["schemes"]
    options = (
        Option(name="年度", meaning="只算这一年度"),
        Option(name="县区", meaning="只算这个县区"),
        Option(name="方案", meaning="哪个方案；空：按表中的项目认", choices=("", *schemes, "自定义")),
        Option(name="权重", meaning="自定义方案的权重，如 过程督导:50,学期结果检查:50"),
        Option(name="满分", meaning="每项满分", default="100"),
    )

    def compute(tables: Sequence[LoadedTable], given: Mapping[str, str]) -> IndicatorResult:
        full = number_of(given, options, "满分")
        chosen = option_of(given, options, "方案")
        figures: list[Figure] = []
        problems: list[Problem] = [problem for table in tables for problem in table.problems]
        notes = [f"{table.title}：{table.note}" for table in tables if table.note]
        rows = year_rows(tables, "F", given)
        for table in (one for one in tables if one.kind == "F"):
            weights, scheme = _weights(table, given.get("权重", ""), chosen, schemes)
            own = [row for row in rows if row.table is table]
            made = []
            for row in own:
                one, found = _score(row, weights, full)
                made.append(one)
                problems += found + lacking(row, [one])
            figures += made
            figures += _places(own, made)
            notes.append("权重：" + "、".join(f"{name}{weight:g}%" for name, weight in weights.items()))
            if scheme in schemes and "places" in schemes[scheme]:
                notes += _awards(own, made, schemes[scheme])
        return IndicatorResult(
            figures=tuple(figures),
            problems=tuple(problems),
            included=tuple(row.word("对象") for row in rows),
            excluded=left_out_rows(tables, "F", "对象"),
            notes=tuple(notes),
        )

    return Family(
        name=NAME,
        summary=f"按权重合成得分：{'、'.join(schemes)}，或自定义",
        compute=compute,
        needs=("F",),
        options=options,
        codes=("得分", "名次"),
    )


def _weights(
    table: LoadedTable, text: str, chosen: str, schemes: Mapping[str, Mapping[str, object]]
) -> tuple[dict[str, float], str]:
    if text:
        return parse_weights(text), "自定义"
    columns = set(table.frame.columns)
    for name, scheme in schemes.items():
        weights = scheme["weights"]
        if isinstance(weights, dict) and (chosen == name or (not chosen and columns >= set(weights))):
            return {str(item): float(weight) for item, weight in weights.items()}, name
    raise DataError("认不出用哪个评分方案", next_step=f"用 方案=… 选：{'、'.join(schemes)}；或给 权重=项目:50,项目:50")


def _score(row: YearRow, weights: Mapping[str, float], full: float) -> tuple[Figure, list[Problem]]:
    inputs = tuple(
        FigureInput(name=name, value=row.number(name), unit="分", source=row.table.source(row.row)) for name in weights
    )
    beyond = [one for one in inputs if one.value is not None and not 0 <= one.value <= full]
    problems = [
        Problem(
            level="错误",
            code="E10" if (one.value or 0) > full else "E04",
            table=row.table.title,
            row=row.row,
            column=one.name,
            value=f"{one.value:g}",
            rule=f"{one.name}应在0到{full:g}之间",
            unit_name=row.word("对象"),
            affected=("得分",),
            action="按缺失",
            advice="核对原表后改正",
        )
        for one in beyond
    ]
    scores = {one.name: None if one in beyond else one.value for one in inputs}
    missing = [name for name, score in scores.items() if score is None]
    made = figure(
        FigureId(
            code="得分", name=f"{row.word('对象')}得分", place=row.place, period=row.period, unit_id=row.word("对象")
        ),
        value=weighted_score(scores, weights),
        working=Working(formula="+".join(f"{weight:g}%×{name}" for name, weight in weights.items()), inputs=inputs),
        unit="分",
        text=f"无法计算：缺{'、'.join(missing)}，不得用其他项代替" if missing else "",
    )
    return made, problems


def _places(rows: Sequence[YearRow], made: Sequence[Figure]) -> list[Figure]:
    """Places within each group of one place and year; equal scores share a place."""
    groups: dict[tuple[str, str, str], list[Figure]] = {}
    for row, one in zip(rows, made, strict=True):
        if one.value is not None:
            groups.setdefault((row.place, row.period, row.word("组别")), []).append(one)
    found = []
    for (place, period, group), members in groups.items():
        for one, rank in zip(members, competition_ranks([one.value or 0.0 for one in members]), strict=True):
            found.append(
                figure(
                    FigureId(
                        code="名次", name=f"{one.unit_id}{group}名次", place=place, period=period, unit_id=one.unit_id
                    ),
                    value=float(rank),
                    working=Working(
                        formula="得分降序标准竞赛名次",
                        inputs=(FigureInput(name="得分", value=one.value, unit="分", source=one.inputs[0].source),),
                    ),
                    digits=0,
                )
            )
    return found


def _awards(rows: Sequence[YearRow], made: Sequence[Figure], scheme: Mapping[str, object]) -> list[str]:
    """Ties at the last first prize or the last second prize would exceed the number: a person decides."""
    notes = []
    groups: dict[str, list[float]] = {}
    for row, one in zip(rows, made, strict=True):
        if one.value is not None:
            groups.setdefault(row.word("组别"), []).append(one.value)
    for group, scores in groups.items():
        ordered = sorted(scores, reverse=True)
        for last in (int(str(scheme["first"])), int(str(scheme["places"]))):
            if len(ordered) > last and ordered[last - 1] == ordered[last]:
                notes.append(f"{group}第{last}名并列，超出名额，须人工认定")
    return notes
