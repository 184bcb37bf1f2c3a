"""An official document as docx in the layout of GB/T 9704—2012: title, numbered headings, text, tables, figures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cn2an

from tools.reports.official_styles import (
    CAPTION,
    CELL,
    CELL_HEAD,
    FOUR,
    NOTE,
    PAGE,
    PICTURE,
    SUBTITLE,
    TEXT_WIDTH,
    no_indent_in_characters,
    set_fallbacks,
    set_page,
    set_styles,
)

LEVELS = 4
PICTURE_MM = 132.0
# A table of so few rows stays on one page.
KEPT_ROWS = 9
# Columns of figures, verdicts and other short words stand in the middle, longer texts begin at the left.
SHORT = 10
# What a property of a file may hold.
MAX_PROPERTY = 255


class OfficialDocument:
    """A document that is written from its title down; headings, tables and figures number themselves.

    Headings are numbered 一、（一）1.（1）; tables have their caption above, figures below. Pages are A4, 22 lines of
    28 characters, with — 1 — at the foot: odd pages right, even pages left.
    """

    def __init__(self) -> None:
        from docx import Document

        self._book = Document()
        self._counts = [0] * LEVELS
        self._tables = 0
        self._figures = 0
        set_styles(self._book)
        set_page(self._book.sections[0])
        set_fallbacks(self._book)
        _page_numbers(self._book)

    def title(self, text: str, below: str = "") -> None:
        """The title in 小标宋 二号, centred; what stands below it in 楷体; then one empty line."""
        self._book.core_properties.title = text[:MAX_PROPERTY]
        self._book.core_properties.author = ""
        self._book.core_properties.comments = ""
        self._title(text)
        if below:
            self._book.add_paragraph(below, style=SUBTITLE)
        self._book.add_paragraph("")

    def _title(self, text: str) -> None:
        """A title, centred in the paragraph too: some readers do not look at styles."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        self._book.add_paragraph(text, style="Title").alignment = WD_ALIGN_PARAGRAPH.CENTER

    def heading(self, level: int, text: str) -> None:
        """A heading of level 1 to 4 with its number."""
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (LEVELS - level)
        self._book.add_paragraph(f"{_number(level, self._counts[level - 1])}{text}", style=f"Heading {level}")

    def paragraph(self, text: str) -> None:
        """A paragraph of the text."""
        self._book.add_paragraph(text)

    def items(self, texts: Sequence[str]) -> None:
        """Paragraphs numbered 1. 2. 3. under a heading, in the face of the text."""
        for number, text in enumerate(texts, 1):
            self._book.add_paragraph(f"{number}.{text}")

    def table(
        self, caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float] = ()
    ) -> None:
        """A table that repeats its head on every page and breaks no row.

        Args:
            caption: Without its number.
            head: Names of the columns.
            rows: Text of the cells.
            widths: Of the columns, in any unit; empty: all alike.
        """
        from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Mm

        self._tables += 1
        above = self._book.add_paragraph(f"表{self._tables}　{caption}", style=CAPTION)
        above.paragraph_format.keep_with_next = True
        shares = list(widths) or [1.0] * len(head)
        wide = [Mm(TEXT_WIDTH * share / sum(shares)) for share in shares]
        table = self._book.add_table(rows=1 + len(rows), cols=len(head))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, wide, strict=True):
            column.width = width
        middle = [all(len(row[at]) <= SHORT for row in rows) for at in range(len(head))]
        for number, (row, texts) in enumerate(zip(table.rows, [head, *rows], strict=True)):
            _whole_row(row, repeated=number == 0)
            for cell, width, text, short in zip(row.cells, wide, texts, middle, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph.text = text
                paragraph.style = CELL_HEAD if number == 0 else CELL
                cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
                if number and short:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                paragraph.paragraph_format.keep_with_next = number < len(rows) <= KEPT_ROWS

    def picture(self, png: bytes, caption: str, text: str) -> None:
        """A figure with its caption below.

        Args:
            png: The picture.
            caption: Without its number.
            text: What it shows, for those who hear the document.
        """
        from docx.shared import Mm

        self._figures += 1
        run = self._book.add_paragraph(style=PICTURE).add_run()
        shape = run.add_picture(io.BytesIO(png), width=Mm(PICTURE_MM))
        shape._inline.docPr.set("descr", text)
        self._book.add_paragraph(f"图{self._figures}　{caption}", style=CAPTION)

    def addressee(self, text: str) -> None:
        """Whom it goes to (主送机关), from the left edge, closed by a colon."""
        from docx.shared import Pt

        paragraph = self._book.add_paragraph(f"{text}：")
        paragraph.paragraph_format.first_line_indent = Pt(0)
        no_indent_in_characters(paragraph)

    def attachments(self, names: Sequence[str]) -> None:
        """附件：1.… below the text after an empty line; the further ones stand under the first."""
        self._book.add_paragraph("")
        for number, name in enumerate(names, 1):
            lead = "附件：" if number == 1 else "\u3000\u3000\u3000"
            self._book.add_paragraph(f"{lead}{f'{number}.' if len(names) > 1 else ''}{name}")

    def appendix(self, title: str) -> None:
        """A new page with 附件 in 黑体 at its upper left corner and a title; headings number anew."""
        from docx.enum.text import WD_BREAK

        self._book.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        corner = self._book.add_paragraph("附件", style="Heading 1")
        corner.paragraph_format.first_line_indent = 0
        no_indent_in_characters(corner)
        self._title(title)
        self._book.add_paragraph("")
        self._counts = [0] * LEVELS

    def signature(self, lines: Sequence[str]) -> None:
        """Who hands it in and when, to the right with four characters free."""
        from docx.shared import Pt

        first = self._book.add_paragraph("")
        made = [first, *(self._book.add_paragraph(line, style=NOTE) for line in lines)]
        for paragraph in made[1:]:
            paragraph.paragraph_format.right_indent = Pt(64)
        for paragraph in made[:-1]:
            # Who and when stand on one page.
            paragraph.paragraph_format.keep_with_next = True

    @property
    def next_table(self) -> int:
        """The number of the table that comes next, for a text that points to it."""
        return self._tables + 1

    @property
    def next_figure(self) -> int:
        """The number of the figure that comes next."""
        return self._figures + 1

    def save(self, path: Path) -> Path:
        """Write the file."""
        self._book.save(str(path))
        return path


def _number(level: int, count: int) -> str:
    chinese = cn2an.an2cn(count)
    return {1: f"{chinese}、", 2: f"（{chinese}）", 3: f"{count}.", 4: f"（{count}）"}[level]


def _whole_row(row: Any, *, repeated: bool) -> None:
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if repeated:
        properties.append(OxmlElement("w:tblHeader"))


def _page_numbers(book: Any) -> None:
    """— 1 — in 四号 宋体 at the foot, one character in from the outer edge."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    section = book.sections[0]
    book.settings.odd_and_even_pages_header_footer = True
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = PICTURE
        paragraph.alignment = side
        form = paragraph.paragraph_format
        form.keep_with_next = False
        if side == WD_ALIGN_PARAGRAPH.RIGHT:
            form.right_indent = Pt(FOUR)
        else:
            form.left_indent = Pt(FOUR)
        for text in ("— ", "", " —"):
            run = paragraph.add_run(text)
            run.font.size, run.font.name = Pt(FOUR), PAGE
            run._r.rPr.rFonts.set(qn("w:eastAsia"), PAGE)
            if not text:
                _field(run, "PAGE")


def _field(run: Any, name: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "", "end"):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.set(qn("xml:space"), "preserve")
            part.text = f" {name} "
        run._r.append(part)
