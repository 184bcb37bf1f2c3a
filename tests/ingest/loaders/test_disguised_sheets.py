"""Files under .xls that are something else: what systems export so that a spreadsheet opens them."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from core.errors import LoadError
from ingest.loaders import LOADERS, RawDocument

TEXT = "2021年乙县学校情况\n学段，学校数（所），在校生（人）。\n小学，学校数（所）：31，在校生（人）：9,120。\n初中，学校数（所）：12，在校生（人）：5030。"
TABLE = (
    '<table border="1"><tr><td colspan="3">2021年乙县学校情况</td></tr>'
    "<tr><td>学段</td><td>学校数（所）</td><td>在校生（人）</td></tr>"
    "<tr><td>小学</td><td>31</td><td>9,120</td></tr><tr><td>初中</td><td>12</td><td>5030</td></tr></table>"
)
META = '<meta http-equiv="content-type" content="application/vnd.ms-excel; charset={}">'
TYPED = "2021年乙县学校情况\n学段\t学校数（所）\t在校生（人）\n小学\t31\t9,120\n初中\t12\t5030\n"


def load(tmp_path: Path, data: bytes, name: str = "导出.xls") -> RawDocument:
    path = tmp_path / name
    path.write_bytes(data)
    (raw,) = LOADERS[path.suffix](path)
    return raw


@pytest.mark.parametrize(
    ("before", "encoding"),
    [
        ("", "utf-8"),
        ("\ufeff", "utf-8"),
        (META.format("gb2312"), "gbk"),
        ("<!-- 导出 -->\n<html>", "utf-8"),
        ("<head><style>td{mso-number-format:'\\@'}</style></head>", "gbk"),
        ("\ufeff<html>", "utf-16-le"),
    ],
)
def test_a_page_is_read_as_the_page_it_is(before: str, encoding: str, tmp_path: Path) -> None:
    raw = load(tmp_path, (before + TABLE).encode(encoding))
    assert raw.text == TEXT
    assert raw.tables[0].caption == "2021年乙县学校情况"
    assert raw.warnings == ("扩展名是 .xls，内容是网页，已按内容读取",)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_text_parted_by_tabs_is_a_table(encoding: str, tmp_path: Path) -> None:
    raw = load(tmp_path, TYPED.encode(encoding))
    assert raw.text == TEXT
    assert "已按内容读取" in raw.warnings[0]


def test_a_code_kept_as_text_keeps_its_noughts(tmp_path: Path) -> None:
    raw = load(tmp_path, '学校\t代码\n一小\t="0044"\n'.encode("gbk"))
    assert raw.text.endswith("一小，代码：0044。")


def test_a_code_that_was_cut_before_it_came_here_is_told(tmp_path: Path) -> None:
    raw = load(tmp_path, "学校,代码\n一小,4.40305E+15\n二小,440305199001011\n".encode("gbk"), "表.csv")
    assert raw.warnings == ("表!B2是科学计数法，原来的完整数字没有保存，请核对原始资料",)


@pytest.mark.parametrize("data", [b"\x00\x01\x02" * 40, "只有一行字".encode(), b"\xff\xfe" + b"\x00\xd8" * 30])
def test_what_is_no_table_is_refused_as_before(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="文件头不符"):
        load(tmp_path, data)


SS = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'


def book(rows: str, styles: str = "", more: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook {SS}><Styles>{styles}</Styles>'
        f'<Worksheet ss:Name="学校"><Table>{rows}</Table>{more}</Worksheet></Workbook>'
    ).encode()


def cell(text: str, kind: str = "String", more: str = "") -> str:
    return f'<Cell {more}><Data ss:Type="{kind}">{text}</Data></Cell>'


def test_a_book_of_2003_is_read_with_its_formats_merges_and_hidden_parts(tmp_path: Path) -> None:
    styles = (
        '<Style ss:ID="a"><NumberFormat ss:Format="0!.0,"/></Style><Style ss:ID="b" ss:Parent="a"/>'
        '<Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>'
    )

    def row(*cells: str, more: str = "") -> str:
        return f"<Row {more}>{''.join(cells)}</Row>"

    rows = (
        '<Column ss:Index="4" ss:Hidden="1"/>'
        + row(cell("2021年经费", more='ss:MergeAcross="2"'))
        + row(cell("项目"), cell("金额（万元）"), cell("占比"), cell("旧数"))
        + row(
            cell("工资"),
            cell("8765000", "Number", 'ss:StyleID="b"'),
            cell("0.875", "Number", 'ss:StyleID="p"'),
            cell("999", "Number"),
        )
        + row(cell("作废"), cell("777", "Number"), more='ss:Hidden="1"')
        + row(cell("采购"), cell("12.5", "Number", 'ss:Index="3"'), more='ss:Index="5"')
    )
    raw = load(tmp_path, book(rows, styles))
    assert raw.text == (
        "2021年经费\n项目，金额（万元），占比。\n工资，金额（万元）：876.5，占比：87.50%。\n采购，占比：12.5。"
    )
    assert "第4行、D列隐藏，未读取" in raw.warnings[0]


def test_dates_errors_and_formulas_of_a_book_of_2003(tmp_path: Path) -> None:
    rows = (
        f"<Row>{cell('学校')}{cell('建校')}{cell('人数')}</Row>"
        f"<Row>{cell('一小')}{cell('1998-09-01T00:00:00.000', 'DateTime')}{cell('#REF!', 'Error')}</Row>"
        f'<Row>{cell("二小")}<Cell ss:Formula="=1+1"/>{cell("15", "Number")}</Row>'
    )
    raw = load(tmp_path, book(rows))
    assert "一小，建校：1998-09-01。" in raw.text
    assert raw.warnings[:2] == (
        "学校!C2是错误值，未读取",
        "学校!B3的公式没有保存计算结果，未读取：请在表格软件中打开并保存一次",
    )


def test_a_book_of_2003_that_is_cut_or_covers_the_world_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="XML 不完整"):
        load(tmp_path, book("")[:-20])
    wide = cell("甲", more='ss:MergeAcross="16000" ss:MergeDown="1000000"')
    with pytest.raises(LoadError, match="合并单元格范围过大"):
        load(tmp_path, book(f"<Row>{wide}</Row>"))


@pytest.mark.parametrize("name", ["导出.xls", "页.mht", "页.mhtml", "旧.doc"])
def test_a_saved_page_is_read_by_its_parts(name: str, tmp_path: Path) -> None:
    page = base64.encodebytes(f"<html><body>{TABLE}</body></html>".encode("gbk")).decode()
    frames = "<html><frameset><frame src=3D'sheet001.htm'></frameset></html>"
    data = (
        'MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related; boundary="--=_b"\n\n'
        f"----=_b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n{frames}\n"
        f'----=_b\nContent-Type: text/html; charset="gb2312"\nContent-Transfer-Encoding: base64\n\n{page}\n'
        "----=_b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n----=_b--\n"
    )
    assert load(tmp_path, data.encode(), name).text == TEXT
