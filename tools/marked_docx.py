"""A draft as a Word document with what was found as comments, and mends that were taken over as tracked changes."""

from __future__ import annotations

import copy
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import DataError
from core.finding import Mend
from tools.docx_places import Letter, Place, Places, W, letters
from tools.remarks import Taken

AUTHOR, INITIALS = "策问数据核对", "核"
FACE, SIZE = "宋体", 12.0
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TEXT_ONLY = frozenset({W + name for name in ("rPr", "t", "lastRenderedPageBreak")})


@dataclass(frozen=True, kw_only=True)
class Note:
    """A comment: the stretch of the text it is about, and its words, one paragraph a line."""

    span: tuple[int, int]
    words: str


@dataclass(frozen=True, kw_only=True)
class MarkedDraft:
    """The marked document; how many comments found no place of their own, and whether it is the official's file."""

    data: bytes
    unplaced: int
    own_file: bool


def marked_docx(
    text: str, notes: Sequence[Note], *, before: str = "", taken: Sequence[Taken] = (), source: Path | None = None
) -> MarkedDraft:
    """A marked draft.

    Args:
        text: The text as it is now, into which the notes' spans point.
        notes: The comments.
        before: The text before any mend was taken over; "" where none was.
        taken: The mends that lead from `before` to `text`, in order.
        source: The docx that `before` was read from; without one, or where it is no docx that can be written, the text
            becomes a new document, one paragraph a line.

    Raises:
        DataError: If there is no text.
    """
    if not text.strip():
        raise DataError("还没有文字", next_step="请先粘贴或上传文稿，再点“核对数据”")
    began = before or text
    book = _opened(source) if source is not None else None
    own = book is not None
    if book is None:
        book = _written(began)
    pen = _Pen(book)
    unplaced = 0
    for one in taken:
        unplaced += not pen.change(began, one)
        began = began[: one.mend.span[0]] + one.mend.new + began[one.mend.span[1] :]
    places = Places(book.element.body, text)
    for note in notes:
        unplaced += not pen.comment(places.find(*note.span), note.words, text[slice(*note.span)])
    out = io.BytesIO()
    book.save(out)
    return MarkedDraft(data=out.getvalue(), unplaced=unplaced, own_file=own)


def _opened(path: Path) -> Any:
    """The official's document; None where it is broken or no docx."""
    import zipfile

    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        book = Document(str(path))
        book.element.body  # noqa: B018
    except (PackageNotFoundError, zipfile.BadZipFile, XMLSyntaxError, KeyError, ValueError, AttributeError, OSError):
        return None
    return book


def _written(text: str) -> Any:
    """A new document of a text, one paragraph a line."""
    from docx import Document
    from docx.shared import Pt

    book = Document()
    style = book.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(SIZE)
    style.element.rPr.rFonts.set(f"{W}eastAsia", FACE)
    for line in text.split("\n"):
        book.add_paragraph("".join(c for c in line if c == "\t" or ord(c) >= 32))
    return book


class _Pen:
    """Writes into one document."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._now = dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
        ids = (one.get(f"{W}id", "") for one in book.element.iter() if isinstance(one.tag, str))
        self._last_id = max((int(one) for one in ids if one.isdigit()), default=0)

    def comment(self, place: Place | None, words: str, figure: str) -> bool:
        """Write a comment at its place, or at the beginning of the document, which gives False."""
        runs = _runs_at(place) if place is not None else []
        if runs:
            self._note(_outer(runs[0]), _outer(runs[-1]), words)
            return True
        text = f"（原稿中没有找到这一处：“{figure.strip()}”）\n{words}" if figure.strip() else words
        first = next(self._book.element.body.iter(f"{W}r"), None)
        if first is None:
            first = self._book.add_paragraph(" ").runs[0]._r
        self._note(_outer(first), _outer(first), text)
        return False

    def change(self, text: str, taken: Taken) -> bool:
        """Write a mend as a tracked change with its reason as a comment; where that cannot be, as a comment alone."""
        mend = taken.mend
        place = Places(self._book.element.body, text).find(*mend.span)
        runs = _runs_at(place) if place is not None else []
        words = f"【已采用】{mend.why}\n{taken.reason}".strip()
        if place is None or not runs or _told(place) != "".join(mend.old.split()) or not _are_plain(runs):
            self.comment(place, f"{words}\n（未能直接改动原稿，请手工修改）", mend.old)
            return False
        first, last = self._replace(runs, mend)
        self._note(first, last, words)
        return True

    def _replace(self, runs: Sequence[Any], mend: Mend) -> tuple[Any, Any]:
        """Runs as deleted and the mend's words as inserted; the first and last element of the change."""
        from docx.oxml import OxmlElement

        written = copy.deepcopy(runs[0])
        for child in list(written):
            if child.tag != f"{W}rPr":
                written.remove(child)
        piece = OxmlElement("w:t")
        piece.text = mend.new
        piece.set(_XML_SPACE, "preserve")
        written.append(piece)
        ours = [run.getparent() for run in runs if self._is_ours(run)]
        if len(ours) == len(runs):
            # What was inserted here before and nobody has accepted yet is replaced outright.
            runs[-1].addnext(written)
            for run in runs:
                run.getparent().remove(run)
            return written.getparent(), written.getparent()
        wrapped = []
        for run in runs:
            deleted = self._revision("w:del")
            run.addprevious(deleted)
            deleted.append(run)
            for item in run.findall(f"{W}t"):
                item.tag = f"{W}delText"
                item.set(_XML_SPACE, "preserve")
            wrapped.append(deleted)
        inserted = self._revision("w:ins")
        inserted.append(written)
        wrapped[-1].addnext(inserted)
        return wrapped[0], inserted

    def _is_ours(self, run: Any) -> bool:
        parent = run.getparent()
        return bool(parent.tag == f"{W}ins" and parent.get(f"{W}author") == AUTHOR)

    def _revision(self, name: str) -> Any:
        from docx.oxml import OxmlElement

        self._last_id += 1
        made = OxmlElement(name)
        for key, value in (("id", str(self._last_id)), ("author", AUTHOR), ("date", self._now)):
            made.set(f"{W}{key}", value)
        return made

    def _note(self, first: Any, last: Any, words: str) -> None:
        from docx.oxml import OxmlElement

        plain = "".join(c for c in words if c == "\n" or ord(c) >= 32)
        comment = self._book.part.document.comments.add_comment(text=plain, author=AUTHOR, initials=INITIALS)
        number = str(comment.comment_id)
        start, end, reference = (OxmlElement(f"w:{name}") for name in ("commentRangeStart", "commentRangeEnd", "r"))
        mark = OxmlElement("w:commentReference")
        for one in (start, end, mark):
            one.set(f"{W}id", number)
        reference.append(mark)
        first.addprevious(start)
        last.addnext(end)
        end.addnext(reference)


def _outer(run: Any) -> Any:
    """What a comment's marks stand around: a run, or the tracked change it is in."""
    parent = run.getparent()
    return parent if parent.tag in (f"{W}ins", f"{W}del") else run


def _told(place: Place) -> str:
    return "".join(one.character for one in letters(place.paragraph)[place.start : place.end])


def _are_plain(runs: Sequence[Any]) -> bool:
    """Whether runs hold nothing but text, and stand where a tracked change may."""
    parents = {f"{W}{name}" for name in ("p", "ins", "hyperlink", "smartTag", "sdtContent")}
    return all({child.tag for child in run} <= _TEXT_ONLY and run.getparent().tag in parents for run in runs)


def _runs_at(place: Place) -> list[Any]:
    """The runs that hold the characters of a place and, as far as they are text, nothing else: runs are split."""
    end = _at(place, place.end - 1)
    if end is None:
        return []
    if end.node is not None:
        _split(end.run, end.node, end.index + 1)
    start = _at(place, place.start)
    if start is not None and start.node is not None:
        _split(start.run, start.node, start.index)
    runs: list[Any] = []
    for one in letters(place.paragraph)[place.start : place.end]:
        if one.run is not None and (not runs or runs[-1] is not one.run):
            runs.append(one.run)
    return runs


def _at(place: Place, index: int) -> Letter | None:
    shown = letters(place.paragraph)
    return shown[index] if 0 <= index < len(shown) else None


def _split(run: Any, node: Any, index: int) -> None:
    """Part a run before a character of one of its texts; nothing is done at its beginning or end."""
    text = node.text or ""
    inside = [child for child in run if child.tag != f"{W}rPr"]
    at = inside.index(node)
    if (index <= 0 and at == 0) or (index >= len(text) and node is inside[-1]):
        return
    rest = copy.deepcopy(run)
    for child in list(rest):
        if child.tag != f"{W}rPr":
            rest.remove(child)
    if index < len(text):
        piece = copy.deepcopy(node)
        piece.text, node.text = text[index:], text[:index]
        for one in (piece, node):
            one.set(_XML_SPACE, "preserve")
        rest.append(piece)
    for child in inside[at + 1 :]:
        rest.append(child)
    if index <= 0:
        run.remove(node)
    run.addnext(rest)
