"""自评报告: what a 督导室 hands in. Every failing school with its gap, nothing without proof called met, no codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docx import Document

from core.schema import Figure, Gap
from core.settings import ROOT, Settings
from tools.compute_indicator import compute, compute_for, standards_in
from tools.indicators.family import IndicatorResult
from tools.reports.county_facts import county_years
from tools.reports.gathering import gather, gather_kept
from tools.reports.material import Material, material_of, sides_of, verdict_of
from tools.reports.self_evaluation import write_self_evaluation
from tools.reports.shortfalls import below_line, item_shortfalls, school_shortfalls
from tools.reports.wording import amount_words, counted, full_names, in_words, value_words
from tools.tables.loading import LoadedTable, load_table

STANDARDS = standards_in(ROOT / "corpus" / "standards")


def table(title: str, year: str) -> LoadedTable:
    return load_table(ROOT / "corpus" / "tables" / f"示例县_{title}_{year}.csv", note="示例数据")


@pytest.fixture(scope="module")
def material() -> Material:
    return gather_kept(Settings(), compute_for(Settings(), "优质均衡"))


@pytest.fixture(scope="module")
def texts(material: Material, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    path = write_self_evaluation(material, STANDARDS, tmp_path_factory.mktemp("report") / "自评.docx")
    book = Document(str(path))
    return (
        "\n".join(paragraph.text for paragraph in book.paragraphs),
        "\n".join(cell.text for one in book.tables for row in one.rows for cell in row.cells),
    )


def test_it_holds_every_chapter_in_order(texts: tuple[str, str]) -> None:
    chapters = re.findall(r"^([一二三四五六七八九十]+)、(.+)$", texts[0], re.M)
    assert [name for _, name in chapters] == [
        "县情概况",
        "自评结论",
        "资源配置校际均衡情况",
        "学校资源配置达标情况",
        "政府保障程度",
        "教育质量",
        "社会认可度",
        "存在的问题",
        "整改建议",
        "待定事项与需补充的材料",
        "数据说明",
        "测算依据",
    ]
    assert [number for number, _ in chapters] == [
        "一",
        "二",
        "三",
        "四",
        "五",
        "六",
        "七",
        "八",
        "九",
        "十",
        "十一",
        "十二",
    ]
    assert "示例数据" in texts[0]


def test_the_county_is_told_from_its_table_in_both_years(material: Material, texts: tuple[str, str]) -> None:
    frame = table("学校学段单位表", "2023-2024").frame
    pupils = int(frame.loc[frame["学段"] == "小学", "在校生数"].sum())
    teachers = int(frame.loc[frame["学段"] == "初中", "专任教师数"].sum())
    assert f"在校生{pupils}人" in texts[0]
    assert f"专任教师{teachers}人" in texts[0]
    assert f"学校{frame['学校标识码'].nunique()}所" in texts[0]
    assert "与2022—2023学年相比" in texts[0]
    assert [one.period for one in material.years] == ["2022-2023", "2023-2024"]


def test_pictures_are_charts_with_captions_and_words(material: Material, tmp_path: Path) -> None:
    book = Document(str(write_self_evaluation(material, STANDARDS, tmp_path / "图.docx")))
    items = [shape._inline.docPr.get("descr") for shape in book.inline_shapes]
    captions = [one.text for one in book.paragraphs if one.text.startswith("图")]
    assert len(items) == len(captions) == 6
    assert any("两年对照" in one for one in captions)
    assert all("。" in one for one in items)
    assert "要求≤0.5，1项不达标：每百名学生拥有县级以上骨干教师数" in items[0]


def test_every_failing_school_is_named_with_what_it_lacks(material: Material, texts: tuple[str, str]) -> None:
    failing = [one for one in material.figures if one.code == "L" and one.verdict == "不达标"]
    assert len(failing) == 29
    for one in failing:
        assert material.result.unit_names[one.unit_id] in texts[1]
    below = [one for one in material.figures if re.fullmatch("L[1-7]", one.code) and below_line(one)]
    wanted = {amount_words(one.gap.to_standard, one.gap.unit) for one in below}
    assert len(wanted) > 20
    schools = {(one.stage, one.unit_id) for one in failing}
    known = {amount_words(one.gap.to_standard, one.gap.unit) for one in below if (one.stage, one.unit_id) in schools}
    assert all(f"需增加{thing}" in texts[1] for thing in ("教学及辅助用房", "体育运动场馆", "教学仪器设备"))
    assert all(amount in texts[1] for amount in known)


def test_problems_and_mending_are_drafted_from_the_gaps(material: Material, texts: tuple[str, str]) -> None:
    items = item_shortfalls(material.result, material.figures)
    assert items
    for one in items:
        assert f"{one.stage}{one.name}：{one.units}个单位中{len(one.figures)}个低于要求" in texts[0]
        assert f"{len(one.figures)}个单位达到要求共需增加" in texts[0]
        assert amount_words(sum(figure.gap.to_standard for figure in one.figures), one.unit) in texts[0]
    spread = material.result.one("CV-L5", stage="初中")
    assert f"合计增加体育运动场馆{amount_words(spread.gap.to_standard, '㎡')}" in texts[0]


def test_every_figure_of_the_text_is_a_figure_of_the_result_or_computed_from_it(texts: tuple[str, str]) -> None:
    """The chapter on mending holds no amount that the gaps do not give."""
    mending = texts[0].split("、整改建议")[1].split("、待定事项")[0]
    amounts = set(re.findall(r"[\d.]+(?:平方米|万元)", mending))
    result = compute_for(Settings(), "优质均衡").result
    gaps = [one.gap for one in result.figures if one.gap and one.gap.to_standard > 0]
    known = {amount_words(gap.to_standard, gap.unit) for gap in gaps}
    items = item_shortfalls(result, [one for one in result.figures if one.period == "2023-2024"])
    known |= {amount_words(one.total, one.unit) for one in items}
    assert amounts
    assert amounts <= known


def test_no_code_and_no_grade_stands_in_the_text(texts: tuple[str, str]) -> None:
    for text in texts:
        assert re.findall(r"(?<![A-Za-z])(?:CVU?-)?[A-Z]\d{1,2}(?!\d)", text) == []
        assert "证据等级" not in text
        assert "㎡" not in text
    assert not re.search(r"第[一二三四五六七八九十百]+条", texts[0] + texts[1])


def test_what_has_no_proof_is_open_and_listed(material: Material, texts: tuple[str, str]) -> None:
    unproved = [one for one in material.figures if "缺证明材料" in one.text]
    assert unproved
    assert {counted(one) for one in unproved} == {"待定"}
    listed = texts[0].split("、待定事项")[1].split("、数据说明")[0]
    assert f"{len(unproved)}项须补证明材料" in listed
    for one in unproved:
        assert one.name in texts[1]
    government = next(side for side in sides_of(material) if side.name == "政府保障程度")
    assert (government.met, government.lost, government.open) == (8, 5, 2)


def figure(code: str, **given: object) -> Figure:
    record = {"name": f"{code}名", "value": None, "unit": "", "place": "某县", "period": "2024", "origin": "computed"}
    return Figure(**{**record, "ref": code, "code": code, **given})


def test_a_county_is_met_only_where_nothing_is_open() -> None:
    met = [figure("COUNTY", verdict="达标", text="达标（）"), figure("L", unit_id="1", verdict="达标", value=7.0)]
    material = material_of(IndicatorResult(figures=tuple(met)))
    # 政府保障 and the rest have no figures at all: open, whatever the conclusion says.
    assert verdict_of(material) == "待定"


def test_codes_become_names_and_grades_go() -> None:
    names = full_names([figure("L1", name="每百名学生拥有高于规定学历教师数"), figure("G7", name="特教公用经费")])
    assert in_words("小学L1：应纳入3、实际计算2", names) == "小学“每百名学生拥有高于规定学历教师数”：应纳入3、实际计算2"
    assert in_words("G7按6000元判定（证据等级 知）", names) == "“特教公用经费”按6000元判定"
    assert in_words("E07 归属学校不在表中", names) == "归属学校不在表中"
    assert in_words("PM25和2024年不是代码", names) == "PM25和2024年不是代码"
    assert in_words("Q9未填", names) == "有关指标未填"


def test_amounts_are_rounded_up_so_that_they_suffice() -> None:
    assert amount_words(287.7445, "㎡") == "287.8平方米"
    assert amount_words(287.8, "㎡") == "287.8平方米"
    assert amount_words(109001, "元") == "10.91万元"
    assert amount_words(109000.0, "元") == "10.90万元"
    assert amount_words(1.0, "人") == "1人"


def test_a_value_at_the_edge_shows_its_side() -> None:
    edge = figure(
        "L1", verdict="临界", value=5.2953157, unit="人", text="5.30人（临界，未舍入5.2953157）", threshold=5.3
    )
    assert value_words(edge) == "5.2953人"
    assert counted(edge) == "不达标"


def test_a_blank_is_counted_out_loud_and_never_nought() -> None:
    one = table("学校学段单位表", "2023-2024")
    frame = one.frame.copy()
    frame.loc[frame.index[0], "专任教师数"] = float("nan")
    now = county_years([LoadedTable(kind="A", title="表", path="", frame=frame)])[0]
    assert now.stages[0].teachers.missing == 1
    assert now.stages[0].teachers.value == frame.loc[frame["学段"] == "小学", "专任教师数"].sum()


def test_one_year_alone_makes_a_report_without_a_comparison(tmp_path: Path) -> None:
    tables = [table("学校学段单位表", "2023-2024"), table("县级年度表", "2023-2024")]
    made = gather(compute("优质均衡", tables), tables)
    book = Document(str(write_self_evaluation(made, STANDARDS, tmp_path / "一年.docx")))
    text = "\n".join(one.text for one in book.paragraphs)
    assert "相比，小学在校生" not in text
    assert "两年对照" not in text
    assert school_shortfalls(made.result, made.figures)


def test_without_the_countys_table_its_conditions_are_open_and_listed(tmp_path: Path) -> None:
    tables = [table("学校学段单位表", "2023-2024")]
    made = gather(compute("优质均衡", tables), tables)
    book = Document(str(write_self_evaluation(made, STANDARDS, tmp_path / "缺.docx")))
    cells = "\n".join(cell.text for one in book.tables for row in one.rows for cell in row.cells)
    assert "待定：没有县级年度表" in cells
    assert "一票否决情形未填报或存在" in "\n".join(one.text for one in book.paragraphs)


def test_gaps_that_are_nought_ask_for_nothing() -> None:
    done = figure("CV-L1", verdict="达标", value=0.1, gap=Gap(to_standard=0.0, to_85=None, unit="人"))
    assert below_line(done) is False
