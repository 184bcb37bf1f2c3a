from __future__ import annotations

from pathlib import Path

import pytest

from ingest.loaders import LOADERS, RawDocument
from ingest.loaders.numbering import FORMATS, han_number
from tests.ingest.loaders.hostile_making import docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def numbered(text: str, number: int, level: int = 0) -> str:
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
    )


def levels(*told: tuple[str, str]) -> str:
    return "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(told)
    )


RESTART, TWO_WIDE = '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>'
NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="1">'
    + levels(
        ("chineseCountingThousand", "%1、"),
        ("chineseCounting", "（%2）"),
        ("decimal", "%3."),
        ("decimalEnclosedCircleChinese", "%4"),
    )
    + '</w:abstractNum><w:abstractNum w:abstractNumId="2">'
    + levels(("chineseCounting", "第%1条"))
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>'
)


def load(tmp_path: Path, body: str, **more: str | bytes) -> RawDocument:
    path = tmp_path / "文.docx"
    path.write_bytes(docx(body, **more))
    (raw,) = LOADERS[".docx"](path)
    return raw


def lines(tmp_path: Path, *paragraphs: str) -> list[str]:
    return load(tmp_path, "".join(paragraphs), **{"word/numbering.xml": NUMBERING}).text.split("\n")


def test_automatic_numbers_of_every_level_are_in_the_text(tmp_path: Path) -> None:
    assert lines(
        tmp_path,
        numbered("总体要求", 1),
        numbered("指导思想", 1, 1),
        numbered("目标", 1, 2),
        numbered("原则", 1, 3),
        numbered("任务", 1, 2),
        numbered("步骤", 1, 1),
        numbered("保障", 1),
        numbered("组织", 1, 1),
    ) == ["一、总体要求", "（一）指导思想", "1.目标", "①原则", "2.任务", "（二）步骤", "二、保障", "（一）组织"]


def test_articles_count_on_over_paragraphs_without_a_number(tmp_path: Path) -> None:
    plain = "<w:p><w:r><w:t>有下列情形之一的：</w:t></w:r></w:p>"
    assert lines(tmp_path, *[numbered(f"甲{i}", 2) for i in range(10)], plain, numbered("乙", 2))[-3:] == [
        "第十条甲9",
        "有下列情形之一的：",
        "第十一条乙",
    ]


def test_a_list_with_a_new_start_counts_from_there(tmp_path: Path) -> None:
    assert lines(tmp_path, numbered("甲", 1), numbered("乙", 1), numbered("丙", 3)) == ["一、甲", "二、乙", "一、丙"]


def test_a_number_before_a_year_keeps_apart_from_it(tmp_path: Path) -> None:
    assert lines(tmp_path, numbered("甲", 1), numbered("乙", 1, 1), numbered("2023年任务", 1, 2))[2] == "1. 2023年任务"


def test_a_style_may_carry_the_number_and_an_empty_paragraph_counts_as_it_shows(tmp_path: Path) -> None:
    styles = (
        f'<w:styles {W}><w:style w:styleId="a"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="b"/></w:pPr><w:r><w:t>{t}</w:t></w:r></w:p>' for t in ("甲", "", "乙")
    )
    raw = load(tmp_path, body, **{"word/numbering.xml": NUMBERING, "word/styles.xml": styles})
    assert raw.text == "第一条甲\n第三条乙"


@pytest.mark.parametrize(
    ("form", "value", "told"),
    [
        ("chineseCounting", 12, "十二"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCounting", 20, "二十"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("decimalEnclosedCircle", 11, "⑪"),
        ("upperRoman", 14, "XIV"),
        ("lowerLetter", 28, "bb"),
        ("ideographTraditional", 2, "乙"),
        ("decimalFullWidth", 10, "１０"),
        ("ideographDigital", 20, "二〇"),
        ("decimalZero", 3, "03"),
        ("decimalEnclosedParen", 3, "⑶"),
    ],
)
def test_formats_of_numbers(form: str, value: int, told: str) -> None:
    assert FORMATS[form](value) == told


def test_every_han_number_below_a_thousand_reads_back() -> None:
    from core.han_numerals import han_to_int

    assert all(han_to_int(han_number(n).replace("〇", "零")) == n for n in range(1, 100))


def test_tables_stand_in_their_place_with_exact_cells(tmp_path: Path) -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<w:tc><w:tcPr>{more}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    table = (
        "<w:tbl>"
        f"<w:tr>{cell('镇', RESTART)}{cell('教师（人）', TWO_WIDE)}</w:tr>"
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('合计')}{cell('在编')}</w:tr>"
        f"<w:tr>{cell('东镇')}{cell('70')}{cell('61')}</w:tr></w:tbl>"
    )
    before, after = "<w:p><w:r><w:t>表1 教师情况</w:t></w:r></w:p>", "<w:p><w:r><w:t>以上为全部。</w:t></w:r></w:p>"
    raw = load(tmp_path, before + table + after)
    assert (
        raw.text
        == "表1 教师情况\n镇，教师（人）。\n合计，在编。\n东镇，教师（人）·合计：70，教师（人）·在编：61。\n以上为全部。"
    )
    (found,) = raw.tables
    assert (found.caption, found.header_rows) == ("表1 教师情况", 2)
    assert [(c.row, c.column, c.rows, c.columns) for c in found.cells[:2]] == [(0, 0, 2, 1), (0, 1, 1, 2)]
    assert all(raw.text[c.start : c.end] == c.text for c in found.cells)
    assert raw.text[found.start : found.end].endswith("在编：61。")


def test_footnotes_are_marked_in_place_and_told_at_the_end(tmp_path: Path) -> None:
    notes = f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>不含民办学校。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    body = '<w:p><w:r><w:t>全县12所</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>。</w:t></w:r></w:p>'
    assert load(tmp_path, body, **{"word/footnotes.xml": notes}).text == "全县12所〔注1〕。\n注1：不含民办学校。"


def test_text_boxes_are_read_once_and_deleted_words_not_at_all(tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent>"
    both = (
        f"<mc:AlternateContent {MC}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    body = (
        f"<w:p><w:r><w:t>正文</w:t></w:r><w:r>{both}</w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>补上</w:t></w:r></w:ins></w:p>"
    )
    assert load(tmp_path, body).text == "正文补上\n框内文字"


def test_properties_are_what_the_file_says_of_itself(tmp_path: Path) -> None:
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>实施办法</dc:title><dc:creator>办公室</dc:creator>'
        "</cp:coreProperties>"
    )
    raw = load(tmp_path, "<w:p><w:r><w:t>文</w:t></w:r></w:p>", **{"docProps/core.xml": core})
    assert raw.properties == {"title": "实施办法", "author": "办公室"}
