"""自评报告: the county's 优质均衡 self-evaluation as an official document, from one result."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.schema import Figure
from tools.charts.description import describe
from tools.charts.drawing import draw
from tools.charts.of_indicators import charts_of
from tools.indicators.family import IndicatorResult
from tools.indicators.standards import Standards
from tools.reports.county_facts import CountyYear, StageFacts
from tools.reports.evaluation_findings import write_data_notes, write_mending, write_open_items, write_problems
from tools.reports.material import Material, sides_of, verdict_of
from tools.reports.official_layout import OfficialDocument
from tools.reports.shortfalls import THINGS, school_shortfalls
from tools.reports.wording import counted, gap_words, in_units, line_words, value_words, year_words

STAGES = ("小学", "初中")
SPREAD = "的校际差异系数"
# 15 conditions of the government, 9 of quality, one of what people think.
CONDITIONS = (("G", "政府保障程度"), ("Q", "教育质量"), ("S", "社会认可度"))


def write_self_evaluation(material: Material, standards: Standards, path: Path) -> Path:
    """Write the report.

    Args:
        material: What it is written from.
        standards: Lines, for the list of standards.
        path: Where to write the .docx.
    """
    book = OfficialDocument()
    place, period = material.conclusion.place, material.conclusion.period
    book.title(f"{place}义务教育优质均衡发展自评报告", f"（{year_words(period)}）")
    _opening(book, material)
    _county(book, material)
    _conclusion(book, material)
    _spreads(book, material)
    _schools(book, material)
    for start, title in CONDITIONS:
        _conditions(book, title, [one for one in material.figures if one.code.startswith(start) and not one.unit_id])
    write_problems(book, material)
    write_mending(book, material)
    write_open_items(book, material)
    write_data_notes(book, material, standards)
    book.paragraph("特此报告。")
    book.signature(["（报送单位、印章）", "年　　月　　日"])
    return book.save(path)


def _opening(book: OfficialDocument, material: Material) -> None:
    sources = dict.fromkeys(one.source for one in material.figures if one.source and one.code[:2] == "CV")
    basis = "、".join(f"《{one.split('（')[0]}》（{one.split('（', 1)[1]}" if "（" in one else one for one in sources)
    begun = f"根据{basis}，" if basis else ""
    place, period = material.conclusion.place, material.conclusion.period
    book.paragraph(
        f"{begun}按{year_words(period)}填报数据，对{place}义务教育优质均衡发展情况逐项测算，现将自评情况报告如下。"
    )
    for note in material.result.notes:
        if "示例数据" in note:
            book.paragraph("本报告所用为示例数据，地名、校名和数据均为虚构，仅供演示。")
            break


def _county(book: OfficialDocument, material: Material) -> None:
    book.heading(1, "县情概况")
    if not material.years:
        book.paragraph("没有学校学段单位表，县情待补。")
        return
    now = material.years[-1]
    kinds = "、".join(f"{kind}{count}所" for kind, count in now.kinds)
    private = f"，其中民办{now.private}所" if now.private else ""
    book.paragraph(
        f"{year_words(now.period)}，全县有义务教育学校{now.schools}所（{kinds}）{private}；一贯制学校按学段分开计，"
        f"共{'、'.join(f'{one.stage}{one.units}个' for one in now.stages)}单位。"
    )
    for one in now.stages:
        book.paragraph(_stage_words(one))
    if now.left_out:
        book.paragraph(f"另有{now.left_out}行因数据有误未计入，详见“数据说明”。")
    shown = material.years[-2:]
    rows = [
        [
            year_words(year.period),
            one.stage,
            str(one.units),
            _whole(one.pupils.value),
            _whole(one.classes.value),
            _whole(one.teachers.value),
            _ratio(one),
        ]
        for year in shown
        for one in year.stages
    ]
    head = ["学年", "学段", "单位数（个）", "在校生（人）", "班数（个）", "专任教师（人）", "生师比"]
    book.table("义务教育学校、学生和教师基本情况", head, rows, (34, 12, 22, 24, 18, 26, 20))
    if len(shown) > 1:
        book.paragraph(_change(shown[0], shown[1]))


def _stage_words(one: StageFacts) -> str:
    parts = [f"{one.stage}{one.units}个单位"]
    for name, total, unit in (
        ("在校生", one.pupils, "人"),
        ("班级", one.classes, "个"),
        ("专任教师", one.teachers, "人"),
    ):
        lost = f"（{total.missing}个单位未填报，未计入）" if total.missing else ""
        parts.append(f"{name}{_whole(total.value)}{unit if total.value is not None else ''}{lost}")
    return "，".join(parts) + "。"


def _whole(value: float | None) -> str:
    return "未填报" if value is None else f"{value:.0f}"


def _ratio(one: StageFacts) -> str:
    if not one.teachers.value or one.pupils.value is None or one.teachers.missing or one.pupils.missing:
        return "待补"
    return f"{one.pupils.value / one.teachers.value:.2f}:1"


def _change(before: CountyYear, now: CountyYear) -> str:
    old = {one.stage: one for one in before.stages}
    parts = []
    for one in now.stages:
        was = old.get(one.stage)
        for name, new, past in (
            ("在校生", one.pupils, was.pupils if was else None),
            ("专任教师", one.teachers, was.teachers if was else None),
        ):
            if new.value is not None and past and past.value is not None:
                much = new.value - past.value
                parts.append(
                    f"{one.stage}{name}{'增加' if much > 0 else '减少'}{abs(much):.0f}人"
                    if much
                    else f"{one.stage}{name}持平"
                )
    return f"与{year_words(before.period)}相比，{'，'.join(parts)}。"


def _conclusion(book: OfficialDocument, material: Material) -> None:
    book.heading(1, "自评结论")
    book.paragraph(f"自评结论为{verdict_of(material)}。其中：{'；'.join(one.words for one in sides_of(material))}。")
    veto = next((one for one in material.conclusion.inputs if one.name == "无一票否决"), None)
    book.paragraph("无一票否决情形。" if veto is not None and veto.value else "一票否决情形未填报或存在，须核实。")
    if material.result.downgraded:
        book.paragraph("因数据缺漏，剔除的单位超过5%或含超大校，本结论仅供参考。")


def _spreads(book: OfficialDocument, material: Material) -> None:
    book.heading(1, "资源配置校际均衡情况")
    plain = {(one.code, one.stage): one for one in material.figures if one.code.startswith("CVU-")}
    charts = charts_of(_only(material), material.earlier)
    for stage in STAGES:
        chosen = [one for one in material.figures if one.code.startswith("CV-") and one.stage == stage]
        if not chosen:
            continue
        book.heading(2, stage)
        lost = [one for one in chosen if counted(one) == "不达标"]
        open_ones = [one for one in chosen if counted(one) in ("待定", "无法计算")]
        line = line_words(chosen[0])
        said = f"{stage}{len(chosen)}项指标的校际差异系数" + (f"要求均{line}，" if line else "")
        said += f"{len(chosen) - len(lost) - len(open_ones)}项达标、{len(lost)}项不达标"
        said += f"、{len(open_ones)}项待定" if open_ones else ""
        if lost:
            said += "。不达标的是" + "、".join(f"{one.name.removesuffix(SPREAD)}（{value_words(one)}）" for one in lost)
        book.paragraph(f"{said}。结果见表{book.next_table}、图{book.next_figure}。")
        rows = [
            [
                one.name.removesuffix(SPREAD),
                value_words(one),
                value_words(plain["CVU-" + one.code[3:], stage]),
                line_words(one),
                counted(one),
            ]
            for one in chosen
        ]
        book.table(
            f"{stage}校际差异系数", ["指标", "加权系数", "非加权系数", "要求", "判定"], rows, (74, 18, 20, 26, 18)
        )
        for chart in charts:
            if chart.kind in ("spread", "trend") and stage in chart.title:
                book.picture(draw(chart, "png"), chart.title, describe(chart))


def _only(material: Material) -> IndicatorResult:
    """The result with the figures of the county, and of its years up to the report's."""
    place, period = material.conclusion.place, material.conclusion.period
    kept = tuple(one for one in material.result.figures if one.place == place and one.period <= period)
    return IndicatorResult(figures=kept, unit_names=material.result.unit_names)


def _schools(book: OfficialDocument, material: Material) -> None:
    book.heading(1, "学校资源配置达标情况")
    charts = charts_of(_only(material))
    lost = school_shortfalls(material.result, material.figures)
    for stage in STAGES:
        chosen = [one for one in material.figures if one.code == "L" and one.stage == stage]
        if not chosen:
            continue
        book.heading(2, stage)
        met = sum(counted(one) == "达标" for one in chosen)
        waiting = sum(counted(one) not in ("达标", "不达标") for one in chosen)
        own = [one for one in lost if one.stage == stage]
        said = f"{stage}{len(chosen)}个单位中，综合达标{met}个（{met * 100 / len(chosen):.2f}%），不达标{len(own)}个"
        book.paragraph(said + (f"，待定{waiting}个" if waiting else "") + f"。各校与要求相比见图{book.next_figure}。")
        book.paragraph(f"综合达标的条件是：{chosen[0].formula}。")
        for chart in charts:
            if chart.kind == "distribution" and stage in chart.title:
                book.picture(draw(chart, "png"), chart.title, describe(chart))
        rows = [
            [one.name, f"{one.met}项", "；".join(_shortfall(item) for item in one.items) or "数据不全，详见待定事项"]
            for one in own
        ]
        if rows:
            book.table(f"{stage}不达标单位及其差距", ["单位", "达标项数", "未达要求的指标及差距"], rows, (36, 20, 100))


def _shortfall(one: Figure) -> str:
    gap = gap_words(one.gap, THINGS.get(one.code, ""))
    return f"{one.name}{value_words(one)}（{line_words(one)}）{'，' + gap if gap else ''}"


def _conditions(book: OfficialDocument, title: str, figures: Sequence[Figure]) -> None:
    book.heading(1, title)
    shown = [one for one in figures if not one.code.endswith("-F2")]
    if not shown:
        book.paragraph("没有数据，待补。")
        return
    words = [counted(one) for one in shown]
    counts = "、".join(f"{words.count(one)}项{one}" for one in ("达标", "不达标", "待定", "无法计算") if one in words)
    if len(shown) == 1:
        one = shown[0]
        need = f"，要求{line_words(one)}" if one.threshold is not None else ""
        book.paragraph(f"{one.name}为{in_units(one.text)}{need}，{words[0]}。")
        return
    book.paragraph(f"{title}共{len(shown)}项判定，{counts}，见表{book.next_table}。")
    rows = [
        [f"{one.stage}{one.name.removeprefix(one.stage)}", in_units(one.text), line_words(one), counted(one)]
        for one in shown
    ]
    book.table(title, ["指标", "现状", "要求", "判定"], rows, (66, 44, 28, 18))
