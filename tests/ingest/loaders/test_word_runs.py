"""Symbols, equations, fields, form fields, ruby and tracked changes of Word documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.loaders.symbols import UNKNOWN, from_font, symbol
from tests.ingest.loaders.word_making import W, cell, load, par, row, run, table

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def math(inside: str) -> str:
    return f"<m:oMath {MATH}>{inside}</m:oMath>"


def t(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def e(name: str, text: str) -> str:
    return f"<m:{name}>{t(text)}</m:{name}>"


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        (t("0.52"), "0.52"),
        (f"<m:f>{e('num', 'a')}{e('den', 'b')}</m:f>", "a/b"),
        (f"<m:f>{e('num', 'a+1')}{e('den', 'n-1')}</m:f>", "(a+1)/(n-1)"),
        (f"<m:sSup>{e('e', 'x')}{e('sup', '2')}</m:sSup>", "x²"),
        (f"<m:sSub>{e('e', 'S')}{e('sub', '1')}</m:sSub>", "S₁"),
        (f"<m:sSup>{e('e', 'x')}{e('sup', 'k')}</m:sSup>", "x^k"),
        (f"<m:sSubSup>{e('e', 'x')}{e('sub', 'i')}{e('sup', '2')}</m:sSubSup>", "x_i²"),
        (f"<m:rad><m:radPr/><m:deg/>{e('e', 'a+b')}</m:rad>", "√(a+b)"),
        (f"<m:rad>{e('deg', '3')}{e('e', 'x')}</m:rad>", "³√x"),
        (f'<m:acc><m:accPr><m:chr m:val="̄"/></m:accPr>{e("e", "X")}</m:acc>', "X̄"),
        (f'<m:bar><m:barPr><m:pos m:val="top"/></m:barPr>{e("e", "X")}</m:bar>', "X\u0304"),
        (
            f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr>{e("sub", "1")}{e("sup", "n")}{e("e", "x")}</m:nary>',
            "∑₁ⁿ x",
        ),
        (f"<m:d>{e('e', 'a')}{e('e', 'b')}</m:d>", "(a|b)"),
        (f"<m:eqArr>{e('e', 'a')}{e('e', 'b')}</m:eqArr>", "a；b"),
    ],
)
def test_an_equation_is_told_in_one_line(inside: str, told: str, tmp_path: Path) -> None:
    assert load(tmp_path, par("差异系数为", math(inside), "，如上。")).text == f"差异系数为{told}，如上。"


def test_an_equation_in_a_cell_and_in_a_paragraph_of_its_own(tmp_path: Path) -> None:
    own = f"<m:oMathPara {MATH}>{math(t('y=2'))}</m:oMathPara>"
    raw = load(tmp_path, par(own) + table(row("学段", "系数"), row("小学", cell(par(math(t("0.31")))))))
    assert raw.text == "y=2\n学段，系数。\n小学，系数：0.31。"


@pytest.mark.parametrize(
    ("font", "code", "told"),
    [
        ("Symbol", "F0B3", "≥"),
        ("Symbol", "F0A3", "≤"),
        ("symbol", "B1", "±"),
        ("Symbol", "F0B4", "×"),
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings", "F0A8", "☐"),
        ("Wingdings 2", "F052", "☑"),
        ("Wingdings 2", "F0A3", "☐"),
        ("Wingdings", "F081", "①"),
        ("Wingdings 3", "F070", "▲"),
        ("宋体", "2265", "≥"),
        ("Wingdings", "F001", UNKNOWN),
        ("某字体", "F0B3", UNKNOWN),
        ("Symbol", "xyz", UNKNOWN),
    ],
)
def test_a_sign_of_a_symbol_font(font: str, code: str, told: str) -> None:
    assert symbol(font, code) == told


def test_words_typed_in_a_symbol_font_are_its_signs() -> None:
    assert from_font("R是", "Wingdings 2") == "☑是"
    assert from_font("\uf0b3", "Symbol") == "≥"
    assert from_font("Rate是", "宋体") == "Rate是"


def test_signs_stay_in_their_sentence_and_an_unknown_one_is_told(tmp_path: Path) -> None:
    sign = '<w:r><w:sym w:font="{}" w:char="{}"/></w:r>'
    raw = load(tmp_path, par("入园率", sign.format("Symbol", "F0B3"), "95%", sign.format("Webdings", "F0FF"), "。"))
    assert raw.text == f"入园率≥95%{UNKNOWN}。"
    assert raw.warnings == ("第1段有不认识的符号，未读取",)


def field(*kinds: str) -> str:
    """A complex field: begin, code …, separate, result …, end."""
    return "".join(
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' if kind in ("begin", "separate", "end") else kind
        for kind in kinds
    )


def test_the_result_of_a_field_is_read_and_its_code_is_not(tmp_path: Path) -> None:
    inner = field("begin", "separate", run("0"), "end")
    body = par(
        "共有",
        field("begin", run("IF "), inner, run("99"), "separate", run("15所"), "end"),
        '<w:fldSimple w:instr="DOCPROPERTY x"><w:r><w:t>，教师60人</w:t></w:r></w:fldSimple>',
        "。",
    )
    assert load(tmp_path, body).text == "共有15所，教师60人。"


def test_a_field_that_never_ends_hides_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, par("共有", field("begin"), "15所。") + par("完。")).text == "共有15所。\n完。"


def test_form_fields_show_what_was_chosen(tmp_path: Path) -> None:
    def form(inside: str) -> str:
        return field(f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{inside}</w:ffData></w:fldChar></w:r>', "end")

    drop = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="村小"/><w:listEntry w:val="完小"/></w:ddList>'
    body = par(
        "寄宿：",
        form('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'),
        "是 ",
        form('<w:checkBox><w:default w:val="0"/></w:checkBox>'),
        "否；类别：",
        form(drop),
    )
    assert load(tmp_path, body).text == "寄宿：☑是 ☐否；类别：完小"


def test_ruby_raised_figures_and_notes(tmp_path: Path) -> None:
    ruby = (
        "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>zhèn</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>镇</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    raw = load(tmp_path, par(ruby, "区占地1.2×10", run("4", '<w:vertAlign w:val="superscript"/>'), "平方米。"))
    assert raw.text == "镇区占地1.2×10⁴平方米。"


def test_deleted_rows_paragraphs_and_runs_are_gone_and_inserted_ones_there(tmp_path: Path) -> None:
    gone = "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
    body = (
        par("甲", gone, f"<w:ins>{run('增')}</w:ins>")
        + par("上半", look="<w:rPr><w:del/></w:rPr>")
        + par("下半")
        + table(
            row("学校", "人数"),
            row(cell(par(gone)), cell(par(gone)), look="<w:del/>"),
            row("一小", "30", look="<w:ins/>"),
        )
    )
    raw = load(tmp_path, body)
    assert raw.text == "甲增\n上半下半\n学校，人数。\n一小，人数：30。"
    assert raw.warnings == ("含未处理的修订，按接受全部修订后的内容读取",)


def test_an_old_equation_leaves_a_mark_and_a_warning(tmp_path: Path) -> None:
    old = '<w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" ProgID="Equation.3"/></w:object></w:r>'
    raw = load(tmp_path, par("系数为", old, "。"))
    assert raw.text == "系数为〔公式对象〕。"
    assert raw.warnings == ("第1段有公式对象，未读取",)


def test_comments_are_told(tmp_path: Path) -> None:
    comments = f"<w:comments {W}><w:comment><w:p/></w:comment></w:comments>"
    assert load(tmp_path, par("文"), **{"word/comments.xml": comments}).warnings == ("含 1 条批注，未读取",)
