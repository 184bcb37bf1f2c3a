"""One ratio as a figure: operands from table rows, a line, a verdict, and what is missing to the line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.schema import Figure, FigureInput, Gap, Problem, Stage, Verdict
from tools.indicators.judging import judge, show, whole_up
from tools.indicators.standards import Threshold
from tools.tables.loading import LoadedTable


@dataclass(frozen=True, kw_only=True)
class YearRow:
    """One row of a table with its place and year; `operand` gives a cell with its source."""

    table: LoadedTable
    row: int
    place: str
    period: str

    def number(self, column: str) -> float | None:
        """A cell's number; None where it is missing or the table lacks the column."""
        if column not in self.table.frame.columns:
            return None
        value = self.table.frame.loc[self.row, column]
        return None if value is None or math.isnan(float(str(value))) else float(str(value))

    def word(self, column: str) -> str:
        """A cell's text; '' where it is missing or the table lacks the column."""
        if column not in self.table.frame.columns:
            return ""
        value = self.table.frame.loc[self.row, column]
        return value if isinstance(value, str) else ""

    def operand(self, column: str) -> FigureInput:
        """A cell as an operand."""
        note = self.unit_of(column)
        return FigureInput(name=column, value=self.number(column), unit=note, source=self.table.source(self.row))

    @property
    def subject(self) -> str:
        """Whom the row is of: its school or object, else its place."""
        from tools.tables import TABLES

        return self.word(TABLES[self.table.kind].row_name) or self.place

    def unit_of(self, column: str) -> str:
        """The declared unit of a column."""
        from tools.tables import TABLES

        note = TABLES[self.table.kind].notes.get(column)
        return note.unit if note else ""


def year_rows(tables: Sequence[LoadedTable], kind: str, options: Mapping[str, str]) -> list[YearRow]:
    """Sound rows of all tables of a kind in order of place and year, as the options 年度 and 县区 ask."""
    found = []
    for table in tables:
        if table.kind != kind:
            continue
        places = table.frame["县区"] if "县区" in table.frame.columns else [""] * len(table.frame)
        years = table.frame["年度"] if "年度" in table.frame.columns else [""] * len(table.frame)
        for row, place, period in zip(table.frame.index, places, years, strict=True):
            if row in table.left_out or not isinstance(period, str):
                continue
            one = YearRow(table=table, row=int(row), place=place if isinstance(place, str) else "", period=period)
            if options.get("年度", "") in ("", period) and options.get("县区", "") in ("", one.place):
                found.append(one)
    return sorted(found, key=lambda one: (one.place, one.period))


def total(name: str, parts: Sequence[FigureInput], unit: str = "") -> FigureInput:
    """The sum of operands; missing if any part is missing, or there is none."""
    values = [part.value for part in parts]
    known = [value for value in values if value is not None]
    whole = math.fsum(known) if values and len(known) == len(values) else None
    source = "；".join(dict.fromkeys(part.source for part in parts[:3])) + ("…" if len(parts) > 3 else "")
    return FigureInput(name=name, value=whole, unit=unit or (parts[0].unit if parts else ""), source=source)


@dataclass(frozen=True, kw_only=True)
class FigureId:
    """Which figure it is: `code` is the handbook's or the indicator's short name, `name` what a reader sees.

    `stage` is 小学, 初中 or ''; `unit_id` names the school of a school's figure.
    """

    code: str
    name: str
    place: str
    period: str
    stage: Stage = ""
    unit_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Working:
    """How a value came about: the formula in words and its operands."""

    formula: str = ""
    inputs: tuple[FigureInput, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What a value is judged by: a line, or a verdict reached elsewhere; what is missing to the line."""

    line: Threshold | None = None
    verdict: Verdict | None = None
    gap: Gap | None = None


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What a ratio is given in: `scale` is 100 for percentages, `digits` are those shown."""

    scale: float = 100.0
    unit: str = "%"
    digits: int = 2


NO_WORKING, NOT_JUDGED, PERCENT = Working(), Judged(), Measure()
# What there are no parts of.
WHOLE_UNITS = frozenset({"人", "间", "个", "班", "个学位"})


def ratio(
    about: FigureId,
    *,
    top: FigureInput,
    bottom: FigureInput,
    formula: str,
    line: Threshold | None = None,
    measure: Measure = PERCENT,
    thing: str = "",
    more: tuple[FigureInput, ...] = (),
) -> Figure:
    """A ratio of two operands as a figure.

    Args:
        about: Which figure it is.
        top: Numerator; missing makes the figure 无法计算.
        bottom: Denominator; missing or not positive makes it 无法计算.
        formula: In words.
        line: What it is judged by; None: not judged.
        measure: What the result is given in.
        thing: Unit of the gap; '' for the numerator's. Persons and places come whole.
        more: Further operands to show.
    """
    value: float | None = None
    if top.value is not None and bottom.value is not None and bottom.value > 0:
        value = top.value * measure.scale / bottom.value
    gap = None
    if value is not None and bottom.value is not None and line is not None and line.comparison == ">=":
        need = max(0.0, line.value * bottom.value / measure.scale - (top.value or 0.0))
        kind = thing or top.unit
        gap = Gap(to_standard=whole_up(need) if kind in WHOLE_UNITS else need, to_85=None, unit=kind)
    return figure(
        about,
        value=value,
        unit=measure.unit,
        digits=measure.digits,
        working=Working(formula=formula, inputs=(top, bottom, *more)),
        judged=Judged(line=line, gap=gap),
    )


def figure(
    about: FigureId,
    *,
    value: float | None,
    unit: str = "",
    digits: int = 2,
    text: str = "",
    source: str = "",
    working: Working = NO_WORKING,
    judged: Judged = NOT_JUDGED,
) -> Figure:
    """A computed figure with its text and verdict; without a line and a verdict it is not judged.

    Args:
        about: Which figure it is.
        value: Its value in `unit`; None where it cannot be computed.
        unit: Its unit.
        digits: Digits shown where no line says how many.
        text: Its text; '' for the value with its unit.
        source: Where it comes from; '' for the title of the line.
        working: Formula and operands.
        judged: Line, verdict and gap.
    """
    line, verdict = judged.line, judged.verdict
    if verdict is None and line is not None:
        verdict = judge(value, line)
    if value is None and verdict is None:
        verdict = "无法计算"
    return Figure(
        ref="/".join(
            word for word in (about.code, about.stage, about.unit_id or "", about.place, about.period) if word
        ),
        name=about.name,
        value=value,
        unit=unit,
        place=about.place,
        period=about.period,
        origin="computed",
        code=about.code,
        text=text or show(value, line.digits if line else digits, unit),
        stage=about.stage,
        unit_id=about.unit_id,
        formula=working.formula or None,
        inputs=working.inputs,
        threshold=line.value if line else None,
        verdict=verdict,
        gap=judged.gap,
        source=source or (line.title if line else ""),
    )


def lacking(row: YearRow, figures: Sequence[Figure]) -> list[Problem]:
    """E02 for every missing operand that keeps a figure from being computed; E05 for a nought in a denominator."""
    found = {}
    for one in figures:
        if one.value is not None:
            continue
        for position, operand in enumerate(one.inputs):
            if position == 1 and operand.value == 0 and operand.source == row.table.source(row.row):
                found[operand.name, one.code] = Problem(
                    level="错误",
                    code="E05",
                    table=row.table.title,
                    row=row.row,
                    column=operand.name,
                    value="0",
                    rule=f"{operand.name}为0，不能作分母",
                    unit_name=row.subject,
                    affected=(one.code,),
                    action="按缺失",
                    advice="确认是否漏填",
                )
            if operand.value is None and operand.source == row.table.source(row.row):
                present = operand.name in row.table.frame.columns
                found[operand.name, one.code] = Problem(
                    level="错误",
                    code="E02" if present else "E01",
                    table=row.table.title,
                    row=row.row if present else 1,
                    column=operand.name,
                    value="",
                    rule=f"{operand.name}没有填；缺失不等于0",
                    unit_name=row.subject,
                    affected=(one.code,),
                    action="按缺失",
                    advice=f"补填后可算{one.name}",
                )
    reported = {(problem.row, problem.column) for problem in row.table.problems}
    return [problem for problem in found.values() if (problem.row, problem.column) not in reported]
