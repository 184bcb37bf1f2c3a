"""The three sheets of a stage: reported columns, the split of through schools, per pupil values, coefficients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from core.schema import Figure
from tools.indicators.family import IndicatorResult
from tools.indicators.resource_figures import SHARE, WEIGHT
from tools.indicators.resources import RESOURCES, Resource
from tools.indicators.units import OTHER_STAGE
from tools.reports.sheets import COEFFICIENT, PLAIN, WHOLE, Sheet, Sheets

PUPILS, MINUS = "在校生数", "减："
STAGES = ("小学", "初中", "高中")
SHARE_FORM = "0.0000"
# As many rows as the chart covers.
CHART_ROWS = 23
SPREAD_HEAD = (
    "项目",
    "单位数",
    "在校生合计",
    "加权均值",
    "加权标准差",
    "加权差异系数",
    "非加权差异系数",
    "要求",
    "判定",
    "结果表中的值",
    "复算之差",
)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Which column of 单位数据 holds what; letters by name."""

    stage: str
    others: tuple[str, ...]
    reported: tuple[str, ...]

    @property
    def head(self) -> tuple[str, ...]:
        """The columns' names in order."""
        split = [f"折算权重({self.stage})"]
        for one in self.others:
            split += [OTHER_STAGE.format(one), WEIGHT.format(one)]
        return ("标识码", "学校", PUPILS, *split, SHARE, *self.reported, *(f"{one.code}总量" for one in RESOURCES))

    def column(self, name: str) -> int:
        """A column's number, from 1."""
        return self.head.index(name) + 1

    def letter(self, name: str) -> str:
        """A column's letters."""
        return str(xl_col_to_name(self.column(name) - 1))


def write_stage(book: Sheets, stage: str, figures: Sequence[Figure], result: IndicatorResult) -> None:
    """Write 单位数据, 逐校七项 and 差异系数 of one stage.

    Args:
        book: The workbook.
        stage: 小学 or 初中.
        figures: The seven items of every unit of the stage.
        result: For names and coefficients.
    """
    units = list(dict.fromkeys(one.unit_id or "" for one in figures))
    by = {(one.code, one.unit_id or ""): one for one in figures}
    columns = dict.fromkeys(name for one in RESOURCES for name in (*one.plus[stage], *one.minus))
    layout = Layout(stage=stage, others=tuple(one for one in STAGES if one != stage), reported=tuple(columns))
    data = book.add(f"{stage}单位数据", layout.head, fixed=2, across=2)
    names = {one.code: f"{one.code} {one.name}" for one in figures}
    values = book.add(
        f"{stage}逐校七项", ["标识码", "学校", *(names[one.code] for one in RESOURCES), "达标项数"], fixed=2
    )
    values.row(2, ["", "要求", *(by[one.code, units[0]].threshold for one in RESOURCES)])
    for number, unit in enumerate(units, 2):
        own = {one.code: by[one.code, unit] for one in RESOURCES}
        name = result.unit_names.get(unit, unit)
        _unit(data, layout, number, (unit, name), own)
        _values(values, data, layout, number, (unit, name), own)
    _spread(book, layout, data, len(units) + 1, names, result)


def _unit(sheet: Sheet, layout: Layout, row: int, who: tuple[str, str], own: Mapping[str, Figure]) -> None:
    """One unit: what was reported, its share, and the seven totals as formulas of both."""
    known: dict[str, float | None] = {}
    for one in own.values():
        known |= {operand.name.removeprefix(MINUS): operand.value for operand in one.inputs}
    sheet.row(row, who)
    for name in layout.head[2:]:
        if name != SHARE and not name.endswith("总量") and (value := known.get(name)) is not None:
            weight = name.startswith("折算权重")
            sheet.number(row, layout.column(name), value, PLAIN if weight or not float(value).is_integer() else WHOLE)
    share = known.get(SHARE, 1.0)
    sheet.formula(row, layout.column(SHARE), share_formula(layout, row), "" if share is None else share, SHARE_FORM)
    for resource in RESOURCES:
        figure, pupils = own[resource.code], known.get(PUPILS)
        # A unit that lacks a part has no total: its cell stays empty and the coefficient leaves it out.
        if figure.value is not None and pupils is not None:
            total = figure.value * pupils / resource.per
            sheet.formula(row, layout.column(f"{resource.code}总量"), total_formula(layout, resource, row), total)


def share_formula(layout: Layout, row: int) -> str:
    """The unit's share of a whole school's amounts: its weighted pupils among all of them; 1 where not split."""
    weight, pupils = layout.letter(WEIGHT.format(layout.stage)), layout.letter(PUPILS)
    own = f"{weight}{row}*{pupils}{row}"
    others = "".join(
        f"+{layout.letter(OTHER_STAGE.format(one))}{row}*{layout.letter(WEIGHT.format(one))}{row}"
        for one in layout.others
    )
    return f'=IF({weight}{row}="",1,{own}/({own}{others}))'


def total_formula(layout: Layout, resource: Resource, row: int) -> str:
    """The unit's amount of a resource of the reported columns, times its share where it is split."""
    plus = "+".join(f"{layout.letter(name)}{row}" for name in resource.plus[layout.stage])
    minus = "".join(f"-{layout.letter(name)}{row}" for name in resource.minus)
    scale = f"*{resource.scale:g}" if resource.scale != 1 else ""
    share = f"*{layout.letter(SHARE)}{row}" if resource.is_split else ""
    return f"=({plus}{minus}){scale}{share}"


def _values(
    sheet: Sheet, data: Sheet, layout: Layout, row: int, who: tuple[str, str], own: Mapping[str, Figure]
) -> None:
    at = row + 1
    sheet.row(at, who)
    for column, resource in enumerate(RESOURCES, 3):
        total = f"'{data.title}'!{layout.letter(f'{resource.code}总量')}{row}"
        pupils = f"'{data.title}'!{layout.letter(PUPILS)}{row}"
        scale = f"*{resource.per}" if resource.per != 1 else ""
        value = own[resource.code].value
        sheet.formula(at, column, f'=IF({total}="","",{total}{scale}/{pupils})', "" if value is None else value)
    met = sum(
        one.value is not None and one.threshold is not None and one.value >= one.threshold - 1e-9
        for one in own.values()
    )
    formula = f"=SUMPRODUCT(--ISNUMBER(C{at}:I{at}),--(C{at}:I{at}>=C$2:I$2-1E-9))"
    sheet.formula(at, 10, formula, met, WHOLE)


def _spread(
    book: Sheets, layout: Layout, data: Sheet, last: int, names: Mapping[str, str], result: IndicatorResult
) -> None:
    """Coefficients of the totals, step by step: units, pupils, mean, deviation; units without a total are left out."""
    sheet = book.add(f"{layout.stage}差异系数", SPREAD_HEAD, fixed=1)
    pupils = f"'{data.title}'!{layout.letter(PUPILS)}2:{layout.letter(PUPILS)}{last}"
    for number, resource in enumerate(RESOURCES, 2):
        letter = layout.letter(f"{resource.code}总量")
        totals = f"'{data.title}'!{letter}2:{letter}{last}"
        wording = f'--({totals}<>"")'
        heavy, light = (_coefficient(result, f"{kind}-{resource.code}", layout.stage) for kind in ("CV", "CVU"))
        sheet.row(number, [names[resource.code]])
        if heavy is None or heavy.value is None or light is None or light.value is None:
            sheet.text(number, 6, "无法计算，见结果表")
            continue
        operands = {one.name: one.value or 0.0 for one in heavy.inputs}
        mean, deviation = operands["X̄"] / resource.per, operands["S"] / resource.per
        sheet.formula(number, 2, f"=SUMPRODUCT({wording})", operands["单位数"], WHOLE)
        sheet.formula(number, 3, f"=SUMPRODUCT({wording},{pupils})", operands["在校生合计"], WHOLE)
        sheet.formula(number, 4, f"=SUMPRODUCT({wording},{totals})/C{number}", mean, "#,##0.0000")
        squares = f"=SQRT(SUMPRODUCT({wording},{pupils},({totals}/{pupils}-D{number})^2)/C{number})"
        sheet.formula(number, 5, squares, deviation, "#,##0.0000")
        sheet.formula(number, 6, f"=E{number}/D{number}", heavy.value, COEFFICIENT)
        plain = f"SUMPRODUCT({wording},{totals}/{pupils})/B{number}"
        unweighted = f"=SQRT(SUMPRODUCT({wording},({totals}/{pupils}-{plain})^2)/B{number})/({plain})"
        sheet.formula(number, 7, unweighted, light.value, COEFFICIENT)
        if heavy.threshold is not None:
            sheet.number(number, 8, heavy.threshold, COEFFICIENT)
            judged = "达标" if heavy.value <= heavy.threshold + 1e-12 else "不达标"
            sheet.formula(number, 9, f'=IF(F{number}<=H{number}+1E-12,"达标","不达标")', judged)
        sheet.number(number, 10, heavy.value, COEFFICIENT)
        sheet.formula(number, 11, f"=F{number}-J{number}", 0.0, "0.0E+00")
    _chart(sheet)


def _coefficient(result: IndicatorResult, code: str, stage: str) -> Figure | None:
    return next(iter(result.of(code, stage=stage)), None)


def _chart(sheet: Sheet) -> None:
    """The coefficients and their line, drawn by the spreadsheet itself under the table."""
    chart = sheet.book.book.add_chart({"type": "bar"})
    last = len(RESOURCES)
    for column, colour in ((5, "#1D5C8C"), (7, "#B3261E")):
        chart.add_series(
            {
                "name": [sheet.title, 0, column],
                "categories": [sheet.title, 1, 0, last, 0],
                "values": [sheet.title, 1, column, last, column],
                "fill": {"color": colour},
            }
        )
    chart.set_title({"name": f"{sheet.title}与要求", "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 900, "height": 420})
    sheet.page.insert_chart(last + 2, 0, chart)
    sheet.printed_rows = last + 2 + CHART_ROWS
