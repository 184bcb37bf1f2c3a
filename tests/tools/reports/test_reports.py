"""Templates, workbook and self-evaluation as files one can open."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from core.schema import Problem
from core.settings import ROOT
from tools.compute_indicator import compute
from tools.indicators.family import IndicatorResult
from tools.reports.workbook import write_workbook
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


def test_the_workbooks_formulas_recompute_what_was_computed(tmp_path: Path) -> None:
    result = compute("优质均衡", [load_table(COUNTY)])
    book = openpyxl.load_workbook(write_workbook("优质均衡", result, tmp_path / "结果.xlsx"))
    data = list(book["小学单位数据"].iter_rows(min_row=2, values_only=True))
    pupils = np.array([float(row[2]) for row in data])
    for number in range(1, 8):
        totals = np.array([float(row[2 + number]) for row in data])
        mean = totals.sum() / pupils.sum()
        cv = np.sqrt((pupils * (totals / pupils - mean) ** 2).sum() / pupils.sum()) / mean
        assert result.one(f"CV-L{number}", stage="小学").value == pytest.approx(cv, abs=1e-8)
        formula = str(book["小学差异系数"].cell(row=number + 1, column=2).value)
        column = "DEFGHIJ"[number - 1]
        assert formula.startswith("=SQRT(SUMPRODUCT(")
        assert set(re.findall(r"!([A-Z]\d+:[A-Z]\d+)", formula)) == {f"{column}2:{column}27", "C2:C27"}
    assert (
        str(book["小学逐校七项"].cell(row=3, column=3).value)
        == "=IF('小学单位数据'!D2=\"\",\"\",'小学单位数据'!D2*100/'小学单位数据'!C2)"
    )


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    bad = '=HYPERLINK("http://x","点")'
    problem = Problem(
        level="错误", code="E03", table="表", row=2, column="列", value=bad, rule="@规则", unit_name="+校"
    )
    path = write_workbook("优质均衡", IndicatorResult(figures=(), problems=(problem,)), tmp_path / "坏.xlsx")
    sheet = openpyxl.load_workbook(path)["数据问题"]
    cell = sheet.cell(row=2, column=7)
    assert (cell.value, cell.data_type) == (bad, "s")
    assert sheet.cell(row=2, column=5).data_type == "s"


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
