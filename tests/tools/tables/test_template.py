"""Templates cover every row a county fills, and say what each column asks for."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from tools.tables import TABLES
from tools.tables.county_years import QUALITATIVE
from tools.tables.loading import load_table
from tools.tables.template import write_template

LAST = 20_000


@pytest.mark.parametrize("kind", list(TABLES))
def test_lists_limits_and_text_reach_every_row_a_county_fills(tmp_path: Path, kind: str) -> None:
    sheet = openpyxl.load_workbook(write_template(kind, tmp_path / "表.xlsx")).worksheets[0]
    checked = {
        letter
        for check in sheet.data_validations.dataValidation
        for area in check.sqref.ranges
        if area.min_row == 2 and area.max_row >= LAST
        for letter in [get_column_letter(area.min_col)]
    }
    for number, note in enumerate(TABLES[kind].notes.values(), 1):
        letter = get_column_letter(number)
        limited = note.kind != "text"
        assert (letter in checked) == limited, note.name
        assert (sheet.column_dimensions[letter].number_format == "@") != limited, note.name


def test_lists_are_short_enough_to_be_opened(tmp_path: Path) -> None:
    for kind in TABLES:
        sheet = openpyxl.load_workbook(write_template(kind, tmp_path / "表.xlsx")).worksheets[0]
        assert all(len(str(check.formula1)) <= 255 for check in sheet.data_validations.dataValidation)


def test_every_judged_condition_is_explained(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template("B", tmp_path / "B.xlsx"))
    record = {row[0]: str(row[4]) for row in book["填表说明"].iter_rows(min_row=2, values_only=True)}
    heads = {cell.value: cell.comment.text for cell in book.worksheets[0][1] if cell.comment}
    for code, meaning in QUALITATIVE.items():
        assert meaning in record[f"{code}判定"]
        assert meaning in heads[f"{code}判定"]
        assert code in record[f"{code}材料"]


def test_the_note_of_a_flag_speaks_of_what_its_list_offers(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template("A", tmp_path / "A.xlsx"))
    comment = next(cell.comment for cell in book.worksheets[0][1] if cell.value == "是否计校数")
    assert comment is not None
    assert "否：不计校数的校区、教学点" in comment.text
    assert "归属学校标识码" in comment.text
    assert "0" not in comment.text


def test_text_in_a_far_row_is_read_back(tmp_path: Path) -> None:
    path = write_template("D", tmp_path / "D.xlsx")
    book = openpyxl.load_workbook(path)
    for row in (2, 3000):
        cells = ["2024-2025", "上", "柳溪县", "", "一校", f"00{row:08d}", "九", "500", "600", "无"]
        for column, value in enumerate(cells, 1):
            book.worksheets[0].cell(row=row, column=column, value=value)
    book.save(path)
    table = load_table(path)
    assert list(table.frame["学籍号"]) == ["0000000002", "0000003000"]
    assert table.problems == ()
