"""One page of a PDF: what a reader sees of it, as text where the file's text can be trusted, else recognised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.errors import LoadError
from ingest.loaders import misread, page_notes, unseen, watermarks
from ingest.loaders.columns import LoosePage
from ingest.loaders.frames import Box, Frame
from ingest.loaders.limits import MAX_OCR_PAGES
from ingest.loaders.page_parts import Page, PageLine
from ingest.loaders.pdf_chars import BREAK, Char, read_chars
from ingest.loaders.pdf_drawn import Drawn, drawn_on, is_plain
from ingest.loaders.pdf_fields import Laid, laid_over, runs_laid
from ingest.loaders.pdf_runs import runs_of
from ingest.loaders.pdf_sheet import Sheet
from ingest.loaders.ruled import Segment, moved_rule, ruled_tables
from ingest.loaders.scans import FEW_CHARS, covered_share, is_scan, text_share

SMALL_PICTURE, MAX_GROUNDS = 0.02, 4
LARGE_PICTURE, FULL_TEXT = 0.25, 0.25  # a picture that may hold text, on a page that is not full of it
MORE_SEEN = 1.2  # times its text that a page shows at most where its pictures hold none
OUTLINES = 60  # paths on a page without text: its letters are drawn
MIN_RULES, MAX_RULES = 1, 5_000  # drawn shapes between which a page is looked at for tables; more are a drawing
TRUSTED_AFTER = 3  # pages that looked wrong and were right: a text of rare characters
NEAR_PT = 3.0
_SCAN, _WRONG, _ASK = "scan", "wrong", "ask"


@dataclass(kw_only=True)
class Reading:
    """What the pages of one document share.

    `rules` gives the rules of a page by its index, in points of the page as the file turns it. `looked` are the fonts
    and figures that were looked at, `wrong_fonts` those whose table is wrong; `cleared` counts pages that looked wrong
    and were right.
    """

    name: str
    form: Any
    rules: Callable[[int], list[Segment]]
    notes: page_notes.Notes
    looked: set[tuple[str, str]] = field(default_factory=set)
    wrong_fonts: set[str] = field(default_factory=set)
    cleared: int = 0


def read_page(page: Any, index: int, doc: Reading) -> list[LoosePage | Page]:
    """A page, and beside it what stands on it in other directions; all carry its number.

    Raises:
        LoadError: If too many pages of the document must be recognised.
    """
    drawn, sheet = drawn_on(page), Sheet(page)
    chars, hidden = unseen.parted(read_chars(page, drawn), drawn, sheet.shown.page, sheet.contrasts)
    chars, marks = watermarks.parted(chars)
    chars = misread.plain_symbols(chars)
    laid = laid_over(page, doc.form)
    frame = sheet.shown.turned(_direction(chars, sheet.shown))
    found = _recognised(chars, drawn, sheet, frame, doc, index + 1)
    _note(doc.notes, index + 1, hidden=[] if found else hidden, marks=marks, laid=laid)
    if found:
        if found.watermark:
            doc.notes.add(page_notes.WATERMARK, index + 1, found.watermark)
        text = _text_of(found)
        for one in laid:
            if one.is_text and "".join(one.text.split()) not in text:
                doc.notes.add(page_notes.COMMENT, index + 1, one.text)
        return [replace(found, number=index)]
    area = sheet.shown.page
    pictured = covered_share([picture.box for picture in drawn.pictures], area) >= LARGE_PICTURE
    sparse = text_share([char.box for char in chars], area) < FULL_TEXT
    if pictured and sparse and not _plain_ground(drawn, area):
        doc.notes.add(page_notes.PICTURE, index + 1)
    chars, boxed = misread.boxed_unknown(chars, sheet.contrasts)
    if boxed:
        doc.notes.add(page_notes.SYMBOL, index + 1)
    segments = []
    if MIN_RULES <= drawn.paths <= MAX_RULES:
        turned = Frame(page=tuple(page.get_mediabox()), quarters=sheet.shown.quarters)
        segments = [moved_rule(segment, turned, frame) for segment in doc.rules(index)]
    return _laid_out(chars, laid, frame, segments, index)


def _direction(chars: Sequence[Char], shown: Frame) -> int:
    """Quarter turns in which most of a page's text runs; where it has none, as it is shown."""
    result = Counter(char.ink.quarters for char in chars if char.ink and char.ink.quarters is not None)
    return result.most_common(1)[0][0] or 0 if result else shown.quarters


def _recognised(
    chars: Sequence[Char], drawn: Drawn, sheet: Sheet, frame: Frame, doc: Reading, number: int
) -> Page | None:
    """The page by recognition where its text is a picture, or is not what it looks like; None where it can be kept."""
    why = _distrust(chars, drawn, sheet, frame, doc)
    if not why:
        return None
    if doc.notes.count(page_notes.SCAN, page_notes.MISREAD) >= MAX_OCR_PAGES:
        raise LoadError(f"{doc.name} 扫描页超过 {MAX_OCR_PAGES} 页", next_step="请拆分后再导入")
    found = sheet.recognised(frame)
    result, seen = "".join(run.text for run in runs_of(chars, frame)), _text_of(found)
    if why == _SCAN and len(seen) <= MORE_SEEN * len(result) and misread.agrees(result, seen):
        # The picture is but the ground on which the text stands.
        return None
    if why == _ASK:
        if misread.agrees(result, seen):
            doc.cleared += 1
            return None
        doc.wrong_fonts |= _doubtful_fonts(chars)
    doc.notes.add(page_notes.SCAN if why == _SCAN else page_notes.MISREAD, number)
    return found


def _doubtful_fonts(chars: Sequence[Char]) -> set[str]:
    return {char.ink.font for char in chars if char.ink and char.ink.embedded}


def _distrust(chars: Sequence[Char], drawn: Drawn, sheet: Sheet, frame: Frame, doc: Reading) -> str:
    """Why a page cannot be read as text: a scan, wrong for sure, or to be asked of its picture; '' if it can."""
    page = sheet.shown.page
    items = [char for char in chars if char.text.strip()]
    if len(items) < FEW_CHARS and (drawn.pictures or drawn.paths >= OUTLINES):
        return _SCAN
    if items and all(char.ink and char.ink.quarters is None for char in items):
        return _SCAN
    scan = is_scan([picture.box for picture in drawn.pictures], [char.box for char in items], page)
    if scan and not _plain_ground(drawn, page):
        return _SCAN
    if misread.is_unknown(items) or any(char.ink and char.ink.font in doc.wrong_fonts for char in items):
        return _WRONG
    if doc.cleared < TRUSTED_AFTER and misread.is_suspicious(items):
        return _ASK
    lines = misread.sample(items, frame, doc.looked)
    return _ASK if misread.looks_otherwise(lines, lambda box: sheet.line(box, frame)) else ""


def _plain_ground(drawn: Drawn, page: Box) -> bool:
    """Whether the pictures of a page, but for small ones, are of one shade each."""
    large = [picture for picture in drawn.pictures if covered_share([picture.box], page) >= SMALL_PICTURE]
    return len(large) <= MAX_GROUNDS and all(map(is_plain, large))


def _text_of(page: Page) -> str:
    cells = (cell.text for table in page.tables for cell in table.cells)
    return "".join("".join([*(line.text for line in page.lines), *cells]).split())


def _note(
    notes: page_notes.Notes, number: int, *, hidden: Sequence[Char], marks: Sequence[Char], laid: Sequence[Laid]
) -> None:
    if words := misread.bare_text(hidden):
        notes.add(page_notes.UNSEEN, number, words)
    if words := misread.bare_text(marks):
        notes.add(page_notes.WATERMARK, number, words)
    for one in laid:
        if not one.is_text:
            notes.add(one.kind, number, one.text)


def _laid_out(
    chars: Sequence[Char], laid: Sequence[Laid], frame: Frame, segments: Sequence[Segment], index: int
) -> list[LoosePage | Page]:
    """The page in its reading direction; words in others stay in their cells, or make pages of their own."""

    def running(quarters: int) -> list[Char]:
        return [c for c in chars if c.text == BREAK or c.ink is None or c.ink.quarters == quarters]

    uprights = [segment for segment in segments if not segment.level]
    runs = runs_of(running(frame.quarters), frame, uprights) + runs_laid(laid, chars, frame)
    others: dict[int, tuple[Frame, PageLine]] = {}
    for quarters in {c.ink.quarters for c in chars if c.ink and c.ink.quarters is not None} - {frame.quarters}:
        own = frame.turned(quarters)
        for run in runs_of(running(quarters), own):
            left, top, right, bottom = frame.place(own.unplace((run.left, run.top, run.right, run.bottom)))
            seen = replace(run, left=left, top=top, right=right, bottom=bottom)
            others[id(seen)] = (own, run)
            runs.append(seen)
    tables, outside = ruled_tables(segments, runs, NEAR_PT)
    pages: list[LoosePage | Page] = [
        LoosePage(
            width=frame.width,
            height=frame.height,
            runs=tuple(run for run in outside if id(run) not in others),
            tables=tuple(tables),
            number=index,
        )
    ]
    turned: dict[Frame, list[PageLine]] = {}
    for run in outside:
        if id(run) in others:
            own, line = others[id(run)]
            turned.setdefault(own, []).append(line)
    for own, lines in turned.items():
        page = LoosePage(width=own.width, height=own.height, runs=tuple(lines), number=index)
        weight = sum(len(line.text) for line in lines)
        first = sum(line.top * len(line.text) for line in lines) < 0.4 * own.height * weight
        pages.insert(0 if first else len(pages), page)
    return pages
