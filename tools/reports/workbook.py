"""A result as xlsx: every figure with its operands, live formulas to recompute, gaps, problems, standards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.schema import Figure
from tools.indicators.family import IndicatorResult
from tools.indicators.near_misses import RESOURCE_CODES, near_misses
from tools.reports.cells import put_row

PER_HUNDRED = ("L1", "L2", "L3", "L7")


def write_workbook(name: str, result: IndicatorResult, path: Path) -> Path:
    """Write a result as a workbook.

    Sheets: 结果 (all figures), and for 优质均衡 单位数据, 逐校七项 and 差异系数 with formulas that recompute them from
    单位数据, then 差距清单, 数据问题, 说明.

    Args:
        name: Family.
        result: What was computed.
        path: Where to write the .xlsx.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "结果"
    _figures(sheet, [one for one in result.figures if one.unit_id is None or one.code not in RESOURCE_CODES], result)
    if any(one.code in RESOURCE_CODES for one in result.figures):
        for stage in ("小学", "初中"):
            figures = [one for one in result.figures if one.code in RESOURCE_CODES and one.stage == stage]
            if figures and len({(one.place, one.period) for one in figures}) == 1:
                _stage(book, stage, figures, result)
        _gaps(book.create_sheet("差距清单"), result)
    problems = book.create_sheet("数据问题")
    put_row(problems, 1, ["级别", "代码", "表", "行号", "学校", "列", "原值", "规则", "影响指标", "处理", "建议"])
    for number, one in enumerate(result.problems, 2):
        row: list[str | float | None] = [one.level, one.code, one.table, one.row, one.unit_name, one.column, one.value]
        put_row(problems, number, [*row, one.rule, "、".join(one.affected), one.action, one.advice])
    notes = book.create_sheet("说明")
    put_row(notes, 1, [f"{name}：{'结论仅供参考' if result.downgraded else '计算结果'}"])
    lines = [*result.notes, f"纳入{len(result.included)}个单位：{'、'.join(result.included)}"]
    lines += [f"未纳入：{one.unit}{f'（第{one.row}行）' if one.row else '：'}{one.reason}" for one in result.excluded]
    for number, line in enumerate(lines, 2):
        put_row(notes, number, [line])
    _widths(book)
    book.save(path)
    return path


def _figures(sheet: Any, figures: Sequence[Figure], result: IndicatorResult) -> None:
    head = [
        "代码",
        "指标",
        "学段",
        "学校",
        "县区",
        "年度",
        "值",
        "单位",
        "要求",
        "判定",
        "到要求还差",
        "差距单位",
        "显示",
        "公式",
    ]
    put_row(sheet, 1, [*head, "分子或首项", "分母或次项", "复算", "来源"])
    for number, one in enumerate(figures, 2):
        gap = one.gap
        row: list[str | float | None] = [
            one.code,
            one.name,
            one.stage,
            result.unit_names.get(one.unit_id or "", one.unit_id or ""),
        ]
        row += [one.place, one.period, one.value, one.unit, one.threshold, one.verdict or ""]
        row += [gap.to_standard if gap else None, gap.unit if gap else "", one.text, one.formula or ""]
        put_row(sheet, number, row)
        operands = [operand.value for operand in one.inputs[:2]]
        if len(operands) == 2 and None not in operands and one.value is not None and operands[1]:
            top, bottom = float(operands[0] or 0), float(operands[1] or 0)
            for scale in (100.0, 1.0):
                if abs(top * scale / bottom - one.value) < 1e-9 * max(1.0, abs(one.value)):
                    put_row_at(sheet, number, 15, [top, bottom])
                    sheet.cell(row=number, column=17, value=f"=O{number}*{scale:g}/P{number}")
                    break
        put_row_at(
            sheet, number, 18, [one.source or "；".join(dict.fromkeys(operand.source for operand in one.inputs[:2]))]
        )


def put_row_at(sheet: Any, row: int, column: int, values: list[str | float | None]) -> None:
    """As `put_row`, from another column.

    Args:
        sheet: An openpyxl worksheet.
        row: Its row.
        column: The first column, from 1.
        values: Text and numbers.
    """
    put_row(sheet, row, [*([None] * (column - 1)), *values])


def _stage(book: Any, stage: str, figures: Sequence[Figure], result: IndicatorResult) -> None:
    from openpyxl.chart import BarChart, Reference

    units = list(dict.fromkeys(one.unit_id or "" for one in figures))
    by = {(one.code, one.unit_id): one for one in figures}
    data, values, spread = (book.create_sheet(f"{stage}{title}") for title in ("单位数据", "逐校七项", "差异系数"))
    names = {one.code: f"{one.code} {one.name}" for one in figures}
    put_row(data, 1, ["标识码", "学校", "在校生数", *(f"{code}总量" for code in RESOURCE_CODES)])
    put_row(values, 1, ["标识码", "学校", *(names[code] for code in RESOURCE_CODES), "达标项数"])
    put_row(values, 2, ["", "要求", *(by[code, units[0]].threshold for code in RESOURCE_CODES)])
    for number, unit in enumerate(units, 2):
        pupils = next(operand.value for operand in by["L1", unit].inputs if operand.name == "在校生数")
        totals = [_total(by[code, unit], pupils) for code in RESOURCE_CODES]
        put_row(data, number, [unit, result.unit_names.get(unit, unit), pupils, *totals])
        put_row(values, number + 1, [unit, result.unit_names.get(unit, unit)])
        for column, code in enumerate(RESOURCE_CODES):
            cell = f"'{data.title}'!{'DEFGHIJ'[column]}{number}"
            scale = "*100" if code in PER_HUNDRED else ""
            formula = f'=IF({cell}="","",{cell}{scale}/\'{data.title}\'!C{number})'
            values.cell(row=number + 1, column=3 + column, value=formula)
        row = number + 1
        formula = f"=SUMPRODUCT(--ISNUMBER(C{row}:I{row}),--(C{row}:I{row}>=C$2:I$2-1E-9))"
        values.cell(row=row, column=10, value=formula)
    last = len(units) + 1
    put_row(spread, 1, ["项目", "加权差异系数", "非加权差异系数", "要求"])
    for number, code in enumerate(RESOURCE_CODES, 2):
        letter = "DEFGHIJ"[number - 2]
        whole = f"'{data.title}'!{letter}2:{letter}{last}"
        pupils_range = f"'{data.title}'!C2:C{last}"
        known = all(by[code, unit].value is not None for unit in units)
        line = next((one.threshold for one in result.figures if one.code == f"CV-{code}" and one.stage == stage), None)
        put_row(spread, number, [names[code], None, None, line])
        if not known:
            put_row_at(spread, number, 2, ["有单位缺数，见结果表"])
            continue
        mean = f"SUM({whole})/SUM({pupils_range})"
        spread.cell(
            row=number,
            column=2,
            value=f"=SQRT(SUMPRODUCT({pupils_range},({whole}/{pupils_range}-{mean})^2)/SUM({pupils_range}))/({mean})",
        )
        plain = f"SUMPRODUCT({whole}/{pupils_range})/{len(units)}"
        spread.cell(
            row=number,
            column=3,
            value=f"=SQRT(SUMPRODUCT(({whole}/{pupils_range}-{plain})^2)/{len(units)})/({plain})",
        )
    chart = BarChart()
    chart.type = "bar"
    chart.title = f"{stage}校际差异系数与要求"
    chart.add_data(Reference(spread, min_col=2, min_row=1, max_row=8), titles_from_data=True)
    chart.add_data(Reference(spread, min_col=4, min_row=1, max_row=8), titles_from_data=True)
    chart.set_categories(Reference(spread, min_col=1, min_row=2, max_row=8))
    spread.add_chart(chart, "F2")


def _total(one: Figure, pupils: float | None) -> float | None:
    if one.value is None or pupils is None:
        return None
    return round(one.value * pupils / (100 if one.code in PER_HUNDRED else 1), 9)


def _gaps(sheet: Any, result: IndicatorResult) -> None:
    put_row(
        sheet,
        1,
        ["学校", "学段", "最少改几项", "项目", "现值", "要求", "到要求还差", "到85%还差", "单位", "属最省路径"],
    )
    number = 2
    for miss in near_misses(result):
        for item in miss.items:
            if item.gap is None:
                continue
            row: list[str | float | None] = [
                miss.name,
                miss.stage,
                len(miss.fewest),
                f"{item.code} {item.name}",
                item.value,
            ]
            row += [
                item.threshold,
                item.gap.to_standard,
                item.gap.to_85,
                item.gap.unit,
                "是" if item in miss.fewest else "",
            ]
            put_row(sheet, number, row)
            number += 1


def _widths(book: Any) -> None:
    for sheet in book.worksheets:
        sheet.freeze_panes = "A2"
        for column in sheet.iter_cols(max_row=30):
            longest = max(
                (len(str(cell.value or "")) for cell in column if not str(cell.value or "").startswith("=")), default=8
            )
            sheet.column_dimensions[column[0].column_letter].width = max(8, min(46, 1.8 * longest))
