"""自评报告: the county's 优质均衡 self-evaluation as docx, from one result."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.schema import Figure
from tools.indicators.family import IndicatorResult
from tools.indicators.judging import settled
from tools.indicators.near_misses import near_misses
from tools.indicators.standards import Standards

BAR = 20


def write_self_evaluation(
    result: IndicatorResult, standards: Standards, path: Path, *, place: str = "", period: str = ""
) -> Path:
    """Write the report of one county and year.

    Args:
        result: A 优质均衡 result.
        standards: Lines, for the list of standards with source and evidence.
        path: Where to write the .docx.
        place: County; '' for the first of the result.
        period: Year; '' for the last of the county.
    """
    from docx import Document

    county = [one for one in result.figures if one.code == "COUNTY" and place in ("", one.place)]
    conclusion = max((one for one in county if period in ("", one.period)), key=lambda one: one.period)
    place, period = conclusion.place, conclusion.period
    years = {one.period for one in result.figures if one.place == place and not one.code.startswith(("G", "Q", "S"))}
    figures = [
        one
        for one in result.figures
        if one.place == place
        and (one.period == period or (one.code[0] in "GQS" and one.period not in years - {period}))
    ]
    book = Document()
    book.add_heading(f"{place}{period}学年义务教育优质均衡发展自评报告", level=0)
    for note in result.notes:
        if "示例数据" in note:
            book.add_paragraph(note)
    book.add_heading("一、结论", level=1)
    book.add_paragraph(conclusion.text)
    if result.downgraded:
        book.add_paragraph("因数据缺漏，剔除的单位超过5%或含超大校，本结论仅供参考。")
    _spreads(book, figures)
    _schools(book, result, figures)
    _conditions(book, "四、政府保障程度", [one for one in figures if one.code.startswith("G") and one.unit_id is None])
    quality = [one for one in figures if one.code[0] in "QS" and one.unit_id is None]
    _conditions(book, "五、教育质量与社会认可度", quality)
    _gap_list(book, result, place, period)
    _open_items(book, figures)
    _data_quality(book, result)
    _standards(book, standards, figures)
    book.save(str(path))
    return path


def _table(book: Any, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = book.add_table(rows=1, cols=len(head))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.text = text
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _spreads(book: Any, figures: Sequence[Figure]) -> None:
    book.add_heading("二、校际差异系数", level=1)
    plain = {(one.code, one.stage): one for one in figures if one.code.startswith("CVU-")}
    for stage in ("小学", "初中"):
        chosen = [one for one in figures if one.code.startswith("CV-") and one.stage == stage]
        if not chosen:
            continue
        lost = [one for one in chosen if settled(one, "<=") == "不达标"]
        line = chosen[0].threshold
        book.add_heading(f"{stage}（每项不高于{line:g}）" if line else stage, level=2)
        worst = max((one for one in chosen if one.value is not None), key=lambda one: one.value or 0, default=None)
        if worst is not None:
            book.add_paragraph(f"{len(chosen)}项中{len(lost)}项不达标；最高的是{worst.name}{worst.text}。")
        rows = [
            [
                one.code.removeprefix("CV-"),
                one.name.removesuffix("的校际差异系数"),
                one.text,
                plain["CVU-" + one.code.removeprefix("CV-"), stage].text,
                one.verdict or "",
                _bar(one),
            ]
            for one in chosen
        ]
        _table(book, ["项", "指标", "加权", "非加权", "判定", "与要求相比（｜为要求）"], rows)


def _bar(one: Figure) -> str:
    """A coefficient as a bar with the line marked: charts that need no font and no picture."""
    if one.value is None or not one.threshold:
        return ""
    scale = BAR / 2 / one.threshold
    filled = min(BAR, round(one.value * scale))
    mark = round(one.threshold * scale)
    return "".join("｜" if i == mark else "■" if i < filled else "□" for i in range(BAR + 1))


def _schools(book: Any, result: IndicatorResult, figures: Sequence[Figure]) -> None:
    book.add_heading("三、单校综合评估", level=1)
    for stage in ("小学", "初中"):
        chosen = [one for one in figures if one.code == "L" and one.stage == stage]
        if not chosen:
            continue
        met = sum(one.verdict == "达标" for one in chosen)
        share = met * 100 / len(chosen)
        book.add_paragraph(f"{stage}{len(chosen)}个单位，{met}个综合达标（{share:.2f}%）。")
        rows = [
            [result.unit_names.get(one.unit_id or "", one.unit_id or ""), one.text, one.verdict or ""] for one in chosen
        ]
        _table(book, [f"{stage}单位", "达标项数与原因", "判定"], rows)


def _conditions(book: Any, title: str, figures: Sequence[Figure]) -> None:
    book.add_heading(title, level=1)
    rows = [
        [
            one.code,
            one.name,
            one.text,
            f"{one.threshold:g}{one.unit}" if one.threshold is not None else "",
            one.verdict or "",
        ]
        for one in figures
        if not one.code.endswith("-F2")
    ]
    _table(book, ["项", "指标", "现状", "要求", "判定"], rows)


def _gap_list(book: Any, result: IndicatorResult, place: str, period: str) -> None:
    book.add_heading("六、差距清单（改动最少的在前）", level=1)
    rows = []
    for miss in near_misses(result):
        if (miss.place, miss.period) != (place, period):
            continue
        lacks = "；".join(
            f"{one.code}现{one.text}，缺{one.gap.to_standard:g}{one.gap.unit}"
            for one in miss.items
            if one.gap is not None
        )
        rows.append([miss.name, miss.stage, str(len(miss.fewest)), lacks])
    _table(book, ["学校", "学段", "最少改几项", "各项差距（到要求）"], rows)


def _open_items(book: Any, figures: Sequence[Figure]) -> None:
    book.add_heading("七、待定事项与缺少的证据", level=1)
    waiting = [one for one in figures if one.verdict in ("待定", "无法计算") or "缺证明材料" in one.text]
    _table(book, ["项", "指标", "缺什么"], [[one.code, f"{one.stage}{one.name}", one.text] for one in waiting])


def _data_quality(book: Any, result: IndicatorResult) -> None:
    book.add_heading("八、数据说明", level=1)
    for note in result.notes:
        book.add_paragraph(note, style="List Bullet")
    book.add_paragraph(f"纳入{len(result.included)}个单位；未纳入{len(result.excluded)}个。")
    for one in result.excluded:
        book.add_paragraph(f"未纳入：{one.unit}（第{one.row}行）：{one.reason}", style="List Bullet")
    rows = [
        [one.code, f"{one.table}第{one.row}行" if one.row else one.table, one.unit_name, one.rule, one.action]
        for one in result.problems
    ]
    if rows:
        _table(book, ["代码", "位置", "学校", "问题", "处理"], rows)


def _standards(book: Any, standards: Standards, figures: Sequence[Figure]) -> None:
    book.add_heading("九、依据", level=1)
    used = {one.source for one in figures}
    rows = {}
    for line in standards.thresholds:
        if line.title in used and line.family == "优质均衡":
            firm = "" if line.firm else "（未核，须以原文确认）"
            rows[line.standard_id, line.code, line.stage] = [
                line.title,
                f"{line.stage}{line.name}",
                f"{line.sign}{line.value:g}{line.unit}",
                f"{line.level}；证据等级{line.evidence}{firm}",
            ]
    _table(book, ["文件", "指标", "要求", "层级与证据"], list(rows.values()))
    book.add_paragraph("官方全文未加载，不列条号；最终以国家平台核定值为准。")
