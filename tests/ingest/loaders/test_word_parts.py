"""Tables within tables, pictures, parts from other files and running heads of Word documents."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ingest.loaders import LOADERS, ocr, word_pictures
from ingest.loaders.page_parts import Page, PageLine
from tests.ingest.loaders.hostile_making import docx
from tests.ingest.loaders.test_sheets import rewritten
from tests.ingest.loaders.word_making import R, W, cell, control, load, par, relations, row, run, table

RELATIONS = "word/_rels/document.xml.rels"
HEAD = row("学校", "班级数（个）", "学生数（人）", "备注")


def test_cells_in_controls_and_a_table_in_a_cell_shift_no_column(tmp_path: Path) -> None:
    inner = table(row("走读", "70"), row("住校", "15"))
    body = table(
        HEAD,
        row("东小", control(cell("12")), "540", cell(par(), inner, par("属实"))),
        control(row("西小", "9", control(cell(control(par("405")))), cell(par()))),
    )
    raw = load(tmp_path, par("表1 学校情况") + body)
    assert raw.text.split("\n")[2:] == [
        "东小，班级数（个）：12，学生数（人）：540，备注：走读 70；住校 15 属实。",
        "西小，班级数（个）：9，学生数（人）：405。",
    ]
    assert raw.tables[0].caption == "表1 学校情况"


def test_a_table_that_lays_out_tables_gives_each_of_them(tmp_path: Path) -> None:
    inner = [
        table(row("学校", "人数"), row(name, figure), row(f"{name}二", figure))
        for name, figure in (("甲", "3"), ("乙", "4"))
    ]
    raw = load(tmp_path, table(row(cell("左表", inner[0]), cell("右表", inner[1]))))
    assert len(raw.tables) == 2
    assert raw.text.split("\n")[:3] == ["左表", "学校，人数。", "甲，人数：3。"]


def test_numbers_of_cells_titles_over_a_table_and_cells_merged_the_old_way(tmp_path: Path) -> None:
    numbers = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    auto = cell(par(look='<w:numPr><w:numId w:val="1"/></w:numPr>'))
    body = table(
        row(cell("2022年学校情况", look='<w:gridSpan w:val="3"/>')),
        row("序号", cell("学校", look='<w:hMerge w:val="restart"/>'), cell("", look="<w:hMerge/>")),
        row(auto, "一小", "30"),
        row(auto, "二小", "20"),
    )
    raw = load(tmp_path, body, **{"word/numbering.xml": numbers})
    assert raw.text == "2022年学校情况\n序号，学校。\n1，学校：一小，学校：30。\n2，学校：二小，学校：20。"


def test_boxes_and_pictures_of_a_cell_follow_the_table(tmp_path: Path) -> None:
    box = "<w:r><w:txbxContent><w:p><w:r><w:t>框内说明</w:t></w:r></w:p></w:txbxContent></w:r>"
    assert load(tmp_path, table(row("学校", "人数"), row("一小", cell(par(box, "30"))))).text.endswith(
        "：30。\n框内说明"
    )


DRAWING = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="{}" cy="{}"/><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'{R} r:embed="{{}}"/></wp:inline></w:drawing></w:r>'
)
LARGE, SMALL = DRAWING.format(5_400_000, 3_600_000, "p"), DRAWING.format(900_000, 900_000, "p")


def png() -> bytes:
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", (800, 400), "white").save(made, "PNG")
    return made.getvalue()


def seen(*texts: str) -> Page:
    lines = tuple(
        PageLine(
            text=text,
            left=50,
            right=50 + 20 * len(text),
            top=100 + 40 * i,
            bottom=120 + 40 * i,
            size=20,
            confidence=0.8,
        )
        for i, text in enumerate(texts)
    )
    return Page(width=800, height=1000, lines=lines, recognised=True)


def test_a_picture_of_a_page_is_recognised_and_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_pictures, "recognise", lambda image: seen("全县学校食堂共有四十一家。"))
    parts = {RELATIONS: relations(p="image|media/a.png"), "word/media/a.png": png()}
    raw = load(tmp_path, par("前", LARGE) + par("后", LARGE), **parts)
    assert raw.text == "前\n全县学校食堂共有四十一家。\n后"
    assert raw.warnings == (f"{ocr.SCANNED}（第1张较大的图片）",)
    assert [raw.text[d.start : d.end] for d in raw.doubts] == ["全县学校食堂共有四十一家。"]


def test_a_logo_is_passed_over_and_a_picture_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_pictures, "recognise", lambda image: pytest.fail("a logo was recognised"))
    related = {RELATIONS: relations(p="image|media/a.emf")}
    assert load(tmp_path, par("前", SMALL), **related, **{"word/media/a.emf": png()}).warnings == ()
    assert (
        "的格式不能识别，上面的文字未读取"
        in load(tmp_path, par("前", LARGE), **related, **{"word/media/a.emf": b"\1"}).warnings[0]
    )
    assert "不在文件中" in load(tmp_path, par("前", LARGE), **related).warnings[0]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.htm", "<p>全市检查食堂52家。</p>".encode()),
        ("a.dat", "<html><body><p>全市检查食堂52家。</p></body></html>".encode("gbk")),
        ("a.txt", "全市检查食堂52家。".encode("gbk")),
        ("a.docx", docx(par("全市检查食堂52家。"))),
        (
            "a.mht",
            b'MIME-Version: 1.0\nContent-Type: text/html; charset="utf-8"\n\n' + "<p>全市检查食堂52家。</p>".encode(),
        ),
    ],
)
def test_a_part_from_another_file_is_read_at_its_place(name: str, data: bytes, tmp_path: Path) -> None:
    body = par("前") + f'<w:altChunk {R} r:id="c"/>' + par("后")
    raw = load(tmp_path, body, **{RELATIONS: relations(c=f"aFChunk|{name}"), f"word/{name}": data})
    assert raw.text == "前\n全市检查食堂52家。\n后"


def test_a_part_that_cannot_be_read_or_holds_itself_is_told(tmp_path: Path) -> None:
    body = par("前") + f'<w:altChunk {R} r:id="c"/>'
    assert "嵌入的内容未读取" in load(tmp_path, body).warnings[0]
    inner = docx(par("深处"))
    for _ in range(5):
        inner = docx(body, **{RELATIONS: relations(c="aFChunk|a.docx"), "word/a.docx": inner})
    (tmp_path / "深.docx").write_bytes(inner)
    (raw,) = LOADERS[".docx"](tmp_path / "深.docx")
    assert "深处" not in raw.text
    assert any("层" in item for item in raw.warnings)


def head(*lines: str) -> dict[str, str]:
    return {
        RELATIONS: relations(h="header|header1.xml"),
        "word/header1.xml": f"<w:hdr {W}>{''.join(map(par, lines))}</w:hdr>",
    }


SECTION = f'<w:sectPr><w:headerReference {R} w:type="default" r:id="h"/></w:sectPr>'


def test_a_running_head_gives_the_title_or_number_that_the_body_lacks(tmp_path: Path) -> None:
    sentence = par("2022年，全县有学校30所。")
    raw = load(tmp_path, sentence + SECTION, **head("某县2022年教育事业发展公报", "第 1 页"))
    assert raw.text == "某县2022年教育事业发展公报\n2022年，全县有学校30所。"
    titled = par("某县2022年学校名单") + sentence + SECTION
    assert load(tmp_path, titled, **head("某县教育资料汇编")).text.startswith("某县2022年学校名单")
    assert load(tmp_path, titled, **head("某教〔2022〕7号")).text.startswith("某教〔2022〕7号\n")
    assert load(tmp_path, titled, **head("某县2022年学校名单")).text.count("学校名单") == 1
    parted = par(run("某县2022年"), run("学校名单")) + sentence + SECTION
    assert load(tmp_path, parted, **head("某县2022年学校名单")).text.count("学校名单") == 1


def test_a_strict_document_is_read_as_any_other(tmp_path: Path) -> None:
    body = par("前", run("旧稿", "<w:vanish/>"), LARGE)
    path = tmp_path / "文.docx"
    path.write_bytes(docx(body))
    for usual, iso in (
        (
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ),
        (b"http://schemas.openxmlformats.org/drawingml/2006/main", b"http://purl.oclc.org/ooxml/drawingml/main"),
        (
            b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
            b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
        ),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    ):
        rewritten(path, "word/document.xml", usual, iso)
    (raw,) = LOADERS[".docx"](path)
    assert raw.text == "前"
    assert len(raw.warnings) == 2
