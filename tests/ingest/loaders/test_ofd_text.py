"""Text of an OFD page: turned, unseen, watermarks, and a line of real text on a scan."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.rendered_pages import PAGE_MM
from ingest.loaders.ocr import SCANNED
from tests.ingest.loaders.pdf_making import TEXT, picture
from tests.ingest.loaders.test_ofd_images import load, png, write


def words(text: str, y: float, more: str = "", inner: str = "", x: float = 25) -> str:
    return (
        f'<TextObject Boundary="{x} {y} 150 8" Size="5" {more}>{inner}'
        f'<TextCode X="0" Y="5">{text}</TextCode></TextObject>'
    )


BODY = "".join(words(line, 60 + 12 * i) for i, line in enumerate(TEXT))


@pytest.mark.parametrize(
    ("more", "inner"),
    [
        ("", '<FillColor Value="255 255 255"/>'),
        ('Alpha="0"', ""),
        ('Size="0.3"', ""),
        ('Fill="false"', ""),
    ],
    ids=["white", "see-through", "tiny", "unfilled"],
)
def test_what_nobody_sees_is_left_out_and_told(more: str, inner: str, tmp_path: Path) -> None:
    hidden = words("更正：应为9876册", 200, more, inner)
    if "Size" in more:
        hidden = hidden.replace('Size="5" ', "")
    raw = load(write(tmp_path / "藏.ofd", [(BODY + hidden, [])]))
    assert raw.text.split("\n") == list(TEXT)
    assert any("看不见" in warning and "****册" in warning for warning in raw.warnings)


def test_words_aslant_are_a_watermark(tmp_path: Path) -> None:
    mark = words("内网李某2019", 120, 'CTM="0.8 -0.6 0.6 0.8 0 0"')
    raw = load(write(tmp_path / "斜.ofd", [(BODY + mark, [])]))
    assert raw.text.split("\n") == list(TEXT)
    assert raw.warnings == ("全文有水印文字，未收录：“内网李某****”",)


def test_text_set_sideways_is_read_in_order(tmp_path: Path) -> None:
    turned = "".join(
        f'<TextObject Boundary="{40 + 12 * i} 200 10 150" Size="5" CTM="0 -1 1 0 0 0"><TextCode X="0" Y="5">{line}'
        "</TextCode></TextObject>"
        for i, line in enumerate(TEXT)
    )
    assert load(write(tmp_path / "转.ofd", [(turned, [])])).text.split("\n") == list(TEXT)


def test_a_scan_with_an_archive_number_is_recognised(tmp_path: Path) -> None:
    number = words("归档号SC-2023-00417 第1页", PAGE_MM[1] - 15, x=120)
    raw = load(write(tmp_path / "归档.ofd", [(number, [png(picture())])]))
    assert "152名" in "".join(raw.text.split())
    assert any(SCANNED in warning for warning in raw.warnings)
