"""Tables typed into plain text keep their lines and become tables."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ingest.loaders import RawDocument
from ingest.loaders.text import load_text

BARS = "各县指标：\n地区 | 小学（所） | 教师（人）\n甲县 | 39 | 1280\n乙县 | 41 | 1305\n注：不含教学点。\n"
TABS = "地区\t小学（所）\n甲县\t39\n乙县\t41\n"


def read(tmp_path: Path, text: str) -> RawDocument:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    (document,) = load_text(path)
    return document


def cells(document: RawDocument) -> list[list[str]]:
    (table,) = document.tables
    rows = sorted({cell.row for cell in table.cells})
    return [[cell.text for cell in table.cells if cell.row == row] for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        BARS,
        BARS.replace(" | ", "｜"),
        BARS.replace("地区", "| 地区").replace("教师（人）", "教师（人） |").replace("甲县", "| 甲县"),
    ],
    ids=["bars", "wide bars", "bars outside"],
)
def test_lines_with_bars_are_a_table_and_stay_as_written(tmp_path: Path, text: str) -> None:
    document = read(tmp_path, text)
    assert document.text == text
    assert cells(document) == [["地区", "小学（所）", "教师（人）"], ["甲县", "39", "1280"], ["乙县", "41", "1305"]]
    assert document.tables[0].header_rows == 1
    for cell in document.tables[0].cells:
        assert document.text[cell.start : cell.end] == cell.text


def test_tabs_part_cells_too(tmp_path: Path) -> None:
    assert cells(read(tmp_path, TABS)) == [["地区", "小学（所）"], ["甲县", "39"], ["乙县", "41"]]


def test_a_drawn_rule_is_no_row(tmp_path: Path) -> None:
    document = read(tmp_path, BARS.replace("甲县 |", "--- | --- | ---\n甲县 |"))
    assert [row[0] for row in cells(document)] == ["地区", "甲县", "乙县"]


@pytest.mark.parametrize(
    "text",
    [
        "甲县 | 乙县\n全市有小学39所。\n",
        "甲|乙\n丙|丁\n戊|己\n",
        "地区 | 小学\n甲县 | 39\n",
        "联系人\t张某某\n电话\t见附件\n地址\t见附件\n",
    ],
    ids=["one line", "no figure", "two rows", "a form"],
)
def test_other_lines_are_no_table(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).tables == ()


@pytest.mark.parametrize("line", ["一二三。", "甲 | 乙", "甲\t乙"])
def test_a_long_text_is_read_in_bounded_time(tmp_path: Path, line: str) -> None:
    begun = time.monotonic()
    assert not read(tmp_path, f"{line}\n" * 40_000).tables
    assert time.monotonic() - begun < 20
