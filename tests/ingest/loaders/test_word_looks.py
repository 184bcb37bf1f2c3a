"""Hidden, white and tiny text of Word documents: left out and told; what only looks like it stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.loaders.word_making import W, cell, load, par, row, run, table

TOLD = "第1段有隐藏、与底色相同或极小的文字，未读取"
STYLES = (
    f'<w:styles {W}><w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="h2"><w:basedOn w:val="h"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="p"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="table" w:styleId="t"><w:tblStylePr w:type="firstRow"><w:tcPr>'
    '<w:shd w:val="clear" w:fill="4472C4"/></w:tcPr></w:tblStylePr></w:style></w:styles>'
)
WHITE = '<w:color w:val="FFFFFF"/>'


@pytest.mark.parametrize(
    "look",
    [
        "<w:vanish/>",
        '<w:vanish w:val="true"/>',
        '<w:rStyle w:val="h"/>',
        '<w:rStyle w:val="h2"/>',
        WHITE,
        "<w:specVanish/>",
        "<w:webHidden/>",
        '<w:color w:val="FEFEFE"/>',
        '<w:color w:val="auto" w:themeColor="background1"/>',
        '<w:sz w:val="2"/>',
        f'{WHITE}<w:highlight w:val="none"/>',
        f'{WHITE}<w:shd w:val="clear" w:fill="FFFFFF"/>',
    ],
)
def test_a_run_that_does_not_show_is_left_out_and_told(look: str, tmp_path: Path) -> None:
    body = par("今年新建幼儿园", run("旧稿99所，", look), "7所。")
    raw = load(tmp_path, body, **{"word/styles.xml": STYLES})
    assert raw.text == "今年新建幼儿园7所。"
    assert raw.warnings == (TOLD,)


@pytest.mark.parametrize(
    "look",
    [
        '<w:vanish w:val="0"/>',
        '<w:rStyle w:val="h"/><w:vanish w:val="false"/>',
        f'{WHITE}<w:highlight w:val="blue"/>',
        f'{WHITE}<w:shd w:val="clear" w:fill="C00000"/>',
        '<w:color w:val="D9D9D9"/>',
        '<w:sz w:val="10"/>',
        '<w:color w:val="auto"/>',
        '<w:color w:val="BFBFBF" w:themeColor="background1" w:themeShade="BF"/>',
    ],
)
def test_a_run_that_shows_stays(look: str, tmp_path: Path) -> None:
    raw = load(tmp_path, par("今年新建幼儿园", run("7所。", look)), **{"word/styles.xml": STYLES})
    assert (raw.text, raw.warnings) == ("今年新建幼儿园7所。", ())


def test_a_style_hides_a_paragraph_and_its_number_is_not_counted(tmp_path: Path) -> None:
    numbers = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    listed = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    body = par("甲", look=listed) + par("旧稿", look=f'<w:pStyle w:val="p"/>{listed}') + par("乙", look=listed)
    raw = load(tmp_path, body, **{"word/styles.xml": STYLES, "word/numbering.xml": numbers})
    assert raw.text == "1、甲\n2、乙"
    assert raw.warnings == (TOLD.replace("第1段", "第2段"),)


@pytest.mark.parametrize(
    ("of_table", "of_cell"),
    [('<w:tblStyle w:val="t"/>', ""), ("", '<w:shd w:val="clear" w:fill="1F3864"/>'), ('<w:shd w:val="pct50"/>', "")],
)
def test_white_words_on_a_dark_cell_are_read(of_table: str, of_cell: str, tmp_path: Path) -> None:
    head = [cell(par(run(text, WHITE)), look=of_cell) for text in ("学校", "人数")]
    raw = load(tmp_path, table(row(*head), row("一小", "30"), look=of_table), **{"word/styles.xml": STYLES})
    assert (raw.text, raw.warnings) == ("学校，人数。\n一小，人数：30。", ())


def test_hidden_rows_and_words_of_a_table_are_told_by_the_table(tmp_path: Path) -> None:
    body = table(
        row("学校", "人数"), row("旧校", "99", look="<w:hidden/>"), row("一小", cell(par(run("8", WHITE), "30")))
    )
    raw = load(tmp_path, body)
    assert raw.text == "学校，人数。\n一小，人数：30。"
    assert raw.warnings == (
        "第1个表格有隐藏、与底色相同或极小的文字，未读取",
        "第1个表格有隐藏的行，未读取",
    )


def test_page_numbers_of_a_contents_page_are_no_hidden_text(tmp_path: Path) -> None:
    raw = load(tmp_path, par("一、总体要求", "<w:r><w:tab/></w:r>", run("3", "<w:webHidden/>")))
    assert (raw.text, raw.warnings) == ("一、总体要求", ())


def test_white_words_over_a_picture_behind_the_text_are_read(tmp_path: Path) -> None:
    behind = (
        '<w:r><w:drawing><wp:anchor behindDoc="1" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"/></w:drawing></w:r>'
    )
    raw = load(tmp_path, par(behind, run("某县教育年报", WHITE)))
    assert (raw.text, raw.warnings) == ("某县教育年报", ())
