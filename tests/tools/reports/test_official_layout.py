"""The layout of GB/T 9704—2012: page, faces by name, headings, page numbers, and how many lines a page holds."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from PIL import Image

from tools.reports.official_layout import OfficialDocument
from tools.reports.official_styles import CHARACTERS, FALLBACKS, LINES

SOFFICE = shutil.which("soffice")
WORD = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(made, "PNG")
    return made.getvalue()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = OfficialDocument()
    book.title("某县义务教育优质均衡发展自评报告", "（2023—2024学年）")
    book.heading(1, "县情")
    book.heading(2, "学校")
    book.heading(3, "小学")
    book.heading(4, "规模")
    book.heading(2, "教师")
    book.heading(1, "结论")
    for _ in range(30):
        book.paragraph("字" * (CHARACTERS * 3 - 2))
    book.table("学校情况", ["学校", "人数"], [["甲校", "120"], ["乙校", "80"]], (3, 1))
    book.picture(picture(), "各校人数", "甲校120人，乙校80人")
    book.signature(["（报送单位、印章）", "年　　月　　日"])
    return book.save(tmp_path_factory.mktemp("layout") / "公文.docx")


def part(path: Path, name: str) -> etree._Element:
    with zipfile.ZipFile(path) as book:
        return etree.fromstring(book.read(name))


def test_the_page_is_a4_with_the_margins_and_the_grid_of_the_standard(written: Path) -> None:
    section = Document(str(written)).sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in margins] == [37, 35, 28, 26]
    grid = section._sectPr.find(qn("w:docGrid"))
    pitch = int(grid.get(qn("w:linePitch"))) / 20 / 72 * 25.4
    assert 225 - pitch < LINES * pitch <= 225


@pytest.mark.parametrize(
    ("style", "face", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Normal", "仿宋_GB2312", 16),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Heading 3", "仿宋_GB2312", 16),
        ("Heading 4", "仿宋_GB2312", 16),
    ],
)
def test_faces_are_named_and_no_theme_face_wins_over_them(written: Path, style: str, face: str, size: int) -> None:
    found = Document(str(written)).styles[style]
    fonts = found.element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == face
    assert fonts.get(qn("w:ascii")) == face
    assert not [name for name in fonts.attrib if "Theme" in name]
    assert found.font.size.pt == size
    assert str(found.font.color.rgb) == "000000"


def test_every_face_has_others_to_fall_back_on(written: Path) -> None:
    table = part(written, "word/fontTable.xml")
    named = {font.get(qn("w:name")): font.find("w:altName", WORD).get(qn("w:val")) for font in table}
    assert named.keys() == FALLBACKS.keys()
    assert "仿宋" in named["仿宋_GB2312"].split(",")


def test_headings_number_themselves_and_begin_again_under_each_other(written: Path) -> None:
    texts = [one.text for one in Document(str(written)).paragraphs if one.style.name.startswith("Heading")]
    assert texts == ["一、县情", "（一）学校", "1.小学", "（1）规模", "（二）教师", "二、结论"]


def test_odd_pages_have_their_number_right_and_even_ones_left(written: Path) -> None:
    book = Document(str(written))
    assert book.settings.odd_and_even_pages_header_footer
    section = book.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert re.sub(r"\s+", "", paragraph.text) == "——"
        assert "PAGE" in "".join(footer._element.itertext())
        assert str(paragraph.alignment).lower().startswith(side)
        assert paragraph.runs[0].font.size.pt == 14
    below = section.bottom_margin.mm - section.footer_distance.mm
    assert 7 <= below <= 13


def test_tables_repeat_their_head_and_pictures_are_told(written: Path) -> None:
    body = part(written, "word/document.xml")
    rows = body.findall(".//w:tr", WORD)
    assert [row.find("w:trPr/w:tblHeader", WORD) is not None for row in rows] == [True, False, False]
    assert all(row.find("w:trPr/w:cantSplit", WORD) is not None for row in rows)
    items = [one.get("descr") for one in body.iter() if one.tag.endswith("}docPr")]
    assert items == ["甲校120人，乙校80人"]
    texts = [one.text for one in Document(str(written)).paragraphs]
    assert "表1　学校情况" in texts
    assert "图1　各校人数" in texts


def test_a_page_holds_22_lines_of_28_characters(written: Path, tmp_path: Path) -> None:
    if SOFFICE is None:
        pytest.skip("no LibreOffice here: apt-get install libreoffice-writer")
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [SOFFICE, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(written)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    import pdfplumber

    with pdfplumber.open(tmp_path / "公文.pdf") as pdf:
        page = pdf.pages[1]
        lines: dict[int, int] = {}
        for one in page.chars:
            if one["text"] == "字":
                lines[round(one["top"])] = lines.get(round(one["top"]), 0) + 1
    assert len(lines) == LINES
    assert max(lines.values()) == CHARACTERS
