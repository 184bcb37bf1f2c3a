from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ledger_figure import LedgerFigure
from core.schema import Place
from ingest.loaders import RawDocument
from ingest.loaders.building import TextBuilder
from ingest.loaders.grids import GridCell
from tools.ledger.table_figures import path, table_figures
from tools.ledger.text_figures import Around


def document(
    rows: Sequence[Sequence[str]], *above: str, merged: Sequence[tuple[int, int, int, int]] = ()
) -> RawDocument:
    builder = TextBuilder()
    for line in above:
        builder.line(line)
    reach = {(row, column): (tall, wide) for row, column, tall, wide in merged}
    covered = {
        (row + i, column + j) for row, column, tall, wide in merged for i in range(tall) for j in range(wide) if i or j
    }
    builder.table(
        [
            GridCell(
                row=r, column=c, text=text, rows=reach.get((r, c), (1, 1))[0], columns=reach.get((r, c), (1, 1))[1]
            )
            for r, row in enumerate(rows)
            for c, text in enumerate(row)
            if (r, c) not in covered
        ]
    )
    return builder.build()


def figures(raw: RawDocument) -> list[LedgerFigure]:
    return [cell.figure for cell in table_figures(raw.text, raw.tables, Around(document_id="d"))]


def told(raw: RawDocument) -> list[tuple[str, float | None, str]]:
    return [(f.subject, f.value, f.unit) for f in figures(raw)]


SCHOOLS = [["学校", "在校生数（人）", "生师比"], ["实验小学", "1,200", "17.5"], ["第二小学", "860", "15"]]


def test_a_figure_is_of_its_row_and_its_column_with_the_unit_of_the_header() -> None:
    raw = document(SCHOOLS, "表1 2023年各校基本情况")
    assert told(raw) == [
        ("实验小学·在校生数", 1200, "人"),
        ("实验小学·生师比", 17.5, ""),
        ("第二小学·在校生数", 860, "人"),
        ("第二小学·生师比", 15, ""),
    ]


def test_span_and_sentence_are_exact_in_the_text() -> None:
    raw = document(SCHOOLS, "表1 2023年各校基本情况")
    first = figures(raw)[0]
    assert raw.text[first.span[0] : first.span[1]] == first.text == "1,200"
    assert raw.text[first.sentence_span[0] : first.sentence_span[1]] == first.sentence
    assert first.sentence == "实验小学，在校生数（人）：1,200，生师比：17.5。"


def test_the_year_of_the_caption_is_the_figures_year_and_a_year_in_the_header_wins() -> None:
    raw = document(SCHOOLS, "表1 2023年各校基本情况")
    assert {f.years for f in figures(raw)} == {(2023,)}
    raw = document([["项目", "2021年", "2022年"], ["学位（个）", "300", "420"]], "表2 2020年以来学位情况")
    assert [(f.years, f.value, f.unit) for f in figures(raw)] == [((2021,), 300, "个"), ((2022,), 420, "个")]


def test_a_unit_above_the_table_is_every_cells_but_not_a_rates() -> None:
    raw = document(
        [["镇", "在园幼儿", "专任教师", "入园率"], ["东镇", "4860", "361", "96.8%"], ["西镇", "3975", "288", "95"]],
        "各镇学前教育情况表",
        "（单位：人）",
    )
    assert raw.tables[0].caption == "各镇学前教育情况表"
    assert raw.tables[0].unit == "人"
    assert told(raw)[:3] == [("东镇·在园幼儿", 4860, "人"), ("东镇·专任教师", 361, "人"), ("东镇·入园率", 96.8, "%")]
    assert told(raw)[-1] == ("西镇·入园率", 95, "")


def test_ten_thousands_are_multiplied_out() -> None:
    raw = document([["项目", "一季度"], ["结余", "42.9"]], "食堂收支情况表（单位：万元）")
    assert told(raw) == [("结余·一季度", 429000, "元")]


def test_headers_of_two_rows_and_merged_cells_are_joined_from_top_to_bottom() -> None:
    raw = document(
        [["镇", "幼儿园（所）", "教职工", ""], ["", "", "合计", "其中：专任教师（人）"], ["东镇", "22", "702", "361"]],
        merged=[(0, 0, 2, 1), (0, 1, 2, 1), (0, 2, 1, 2)],
    )
    assert raw.tables[0].header_rows == 2
    assert told(raw) == [("东镇·幼儿园", 22, "所"), ("东镇·教职工·合计", 702, ""), ("东镇·教职工·专任教师", 361, "人")]


def test_a_row_header_merged_over_rows_names_each_of_them() -> None:
    raw = document([["县", "学段", "学校数（所）"], ["甲县", "小学", "20"], ["", "初中", "8"]], merged=[(1, 0, 2, 1)])
    assert told(raw) == [("甲县·小学·学校数", 20, "所"), ("甲县·初中·学校数", 8, "所")]
    assert raw.text.split("\n")[-1] == "甲县，学段：初中，学校数（所）：8。"


def test_a_total_is_told_of_what_the_caption_is_about() -> None:
    raw = document([["镇", "幼儿园（所）"], ["东镇", "22"], ["合计", "22"]], "表3 青原区幼儿园分布情况统计表")
    assert told(raw)[1] == ("青原区幼儿园分布·合计·幼儿园", 22, "所")


def test_running_numbers_and_words_are_no_figures() -> None:
    raw = document([["序号", "任务", "时限"], ["1", "核定编制", "2024年3月"], ["2", "发放补贴", "5月底前"]])
    assert figures(raw) == []


def test_a_fall_is_a_positive_figure_that_decreases() -> None:
    raw = document([["项目", "比上年增减（人）"], ["在校生", "-120"], ["教师", "35"]])
    assert [(f.change, f.value, f.unit) for f in figures(raw)] == [("减少", 120, "人"), ("增加", 35, "人")]


def test_a_plan_is_a_target() -> None:
    raw = document([["指标", "2025年目标（%）"], ["毛入园率", "97"]])
    (figure,) = figures(raw)
    assert (figure.role, figure.value, figure.unit, figure.years) == ("target", 97, "%", (2025,))


def test_the_place_of_the_section_is_the_figures_place() -> None:
    raw = document(SCHOOLS)
    (first, *_) = table_figures(raw.text, raw.tables, Around(place=Place(name="甲县", parents=("某省",))))
    assert first.figure.place == "某省甲县"


def test_an_empty_cell_is_no_figure() -> None:
    raw = document([["学校", "在校生数", "教师数"], ["甲校", "", "12"], ["乙校", "90", "—"]])
    assert told(raw) == [("甲校·教师数", 12, ""), ("乙校·在校生数", 90, "")]


@pytest.mark.parametrize("text", ["", "没有表格的文字。"])
def test_no_tables_no_figures(text: str) -> None:
    assert table_figures(text, ()) == []


@pytest.mark.parametrize(
    ("labels", "told"),
    [((), ""), (("小学",), "小学"), (("学校", "学校数"), "学校数"), (("学生", "在校生数"), "学生·在校生数")],
)
def test_a_label_that_the_next_begins_with_is_told_once(labels: tuple[str, ...], told: str) -> None:
    assert path(labels) == told


CELLS = st.sampled_from(
    [
        "",
        "合计",
        "小学",
        "其中：公办",
        "单位",
        "%",
        "万元",
        "2024年",
        "增减%",
        "12",
        "-7.5",
        "1,200",
        "3%",
        "序号",
        "无",
    ]
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=6), st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_whatever_a_table_holds_its_figures_stand_where_they_say(rows: list[list[str]], headers: int) -> None:
    builder = TextBuilder()
    builder.line("表1 情况（单位：人）")
    cells = [GridCell(row=r, column=c, text=text) for r, row in enumerate(rows) for c, text in enumerate(row)]
    builder.table(cells, header_rows=headers)
    raw = builder.build()
    for cell in table_figures(raw.text, raw.tables):
        start, end = cell.figure.span
        assert raw.text[start:end] == cell.figure.text
        assert cell.figure.value is not None
