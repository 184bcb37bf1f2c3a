"""Radicals and compatibility forms are read as the characters they stand for, one for one."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from core.folding import IDEOGRAPHS, NARROW
from ingest.loaders import LOADERS
from tests.ingest.loaders.pdf_making import fonted, load


def test_each_folds_to_one_unified_ideograph() -> None:
    assert len(IDEOGRAPHS) > 700
    assert all(len(to) == 1 and unicodedata.name(to).startswith("CJK UNIFIED") for to in IDEOGRAPHS.values())
    # NFKC knows two of the supplement: they must be the same.
    assert {IDEOGRAPHS[0x2E9F], IDEOGRAPHS[0x2EF3]} == {"母", "龟"}
    assert "⻓⻔⻢⻩⻰⺠⼩⽉".translate(IDEOGRAPHS) == "长门马黄龙民小月"
    assert "２０２２年Ａ类１５％，（甲）".translate(NARROW) == "2022年A类15%，（甲）"


def test_a_text_file_with_radicals_is_read_with_characters(tmp_path: Path) -> None:
    (tmp_path / "文.txt").write_text("全县有⼩学⼆⼗所，校⻓⼆⼗名，截至２⽉。", encoding="utf-8")
    (raw,) = LOADERS[".txt"](tmp_path / "文.txt")
    assert raw.text == "全县有小学二十所，校长二十名，截至２月。"


def test_a_pdf_whose_font_tells_radicals_and_wide_figures_has_a_date(tmp_path: Path) -> None:
    record = {"小": "⼩", "月": "⽉", "日": "⽇", "长": "⻓", "3": "３"}
    text = ["云和县小学校长名录", "全县有小学校长23名，其中女校长13名。", "2023年3月31日"]
    fonted(tmp_path / "首.pdf", text, lambda char: record.get(char, char))
    raw = load(tmp_path / "首.pdf")
    assert raw.text.split("\n") == text
    assert raw.warnings == ()
