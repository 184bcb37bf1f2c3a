"""PDF: pages with a text layer are read as laid out, pages without one by recognition; pdfium does both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.building import TextBuilder
from ingest.loaders.columns import LoosePage, set_in_lines
from ingest.loaders.layout import add_pages
from ingest.loaders.limits import MAX_PAGES
from ingest.loaders.page_notes import Notes
from ingest.loaders.page_parts import Page
from ingest.loaders.pdf_page import Reading, read_page
from ingest.loaders.ruled import Segment

_NO_PAGES = re.compile(rb"/Count\s+0\b")
_PROPERTIES = {"Title": "title", "Author": "author", "CreationDate": "created", "ModDate": "modified"}


@reads("pdf", ".pdf")
def load_pdf(path: Path) -> Iterator[RawDocument]:
    """One document a file, pages marked 第N页.

    Raises:
        LoadError: If it is encrypted, damaged, without pages, or has too many.
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        # pdfium's own word for a page tree without pages is a damaged file, or whatever went wrong before it.
        data = path.read_bytes()
        if _NO_PAGES.search(data) and b"/Encrypt" not in data:
            raise LoadError(f"{path.name} 没有页面", next_step="请用阅读器打开后另存") from error
        if b"/Encrypt" in data:
            raise LoadError(f"{path.name} 已加密，需要密码", next_step="请解除打开密码后再导入") from error
        raise LoadError(f"{path.name} 已损坏，不是完整的 PDF", next_step="请重新下载，或用阅读器打开后另存") from error
    try:
        yield _read(document, path)
    finally:
        document.close()


def _read(document: Any, path: Path) -> RawDocument:
    count = len(document)
    if count == 0:
        raise LoadError(f"{path.name} 没有页面", next_step="请用阅读器打开后另存")
    if count > MAX_PAGES:
        raise LoadError(f"{path.name} 有 {count} 页，超过 {MAX_PAGES} 页", next_step="请拆分后再导入")
    builder, notes = TextBuilder(), Notes()
    if document.get_formtype():
        document.init_forms()
    doc = Reading(name=path.name, form=document.formenv, rules=partial(_rules, path), notes=notes)
    pages: list[LoosePage | Page] = []
    for index in range(count):
        page = document[index]
        pages += read_page(page, index, doc)
        page.close()
    if document.get_formtype() >= 2:
        builder.warn("含 XFA 表单，表单里的内容未读取")
    notes.tell(builder, count)
    add_pages(builder, set_in_lines(pages))
    if builder.empty:
        raise LoadError(f"{path.name} 没有认出文字", next_step="请确认扫描是否清晰（建议 200 dpi 以上）")
    told_of = {_PROPERTIES[key]: value for key, value in document.get_metadata_dict().items() if key in _PROPERTIES}
    return builder.build(properties=told_of)


def _rules(path: Path, index: int) -> list[Segment]:
    """The rules drawn on a page; pdfplumber takes apart the paths that pdfium gives whole."""
    import pdfplumber

    with pdfplumber.open(path, pages=[index + 1]) as document:
        return [
            Segment(left=edge["x0"], top=edge["top"], right=edge["x1"], bottom=edge["bottom"])
            for edge in document.pages[0].edges
        ]
