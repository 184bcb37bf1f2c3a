"""Watermarks are left out and told; large or pale text that lies over nothing stays."""

from __future__ import annotations

from pathlib import Path

from tests.ingest.loaders.pdf_making import TEXT, canvas, load, put


def test_words_tiled_aslant_are_left_out_of_every_page_and_told_once(tmp_path: Path) -> None:
    path = tmp_path / "斜.pdf"
    on = canvas(path)
    for part in (TEXT[:2], TEXT[2:]):
        put(on, part)
        on.setFillGray(0.8)
        for x in range(50, 500, 150):
            for y in range(100, 800, 150):
                on.saveState()
                on.translate(x, y)
                on.rotate(35)
                put(on, ["内网李某2019-03-04"], x=0, y=0)
                on.restoreState()
        on.setFillGray(0)
        on.showPage()
    on.save()
    raw = load(path)
    assert raw.text.split("\n") == list(TEXT)
    (warning,) = raw.warnings
    assert warning.startswith("全文有水印文字，未收录：“内网李某****-**-**")


def test_large_pale_words_over_the_lines_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "平.pdf"
    on = canvas(path)
    put(on, y=600)
    on.setFillGray(0.8)
    put(on, ["内部资料"], x=150, y=545, size=60)
    on.save()
    raw = load(path)
    assert raw.text.split("\n") == list(TEXT)
    assert any("水印" in warning and "内部资料" in warning for warning in raw.warnings)


def test_a_large_title_and_a_pale_remark_stay(tmp_path: Path) -> None:
    path = tmp_path / "题.pdf"
    on = canvas(path)
    put(on, TEXT[:1], y=760, size=30)
    put(on, TEXT[1:], y=600)
    on.setFillGray(0.6)
    put(on, ["注：图书角含流动图书箱。"], y=400)
    on.save()
    raw = load(path)
    assert raw.text.split("\n") == [*TEXT, "注：图书角含流动图书箱。"]
    assert raw.warnings == ()
