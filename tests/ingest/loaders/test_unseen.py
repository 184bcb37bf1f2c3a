"""Text nobody sees is left out and told; text that only looks suspicious to the file stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.ingest.loaders.pdf_making import TEXT, canvas, load, put

HIDDEN = "更正：应为9876册"


def white(on: Canvas) -> None:
    on.setFillGray(1)
    put(on, [HIDDEN], y=300)


def tiny(on: Canvas) -> None:
    put(on, [HIDDEN], y=300, size=0.8)


def invisible(on: Canvas) -> None:
    text = on.beginText(72, 300)
    text.setFont("STSong-Light", 14)
    text.setTextRenderMode(3)
    text.textLine(HIDDEN)
    on.drawText(text)


def see_through(on: Canvas) -> None:
    on.setFillAlpha(0.0)
    put(on, [HIDDEN], y=300)


def clipped(on: Canvas) -> None:
    path = on.beginPath()
    path.rect(400, 500, 20, 20)
    on.clipPath(path, stroke=0)
    put(on, [HIDDEN], y=300)


def blackened(on: Canvas) -> None:
    put(on, [HIDDEN], y=300)
    on.rect(60, 290, 400, 30, fill=1, stroke=0)


def off_page(on: Canvas) -> None:
    put(on, [HIDDEN], y=-60)


def on_its_colour(on: Canvas) -> None:
    on.setFillColorRGB(0.2, 0.4, 0.7)
    on.rect(60, 290, 400, 30, fill=1, stroke=0)
    put(on, [HIDDEN], y=300)


@pytest.mark.parametrize(
    "hide", [white, tiny, invisible, see_through, clipped, blackened, off_page, on_its_colour], ids=lambda f: f.__name__
)
def test_what_nobody_sees_is_left_out_and_told_with_its_page(hide: object, tmp_path: Path) -> None:
    path = tmp_path / "藏.pdf"
    on = canvas(path)
    put(on)
    on.showPage()
    put(on, ["第二页的正文在这里。"])
    hide(on)
    on.save()
    raw = load(path)
    assert "9876" not in raw.text
    assert raw.text.split("\n") == [*TEXT, "第二页的正文在这里。"]
    (warning,) = raw.warnings
    assert warning.startswith("第2页")
    assert "更正：应为****册" in warning


def test_white_text_on_a_dark_field_is_read(tmp_path: Path) -> None:
    path = tmp_path / "深底.pdf"
    on = canvas(path)
    put(on)
    on.setFillGray(0.25)
    on.rect(60, 290, 400, 30, fill=1, stroke=0)
    on.setFillGray(1)
    put(on, ["一、藏书总数一万册。"], y=300)
    on.save()
    raw = load(path)
    assert "一、藏书总数一万册。" in raw.text
    assert raw.warnings == ()


def test_what_was_written_over_a_patch_is_read_and_not_what_lies_under_it(tmp_path: Path) -> None:
    path = tmp_path / "改.pdf"
    on = canvas(path)
    put(on)
    put(on, ["在校学生5555人。"], y=300)
    on.setFillGray(1)
    on.rect(60, 290, 400, 30, fill=1, stroke=0)
    on.setFillGray(0)
    put(on, ["在校学生6666人。"], y=300)
    on.save()
    raw = load(path)
    assert "在校学生6666人。" in raw.text
    assert "5555" not in raw.text
    assert any("看不见" in warning for warning in raw.warnings)


def test_a_page_on_a_coloured_ground_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "底色.pdf"
    on = canvas(path)
    on.setFillColorRGB(0.9, 0.95, 1)
    on.rect(0, 0, 595, 842, fill=1, stroke=0)
    on.setFillGray(0)
    put(on)
    on.save()
    raw = load(path)
    assert raw.text.split("\n") == list(TEXT)
    assert raw.warnings == ()
