"""Markdown: tables with their cells, words without their marks, nothing of a plain text lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.loaders import LOADERS, RawDocument


def read(folder: Path, text: str) -> RawDocument:
    path = folder / "甲.md"
    path.write_text(text, encoding="utf-8")
    return next(iter(LOADERS[".md"](path)))


PIPES = """# 甲县教育统计

数据见下表。
表1 学校基本情况（单位：万元）

| 学段 | 学校数（所） | **投入** |
| :--- | ---: | --- |
| 小学 | 39 | 612.5 |
| 初中 | 12 | 300 |

以上为全口径。
"""


def test_a_table_of_pipes_is_a_table_with_its_caption(tmp_path: Path) -> None:
    raw = read(tmp_path, PIPES)
    assert raw.text.splitlines()[0] == "甲县教育统计"
    assert "小学，学校数（所）：39，投入：612.5。" in raw.text
    assert "以上为全口径。" in raw.text
    (table,) = raw.tables
    assert (table.caption, table.unit, table.header_rows) == ("表1 学校基本情况（单位：万元）", "万元", 1)
    assert [cell.text for cell in table.cells if cell.row == 1] == ["小学", "39", "612.5"]
    assert all(raw.text[cell.start : cell.end] == cell.text for cell in table.cells)


def test_a_table_in_html_keeps_its_merged_cells(tmp_path: Path) -> None:
    rows = "<tr><td rowspan=2>小学</td><td>39</td></tr><tr><td>41</td></tr>"
    raw = read(tmp_path, f"前一段。\n\n<table><tr><th>学段</th><th>学校数</th></tr>{rows}</table>\n\n后一段。\n")
    assert "小学，学校数：41。" in raw.text
    assert raw.text.startswith("前一段。")
    assert raw.text.rstrip().endswith("后一段。")
    assert next(cell for cell in raw.tables[0].cells if cell.text == "小学").rows == 2


def test_scripts_in_markdown_are_no_text(tmp_path: Path) -> None:
    raw = read(
        tmp_path,
        "正文一段。\n\n<div>\n<script>alert(1)</script>表后说明</div>\n\n<script>\nalert(2)\n</script>\n\n末段。\n",
    )
    assert "alert" not in raw.text
    assert "表后说明" in raw.text
    assert "末段。" in raw.text


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("全县**新增学位4200个**，见[通知](http://x.cn/a)。", "全县新增学位4200个，见通知。"),
        ("共计3*4*5=60人次。", "共计3*4*5=60人次。"),
        ("1. 小学39所\n2. 初中12所", "1. 小学39所\n2. 初中12所"),
        ("- 小学39所\n* 初中12所", "小学39所\n初中12所"),
        ("- 5度以下停课", "- 5度以下停课"),
        ("    一、总体情况\n    全县学校39所。", "    一、总体情况\n    全县学校39所。"),
        ("第一行\n第二行\n\n> 引文", "第一行\n第二行\n\n> 引文"),
        ("生师比<15，投入&gt;3亿元", "生师比<15，投入>3亿元"),
        ("甲教〔2020〕13号、[2021]5号", "甲教〔2020〕13号、[2021]5号"),
        ("总结\n====\n\n正文", "总结\n====\n\n正文"),
        ("```\n小学39所\n```", "```\n小学39所\n```"),
    ],
)
def test_words_stay_and_marks_go(tmp_path: Path, written: str, told: str) -> None:
    lines = [line.strip() for line in read(tmp_path, written).text.splitlines() if line.strip()]
    assert lines == [line.strip() for line in told.splitlines() if line.strip()]


@pytest.mark.parametrize("piece", ["*a _b ", "[", "![](", "`", "<a ", "**", "|"])
def test_no_marks_take_the_reader_long(tmp_path: Path, piece: str) -> None:
    raw = read(tmp_path, "全县学校39所。\n" + (piece * 4_000 + "\n") * 20)
    assert raw.text.startswith("全县学校39所。")
