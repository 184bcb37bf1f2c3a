"""The workbook: from reported columns over the split to the coefficients by formula, safe, and fit for paper."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from core.schema import Problem
from core.settings import Settings
from tools.compute_indicator import compute_for
from tools.indicators.family import IndicatorResult
from tools.reports.workbook import write_workbook

SOFFICE = shutil.which("soffice")
STAGES = ("小学", "初中")


@pytest.fixture(scope="module")
def result() -> IndicatorResult:
    return compute_for(Settings(), "优质均衡").result


@pytest.fixture(scope="module")
def written(result: IndicatorResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook("优质均衡", result, tmp_path_factory.mktemp("book") / "结果.xlsx")


@pytest.fixture(scope="module")
def book(written: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(written)


def heads(sheet: Any) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[1]}


def worked_out(sheet: Any, cell: Any) -> float:
    """A formula of one row's cells, worked out from the numbers that stand there and not from what was kept beside it."""
    if not str(cell.value).startswith("="):
        return float(cell.value or 0)
    formula = str(cell.value)[1:]
    split = re.fullmatch(r'IF\(([A-Z]+\d+)="",1,(.+)\)', formula)
    if split:
        if sheet[split[1]].value is None:
            return 1.0
        formula = split[2]
    assert re.fullmatch(r"[A-Z0-9+\-*/().]+", formula)
    plain = re.sub(r"[A-Z]+\d+", lambda found: repr(worked_out(sheet, sheet[found[0]])), formula)
    return float(eval(plain, {"__builtins__": {}}))


@pytest.mark.parametrize("stage", STAGES)
def test_totals_and_coefficients_follow_from_the_reported_columns(
    book: openpyxl.Workbook, result: IndicatorResult, stage: str
) -> None:
    data = book[f"{stage}单位数据"]
    at = heads(data)
    rows = range(2, data.max_row + 1)
    pupils = np.array([float(data.cell(row, at["在校生数"]).value) for row in rows])
    for number in range(1, 8):
        totals = np.array([worked_out(data, data.cell(row, at[f"L{number}总量"])) for row in rows])
        mean = totals.sum() / pupils.sum()
        cv = math.sqrt((pupils * (totals / pupils - mean) ** 2).sum() / pupils.sum()) / mean
        assert result.one(f"CV-L{number}", stage=stage).value == pytest.approx(cv, abs=1e-9)
        formulas = [str(cell.value) for cell in book[f"{stage}差异系数"][number + 1]]
        letter = get_column_letter(at[f"L{number}总量"])
        assert f"'{stage}单位数据'!{letter}2:{letter}{rows[-1]}" in formulas[4]
        assert formulas[5] == f"=E{number + 1}/D{number + 1}"


def test_the_split_of_a_nine_year_school_is_traced_to_what_was_reported(book: openpyxl.Workbook) -> None:
    data = book["小学单位数据"]
    at = heads(data)
    row = next(one for one in range(2, data.max_row + 1) if "36学校" in str(data.cell(one, 2).value))
    assert data.cell(row, at["折算权重(小学)"]).value == 1
    assert data.cell(row, at["折算权重(初中)"]).value == 1.1
    pupils = data.cell(row, at["在校生数"]).value
    others = data.cell(row, at["同校其他学段在校生数(初中)"]).value
    share = data.cell(row, at["本学段份额"])
    assert worked_out(data, share) == pytest.approx(pupils / (pupils + 1.1 * others), abs=1e-12)
    total = str(data.cell(row, at["L4总量"]).value)
    for name in ("教学及辅助用房面积", "室内体育用房面积", "本学段份额"):
        assert f"{get_column_letter(at[name])}{row}" in total
    # A school that is not split keeps all that it reported.
    assert worked_out(data, data.cell(2, at["本学段份额"])) == 1.0


def test_formulas_keep_the_value_they_have(written: Path, result: IndicatorResult) -> None:
    kept = openpyxl.load_workbook(written, data_only=True)["小学差异系数"]
    assert kept["F2"].value == pytest.approx(result.one("CV-L1", stage="小学").value, abs=1e-12)
    assert kept["I3"].value == "不达标"


def converted(path: Path, folder: Path, kind: str) -> Path:
    if SOFFICE is None:
        pytest.skip("no LibreOffice here: apt-get install libreoffice-calc")
    home = f"-env:UserInstallation=file://{folder}/profile"
    command = [SOFFICE, home, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.{kind}"


def test_libreoffice_recalculates_to_the_same_values(written: Path, result: IndicatorResult, tmp_path: Path) -> None:
    bare = openpyxl.load_workbook(written)
    # Written again by openpyxl, formulas have no values: what is read below was worked out by LibreOffice.
    (tmp_path / "bare").mkdir()
    bare.save(tmp_path / "bare" / "结果.xlsx")
    opened = openpyxl.load_workbook(converted(tmp_path / "bare" / "结果.xlsx", tmp_path, "xlsx"), data_only=True)
    for stage in STAGES:
        spread = opened[f"{stage}差异系数"]
        for number in range(1, 8):
            heavy, light = spread.cell(number + 1, 6).value, spread.cell(number + 1, 7).value
            assert heavy == pytest.approx(result.one(f"CV-L{number}", stage=stage).value, abs=1e-9)
            assert light == pytest.approx(result.one(f"CVU-L{number}", stage=stage).value, abs=1e-9)
        values = opened[f"{stage}逐校七项"]
        for row in range(3, values.max_row + 1):
            unit = str(values.cell(row, 1).value)
            for number in range(1, 8):
                figure = result.one(f"L{number}", stage=stage, unit_id=unit)
                assert values.cell(row, number + 2).value == pytest.approx(figure.value, rel=1e-9)
            assert values.cell(row, 10).value == result.one("L", stage=stage, unit_id=unit).value
    wrong = [
        cell.coordinate for sheet in opened for line in sheet.iter_rows() for cell in line if cell.data_type == "e"
    ]
    assert wrong == []


def test_every_sheet_can_be_filtered_read_and_printed(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.auto_filter.ref
        assert str(sheet.freeze_panes).endswith("2")
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert (sheet.page_setup.fitToWidth or 1) in (1, 2)
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_area
        assert "&P" in str(sheet.oddFooter.center.text)


def test_numbers_have_formats_and_codes_stay_text(book: openpyxl.Workbook) -> None:
    assert book["小学差异系数"]["F2"].number_format == "0.000"
    assert book["小学单位数据"]["C2"].number_format == "#,##0"
    assert book["小学逐校七项"]["C3"].number_format == "#,##0.00"
    assert book["小学单位数据"]["A2"].data_type == "s"


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t=", "\r="])
def test_text_that_looks_like_a_formula_stays_text_also_when_it_is_edited(tmp_path: Path, mark: str) -> None:
    bad = f'{mark}HYPERLINK("http://x","点")'
    problem = Problem(
        level="错误", code="E03", table="表", row=2, column="列", value=bad, rule="@规则", unit_name="+校"
    )
    path = write_workbook("优质均衡", IndicatorResult(figures=(), problems=(problem,)), tmp_path / "坏.xlsx")
    sheet = openpyxl.load_workbook(path)["数据问题"]
    for column in (5, 7, 8):
        cell = sheet.cell(row=2, column=column)
        assert cell.data_type == "s"
        assert cell.quotePrefix
    assert sheet.cell(row=2, column=7).value.replace("_x000D_", "\r").strip() == bad.strip()


def test_a_unit_that_lacks_a_part_has_no_total_and_is_left_out(result: IndicatorResult, tmp_path: Path) -> None:
    from dataclasses import replace

    lost = replace(result.one("L4", stage="小学", unit_id="9000000001"), value=None)
    figures = tuple(lost if one.ref == lost.ref else one for one in result.figures)
    book = openpyxl.load_workbook(write_workbook("优质均衡", replace(result, figures=figures), tmp_path / "缺.xlsx"))
    data = book["小学单位数据"]
    at = heads(data)
    assert data.cell(2, at["L4总量"]).value is None
    assert str(data.cell(2, at["L5总量"]).value).startswith("=")
    assert '<>""' in str(book["小学差异系数"]["E5"].value)
