"""Templates, and the command that writes report and workbook."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from core.settings import ROOT
from tools.tables import TABLES
from tools.tables.loading import load_table
from tools.tables.template import write_template

COUNTY = Path(__file__).parents[2] / "data" / "学校学段单位表_示例.csv"


@pytest.mark.parametrize("kind", list(TABLES))
def test_a_template_filled_in_and_uploaded_is_its_own_kind_without_a_word_lost(tmp_path: Path, kind: str) -> None:
    path = write_template(kind, tmp_path / f"{kind}.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for column in range(1, sheet.max_column + 1):
        sheet.cell(row=2, column=column, value=1)
    book.save(path)
    table = load_table(path)
    assert table.kind == kind
    assert {one.column for one in table.mapping} == set(TABLES[kind].notes)
    assert all(one.factor == 1 for one in table.mapping)


def test_a_template_has_drop_downs_limits_units_and_an_explanation(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template("A", tmp_path / "A.xlsx"))
    sheet = book["学校学段单位表"]
    heads = [cell.value for cell in sheet[1]]
    assert "教学仪器设备资产值(万元)" in heads
    lists = {check.formula1 for check in sheet.data_validations.dataValidation if check.type == "list"}
    assert '"全校,本学段"' in lists
    assert '"小学,初中"' in lists
    comment = sheet.cell(row=1, column=heads.index("教学仪器设备资产值(万元)") + 1).comment
    assert comment is not None
    assert "不是元" in comment.text
    assert "缺失的不要填0" in str([row[0] for row in book["填表说明"].iter_rows(values_only=True)])


def test_the_command_writes_both(tmp_path: Path) -> None:
    outs = ["--out", str(tmp_path / "自评.docx"), "--out", str(tmp_path / "自评.xlsx")]
    done = subprocess.run(
        [sys.executable, "-m", "tools", "report", "--table", str(COUNTY), *outs],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "自评.docx").stat().st_size > 10_000
    assert (tmp_path / "自评.xlsx").stat().st_size > 10_000
