"""Which sheets of a workbook are read, and that the others are named."""

from __future__ import annotations

import pytest

from core.errors import LoadError
from tests.tools.tables.conftest import HEADER, Book, school, sums
from tools.compute_indicator import compute
from tools.tables.loading import load_table
from tools.tables.recognise import recognise_table


def told(problems: tuple[object, ...]) -> list[tuple[str, int | None, str]]:
    return [(one.table, one.row, one.rule) for one in problems]  # type: ignore[attr-defined]


def test_every_visible_sheet_that_fits_is_read_and_rows_keep_their_own_numbers(book: Book) -> None:
    junior = {"办学类型": "初级中学", "学段": "初中"}
    path = book(
        {
            "小学": [["柳溪县小学情况"], HEADER, school(1), school(2)],
            "初中": [HEADER, school(3, **junior), school(4, **junior, 网络多媒体教室=-2)],
        }
    )
    table = load_table(path)
    assert list(table.frame["学校名称"]) == [f"柳溪第{n}小学" for n in (1, 2, 3, 4)]
    assert told(table.problems) == [("学校学段单位表（初中）", 3, "网络多媒体教室不能为负数")]
    assert [table.row_name(row) for row in table.frame.index] == ["小学!3", "小学!4", "初中!2", "初中!3"]
    result = compute("优质均衡", [table])
    assert len(result.included) == 4
    assert result.one("L7", unit_id="7000000003").inputs[0].source == "学校学段单位表 第初中!2行"


def test_what_stands_below_the_records_of_a_sheet_is_told_of_that_sheet(book: Book) -> None:
    first = [HEADER, school(1), school(2), ["注：九月数"], sums([school(1), school(2)], 学校名称="合计")]
    table = load_table(book({"东片": first, "西片": [HEADER, school(3), ["合计"]]}))
    assert [(one.table[-3:-1], one.row) for one in table.problems] == [("东片", 4), ("东片", 5), ("西片", 3)]
    assert [table.row_name(row) for row in table.frame.index] == ["东片!2", "东片!3", "西片!2"]


def test_sheets_may_order_their_columns_differently(book: Book) -> None:
    turned = [list(reversed(row)) for row in (HEADER, school(2, 在校生数=900))]
    table = load_table(book({"甲": [HEADER, school(1)], "乙": turned}))
    assert list(table.frame["在校生数"]) == [1000, 900]


def test_a_hidden_sheet_is_named_and_not_computed(book: Book) -> None:
    path = book({"旧": [HEADER, school(1, 在校生数=700)], "新": [HEADER, school(1)]}, hidden=["旧"])
    table = load_table(path)
    assert list(table.frame["在校生数"]) == [1000]
    assert told(table.problems) == [("学校学段单位表", None, "隐藏的工作表“旧”没有计入")]
    assert list(load_table(path, sheet="旧").frame["在校生数"]) == [700]
    assert recognise_table(path).owners == (("柳溪县", "2024-2025"),)


def test_a_book_whose_only_table_is_hidden_says_so(book: Book) -> None:
    path = book({"数据": [HEADER, school(1)], "封面": [["柳溪县教育局"]]}, hidden=["数据"])
    with pytest.raises(LoadError, match="表头认不出来") as caught:
        load_table(path)
    assert "隐藏的工作表没有读：数据" in caught.value.next_step


def test_the_sheet_that_fits_is_taken_wherever_it_stands_and_others_are_named(book: Book) -> None:
    path = book({"封面": [["柳溪县教育局"], ["二〇二四年"]], "填表说明": [["列名", "说明"]], "表": [HEADER, school(1)]})
    table = load_table(path)
    assert len(table.frame) == 1
    assert told(table.problems) == [("学校学段单位表", None, "工作表“封面”没有计入：表头不是学校学段单位表")]
    assert recognise_table(path).header_row == 1


def test_the_same_schools_on_two_sheets_stop_the_totals(book: Book) -> None:
    table = load_table(book({"正表": [HEADER, school(1)], "备份": [HEADER, school(1)]}))
    assert [(one.code, one.table) for one in table.problems] == [
        ("E06", "学校学段单位表（正表）"),
        ("E06", "学校学段单位表（备份）"),
    ]


def test_a_sheet_that_is_not_there_is_refused_with_those_there_are(book: Book) -> None:
    with pytest.raises(LoadError, match="没有工作表") as caught:
        load_table(book({"甲": [HEADER, school(1)]}), sheet="乙")
    assert "甲" in caught.value.next_step
