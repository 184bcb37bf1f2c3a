"""PDF: pages with a text layer are read as laid out, pages without one by recognition; pdfium does both."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.building import TextBuilder, one_line
from ingest.loaders.columns import LoosePage, set_in_lines
from ingest.loaders.layout import add_pages
from ingest.loaders.limits import MAX_OCR_PAGES, MAX_PAGES, MAX_RENDER_PIXELS
from ingest.loaders.ocr import SCANNED, recognise
from ingest.loaders.page_parts import Page, PageLine
from ingest.loaders.ruled import Segment, ruled_tables

_NO_PAGES = re.compile(rb"/Count\s+0\b")
_SPACE_EM = 0.4
HANG_EM = 0.4  # a closing mark may hang over the edge of its cell
FEW_CHARS = 8  # a scanned page may carry a stamp or a page number as text
SCAN_DPI = 200
MIN_RULES, MAX_RULES = 1, 5_000  # drawn shapes between which a page is looked at for tables; more are a drawing
NEAR_PT = 3.0
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
    builder = TextBuilder()
    pages: list[LoosePage | Page] = []
    scanned: list[int] = []
    for number in range(count):
        page = document[number]
        runs = _runs(page)
        if sum(len(run.text) for run in runs) < FEW_CHARS and _has_picture(page):
            scanned.append(number + 1)
            if len(scanned) > MAX_OCR_PAGES:
                raise LoadError(f"{path.name} 扫描页超过 {MAX_OCR_PAGES} 页", next_step="请拆分后再导入")
            pages.append(recognise(page.render(scale=_scale(page)).to_pil()))
        else:
            pages.append(_page(page, runs, path, number))
        page.close()
    if document.get_formtype() >= 2:
        builder.warn("含 XFA 表单，表单里的内容未读取")
    if scanned:
        told = "全文" if len(scanned) == count else "第" + "、".join(map(str, scanned[:10])) + "页"
        builder.warn(f"{SCANNED}（{told}）")
    add_pages(builder, set_in_lines(pages))
    if builder.empty:
        raise LoadError(f"{path.name} 没有认出文字", next_step="请确认扫描是否清晰（建议 200 dpi 以上）")
    told_of = {_PROPERTIES[key]: value for key, value in document.get_metadata_dict().items() if key in _PROPERTIES}
    return builder.build(properties=told_of)


def _runs(page: Any, uprights: Sequence[Segment] = ()) -> list[PageLine]:
    """Stretches of characters on one base line, as pdfium finds them; page coordinates turned downward.

    Args:
        page: The page.
        uprights: Rules between which words of one line are of two cells, however close they stand.
    """
    import pypdfium2.raw as raw

    text = page.get_textpage()
    _, height = page.get_size()
    runs: list[PageLine] = []
    word: list[str] = []
    box = [0.0, 0.0, 0.0, 0.0]
    size = 0.0
    guessed, right = False, 0.0
    rect = raw.FS_RECTF()

    def close() -> None:
        line = one_line("".join(word))
        if line:
            line += " " if word[-1] == " " else ""
            runs.append(PageLine(text=line, left=box[0], right=box[1], top=box[2], bottom=box[3], size=size))
        word.clear()

    for i in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text.raw, i)
        if code in (0, 0xFFFE, 0xFFFF) or raw.FPDFText_IsGenerated(text.raw, i) == 1 or code in (10, 13):
            if code in (10, 13):
                close()
            guessed = guessed or code == 32
            continue
        if code == 32:
            # A space that the file itself sets parts a name from a post; its box tells nothing.
            if word and word[-1] != " ":
                word.append(" ")
            continue
        if not raw.FPDFText_GetLooseCharBox(text.raw, i, ctypes.byref(rect)):
            continue
        x0, x1, y0, y1 = rect.left, rect.right, height - rect.top, height - rect.bottom
        apart = word and (abs(y1 - box[3]) > 0.5 * size or x0 - box[1] > 0.6 * size or x0 < box[0] - 0.5 * size)
        if apart or (word and uprights and _ruled_off(uprights, box[1], x0, (y0 + y1) / 2, HANG_EM * size)):
            close()
        if not word:
            box = [x0, x1, y0, y1]
            size = raw.FPDFText_GetFontSize(text.raw, i) or (y1 - y0)
        box = [min(box[0], x0), max(box[1], x1), min(box[2], y0), max(box[3], y1)]
        if guessed and word and _parted(word[-1], chr(code), (x0 - right) / size):
            word.append(" ")
        guessed, right = False, x1
        word.append(chr(code))
    close()
    text.close()
    return runs


def _ruled_off(uprights: Sequence[Segment], right: float, left: float, y: float, near: float) -> bool:
    """Whether a rule stands between what ends at `right` and what starts at `left`, at the height of `y`."""
    return any(right - near <= rule.left <= left + near and rule.top <= y <= rule.bottom for rule in uprights)


def _parted(before: str, after: str, gap: float) -> bool:
    """Whether a space that pdfium guessed from a gap is one: between Latin words, not inside 96.8% or 1,126.

    Between Chinese characters it is one from two fifths of a character on: less is how justified lines are filled.
    """
    if gap >= _SPACE_EM and not (before in ".,，：:" and after.isdigit()):
        return before != " "
    if not before.isascii() or not after.isascii() or before == " ":
        return False
    return after.isalpha() or (after.isdigit() and before.isalnum())


def _scale(page: Any) -> float:
    """Dots a point: 200 dpi, or fewer on a page so large that its picture would not fit."""
    width, height = page.get_size()
    return float(min(SCAN_DPI / 72, math.sqrt(MAX_RENDER_PIXELS / max(width * height, 1))))


def _has_picture(page: Any) -> bool:
    import pypdfium2.raw as raw

    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM], max_depth=3))


def _page(page: Any, runs: list[PageLine], path: Path, number: int) -> LoosePage:
    import pypdfium2.raw as raw

    width, height = page.get_size()
    drawn = sum(1 for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3))
    segments = _segments(path, number) if MIN_RULES <= drawn <= MAX_RULES else []
    uprights = [segment for segment in segments if not segment.level]
    if uprights:
        runs = _runs(page, uprights)
    tables, outside = ruled_tables(segments, runs, NEAR_PT)
    return LoosePage(width=width, height=height, runs=tuple(outside), tables=tuple(tables))


def _segments(path: Path, number: int) -> list[Segment]:
    """The rules drawn on a page; pdfplumber takes apart the paths that pdfium gives whole."""
    import pdfplumber

    with pdfplumber.open(path, pages=[number + 1]) as document:
        return [
            Segment(left=edge["x0"], top=edge["top"], right=edge["x1"], bottom=edge["bottom"])
            for edge in document.pages[0].edges
        ]
