"""Totals, notes and prefilled rows are no records, and each is told; a school that only looks like one stays."""

from __future__ import annotations

import pytest

from tests.tools.tables.conftest import HEADER, Book, Row, school, sums
from tools.compute_indicator import compute
from tools.tables.loading import load_table

SCHOOLS = [school(1), school(2), school(3)]
EMPTY: Row = [None] * len(HEADER)


def first(*cells: object) -> Row:
    return [*cells, *EMPTY[len(cells) :]]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (sums(SCHOOLS, 年度="合计"), "合计行"),
        (sums(SCHOOLS, 年度="2024-2025", 县区="柳溪县", 学校标识码="7000000009", 学校名称="全县合 计"), "合计行"),
        (sums(SCHOOLS, 年度="2024-2025", 县区="柳溪县", 学校名称="镇区小计", 学段="小学"), "合计行"),
        (sums(SCHOOLS, 年度="2024-2025", 县区="柳溪县", 学校名称="其中：民办"), "合计行"),
        (sums(SCHOOLS, 年度="2024-2025", 县区="柳溪县合计"), "合计行"),
        (sums(SCHOOLS, 年度="2024-2025", 县区="柳溪县", 学校名称="全县"), "各数是上面各行之和"),
        (sums(SCHOOLS), "各数是上面各行之和"),
        (HEADER, "重复的表头"),
        (first("注：在校生数为9月数", None, "填表人：某某"), "注释行"),
        (first("填表人：某某", None, None, "审核人：某某"), "注释行"),
        (first("一、镇区学校"), "只有一格有内容"),
        (first("2024-2025", "柳溪县"), "只填了年度、县区"),
    ],
)
def test_what_is_no_record_is_told_and_changes_nothing(book: Book, row: Row, says: str) -> None:
    table = load_table(book({"表": [["柳溪县学校情况表"], ["2024年9月"], HEADER, *SCHOOLS, row]}))
    assert list(table.frame.index) == [4, 5, 6]
    assert [(one.level, one.row) for one in table.problems] == [("提示", 7)]
    assert says in table.problems[0].rule
    assert table.left_out == {}
    without = compute("优质均衡", [load_table(book({"表": [HEADER, *SCHOOLS]}))])
    result = compute("优质均衡", [table])
    assert [(one.code, one.value, one.verdict) for one in result.figures] == [
        (one.code, one.value, one.verdict) for one in without.figures
    ]


def test_subtotals_between_schools_and_a_total_below_leave_the_schools(book: Book) -> None:
    town = sums(SCHOOLS[:2], 县区="柳溪县", 学校名称="城关镇小计")
    table = load_table(book({"表": [HEADER, *SCHOOLS[:2], town, SCHOOLS[2], sums(SCHOOLS, 学校名称="总计")]}))
    assert list(table.frame.index) == [2, 3, 5]
    assert [one.row for one in table.problems] == [4, 6]


def test_a_school_without_its_code_is_an_error_and_no_total(book: Book) -> None:
    table = load_table(book({"表": [HEADER, *SCHOOLS, school(4, 学校标识码=None)]}))
    assert [(one.code, one.row, one.column) for one in table.problems] == [("E02", 5, "学校标识码")]
    assert list(table.left_out) == [5]


def test_a_school_whose_name_holds_such_a_word_stays(book: Book) -> None:
    names = ["合作镇中心小学", "总计桥小学", "注溪小学", "联系群众路小学"]
    rows = [school(number, 学校名称=name) for number, name in enumerate(names, 1)]
    table = load_table(book({"表": [HEADER, *rows]}))
    assert list(table.frame["学校名称"]) == names
    assert table.problems == ()


def test_a_declared_word_is_no_total(book: Book) -> None:
    header: Row = ["年度", "学校", "科类", "口径", "分数下限", "人数"]
    turned: Row = ["科类", "年度", "学校", "口径", "分数下限", "人数"]
    rows: list[Row] = [["2024", "柳溪一中", "总计", "累计", 600, 30], ["2024", "柳溪一中", "总计", "累计", 580, 50]]
    led = [[row[2], *row[:2], *row[3:]] for row in rows]
    for table in (load_table(book({"表": [header, *rows]})), load_table(book({"表": [turned, *led]}))):
        assert list(table.frame["人数"]) == [30, 50]
        assert table.problems == ()
