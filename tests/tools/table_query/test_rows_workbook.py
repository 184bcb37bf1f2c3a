"""The rows of an answer as a workbook: as they stand in the file, text never a formula."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from core.chart import UsedRows
from tests.tools.table_query.making import table
from tools.table_query.rows_workbook import write_rows


def test_only_the_used_rows_stand_in_it_with_their_numbers(tmp_path: Path) -> None:
    made = table([["学校名称", "备注", "在校生数"]], [["=1+1小学", "@x", "120"], ["石岭小学", "", "60"]])
    number = made.rows[0].number
    path = write_rows([(made, UsedRows(table=made.id, numbers=(number,)))], tmp_path / "a.xlsx")
    sheet = load_workbook(path).active
    assert [cell.value for cell in sheet[2]] == ["行号", "学校名称", "备注", "在校生数"]
    assert [cell.value for cell in sheet[3]] == [number, "=1+1小学", "@x", 120]
    assert sheet["B3"].data_type == "s"
    assert sheet.max_row == 3
