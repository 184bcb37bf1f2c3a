"""Marked drafts: comments at their figures, mends as tracked changes, everything else as it was."""

from __future__ import annotations

import copy
import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Pt, RGBColor

from core.errors import DataError
from core.finding import Mend
from tools.draft_file import draft_text
from tools.marked_docx import AUTHOR, MarkedDraft, Note, marked_docx
from tools.remarks import Taken, taken_over

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARKS = {f"{W}{name}" for name in ("commentRangeStart", "commentRangeEnd", "commentReference")}


def draft(path: Path) -> Path:
    """A draft with a heading, a numbered paragraph, a figure over two runs, a table and a footer."""
    book = docx.Document()
    book.add_heading("2023年工作总结", level=1)
    book.add_paragraph("抓好学位建设，新增学位4200个。", style="List Number")
    result = book.add_paragraph("全区考生共")
    bold = result.add_run("10")
    bold.bold, bold.font.size, bold.font.color.rgb = True, Pt(18), RGBColor(0x80, 0, 0)
    result.add_run("00人，其中男生520人，女生490人。")
    table = book.add_table(3, 3)
    for row, words in enumerate([["学校", "男", "合计"], ["一校", "12", "12"], ["二校", "12", "14"]]):
        for column, word in enumerate(words):
            table.cell(row, column).text = word
    book.sections[0].footer.paragraphs[0].text = "内部传阅"
    book.save(str(path))
    return path


def reopened(marked: MarkedDraft) -> Any:
    return docx.Document(io.BytesIO(marked.data))


def anchored(book: Any) -> dict[str, str]:
    """The words that each comment stands around."""
    found: dict[str, str] = {}
    open_now: set[str] = set()
    names = {str(one.comment_id): one.text for one in book.comments}
    for element in book.element.body.iter():
        if element.tag == f"{W}commentRangeStart":
            open_now.add(element.get(f"{W}id"))
        elif element.tag == f"{W}commentRangeEnd":
            open_now.discard(element.get(f"{W}id"))
        elif element.tag in (f"{W}t", f"{W}delText"):
            for one in open_now:
                found[names[one]] = found.get(names[one], "") + (element.text or "")
    return found


def looks(book: Any) -> list[tuple[str, str]]:
    """Every shown character with its run's properties and its paragraph's, the marks of comments left out."""
    items = []
    for paragraph in book.element.body.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr")
        for run in paragraph.iter(f"{W}r"):
            properties = run.find(f"{W}rPr")
            kept = "" if properties is None else docx.oxml.xmlchemy.serialize_for_reading(copy.deepcopy(properties))
            for text in run.findall(f"{W}t"):
                items += [(c, f"{kept}|{'' if style is None else len(style)}") for c in text.text or ""]
    return items


def span(text: str, words: str, after: int = 0) -> tuple[int, int]:
    at = text.index(words, after)
    return at, at + len(words)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return draft(tmp_path / "总结.docx")


def test_a_comment_stands_around_its_figure_alone(file: Path) -> None:
    text = draft_text(file)
    notes = [
        Note(span=span(text, "1000人"), words="合计不对"),
        Note(span=span(text, "520人"), words="请核对"),
        Note(span=span(text, "4200个"), words="无来源"),
    ]
    marked = marked_docx(text, notes, source=file)
    assert (marked.unplaced, marked.own_file) == (0, True)
    assert anchored(reopened(marked)) == {"合计不对": "1000人", "请核对": "520人", "无来源": "4200个"}
    assert {one.author for one in reopened(marked).comments} == {AUTHOR}


def test_of_equal_figures_in_a_table_the_right_cell_is_marked(file: Path) -> None:
    text = draft_text(file)
    row = text.index("二校")
    marked = marked_docx(text, [Note(span=span(text, "12", row), words="第二行")], source=file)
    book = reopened(marked)
    cell = book.tables[0].cell(2, 1)._tc
    assert [one.tag for one in cell.iter() if one.tag in MARKS] != []
    assert anchored(book) == {"第二行": "12"}


def test_comments_change_nothing_else_of_the_document(file: Path) -> None:
    text = draft_text(file)
    marked = marked_docx(text, [Note(span=span(text, "1000人"), words="合计不对")], source=file)
    assert looks(reopened(marked)) == looks(docx.Document(str(file)))
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(io.BytesIO(marked.data)) as new:
        same = [name for name in old.namelist() if name not in ("word/document.xml", "[Content_Types].xml")]
        same = [name for name in same if not name.endswith(".rels")]
        assert {"word/styles.xml", "word/numbering.xml", "word/footer1.xml"} <= set(same)
        for name in same:
            assert new.read(name) == old.read(name)
    assert draft_text_of(marked, file.parent) == text


def draft_text_of(marked: MarkedDraft, folder: Path) -> str:
    (folder / "批注.docx").write_bytes(marked.data)
    return draft_text(folder / "批注.docx")


def taken(text: str, old: str, new: str) -> Taken:
    return Taken(mend=Mend(span=span(text, old), old=old, new=new, why=f"{old}改为{new}"), reason="按各项合计")


def test_a_mend_is_a_tracked_change_in_the_figures_own_type(file: Path) -> None:
    text = draft_text(file)
    change = taken(text, "1000", "1010")
    now = taken_over(text, change.mend)
    marked = marked_docx(now, [], before=text, taken=[change], source=file)
    body = reopened(marked).element.body
    assert "".join(one.text for one in body.xpath(".//w:del//w:delText")) == "1000"
    (inserted,) = body.xpath(".//w:ins")
    assert inserted.get(f"{W}author") == AUTHOR
    assert [one.text for one in inserted.iter(f"{W}t")] == ["1010"]
    assert inserted.find(f"{W}r/{W}rPr/{W}b") is not None
    assert draft_text_of(marked, file.parent) == now
    assert list(anchored(reopened(marked))) == ["【已采用】1000改为1010\n按各项合计"]


def test_a_mend_of_a_mend_leaves_one_change(file: Path) -> None:
    text = draft_text(file)
    first = taken(text, "1000", "1010")
    middle = taken_over(text, first.mend)
    second = taken(middle, "1010", "1020")
    now = taken_over(middle, second.mend)
    marked = marked_docx(now, [], before=text, taken=[first, second], source=file)
    body = reopened(marked).element.body
    assert "".join(one.text for one in body.xpath(".//w:del//w:delText")) == "1000"
    assert [one.text for one in body.xpath(".//w:ins//w:t")] == ["1020"]
    assert draft_text_of(marked, file.parent) == now


def test_comments_and_changes_that_were_there_stay(tmp_path: Path) -> None:
    book = docx.Document()
    result = book.add_paragraph("全区考生共1000人。")
    book.add_comment(result.runs, text="请补出处", author="张三", initials="张")
    book.save(str(tmp_path / "稿.docx"))
    text = draft_text(tmp_path / "稿.docx")
    change = taken(text, "1000", "1010")
    now = taken_over(text, change.mend)
    marked = marked_docx(
        now, [Note(span=span(now, "1010人"), words="请核对")], before=text, taken=[change], source=tmp_path / "稿.docx"
    )
    assert [(one.author, one.text) for one in reopened(marked).comments] == [
        ("张三", "请补出处"),
        (AUTHOR, "【已采用】1000改为1010\n按各项合计"),
        (AUTHOR, "请核对"),
    ]
    assert anchored(reopened(marked))["请核对"] == "1010人"


def test_a_figure_in_a_text_box_is_told_at_the_beginning(tmp_path: Path) -> None:
    book = docx.Document()
    book.add_paragraph("正文一段。")
    inside = f'<w:p xmlns:w="{W.strip("{}")}"><w:r><w:t>全区考生共1000人。</w:t></w:r></w:p>'
    box = (
        f'<w:p xmlns:w="{W.strip("{}")}" xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape><v:textbox>'
        f"<w:txbxContent>{inside}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    book.element.body.insert(1, docx.oxml.parse_xml(box))
    book.save(str(tmp_path / "稿.docx"))
    text = draft_text(tmp_path / "稿.docx")
    marked = marked_docx(text, [Note(span=span(text, "1000人"), words="请核对")], source=tmp_path / "稿.docx")
    assert marked.unplaced == 1
    assert "1000人" in next(iter(reopened(marked).comments)).text


def test_a_comment_on_a_sentence_that_was_rewritten_is_not_lost(file: Path) -> None:
    text = draft_text(file) + "\n新写的一段里有7788人参加。"
    marked = marked_docx(text, [Note(span=span(text, "7788人"), words="请核对")], source=file)
    assert marked.unplaced == 1
    (comment,) = reopened(marked).comments
    assert comment.text == "（原稿中没有找到这一处：“7788人”）\n请核对"


def test_a_sentence_edited_nearby_keeps_its_comment(file: Path) -> None:
    text = draft_text(file).replace("全区考生共", "今年全区考生共计")
    marked = marked_docx(text, [Note(span=span(text, "520人"), words="请核对")], source=file)
    assert marked.unplaced == 0
    assert anchored(reopened(marked)) == {"请核对": "520人"}


def test_a_pasted_text_becomes_a_new_document_of_its_lines() -> None:
    text = "第一段<b>1000人</b>。\n\n第二段\t2000人。"
    marked = marked_docx(text, [Note(span=span(text, "2000人"), words="请核对")])
    book = reopened(marked)
    assert [one.text for one in book.paragraphs] == text.split("\n")
    assert not marked.own_file
    assert anchored(book) == {"请核对": "2000人"}


@pytest.mark.parametrize("data", [b"PK", b"", b"\xd0\xcf\x11\xe0 old"])
def test_a_broken_word_file_gives_a_new_document(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "坏.docx").write_bytes(data)
    text = "共1000人。"
    marked = marked_docx(text, [Note(span=(1, 6), words="请核对")], source=tmp_path / "坏.docx")
    assert not marked.own_file
    assert anchored(reopened(marked)) == {"请核对": "1000人"}


def test_a_file_that_is_no_word_document_gives_a_new_document(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "表.docx", "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    assert not marked_docx("共1000人。", [], source=tmp_path / "表.docx").own_file


def test_without_text_there_is_no_marked_draft() -> None:
    with pytest.raises(DataError, match="还没有文字"):
        marked_docx(" \n", [])
