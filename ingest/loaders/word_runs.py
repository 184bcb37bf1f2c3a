"""The words of a Word paragraph as it shows them: fields, symbols, equations, notes, and what hangs on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.loaders.equations import M, linear, lowered, raised
from ingest.loaders.numbering import W
from ingest.loaders.symbols import UNKNOWN, from_font, symbol
from ingest.loaders.word_looks import Looks

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_O = "{urn:schemas-microsoft-com:office:office}"
# Deleted, moved away, settings, codes of fields, the reading aids above characters, and what stands in for newer parts.
NOT_READ = frozenset(
    {W + name for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "delInstrText", "rt", "sdtPr")}
    | {MC + "Fallback"}
)
_BOX = W + "txbxContent"
_SHOWN = {W + "tab": " ", W + "ptab": " ", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_TICKED, _UNTICKED = "☑", "☐"


@dataclass(kw_only=True)
class Words:
    """What a paragraph shows, the boxes and pictures anchored in it, and how much of it was not read.

    `pictures` are drawings, or images of VML with the shape around them. `hidden` counts the characters of hidden text;
    `lost` names things that are no text (公式, 图表…).
    """

    text: str = ""
    boxes: list[Any] = field(default_factory=list)
    pictures: list[tuple[Any, Any]] = field(default_factory=list)
    hidden: int = 0
    lost: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class _Field:
    """A field being read: its code is not shown, its result is; `value` is what a form field without one shows."""

    value: str
    shown: bool = False
    code: list[str] = field(default_factory=list)


class RunReader:
    """Reads paragraphs of one document; `seen` counts the pieces of text it came by, shown or not."""

    def __init__(self, looks: Looks) -> None:
        self._looks = looks
        self.notes: dict[tuple[str, str], int] = {}
        self.seen = 0

    def words(self, element: Any, *, grounded: bool = False) -> Words:
        """The words of a paragraph.

        Args:
            element: The w:p.
            grounded: Whether it stands on a ground that is not white.
        """
        return _Walk(self, self._looks, element, grounded=grounded).read()

    def shown_note(self, kind: str, number: str) -> int:
        """The number under which a note is told, counted from 1."""
        return self.notes.setdefault((kind, number), len(self.notes) + 1)


class _Walk:
    """One paragraph being read."""

    def __init__(self, reader: RunReader, looks: Looks, paragraph: Any, *, grounded: bool) -> None:
        self._reader, self._looks, self._paragraph = reader, looks, paragraph
        self._properties = paragraph.find(W + "pPr")
        self._grounded = grounded or looks.grounded(self._properties)
        self._words = Words()
        self._parts: list[str] = []
        self._fields: list[_Field] = []

    def read(self) -> Words:
        # (element, its run's w:rPr, whether that run is hidden)
        waiting: list[tuple[Any, Any, bool]] = [(child, None, False) for child in reversed(self._paragraph)]
        while waiting:
            here, run, hidden = waiting.pop()
            if here.tag == W + "r":
                run = here.find(W + "rPr")
                hidden = self._looks.hides(run, self._properties, grounded=self._grounded)
            elif here.tag == _BOX:
                self._words.boxes.append(here)
                continue
            elif here.tag in NOT_READ or self._leaf(here, run, hidden=hidden):
                continue
            waiting.extend((child, run, hidden) for child in reversed(here))
        # A field that does not end here hides nothing: its text is better told than lost.
        for one in self._fields:
            self._parts += one.code
        self._words.text = "".join(self._parts)
        return self._words

    def _put(self, text: str, *, hidden: bool = False) -> None:
        if hidden:
            self._words.hidden += len(text.strip())
        elif (code := next((one for one in reversed(self._fields) if not one.shown), None)) is not None:
            code.code.append(text)
        else:
            self._parts.append(text)

    def _leaf(self, here: Any, run: Any, *, hidden: bool) -> bool:
        """Take in an element that holds no runs; False where its children are to be read."""
        tag = here.tag
        if tag == W + "t":
            text = here.text or ""
            self._reader.seen += bool(text.strip())
            # Page numbers of a contents page are hidden in a web view only, which is no loss to a reader.
            if not hidden and self._looks.web_only(run):
                hidden = bool(re.search(r"[^\W\d]", text))
                text = text if hidden else ""
            self._put(text if hidden else _styled(text, run), hidden=hidden)
        elif tag in _SHOWN:
            if not hidden:
                self._put(_SHOWN[tag])
        elif tag == W + "sym":
            result = symbol(here.get(W + "font", ""), here.get(W + "char", ""))
            self._put(result, hidden=hidden)
            if result == UNKNOWN and not hidden:
                self._words.lost.append("不认识的符号")
        elif tag == M + "oMath":
            self._put(linear(here), hidden=hidden)
        elif tag == W + "fldChar":
            self._field(here, hidden=hidden)
        elif tag in (W + "footnoteReference", W + "endnoteReference"):
            kind = tag.removeprefix(W).removesuffix("Reference")
            self._put(f"〔注{self._reader.shown_note(kind, here.get(W + 'id', ''))}〕", hidden=hidden)
        elif tag == W + "object":
            self._object(here)
        elif tag == W + "drawing":
            self._drawing(here, hidden=hidden)
            return False
        elif tag == _V + "textpath":
            self._put(f"\n{here.get('string', '')}\n", hidden=hidden)
        elif tag == _V + "shape":
            image = here.find(_V + "imagedata")
            if image is not None and not hidden:
                self._words.pictures.append((image, here))
            return False
        else:
            return False
        return True

    def _object(self, here: Any) -> None:
        programs = [str(one.get("ProgID", "")) for one in here.iter(_O + "OLEObject")]
        name = "公式对象" if any(p.startswith(("Equation", "MathType")) for p in programs) else "嵌入的对象"
        self._put(f"〔{name}〕")
        self._words.lost.append(name)

    def _drawing(self, here: Any, *, hidden: bool) -> None:
        kinds = {str(one.get("uri", "")).rsplit("/", 1)[-1] for one in here.iter(_A + "graphicData")}
        if kinds & {"chart", "chartex", "diagram"}:
            self._words.lost.append("图表")
        elif not hidden and here.find(f".//{_A}blip") is not None:
            self._words.pictures.append((here, None))

    def _field(self, here: Any, *, hidden: bool) -> None:
        kind = here.get(W + "fldCharType")
        if kind == "begin":
            self._fields.append(_Field(value="" if hidden else _form_value(here.find(W + "ffData"))))
        elif not self._fields:
            return
        elif kind == "separate":
            self._fields[-1].shown = True
        elif kind == "end":
            ended = self._fields.pop()
            if not ended.shown:
                self._put(ended.value)


def _styled(text: str, run: Any) -> str:
    """A run's text in the signs of its font; raised and lowered figures as such: 10⁴ is not 104."""
    if run is None:
        return from_font(text, "")
    fonts = run.find(W + "rFonts")
    result = from_font(text, fonts.get(W + "ascii", "") if fonts is not None else "")
    align = run.find(W + "vertAlign")
    if align is None or not re.search(r"\d", result):
        return result
    change = {"superscript": raised, "subscript": lowered}.get(align.get(W + "val", ""))
    return (change(result) if change else None) or result


def _form_value(data: Any) -> str:
    """What a form field shows that has no result of its own: a box ticked or not, the chosen line of a list."""
    if data is None:
        return ""
    box = data.find(W + "checkBox")
    if box is not None:
        result = box.find(W + "checked")
        result = result if result is not None else box.find(W + "default")
        return _TICKED if result is not None and result.get(W + "val", "1") not in ("0", "false", "off") else _UNTICKED
    drop = data.find(W + "ddList")
    if drop is None:
        return ""
    chosen = drop.find(W + "result")
    at = chosen.get(W + "val", "0") if chosen is not None else "0"
    entries = [one.get(W + "val", "") for one in drop.findall(W + "listEntry")]
    return entries[int(at)] if at.isdigit() and int(at) < len(entries) else ""


def text_pieces(element: Any) -> Iterator[Any]:
    """Every w:t with text that is no deleted or doubled one, in their order, however deep it stands."""
    waiting = [element]
    while waiting:
        here = waiting.pop()
        if here.tag == W + "t":
            if (here.text or "").strip():
                yield here
        elif here.tag not in NOT_READ and here.tag != M + "oMath":
            waiting.extend(reversed(here))
