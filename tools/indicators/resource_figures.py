"""The seven resource items as figures: per school unit, and 单校综合评估."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.schema import Figure, FigureInput, Gap, Verdict
from tools.indicators.judging import judge_all, meets, met_all, show
from tools.indicators.resources import RESOURCES, Resource, amounts, per_pupil
from tools.indicators.school_verdict import decide
from tools.indicators.standards import Threshold
from tools.indicators.units import OTHER_STAGE, SchoolUnits
from tools.indicators.variation import Vector
from tools.tables.loading import LoadedTable

# Operands of a split, as they are named beside the figure.
SHARE, WEIGHT = "本学段份额", "折算权重({})"


@dataclass(frozen=True, kw_only=True)
class StageUnits:
    """The units of one stage with the seven totals (人, ㎡, 元, 间) and values, in the order of `frame`."""

    place: str
    period: str
    stage: str
    frame: pd.DataFrame
    unknown: pd.DataFrame
    pupils: Vector
    totals: dict[str, Vector]
    values: dict[str, Vector]
    lines: dict[str, Threshold]
    stopped: bool

    def unit_names(self) -> dict[str, str]:
        """School names by 学校标识码."""
        return dict(zip(self.frame["学校标识码"].astype(str), self.frame["学校名称"].astype(str), strict=True))

    def names(self) -> list[str]:
        """The units as lists name them: school and stage."""
        return [f"{name}（{self.stage}）" for name in self.frame["学校名称"]]


def stage_units(units: SchoolUnits, stage: str, lines: dict[str, Threshold]) -> StageUnits:
    """The totals and values of one stage.

    Args:
        units: Units of one place and year.
        stage: 小学 or 初中.
        lines: Line of each of L1 to L7; an item without a line in force is computed and not judged.
    """
    frame = units.frame[units.frame["学段"] == stage]
    unknown = units.unknown[(units.unknown["学段"] == stage) | units.unknown["学段"].isna()]
    pupils: Vector = frame["在校生数"].to_numpy(dtype=float)
    totals = {one.code: amounts(frame, one, stage) for one in RESOURCES}
    values = {one.code: per_pupil(totals[one.code], pupils, one) for one in RESOURCES}
    return StageUnits(
        place=units.place,
        period=units.period,
        stage=stage,
        frame=frame,
        unknown=unknown,
        pupils=pupils,
        totals=totals,
        values=values,
        lines=lines,
        stopped=units.stopped,
    )


def gaps_to(line: Threshold, totals: Vector, pupils: Vector, resource: Resource) -> list[Gap]:
    """What each unit lacks to the line and to its 85% line; whole persons and rooms, ㎡ and 元 as they are."""

    def missing(target: float) -> list[float]:
        need = np.maximum(target * pupils / resource.per - totals, 0.0)
        # A need that is whole but for a rounding error is that whole number.
        return (np.maximum(np.ceil(need - 1e-9), 0.0) if resource.whole else need).tolist()  # type: ignore[no-any-return]

    full = missing(line.value)
    least: list[float] | list[None] = [None] * len(full) if line.line_85 is None else missing(line.line_85)
    return [Gap(to_standard=full[i], to_85=least[i], unit=resource.unit) for i in range(len(full))]


def resource_figures(table: LoadedTable, group: StageUnits) -> list[Figure]:
    """L1 to L7 of every unit of a stage, in the order of the table."""
    figures: list[Figure] = []
    ids = group.frame["学校标识码"].astype(str).tolist()
    sources = [table.source(row) for row in group.frame["rows"].tolist()]
    shares = [
        _split_operands(group.frame.iloc[i], weights, group.stage, sources[i]) if isinstance(weights, Mapping) else ()
        for i, weights in enumerate(group.frame["weights"].tolist())
    ]
    pupils = [
        FigureInput(name="在校生数", value=count, unit="人", source=source)
        for count, source in zip(group.pupils.tolist(), sources, strict=True)
    ]
    for resource in RESOURCES:
        line = group.lines.get(resource.code)
        parts = _operands(group, resource, sources)
        verdicts = judge_all(group.values[resource.code], line)
        gaps = gaps_to(line, group.totals[resource.code], group.pupils, resource) if line else None
        for i, value in enumerate(group.values[resource.code].tolist()):
            known = value == value
            split = shares[i] if resource.is_split else ()
            figures.append(
                Figure(
                    ref=f"{resource.code}/{group.stage}/{ids[i]}",
                    name=line.name if line else resource.thing,
                    value=value if known else None,
                    unit=resource.unit,
                    place=group.place,
                    period=group.period,
                    origin="computed",
                    code=resource.code,
                    text=_text(value, verdicts[i], line, resource.unit),
                    stage=group.stage,
                    unit_id=ids[i],
                    formula=resource.formula[group.stage],
                    inputs=(*(column[i] for column in parts), *split, pupils[i]),
                    threshold=line.value if line else None,
                    verdict=verdicts[i],
                    gap=gaps[i] if gaps and known else None,
                    source=line.title if line else "",
                )
            )
    return figures


def _operands(group: StageUnits, resource: Resource, sources: list[str]) -> list[list[FigureInput]]:
    """The operands of a resource, a list a column."""
    found = []
    for columns, sign in ((resource.plus[group.stage], ""), (resource.minus, "减：")):
        for column in columns:
            values, unit = _raw(group.frame, column, resource)
            found.append(
                [
                    FigureInput(name=sign + column, value=_known(value), unit=unit, source=source)
                    for value, source in zip(values, sources, strict=True)
                ]
            )
    return found


def _split_operands(
    row: pd.Series[Any], weights: Mapping[str, float], stage: str, source: str
) -> tuple[FigureInput, ...]:
    """What a whole school's amounts are split by: the share, each stage's weight, the pupils of the other stages."""
    found = [FigureInput(name=SHARE, value=_known(row["share"]), source=source)]
    for one, weight in weights.items():
        found.append(FigureInput(name=WEIGHT.format(one), value=float(weight), source=source))
        column = OTHER_STAGE.format(one)
        if one != stage:
            pupils = _known(float(row[column])) if column in row.index else None
            found.append(FigureInput(name=column, value=pupils, unit="人", source=source))
    return tuple(found)


def school_figures(table: LoadedTable, group: StageUnits, line: Threshold | None) -> list[Figure]:
    """单校综合评估 (code L) of every unit: how many of seven are met, and why a school fails."""
    figures = []
    codes = [resource.code for resource in RESOURCES if resource.code in group.lines]
    columns = {code: group.values[code].tolist() for code in codes}
    least = int(line.value) if line else 6
    missing, short, below = {}, {}, {}
    for code in codes:
        own, lowest = group.lines[code], group.lines[code].line_85
        unknown = np.isnan(group.values[code])
        missing[code] = unknown.tolist()
        short[code] = (~unknown & ~met_all(group.values[code], own.value, own.comparison)).tolist()
        under = (
            ~unknown & ~met_all(group.values[code], lowest, own.comparison) if lowest is not None else unknown & False
        )
        below[code] = under.tolist()
    units = [(code, group.lines[code].unit) for code in codes]
    sources = [table.source(row) for row in group.frame["rows"].tolist()]
    for i, unit_id in enumerate(group.frame["学校标识码"].astype(str).tolist()):
        values = {code: columns[code][i] for code in codes}
        judged = decide(
            tuple(code for code in codes if short[code][i]),
            tuple(code for code in codes if below[code][i]),
            tuple(code for code in codes if missing[code][i]),
            items=len(codes),
            least=least,
        )
        source = sources[i]
        figures.append(
            Figure(
                ref=f"L/{group.stage}/{unit_id}",
                name="单校综合评估达标项数",
                value=float(judged.met) if len(judged.missing) < len(codes) else None,
                unit="项",
                place=group.place,
                period=group.period,
                origin="computed",
                code="L",
                text=f"{judged.met}/{len(codes)}项，{judged.reason}",
                stage=group.stage,
                unit_id=unit_id,
                formula=f"达标项数≥{least} 且 每项≥要求的85%",
                inputs=tuple(
                    FigureInput(name=code, value=_known(values[code]), unit=unit, source=source) for code, unit in units
                ),
                threshold=float(least),
                verdict=judged.verdict,
                gap=Gap(
                    to_standard=float(max(0, least - judged.met - len(judged.missing))),
                    to_85=float(len(judged.below_85)),
                    unit="项",
                ),
                source=line.title if line else "",
            )
        )
    return figures


def _text(value: float, verdict: Verdict, line: Threshold | None, unit: str) -> str:
    digits = line.digits if line else 2
    if verdict == "临界" and line is not None:
        how = "达到" if meets(value, line.value, line.comparison) else "未达到"
        return f"{show(value, digits, unit)}（临界，未舍入{value:.8g}，{how}{line.sign}{line.value:g}）"
    return show(value, digits, unit)


def _raw(frame: pd.DataFrame, column: str, resource: Resource) -> tuple[list[float], str]:
    """A column as the table gives it: whole-school amounts as reported, before the split."""
    if column not in frame.columns:
        return [float("nan")] * len(frame), ""
    values = frame[column].to_numpy(dtype=float)
    if resource.is_split:
        values = values / frame["share"].to_numpy(dtype=float)
    return np.round(values, 9).tolist(), "万元" if resource.code == "L6" else resource.unit


def _known(value: float) -> float | None:
    return value if value == value else None
