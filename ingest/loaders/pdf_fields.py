"""What is laid over a PDF page: values of form fields and typed comments, read at their place or named."""

from __future__ import annotations

import ctypes
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.loaders.building import one_line
from ingest.loaders.frames import Box, Frame
from ingest.loaders.limits import MAX_TEXT_CHARS
from ingest.loaders.page_notes import COMMENT, STRUCK
from ingest.loaders.page_parts import PageLine
from ingest.loaders.pdf_chars import Char

MAX_ANNOTATIONS = 5_000  # of a page
FIELD, TYPED = "field", "typed"
LINE_EM = 1.3
_HIDDEN_FLAGS = 0x02 | 0x20  # hidden, and not to be viewed
_TICKED, _OPEN = "☑", "☐"


@dataclass(frozen=True, kw_only=True)
class Laid:
    """One thing laid over a page: its kind, its text, and its box on the page (left, bottom, right, top)."""

    kind: str
    text: str
    box: Box

    @property
    def is_text(self) -> bool:
        """Whether it stands on the page as text does."""
        return self.kind in (FIELD, TYPED)


def laid_over(page: Any, form: Any) -> list[Laid]:
    """Field values, typed texts, comments and strokes through text of one page.

    Args:
        page: A page of pypdfium2.
        form: The document's form environment; None where it has no form.
    """
    import pypdfium2.raw as raw

    found: list[Laid] = []
    for i in range(min(raw.FPDFPage_GetAnnotCount(page.raw), MAX_ANNOTATIONS)):
        item = raw.FPDFPage_GetAnnot(page.raw, i)
        if not item:
            continue
        if not raw.FPDFAnnot_GetFlags(item) & _HIDDEN_FLAGS:
            found += _laid(item, form)
        raw.FPDFPage_CloseAnnot(item)
    return found


def _laid(item: Any, form: Any) -> Iterator[Laid]:
    import pypdfium2.raw as raw

    kind = raw.FPDFAnnot_GetSubtype(item)
    rect = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(item, ctypes.byref(rect))
    box = (
        min(rect.left, rect.right),
        min(rect.bottom, rect.top),
        max(rect.left, rect.right),
        max(rect.bottom, rect.top),
    )
    if kind == raw.FPDF_ANNOT_WIDGET:
        if form and (value := _value(item, form)):
            yield Laid(kind=FIELD, text=value, box=box)
        return
    if kind in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP):
        return
    words = _string(item, b"Contents")
    if kind == raw.FPDF_ANNOT_FREETEXT:
        if words.strip():
            yield Laid(kind=TYPED, text=words, box=box)
    elif kind == raw.FPDF_ANNOT_STRIKEOUT:
        yield Laid(kind=STRUCK, text=one_line(words), box=box)
    elif kind == raw.FPDF_ANNOT_STAMP or words.strip():
        yield Laid(kind=COMMENT, text=one_line(words) or "图章", box=box)


def _value(item: Any, form: Any) -> str:
    """What a field shows: text typed or chosen, a tick; '' for a button or an empty field."""
    import pypdfium2.raw as raw

    kind = raw.FPDFAnnot_GetFormFieldType(form, item)
    if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        return _TICKED if raw.FPDFAnnot_IsChecked(form, item) else _OPEN
    if kind not in (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX):
        return ""
    return _told(lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(form, item, buffer, size)).strip()


def _string(item: Any, key: bytes) -> str:
    import pypdfium2.raw as raw

    return _told(lambda buffer, size: raw.FPDFAnnot_GetStringValue(item, key, buffer, size))


def _told(ask: Any) -> str:
    """A text of pdfium, asked for its size in bytes first."""
    size = min(ask(None, 0), 2 * MAX_TEXT_CHARS)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    ask(buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace")


def runs_laid(laid: Sequence[Laid], chars: Sequence[Char], frame: Frame) -> list[PageLine]:
    """Values of fields and typed texts as words of the page; those that the page's own text tells there are left.

    Args:
        laid: What is laid over the page.
        chars: The characters of the page.
        frame: The page as it is read.
    """
    texts = [one for one in laid if one.is_text]
    sizes = [char.ink.size for char in chars if char.ink]
    usual = statistics.median(sizes) if sizes else 12.0
    runs: list[PageLine] = []
    for one in texts:
        under = "".join(char.text for char in chars if char.ink and _within(char.box, one.box))
        if "".join(one.text.split()) == "".join(under.split()):
            continue
        left, top, right, bottom = frame.place(one.box)
        lines = [line for line in map(one_line, one.text.splitlines()) if line]
        size = min(usual, (bottom - top) / max(len(lines), 1)) or usual
        start = top if len(lines) > 1 else (top + bottom - size) / 2
        runs += [
            PageLine(
                text=line,
                left=left,
                right=max(right, left + 1),
                top=start + i * LINE_EM * size,
                bottom=start + i * LINE_EM * size + size,
                size=size,
                alone=True,
            )
            for i, line in enumerate(lines)
        ]
    return runs


def _within(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]
