"""A draft as a file: docx in the layout of official documents, Markdown, PDF; sources as a list, as notes or not at all."""

from __future__ import annotations

import re
import time
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from core.chart import Chart, Series
from core.drafted import Drafted
from core.errors import DataError, LoadError
from core.schema import Citation
from ingest.loaders.libreoffice import convert, office_program
from tools.reports.draft_document import ENDINGS, write_draft_file
from tools.reports.official_styles import NOTE

TEXT = """# 云岭县2024年工作简报

主送：丹枫市教育局

## 工作成效

新增学位960个[1]。普惠性幼儿园覆盖率达到92.4%[2][3]。

### 学前教育
### 义务教育
## 数据

表：两县小学
| 县 | 小学 |
| --- | --- |
| 云岭县 | 39所[1] |
| a\\|b_* | =1+1 |

![各县小学](chart:k-0)

附件：学校名单
附件：统计表
落款：云岭县教育局
日期：2024年12月20日
"""
CITED = [
    ("1", "总结", "新增学位960个。"),
    ("2", "总结", "覆盖率达到92.4%。"),
    ("3", "公报", "覆盖率\n92.4%。"),
    ("4", "没用到", "无"),
]
DRAFTED = Drafted(
    kind="工作简报",
    text=TEXT,
    sources=tuple(
        Citation(
            ref=ref, kind="document", document_id=title, title=title, quote=quote, place="云岭县", date="2024-12-20"
        )
        for ref, title, quote in CITED
    ),
    charts=(
        (
            "k-0",
            Chart(
                kind="rank",
                title="各县小学",
                labels=("云岭县", "望海县"),
                series=(Series(name="所", values=(39.0, 52.0)),),
            ),
        ),
    ),
)


def written(tmp_path: Path, drafted: Drafted = DRAFTED, sources: str = "附录") -> list[Paragraph]:
    return docx.Document(str(write_draft_file(drafted, tmp_path / "稿.docx", sources))).paragraphs


def texts(tmp_path: Path, drafted: Drafted = DRAFTED, sources: str = "附录") -> list[str]:
    return [one.text for one in written(tmp_path, drafted, sources)]


def test_a_docx_is_an_official_document(tmp_path: Path) -> None:
    book = docx.Document(str(write_draft_file(DRAFTED, tmp_path / "稿.docx")))
    section = book.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in margins] == [37, 35, 28, 26]
    assert section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch"))
    assert book.core_properties.title == "云岭县2024年工作简报"
    paragraphs = book.paragraphs
    assert paragraphs[0].text == "云岭县2024年工作简报"
    assert paragraphs[2].text == "丹枫市教育局："
    assert paragraphs[2].paragraph_format.first_line_indent == Pt(0)
    headings = [one.text for one in paragraphs if one.style.name.startswith("Heading")]
    assert headings == ["一、工作成效", "（一）学前教育", "（二）义务教育", "二、数据", "附件"]


def test_a_table_has_its_grid_its_caption_and_cells_without_marks(tmp_path: Path) -> None:
    path = write_draft_file(DRAFTED, tmp_path / "稿.docx")
    (table,) = docx.Document(str(path)).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["县", "小学"],
        ["云岭县", "39所"],
        ["a|b_*", "=1+1"],
    ]
    assert "表1　两县小学" in [one.text for one in docx.Document(str(path)).paragraphs]
    body = etree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
    word = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    columns = body.findall(".//w:tblGrid/w:gridCol", word)
    assert len(columns) == 2
    assert all(int(one.get(qn("w:w"))) > 0 for one in columns)
    assert body.find(".//w:tblPr/w:tblStyle", word) is not None


def test_a_chart_is_drawn_and_told(tmp_path: Path) -> None:
    path = write_draft_file(DRAFTED, tmp_path / "稿.docx")
    book = docx.Document(str(path))
    assert len(book.inline_shapes) == 1
    assert "39" in book.inline_shapes[0]._inline.docPr.get("descr")


def test_attachments_are_numbered_below_the_text(tmp_path: Path) -> None:
    result = texts(tmp_path)
    assert "附件：1.学校名单" in result
    assert "　　　2.统计表" in result
    one = Drafted(kind="k", text="# 题\n\n文。\n\n附件：名单\n")
    assert "附件：名单" in texts(tmp_path, one)


def test_who_signs_and_when_stay_on_one_page_to_the_right(tmp_path: Path) -> None:
    paragraphs = written(tmp_path)
    signed = [one for one in paragraphs if one.style.name == NOTE]
    assert [one.text for one in signed] == ["云岭县教育局", "2024年12月20日"]
    assert all(one.paragraph_format.right_indent == Pt(64) for one in signed)
    at = next(i for i, one in enumerate(paragraphs) if one.text == "云岭县教育局")
    assert [one.paragraph_format.keep_with_next for one in paragraphs[at - 1 : at + 2]] == [True, True, None]


def test_a_list_of_sources_names_each_document_once_and_marks_are_gone(tmp_path: Path) -> None:
    result = texts(tmp_path)
    at = result.index("资料来源")
    assert result[at - 1] == "附件"
    assert result[at + 2 :] == [
        "1.《总结》（云岭县，2024-12-20），引用2处",
        "2.《公报》（云岭县，2024-12-20），引用1处",
    ]
    assert not any("[" in line for line in result)


def test_notes_keep_the_marks_and_quote_each_source_that_is_named(tmp_path: Path) -> None:
    result = texts(tmp_path, sources="注释")
    assert "新增学位960个[1]。普惠性幼儿园覆盖率达到92.4%[2][3]。" in result
    at = result.index("注释")
    assert [line[:3] for line in result[at + 2 :]] == ["[1]", "[2]", "[3]"]
    assert result[-1] == "[3]《公报》（云岭县，2024-12-20）：“覆盖率 92.4%。”"


def test_without_sources_the_draft_ends_with_its_signature(tmp_path: Path) -> None:
    result = texts(tmp_path, sources="不列")
    assert result[-1] == "2024年12月20日"
    assert not any("[1]" in line for line in result)


def test_a_draft_that_names_no_source_has_no_list_of_them(tmp_path: Path) -> None:
    bare = Drafted(kind="k", text="# 题\n\n文。\n", sources=DRAFTED.sources)
    assert texts(tmp_path, bare) == ["题", "", "文。"]


def test_markdown_reads_as_the_draft_with_footnotes_or_a_list(tmp_path: Path) -> None:
    path = tmp_path / "稿.md"
    text = write_draft_file(DRAFTED, path, "注释").read_text("utf-8")
    assert text.startswith("# 云岭县2024年工作简报\n\n丹枫市教育局：\n\n## 工作成效\n")
    assert "覆盖率达到92.4%[^2][^3]。" in text
    assert "[^3]: 《公报》（云岭县，2024-12-20）：“覆盖率 92.4%。”" in text
    # What is no mark of Markdown in the draft is none in the file.
    assert r"| a\|b\_\* | =1+1 |" in text
    assert "39" in text
    text = write_draft_file(DRAFTED, path).read_text("utf-8")
    assert "[^" not in text
    assert text.endswith(
        "## 资料来源\n\n1. 《总结》（云岭县，2024-12-20），引用2处\n2. 《公报》（云岭县，2024-12-20），引用1处\n"
    )
    assert "资料来源" not in write_draft_file(DRAFTED, path, "不列").read_text("utf-8")


def test_another_ending_is_refused_with_those_there_are(tmp_path: Path) -> None:
    for name in ("稿.txt", "稿"):
        with pytest.raises(DataError, match="不能导出为") as error:
            write_draft_file(DRAFTED, tmp_path / name)
        assert all(ending in error.value.next_step for ending in ENDINGS)


def test_a_pdf_holds_the_text_of_the_draft(tmp_path: Path) -> None:
    if not office_program():
        pytest.skip("no LibreOffice here: apt-get install libreoffice-writer")
    from pypdf import PdfReader

    pages = PdfReader(write_draft_file(DRAFTED, tmp_path / "稿.pdf")).pages
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
    assert "云岭县2024年工作简报" in text
    assert "（二）义务教育" in text
    assert "资料来源" in re.sub(r"\s", "", pages[-1].extract_text())


def test_without_libreoffice_a_pdf_is_refused_with_the_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert office_program() == ""
    with pytest.raises(LoadError, match="没有安装 LibreOffice") as error:
        write_draft_file(DRAFTED, tmp_path / "稿.pdf")
    assert "libreoffice-writer" in error.value.next_step
    assert not (tmp_path / "稿.pdf").exists()


def test_what_libreoffice_cannot_open_is_no_file(tmp_path: Path) -> None:
    if not office_program():
        pytest.skip("no LibreOffice here: apt-get install libreoffice-writer")
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"PK\x03\x04 not a zip")
    assert convert(broken, "pdf", tmp_path) is None


def test_thirty_pages_are_written_in_three_seconds(tmp_path: Path) -> None:
    part = "\n\n".join(["## 一部分", *["新增学位960个[1]，" + "推进城乡幼儿园结对帮扶，" * 20] * 5])
    table = "| 县 | 小学 |\n| --- | --- |\n" + "| 云岭县 | 39所[1] |\n" * 10
    long = Drafted(kind="k", text="# 题\n\n" + f"{part}\n\n{table}\n\n" * 15, sources=DRAFTED.sources)
    # 22 lines of 28 characters a page.
    assert len(long.text) / (22 * 28) > 30
    begun = time.perf_counter()
    write_draft_file(long, tmp_path / "长.docx")
    assert time.perf_counter() - begun <= 3


@pytest.mark.parametrize(
    "line",
    [
        "文\x00\x01\x0b\x1f字\ufffe\uffff",
        "半个字\ud800",
        "# " + "长" * 400,
        "W" * 20_000,
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>&amp;]]>",
        "| " + "W" * 5_000 + " | \\ | =1+1 |",
        "|||\n|",
        "| |",
        "![没有这张图](chart:gone)",
        "落款：\x07\n日期：\ud800",
        "\\`*_{}[]<>#|~",
    ],
)
def test_a_hostile_text_makes_files_that_open(tmp_path: Path, line: str) -> None:
    hostile = Drafted(kind="k", text=f"{line}\n\n还在的一句话。\n", sources=DRAFTED.sources)
    assert "还在的一句话。" in texts(tmp_path, hostile, "注释")
    assert "还在的一句话。" in write_draft_file(hostile, tmp_path / "稿.md").read_text("utf-8")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_whatever_is_typed_makes_a_docx_that_opens(tmp_path: Path, text: str) -> None:
    assert "还在的一句话。" in texts(tmp_path, Drafted(kind="k", text=f"{text}\n还在的一句话。"))
