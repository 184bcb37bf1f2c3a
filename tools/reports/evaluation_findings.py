"""The second half of a 自评报告: problems, mending, what stands open, and what the data are worth."""

from __future__ import annotations

from core.schema import Figure, Problem
from tools.indicators.family import Exclusion
from tools.indicators.near_misses import near_misses
from tools.indicators.standards import Standards, last_day
from tools.reports.material import Material
from tools.reports.official_layout import OfficialDocument
from tools.reports.shortfalls import THINGS, ItemShortfall, failing_units, item_shortfalls, school_shortfalls
from tools.reports.wording import (
    NO_PROOF,
    amount_words,
    counted,
    gap_words,
    in_units,
    in_words,
    line_words,
    value_words,
)

OPEN = ("待定", "无法计算")
LARGEST = 3


def write_problems(book: OfficialDocument, material: Material) -> None:
    """存在的问题: by item, by spread, by condition, by school; every sentence is a figure and its line."""
    book.heading(1, "存在的问题")
    items, spreads, conditions = (
        item_shortfalls(material.result, material.figures),
        _lost_spreads(material),
        _lost_conditions(material),
    )
    schools = school_shortfalls(material.result, material.figures)
    if not (items or spreads or conditions or schools):
        book.paragraph("按现有数据，未发现低于要求的指标。")
        return
    if items:
        book.heading(2, "部分学校办学条件低于要求")
        book.items([_item_problem(one) for one in items])
    if spreads:
        book.heading(2, "部分指标校际差异偏大")
        book.items([f"{one.stage}{one.name}为{value_words(one)}，要求{line_words(one)}。" for one in spreads])
    if conditions:
        book.heading(2, "部分保障和质量指标未达要求")
        book.items([_condition_problem(material, one) for one in conditions])
    if schools:
        book.heading(2, "差距集中在部分学校")
        worst = sorted(schools, key=lambda one: one.met)
        least = worst[0].met
        named = [f"{one.name}（{one.stage}）" for one in worst if one.met == least]
        book.paragraph(
            f"单校综合评估不达标的单位共{len(schools)}个，其中达标项数最少的有{len(named)}个，为{least}项：{'、'.join(named)}。"
            "各单位的差距见“学校资源配置达标情况”。"
        )


def _item_problem(one: ItemShortfall) -> str:
    names = "、".join(f"{name}（{value_words(figure)}）" for name, figure in zip(one.schools, one.figures, strict=True))
    return (
        f"{one.stage}{one.name}：{one.units}个单位中{len(one.figures)}个低于要求（{line_words(one.figures[0])}），"
        f"为{names}。"
    )


def _lost_spreads(material: Material) -> list[Figure]:
    return [one for one in material.figures if one.code.startswith("CV-") and counted(one) == "不达标"]


def _lost_conditions(material: Material) -> list[Figure]:
    return [
        one
        for one in material.figures
        if one.code[0] in "GQS" and one.unit_id is None and not one.code.endswith("-F2") and counted(one) == "不达标"
    ]


def _condition_problem(material: Material, one: Figure) -> str:
    line = f"，要求{line_words(one)}" if one.threshold is not None else ""
    lost = failing_units(material.result, material.figures, one.code)
    names = f"。未达标的是{'、'.join(lost)}" if lost else ""
    value = (
        f"{one.value:.2f}{one.unit}（{in_units(one.text)}）" if lost and one.value is not None else in_units(one.text)
    )
    return f"{one.stage}{one.name}为{value}{line}{names}。"


def write_mending(book: OfficialDocument, material: Material) -> None:
    """整改建议: what must be added, where, and which schools are nearest; computed from the gaps."""
    book.heading(1, "整改建议")
    items, spreads, conditions = (
        item_shortfalls(material.result, material.figures),
        _lost_spreads(material),
        _lost_conditions(material),
    )
    if items:
        book.heading(2, "按指标补齐办学条件")
        book.items([_item_mending(one) for one in items])
        book.paragraph("逐校数量见“学校资源配置达标情况”各表，建议按缺口由大到小列入年度计划，逐校销号。")
    planned = [one for one in spreads if one.gap is not None and one.gap.to_standard > 0]
    if planned:
        book.heading(2, "缩小校际差异")
        book.items([_spread_mending(one) for one in planned])
    near = [one for one in near_misses(material.result) if (one.place, one.period) == _whose(material)]
    nearest = [one for one in near if len(one.fewest) == 1]
    if nearest:
        book.heading(2, "先行补齐只差一项的学校")
        book.paragraph(f"以下{len(nearest)}个单位补齐一项即可综合达标，建议优先安排，见表{book.next_table}。")
        rows = []
        for one in nearest:
            item = one.fewest[0]
            rows.append([one.name, one.stage, item.name, gap_words(item.gap, THINGS.get(item.code, ""))])
        book.table("补齐一项即可达标的单位", ["单位", "学段", "补齐的指标", "所需数量"], rows, (38, 14, 56, 48))
    if conditions:
        book.heading(2, "落实保障和质量要求")
        book.items([_condition_mending(one) for one in conditions])
    if not (items or planned or conditions):
        book.paragraph("按现有数据，没有需要补齐的指标。")


def _whose(material: Material) -> tuple[str, str]:
    return material.conclusion.place, material.conclusion.period


def _item_mending(one: ItemShortfall) -> str:
    thing = THINGS.get(one.code, "")
    most = [
        f"{name}（{amount_words(figure.gap.to_standard, figure.gap.unit)}）"
        for name, figure in zip(one.schools, one.figures, strict=True)
        if figure.gap
    ]
    where = f"缺口最大的是{'、'.join(most[:LARGEST])}" if len(most) > LARGEST else f"为{'、'.join(most)}"
    return (
        f"{one.stage}{one.name}：{len(one.figures)}个单位达到要求共需增加{thing}"
        f"{amount_words(one.total, one.unit)}，{where}。"
    )


def _spread_mending(one: Figure) -> str:
    assert one.gap is not None
    thing = THINGS.get(one.code.removeprefix("CV-"), "")
    return (
        f"{one.stage}{one.name}由{value_words(one)}降到{one.threshold:g}以内，至少需在水平较低的学校合计增加"
        f"{thing}{amount_words(one.gap.to_standard, one.gap.unit)}。"
    )


def _condition_mending(one: Figure) -> str:
    gap = one.gap
    if gap is None or gap.to_standard <= 0:
        return f"{one.stage}{one.name}未达要求，请对照要求逐项落实并留存材料。"
    if gap.unit == "所":
        return f"{one.stage}{one.name}：还有{gap.to_standard:.0f}个单位未达要求，须逐校落实。"
    return f"{one.stage}{one.name}：距要求还差{amount_words(gap.to_standard, gap.unit)}。"


def write_open_items(book: OfficialDocument, material: Material) -> None:
    """待定事项: what has no value or no proof is open, and named."""
    book.heading(1, "待定事项与需补充的材料")
    waiting = [
        one
        for one in material.figures
        if not one.code.startswith("CVU-") and (one.verdict in OPEN or NO_PROOF in one.text) and one.code != "COUNTY"
    ]
    if not waiting:
        book.paragraph("没有待定事项。")
        return
    proof = sum(NO_PROOF in one.text for one in waiting)
    book.paragraph(
        f"以下{len(waiting)}项缺数据或缺证明材料"
        + (f"，其中{proof}项须补证明材料" if proof else "")
        + "；在材料补齐、核实之前按待定对待。"
    )
    names = material.result.unit_names
    rows = []
    for one in waiting:
        whose = names.get(one.unit_id or "", one.unit_id or "")
        rows.append([f"{whose}{one.stage}{one.name}", "待定", in_words(one.text, material.names)])
    book.table("待定事项", ["事项", "判定", "现状与所缺"], rows, (80, 16, 60))


def write_data_notes(book: OfficialDocument, material: Material, standards: Standards) -> None:
    """数据说明 and 依据: units, exclusions, findings in the data, and the lines that were used."""
    result, names = material.result, material.names
    book.heading(1, "数据说明")
    book.paragraph(f"纳入测算{len(result.included)}个单位，未纳入{len(result.excluded)}个。")
    for note in result.notes:
        if "示例数据" not in note:
            book.paragraph(f"{in_words(note, names).rstrip('。')}。")
    for one in result.excluded:
        book.paragraph(_excluded(one, material))
    book.paragraph("所需增加的数量一律进位，面积进到0.1平方米，经费和设备值进到0.01万元，人数、间数进到整数。")
    if result.problems:
        rows = [_problem_row(one, material) for one in result.problems]
        book.table("填报数据中需核实的问题", ["位置", "单位", "问题", "处理"], rows, (38, 34, 62, 22))
    _basis(book, material, standards)


def _basis(book: OfficialDocument, material: Material, standards: Standards) -> None:
    """The lines in force that were used, a table a document."""
    book.heading(1, "测算依据")
    day = last_day(material.conclusion.period)
    for title in dict.fromkeys(one.source for one in material.figures if one.source):
        rows: list[list[str]] = []
        for line in standards.thresholds:
            late = day is not None and (line.valid_from > day or (line.valid_to is not None and line.valid_to < day))
            if line.title == title and line.family == "优质均衡" and not late:
                what = f"{line.stage}{line.name.removeprefix(line.stage)}"
                firm = "" if line.firm else "须以原文确认"
                row = [what, f"{line.sign}{line.value:g}{in_units(line.unit)}", firm]
                rows += [row] if row not in rows else []
        if rows:
            book.table(
                title, ["指标", "要求", "备注"], [list(row) for row in dict.fromkeys(map(tuple, rows))], (92, 34, 30)
            )
    book.paragraph("本报告由填报数据测算形成，最终以国家平台核定值为准。")


def _excluded(one: Exclusion, material: Material) -> str:
    row = f"（第{one.row}行）" if one.row else ""
    return f"未纳入：{one.unit}{row}，{in_words(one.reason, material.names)}。"


def _problem_row(one: Problem, material: Material) -> list[str]:
    where = f"{one.table}第{one.row}行" if one.row else one.table
    value = f"（{one.value}）" if one.value else ""
    return [where, one.unit_name, in_words(f"{one.column}{value}：{one.rule}", material.names), one.action]
