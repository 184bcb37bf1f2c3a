"""xls and et. `files/学校情况.xls` is what LibreOffice 7.4 made of the book that `write_book` writes."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from core.errors import LoadError
from ingest.loaders import LOADERS, RawDocument
from tests.ingest.loaders.test_office import converted, needs_libreoffice

KEPT = Path(__file__).with_name("files") / "学校情况.xls"


def load(path: Path) -> RawDocument:
    (raw,) = LOADERS[path.suffix](path)
    return raw


def write_book(path: Path) -> Path:
    """Merged cells, shares, thousands, dates, truth, a sum, an error, a sheet of lines and a hidden sheet."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        share, thousands, day, one = (
            book.add_format({"num_format": form}) for form in ("0.00%", "#,##0", "yyyy-mm-dd", "0.0")
        )
        sheet = book.add_worksheet("小学")
        sheet.merge_range("A1:F1", "2023年示例县小学情况表")
        sheet.write_row("A2", ["学校", "学生数（人）", "占比", "填报日期", "生均面积（㎡）", "达标"])
        rows = [("甲小学", 1200, 0.5402, 1, 7.0, True), ("乙小学", 15620, 0.4598, 2, 8.25, False)]
        for row, (name, pupils, part, date, area, met) in enumerate(rows, 2):
            sheet.write(row, 0, name)
            sheet.write(row, 1, pupils, thousands)
            sheet.write(row, 2, part, share)
            sheet.write_datetime(row, 3, dt.datetime(2024, 3, date), day)
            sheet.write(row, 4, area, one)
            sheet.write_boolean(row, 5, met)
        sheet.write("A5", "合计")
        sheet.write_formula("B5", "=SUM(B3:B4)", thousands, 16820)
        sheet.write_formula("C5", "=1/0", share, "#DIV/0!")
        notes = book.add_worksheet("说明")
        notes.write("A1", "一、本表由各校填报。")
        notes.write("A2", "二、数据截至2023年底。")
        hidden = book.add_worksheet("初中")
        hidden.hide()
        hidden.write_row("A1", ["学校", "学生数（人）"])
        hidden.write_row("A2", ["丙中学", 860])
        hidden.merge_range("A3:A4", "丁中学")
        hidden.write("B3", 410)
        hidden.write("B4", 415)
    return path


def assert_same(old: RawDocument, new: RawDocument) -> None:
    assert old.text == new.text
    assert old.tables == new.tables
    assert old.marks == new.marks
    assert old.warnings == new.warnings


def test_an_xls_gives_what_its_xlsx_gives(tmp_path: Path) -> None:
    new = load(write_book(tmp_path / "学校情况.xlsx"))
    assert_same(load(KEPT), new)
    assert (
        "乙小学，学生数（人）：15,620，占比：45.98%，填报日期：2024-03-02，生均面积（㎡）：8.3，达标：否。" in new.text
    )
    assert "合计，学生数（人）：16,820。" in new.text
    assert new.warnings == ("小学!C5是错误值，未读取", "工作表“初中”是隐藏的，未读取：需要时请取消隐藏，保存后再导入")
    assert "415" not in new.text
    assert next(mark.label for mark in new.marks if new.text[mark.start :].startswith("15,620")).startswith("小学!")


def test_an_et_of_wps_is_read_as_the_old_or_the_new_book_that_it_is(tmp_path: Path) -> None:
    new = write_book(tmp_path / "学校情况.xlsx")
    shutil.copy(KEPT, tmp_path / "旧.et")
    shutil.copy(new, tmp_path / "新.et")
    assert_same(load(tmp_path / "旧.et"), load(new))
    assert load(tmp_path / "新.et").text == load(new).text
    assert "内容是Excel 工作簿，已按内容读取" in load(tmp_path / "新.et").warnings[-1]


@needs_libreoffice
def test_an_xls_made_here_and_now_gives_what_its_xlsx_gives(tmp_path: Path) -> None:
    new = write_book(tmp_path / "学校情况.xlsx")
    assert_same(load(converted(new, "xls")), load(new))


@pytest.mark.parametrize("ending", [".xls", ".et"])
def test_a_protected_old_book_is_named_as_such(ending: str, tmp_path: Path) -> None:
    data = bytearray(KEPT.read_bytes())
    # The record after the book's BOF (0x0809) becomes FILEPASS (0x002F), which says that what follows is encrypted.
    at = data.find(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    data[at : at + 2] = b"\x2f\x00"
    path = tmp_path / f"密{ending}"
    path.write_bytes(data)
    with pytest.raises(LoadError, match="已加密，需要密码"):
        load(path)
