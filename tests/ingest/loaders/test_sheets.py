"""What a workbook hides, scales and shortens, in xlsx and (where LibreOffice is there) in xls."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ingest.loaders import LOADERS, RawDocument
from tests.ingest.loaders.hostile_making import xlsx
from tests.ingest.loaders.test_office import converted, needs_libreoffice


def load(path: Path) -> RawDocument:
    (raw,) = LOADERS[path.suffix](path)
    return raw


def book(tmp_path: Path, fill: Any) -> Path:
    path = tmp_path / "表.xlsx"
    path.write_bytes(xlsx(fill))
    return path


def hidden_parts(sheet: Any) -> None:
    sheet.title = "学校"
    sheet.append(["2022年学校情况"])
    sheet.append(["学校", "学生数（人）", "自报（人）", "备注"])
    for name, pupils, result, note in (
        ("甲小学", 410, 999, "预计"),
        ("乙小学", 888, 888, "作废"),
        ("丙小学", 777, 777, "作废"),
        ("丁小学", 530, 999, ""),
    ):
        sheet.append([name, pupils, result, note])
    sheet.row_dimensions[4].hidden = sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["C"].hidden = True


def check_hidden(raw: RawDocument) -> None:
    assert (
        raw.text
        == "2022年学校情况\n学校，学生数（人），备注。\n甲小学，学生数（人）：410，备注：预计。\n丁小学，学生数（人）：530。"
    )
    assert len(raw.tables) == 1
    assert "工作表“学校”第4–5行、C列隐藏，未读取" in raw.warnings[0]
    assert [m.label for m in raw.marks if raw.text[m.start :].startswith("530")] == ["学校!B6"]


def test_hidden_rows_and_columns_are_left_out_and_told_and_the_table_stays_one(tmp_path: Path) -> None:
    check_hidden(load(book(tmp_path, hidden_parts)))


@needs_libreoffice
def test_an_old_book_hides_as_the_new_one_does(tmp_path: Path) -> None:
    check_hidden(load(converted(book(tmp_path, hidden_parts), "xls")))


def test_a_merged_cell_is_told_in_the_part_of_it_that_shows(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        for row in (["镇", "学校", "人数"], ["东镇", "旧校", 1], [None, "一小", 20], [None, "二小", 30]):
            sheet.append(row)
        sheet.merge_cells("A2:A4")
        sheet.row_dimensions[2].hidden = True

    raw = load(book(tmp_path, fill))
    assert raw.text.split("\n")[1:] == ["东镇，学校：一小，人数：20。", "东镇，学校：二小，人数：30。"]


def test_a_scaled_format_in_a_filtered_sheet_is_read_as_shown(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        for row in (["项目", "金额（万元）"], ["工资", 87_650_000], ["旧账", 10_000], ["采购", 1_230_000]):
            sheet.append(row)
        for number in range(2, 5):
            sheet.cell(number, 2).number_format = "0!.0,"
        sheet.auto_filter.ref = "A1:B4"
        sheet.row_dimensions[3].hidden = True

    raw = load(book(tmp_path, fill))
    assert raw.text == "项目，金额（万元）。\n工资，金额（万元）：8765.0。\n采购，金额（万元）：123.0。"
    assert "第3行隐藏，未读取" in raw.warnings[0]


def test_a_cell_whose_format_shows_nothing_and_a_code_too_long_are_told(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        for row in (["学校", "代码", "人数"], ["一小", 440305199001011234, 20]):
            sheet.append(row)
        sheet["C2"].number_format = ";;;"

    raw = load(book(tmp_path, fill))
    assert "440305199001011000" in raw.text
    assert "20" not in raw.text
    assert any("Sheet!C2的数字格式不显示内容" in item for item in raw.warnings)
    assert any("Sheet!B2是超过15位的数字" in item for item in raw.warnings)


def test_the_date_formats_of_chinese_excel_are_dates(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        for row in (["学校", "建校", "人数"], ["一小", 44625, 20]):
            sheet.append(row)
        sheet["B2"].number_format = "0.00000"

    path = book(tmp_path, fill)
    rewritten(path, "xl/styles.xml", b'numFmtId="164" fontId', b'numFmtId="31" fontId')
    assert "建校：2022年3月5日" in load(path).text


def test_a_strict_book_is_read_as_any_other(tmp_path: Path) -> None:
    path = book(tmp_path, hidden_parts)
    for part in (
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/styles.xml",
        "xl/_rels/workbook.xml.rels",
        "_rels/.rels",
    ):
        rewritten(
            path,
            part,
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
        rewritten(
            path,
            part,
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
    check_hidden(load(path))


@pytest.mark.parametrize("part", ["xl/media/image1.png", "xl/comments/comment1.xml"])
def test_what_does_not_stand_in_cells_is_told(part: str, tmp_path: Path) -> None:
    path = book(tmp_path, hidden_parts)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(part, b"<a/>")
    assert any("未读取" in item and ("图片" in item or "批注" in item) for item in load(path).warnings)


def rewritten(path: Path, part: str, old: bytes, new: bytes) -> None:
    """Change one part of a package."""
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(packed, "w") as made:
        for name in package.namelist():
            data = package.read(name)
            made.writestr(name, data.replace(old, new) if name == part else data)
    path.write_bytes(packed.getvalue())
