"""Columns, rows, totals and notes of sheets as offices fill them in."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.tools.table_query.making import BY_TOWN, TOWNS, roster, table
from tools.table_query.cells import date_of, is_missing, kind_of, number_of, serial_date


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("1,280.5", 1280.5, ""), ("97%", 97, "%"), ("１２０人", 120, "人"), ("-3", -3, ""), ("60 ㎡", 60, "平方米")],
)
def test_a_cell_is_read_as_it_is_written(text: str, value: float, unit: str) -> None:
    found = number_of(text)
    assert found is not None
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize("text", ["", "—", "-", "…", "未填报", "#DIV/0!", "N/A", "／"])
def test_marks_for_nothing_are_missing(text: str) -> None:
    assert is_missing(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024/6/3", dt.date(2024, 6, 3)),
        ("2024年6月3日", dt.date(2024, 6, 3)),
        ("2018年8月", dt.date(2018, 8, 1)),
        ("2003.09", dt.date(2003, 9, 1)),
        ("2024-13-01", None),
        ("12", None),
    ],
)
def test_dates_in_any_writing(text: str, day: dt.date | None) -> None:
    assert date_of(text) == day


def test_serials_are_days_only_where_the_header_says_so() -> None:
    assert serial_date(45446) == dt.date(2024, 6, 3)
    assert kind_of(["45446", "45447"], "开工日期") == "date"
    assert kind_of(["45446", "45447"], "在校生数") == "number"


@pytest.mark.parametrize(
    ("texts", "header", "kind"),
    [
        (["3133018201000450", "3133018201000451"], "学校标识码", "text"),
        (["007", "012"], "班号", "text"),
        (["13800000000"], "联系电话", "text"),
        (["12", "—", "8"], "班级数", "number"),
        (["优秀", "合格"], "年检", "text"),
    ],
)
def test_codes_are_no_numbers(texts: list[str], header: str, kind: str) -> None:
    assert kind_of(texts, header) == kind


def test_totals_notes_and_serials_are_no_rows_or_columns() -> None:
    made = roster()
    assert len(made.rows) == 7
    assert [row.texts[0] for row in made.totals] == ["" if made.key else "合计"] or made.totals[0].values[5] == 5610.0
    assert made.columns[made.key].name == "学校名称"
    assert made.noun == "学校"
    assert "序号" not in {column.name for column in made.columns}
    assert any("合计" in item for item in made.skipped)


def test_a_subtotal_in_the_middle_is_no_row() -> None:
    rows = [["甲镇", "一小", "100"], ["甲镇", "二小", "80"], ["甲镇小计", "", "180"], ["乙镇", "三小", "60"]]
    made = table([["乡镇", "学校名称", "学生数"]], rows)
    assert made.keys == ("一小", "二小", "三小")
    assert [row.values[2] for row in made.totals] == [180.0]


def test_a_two_row_header_gives_paths_and_units() -> None:
    made = table(TOWNS, BY_TOWN, name="学生分乡镇统计", unit="人")
    assert [column.name for column in made.columns] == ["乡镇", "小学·男", "小学·女", "初中·男", "初中·女"]
    assert {column.unit for column in made.columns[1:]} == {"人"}
    assert made.noun == "乡镇"


def test_units_stand_in_headers_and_a_kind_in_brackets_is_none() -> None:
    made = table(
        [["项目名称", "总投资（万元）", "进度%", "面积(㎡)", "在校生数(小学)"]],
        [["甲楼", "1,200", "60%", "300", "5"], ["乙楼", "80", "1", "20", "6"]],
        name="项目台账",
    )
    assert [column.unit for column in made.columns] == ["", "万元", "%", "平方米", ""]
    assert made.columns[4].name == "在校生数(小学)"


def test_a_name_told_once_for_the_rows_below_it_is_told_for_each() -> None:
    made = table(
        [["乡镇", "学校名称", "学生数"]],
        [["甲镇", "一小", "1"], ["", "二小", "2"], ["", "三小", "3"], ["乙镇", "四小", "4"]],
    )
    assert [row.texts[0] for row in made.rows] == ["甲镇", "甲镇", "甲镇", "乙镇"]


def test_a_cell_that_is_no_number_is_missing_and_said() -> None:
    made = table([["学校名称", "学生数"]], [["一小", "100"], ["二小", "约八十"], ["三小", "60"], ["四小", "9"]])
    assert made.rows[1].values[1] is None
    assert any("“学生数”有 1 格不是数字" in item for item in made.skipped)


def test_a_sheet_without_rows_or_names_cannot_be_asked() -> None:
    with pytest.raises(AssertionError):
        table([["学校名称", "学生数"]], [["合计", "100"]])
