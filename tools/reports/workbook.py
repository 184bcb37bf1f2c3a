"""A result as xlsx: every figure with its operands, live formulas to recompute, gaps, problems, standards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.schema import Figure
from tools.indicators.family import IndicatorResult
from tools.indicators.near_misses import RESOURCE_CODES, near_misses
from tools.reports.sheets import COEFFICIENT, PLAIN, Sheets
from tools.reports.stage_sheets import write_stage

RESULT_HEAD = (
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
    "分子或首项",
    "分母或次项",
    "复算",
    "来源",
)
PROBLEM_HEAD = ("级别", "代码", "表", "行号", "学校", "列", "原值", "规则", "影响指标", "处理", "建议")
GAP_HEAD = ("学校", "学段", "最少改几项", "项目", "现值", "要求", "到要求还差", "到85%还差", "单位", "属最省路径")


def write_workbook(name: str, result: IndicatorResult, path: Path) -> Path:
    """Write a result as a workbook.

    Sheets: 结果 (all figures), and for 优质均衡 单位数据, 逐校七项 and 差异系数 of each stage, whose formulas go from
    the reported columns over the split of through schools to the coefficients; then 差距清单, 数据问题, 说明.

    Args:
        name: Family.
        result: What was computed.
        path: Where to write the .xlsx.
    """
    book = Sheets(str(path))
    _figures(book, [one for one in result.figures if one.unit_id is None or one.code not in RESOURCE_CODES], result)
    if any(one.code in RESOURCE_CODES for one in result.figures):
        for stage in ("小学", "初中"):
            figures = [one for one in result.figures if one.code in RESOURCE_CODES and one.stage == stage]
            if figures and len({(one.place, one.period) for one in figures}) == 1:
                write_stage(book, stage, figures, result)
        _gaps(book, result)
    problems = book.add("数据问题", PROBLEM_HEAD)
    for number, one in enumerate(result.problems, 2):
        row: list[str | float | None] = [one.level, one.code, one.table, one.row, one.unit_name, one.column, one.value]
        problems.row(number, [*row, one.rule, "、".join(one.affected), one.action, one.advice])
    notes = book.add("说明", [f"{name}：{'结论仅供参考' if result.downgraded else '计算结果'}"], widest=110)
    lines = [*result.notes, f"纳入{len(result.included)}个单位：{'、'.join(result.included)}"]
    lines += [f"未纳入：{one.unit}{f'（第{one.row}行）' if one.row else '：'}{one.reason}" for one in result.excluded]
    for number, line in enumerate(lines, 2):
        notes.row(number, [line])
    book.close()
    return path


def _figures(book: Sheets, figures: Sequence[Figure], result: IndicatorResult) -> None:
    sheet = book.add("结果", RESULT_HEAD, fixed=2)
    # On paper the figures; how they were made is on the screen.
    sheet.printed_columns = RESULT_HEAD.index("显示") + 1
    for number, one in enumerate(figures, 2):
        form = COEFFICIENT if one.code.startswith("CV") else PLAIN
        gap = one.gap
        row: list[str | float | None] = [one.code, one.name, one.stage, _school(one, result), one.place, one.period]
        row += [one.value, one.unit, one.threshold, one.verdict or ""]
        row += [gap.to_standard if gap else None, gap.unit if gap else "", one.text, one.formula or ""]
        sheet.row(number, row, form)
        operands = [operand.value for operand in one.inputs[:2]]
        if len(operands) == 2 and None not in operands and one.value is not None and operands[1]:
            top, bottom = float(operands[0] or 0), float(operands[1] or 0)
            for scale in (100.0, 1.0):
                if abs(top * scale / bottom - one.value) < 1e-9 * max(1.0, abs(one.value)):
                    sheet.number(number, 15, top, "#,##0.######")
                    sheet.number(number, 16, bottom, "#,##0.######")
                    sheet.formula(number, 17, f"=O{number}*{scale:g}/P{number}", one.value, form)
                    break
        source = one.source or "；".join(dict.fromkeys(operand.source for operand in one.inputs[:2]))
        if source:
            sheet.text(number, 18, source)


def _school(one: Figure, result: IndicatorResult) -> str:
    return result.unit_names.get(one.unit_id or "", one.unit_id or "")


def _gaps(book: Sheets, result: IndicatorResult) -> None:
    sheet = book.add("差距清单", GAP_HEAD, fixed=1)
    number = 2
    for miss in near_misses(result):
        for item in miss.items:
            if item.gap is None:
                continue
            row: list[str | float | None] = [miss.name, miss.stage, len(miss.fewest), f"{item.code} {item.name}"]
            row += [item.value, item.threshold, item.gap.to_standard, item.gap.to_85, item.gap.unit]
            sheet.row(number, [*row, "是" if item in miss.fewest else ""])
            number += 1
