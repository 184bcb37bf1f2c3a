"""Pages of a PDF: scans, turned pages, wrong font tables, and two of them at once."""

from __future__ import annotations

import gc
from pathlib import Path

import pypdfium2.raw as pdfium
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from ingest.loaders.ocr import SCANNED
from ingest.loaders.pdf_drawn import address
from tests.ingest.loaders.pdf_making import A4, TEXT, canvas, fonted, grid, load, pale_words, picture, put, turn

MISREAD = "编码表有误"
ROWS = [["学校", "学生数", "教师数"], ["大柘小学", "514", "33"], ["石练小学", "1308", "79"]]
FIGURES = ("74个", "3685册", "152名", "26名")


def joined(text: str) -> str:
    return "".join(text.split())


def as_private(char: str) -> str:
    return chr(0xE000 + ord(char) % 4000)


@pytest.mark.parametrize(
    "told",
    [
        lambda char: str((int(char) + 4) % 10) if char.isdigit() else char,
        lambda char: chr(ord(char) * 7 % 20_000 + 0x4E00) if char > "\u2e80" else char,
        as_private,
        lambda char: None,
    ],
    ids=["figures", "rare", "private", "missing"],
)
def test_a_font_that_says_wrongly_what_it_shows_is_recognised_with_a_warning(told: object, tmp_path: Path) -> None:
    fonted(tmp_path / "乱.pdf", TEXT, told)
    raw = load(tmp_path / "乱.pdf")
    assert all(figure in joined(raw.text) for figure in FIGURES)
    assert any(MISREAD in warning for warning in raw.warnings)


def test_a_font_that_says_rightly_what_it_shows_is_kept_without_a_warning(tmp_path: Path) -> None:
    fonted(tmp_path / "正.pdf", TEXT, lambda char: char)
    raw = load(tmp_path / "正.pdf")
    assert raw.text.split("\n") == list(TEXT)
    assert raw.warnings == ()


def test_a_turned_page_with_a_wrong_table_is_recognised_upright(tmp_path: Path) -> None:
    fonted(tmp_path / "乱.pdf", TEXT, as_private, degrees=270)
    raw = load(tmp_path / "乱.pdf")
    assert all(figure in joined(raw.text) for figure in FIGURES)
    assert joined(raw.text).index("74个") < joined(raw.text).index("152名")


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_turned_by_the_file_is_read_as_it_is_shown(degrees: int, tmp_path: Path) -> None:
    path = tmp_path / "转.pdf"
    on = canvas(path, A4)
    width, height = A4
    # The text is drawn so that the turn sets it upright.
    on.translate(*{90: (width, 0), 180: (width, height), 270: (0, height)}[degrees])
    on.rotate({90: 90, 180: 180, 270: 270}[degrees])
    put(on, y=550 if degrees != 180 else 700)
    grid(on, ROWS, y=300)
    on.save()
    turn(path, degrees)
    raw = load(path)
    assert raw.text.split("\n") == [
        *TEXT,
        "学校，学生数，教师数。",
        "大柘小学，学生数：514，教师数：33。",
        "石练小学，学生数：1308，教师数：79。",
    ]
    assert raw.warnings == ()


def test_a_table_drawn_sideways_stands_below_its_upright_title(tmp_path: Path) -> None:
    path = tmp_path / "横表.pdf"
    on = canvas(path)
    put(on, ["遂昌县2022年学校情况"], y=780)
    put(on, ["— 7 —"], x=280, y=30)
    on.translate(500, 150)
    on.rotate(90)
    grid(on, ROWS, x=20, y=300)
    on.save()
    raw = load(path)
    assert raw.text.split("\n")[0] == "遂昌县2022年学校情况"
    assert "石练小学，学生数：1308，教师数：79。" in raw.text
    assert {mark.label for mark in raw.marks} == {"第1页"}


def test_a_page_cut_off_its_origin_is_read_with_its_table(tmp_path: Path) -> None:
    path = tmp_path / "裁.pdf"
    on = canvas(path)
    put(on)
    grid(on, ROWS)
    put(on, ["裁去的数是888人"], y=40)
    on.setCropBox((50, 100, 560, 800))
    on.save()
    raw = load(path)
    assert "大柘小学，学生数：514，教师数：33。" in raw.text
    assert "888" not in raw.text
    assert any("看不见" in warning and "裁去的数" in warning for warning in raw.warnings)


def test_a_scan_with_a_line_of_real_text_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "归档.pdf"
    on = canvas(path)
    on.drawImage(ImageReader(picture()), 0, 0, *A4)
    put(on, ["归档号SC-2023-00417 第1页"], x=330, y=20, size=10)
    on.save()
    raw = load(path)
    assert all(figure in joined(raw.text) for figure in FIGURES)
    assert any(SCANNED in warning for warning in raw.warnings)


@pytest.mark.parametrize("how", ["invisible", "under"])
def test_a_wrong_layer_over_or_under_a_turned_scan_is_not_read(how: str, tmp_path: Path) -> None:
    path = tmp_path / "层.pdf"
    on = canvas(path, (842, 595))
    wrong = ["遂昌县2O22年阅读推厂", "全县新建囹书角7A个，购置囹书36B5册，合计999册。"]
    if how == "under":
        put(on, wrong, y=400)
    on.drawImage(ImageReader(picture(turned=90)), 0, 0, 842, 595)
    if how == "invisible":
        text = on.beginText(72, 400)
        text.setFont("STSong-Light", 14)
        text.setTextRenderMode(3)
        text.textLines(wrong)
        on.drawText(text)
    on.save()
    turn(path, 90)
    raw = load(path)
    assert all(figure in joined(raw.text) for figure in FIGURES)
    assert "999" not in raw.text
    assert raw.warnings == (f"{SCANNED}（全文）",)


@pytest.mark.parametrize("turned", [90, 270])
def test_a_page_scanned_sideways_is_read_in_order(turned: int, tmp_path: Path) -> None:
    path = tmp_path / "横放.pdf"
    on = canvas(path, (842, 595))
    on.drawImage(ImageReader(picture(turned=turned)), 0, 0, 842, 595)
    on.save()
    result = joined(load(path).text)
    places = [result.index(part) for part in ("遂昌县2022年", *FIGURES, "2023年1月11日")]
    assert places == sorted(places)


def test_a_watermark_on_a_scan_hides_no_line_and_is_told(tmp_path: Path) -> None:
    path = tmp_path / "水印扫描.pdf"
    on = canvas(path)
    on.drawImage(ImageReader(pale_words(picture(), "遂昌县教育局内部资料请勿外传")), 0, 0, *A4)
    on.save()
    raw = load(path)
    assert all(figure in joined(raw.text) for figure in FIGURES)
    assert "外传" not in raw.text
    assert any("水印" in warning for warning in raw.warnings)


def test_a_large_picture_on_a_page_of_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "半页图.pdf"
    on = canvas(path)
    put(on)
    on.drawImage(ImageReader(picture(["合计4567万元"], size=(1000, 700))), 72, 60, 450, 400)
    on.save()
    raw = load(path)
    assert raw.text.split("\n") == list(TEXT)
    assert any("图片里的文字未读取" in warning for warning in raw.warnings)


def test_a_few_words_on_a_plain_ground_are_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "底图.pdf"
    on = canvas(path)
    on.drawImage(ImageReader(Image.new("RGB", (300, 420), (232, 244, 255))), 0, 0, *A4)
    put(on, TEXT[:2])
    on.save()
    raw = load(path)
    assert raw.text.split("\n") == list(TEXT[:2])
    assert raw.warnings == ()


def test_a_picture_that_is_looked_at_is_freed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Freed twice it leaves the memory of the process broken, which ends it much later and somewhere else."""
    taken: list[int] = []
    freed: list[int] = []
    take, free = pdfium.FPDFImageObj_GetBitmap, pdfium.FPDFBitmap_Destroy

    def taking(item: object) -> object:
        bitmap = take(item)
        taken.append(address(bitmap))
        return bitmap

    def freeing(bitmap: object) -> None:
        freed.append(address(bitmap))
        free(bitmap)

    monkeypatch.setattr(pdfium, "FPDFImageObj_GetBitmap", taking)
    monkeypatch.setattr(pdfium, "FPDFBitmap_Destroy", freeing)
    path = tmp_path / "底图.pdf"
    on = canvas(path)
    on.drawImage(ImageReader(Image.new("RGB", (300, 420), (232, 244, 255))), 0, 0, *A4)
    put(on, TEXT[:2])
    on.save()
    load(path)
    gc.collect()
    assert taken
    assert sorted(freed) == sorted(taken)
