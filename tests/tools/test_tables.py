"""Reading, mapping and checking of 表A (指标手册 §8.1, §8.6)."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from core.errors import LoadError
from tools.tables import TABLES
from tools.tables.loading import LoadedTable, load_table
from tools.tables.parsing import Cell, parse_cell, split_header

HEADER = (
    "年度,县区,学校标识码,学校名称,办学类型,学段,举办者,办学条件口径,在校生数,班数,专任教师数,专科学历专任教师,"
    "本科学历专任教师,硕士学历专任教师,博士学历专任教师,县级以上骨干教师,体育专任教师,音乐专任教师,美术专任教师,"
    "艺术专任教师,教学及辅助用房面积,室内体育用房面积,运动场地面积,教学仪器设备资产值,网络多媒体教室"
)
ROW = (
    "2023-2024,某县,1000000001,甲小学,小学,小学,县级教育部门,本学段,1000,25,60,20,28,2,0,12,5,3,2,0,"
    "5200,500,8000,220,26"
)


def write(folder: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8-sig") -> Path:
    path = folder / "表.csv"
    path.write_bytes("\r\n".join((header, *rows)).encode(encoding))
    return path


def codes(table: LoadedTable) -> list[tuple[str, int | None, str, str]]:
    return [(one.code, one.row, one.column, one.action) for one in table.problems]


def changed(**cells: str) -> str:
    values = dict(zip(HEADER.split(","), ROW.split(","), strict=True)) | cells
    return ",".join(values.values())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_csv_is_read_in_the_encodings_offices_use(tmp_path: Path, encoding: str) -> None:
    table = load_table(write(tmp_path, ROW, encoding=encoding))
    assert (table.kind, table.period, table.place, table.problems) == ("A", "2023-2024", "某县", ())
    assert table.frame.loc[2, "在校生数"] == 1000


def test_xlsx_with_a_title_above_the_header_keeps_the_spreadsheets_row_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["某县学校学段单位表"])
    book.active.append(HEADER.split(","))
    book.active.append(ROW.split(","))
    book.active.append([*ROW.split(",")[:2], "1000000002", *ROW.split(",")[3:8], -5, *ROW.split(",")[9:]])
    book.save(tmp_path / "表.xlsx")
    table = load_table(tmp_path / "表.xlsx")
    assert list(table.frame.index) == [3, 4]
    assert ("E04", 4, "在校生数", "已剔除") in codes(table)


def test_a_unit_in_the_header_is_converted_and_a_bracket_that_is_no_unit_is_kept(tmp_path: Path) -> None:
    header = HEADER.replace("教学仪器设备资产值", "教学仪器设备资产值（元）").replace(
        "运动场地面积", "运动场地面积(㎡)"
    )
    table = load_table(write(tmp_path, ROW.replace(",220,", ",2200000,"), header=header))
    assert table.frame.loc[2, "教学仪器设备资产值"] == pytest.approx(220)
    assert split_header("同校其他学段在校生数(小学)") == ("同校其他学段在校生数(小学)", "")
    assert split_header("运动场地面积（平方米）") == ("运动场地面积", "㎡")


def test_official_column_names_are_mapped_and_shown(tmp_path: Path) -> None:
    header = HEADER.replace("在校生数", "在校生数-合计").replace("室内体育用房面积", "室内体育用房")
    table = load_table(write(tmp_path, ROW, header=header))
    assert table.problems == ()
    assert [(one.header, one.column) for one in table.mapping if one.how == "同义"] == [
        ("在校生数-合计", "在校生数"),
        ("室内体育用房", "室内体育用房面积"),
    ]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("5,000", Cell(value=5000.0)),
        ("１２", Cell(value=12.0)),
        ("1\u00a0200", Cell(value=1200.0)),
        ("", Cell()),
        ("—", Cell()),
        ("约500", Cell(code="W04", says="约数没有确切值，不能用于计算")),
        ("五百", Cell(code="E03", says="不是数字")),
        ("12.5", Cell(code="E03", says="应为整数")),
    ],
)
def test_a_cell_is_a_number_or_missing_with_its_reason(text: str, cell: Cell) -> None:
    assert parse_cell(text, "whole") == cell


@pytest.mark.parametrize(
    ("cells", "code", "column", "action"),
    [
        ({"在校生数": ""}, "E02", "在校生数", "已剔除"),
        ({"年度": ""}, "E02", "年度", "已剔除"),
        ({"网络多媒体教室": ""}, "E02", "网络多媒体教室", "按缺失"),
        ({"运动场地面积": "很大"}, "E03", "运动场地面积", "按缺失"),
        ({"运动场地面积": "-8000"}, "E04", "运动场地面积", "按缺失"),
        ({"在校生数": "0"}, "E05", "在校生数", "已剔除"),
        ({"本科学历专任教师": "58"}, "E07", "专任教师数", "按缺失"),
        ({"县级以上骨干教师": "61"}, "E07", "县级以上骨干教师", "按缺失"),
        ({"室内体育用房面积": "5300"}, "E07", "室内体育用房面积", "按缺失"),
        ({"学段": "幼儿园"}, "E08", "学段", "已剔除"),
        ({"在校生数": "3000"}, "E10", "在校生数", "已剔除"),
        ({"学段": "初中"}, "E11", "学段", "已剔除"),
        ({"教学仪器设备资产值": "2200000"}, "W01", "教学仪器设备资产值", "按缺失"),
        ({"教学仪器设备资产值": "0.022"}, "W01", "教学仪器设备资产值", "按缺失"),
        ({"运动场地面积": "12"}, "W01", "运动场地面积", "按缺失"),
        ({"网络多媒体教室": "76"}, "W03", "网络多媒体教室", "待确认"),
        ({"县级以上骨干教师": "近20"}, "W04", "县级以上骨干教师", "按缺失"),
    ],
)
def test_each_rule_gives_its_code_row_column_and_action(
    tmp_path: Path, cells: dict[str, str], code: str, column: str, action: str
) -> None:
    table = load_table(write(tmp_path, changed(学校标识码="1000000002", 学校名称="乙小学"), changed(**cells)))
    assert (code, 3, column, action) in codes(table)
    assert (3 in table.left_out) == (action == "已剔除")
    if action == "按缺失":
        assert table.frame.loc[3].isna().any()


def test_a_row_that_loses_its_only_value_to_an_error_is_left_out(tmp_path: Path) -> None:
    header = "年度,县区,评比,对象类别,对象,名次,得分"
    rows = ("2024,某县,中招,初中,甲中学,,-2", "2024,某县,中招,初中,乙中学,1,-2", "2024,某县,中招,初中,丙中学,2,80")
    table = load_table(write(tmp_path, *rows, header=header))
    assert codes(table) == [
        ("E02", 2, "名次", "已剔除"),
        ("E04", 2, "得分", "按缺失"),
        ("E04", 3, "得分", "按缺失"),
    ]
    assert list(table.left_out) == [2]


def test_a_missing_column_is_reported_with_the_indicators_it_touches(tmp_path: Path) -> None:
    header = HEADER.replace(",网络多媒体教室", "")
    table = load_table(write(tmp_path, ROW.rsplit(",", 1)[0], header=header))
    assert [(one.code, one.column, one.affected) for one in table.problems] == [("E01", "网络多媒体教室", ("L7",))]


def test_a_line_of_totals_is_no_school(tmp_path: Path) -> None:
    table = load_table(write(tmp_path, ROW, "合计" + "," * 8 + "1000" + "," * 16))
    assert list(table.frame.index) == [2]
    assert [(one.level, one.row, one.rule) for one in table.problems] == [("提示", 3, "合计行不是一条记录，没有计入")]
    assert table.left_out == {}


def test_a_repeated_key_names_both_rows(tmp_path: Path) -> None:
    table = load_table(write(tmp_path, ROW, ROW))
    assert [(one.code, one.row) for one in table.problems] == [("E06", 2), ("E06", 3)]


def through(stage: str, scope: str, pupils: str, **cells: str) -> str:
    return changed(办学类型="九年一贯制", 学段=stage, 办学条件口径=scope, 在校生数=pupils, **cells)


def test_whole_school_amounts_that_differ_between_the_stages_are_suspect(tmp_path: Path) -> None:
    header = HEADER + ",同校其他学段在校生数(小学),同校其他学段在校生数(初中)"
    rows = (through("小学", "全校", "1000") + ",,800", through("初中", "全校", "800", 运动场地面积="7000") + ",1000,")
    table = load_table(write(tmp_path, *rows, header=header))
    assert [(one.code, one.row) for one in table.problems] == [("E12", 2), ("E12", 3)]
    assert table.frame["运动场地面积"].isna().all()


def test_amounts_of_the_stage_that_are_all_equal_are_suspect(tmp_path: Path) -> None:
    table = load_table(write(tmp_path, through("小学", "本学段", "1000"), through("初中", "本学段", "800")))
    assert [(one.code, one.row) for one in table.problems] == [("E12", 2), ("E12", 3)]


def test_one_school_under_two_codes_is_suspect(tmp_path: Path) -> None:
    table = load_table(write(tmp_path, ROW, changed(学校标识码="1000000009")))
    assert [(one.code, one.row, one.action) for one in table.problems] == [("E12", 2, "已剔除"), ("E12", 3, "已剔除")]


def test_whole_school_amounts_need_the_pupils_of_the_other_stages(tmp_path: Path) -> None:
    table = load_table(write(tmp_path, through("小学", "全校", "1000")))
    assert [(one.code, one.affected) for one in table.problems] == [("E02", ("L4", "L5", "L6", "L7"))]


def test_pupils_of_the_other_stage_must_agree_with_its_own_row(tmp_path: Path) -> None:
    header = HEADER + ",同校其他学段在校生数(小学),同校其他学段在校生数(初中)"
    rows = (through("小学", "全校", "1000") + ",,801", through("初中", "全校", "800") + ",1000,")
    table = load_table(write(tmp_path, *rows, header=header))
    assert [(one.code, one.row) for one in table.problems] == [("E09", 2)]


def test_a_finding_a_person_confirmed_is_reported_and_no_longer_blanks(tmp_path: Path) -> None:
    path = write(tmp_path, changed(运动场地面积="300000"))
    assert load_table(path).frame["运动场地面积"].isna().all()
    table = load_table(path, confirmed=("W01:2",))
    assert codes(table) == [("W01", 2, "运动场地面积", "待确认")]
    assert table.frame.loc[2, "运动场地面积"] == 300000


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("空.csv", b"", "空表"),
        ("别的.csv", "甲,乙,丙\r\n1,2,3".encode(), "表头认不出来"),
        ("图.png", b"x", "不是 csv 或 xlsx"),
        ("坏.xlsx", b"not a zip", "打不开"),
        ("二进制.csv", b"\x00\x01\x02,\x00", "不是文本表格"),
    ],
)
def test_a_file_that_is_no_table_says_so_and_what_to_do(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LoadError, match=says) as caught:
        load_table(tmp_path / name)
    assert caught.value.next_step


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="没有这个表格文件"):
        load_table(tmp_path / "无.csv")


@pytest.mark.parametrize("kind", list(TABLES))
def test_every_rule_declares_its_code_and_names_columns_there_are(kind: str) -> None:
    schema = TABLES[kind]
    checks = [*schema.schema.checks, *(check for column in schema.schema.columns.values() for check in column.checks)]
    rules = [check.statistics["rule"] for check in checks]
    assert rules
    for rule in rules:
        assert re.fullmatch(r"E(0[1-9]|1[0-2])|W0[1-7]", rule.code)
        assert {rule.column, *rule.blanks} <= set(schema.notes)
        assert rule.says
        assert rule.advice
    assert set(schema.key) <= set(schema.notes)
