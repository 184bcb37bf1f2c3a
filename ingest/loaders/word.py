"""docx: paragraphs and tables in their order, automatic numbering as text, footnotes, text boxes, core properties."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.building import TextBuilder, one_line
from ingest.loaders.grids import GridCell
from ingest.loaders.numbering import Numbering, W
from ingest.loaders.packages import opened_package, parse_xml

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NOT_READ = {W + "del", W + "moveFrom", W + "pPr", W + "rPr", W + "instrText", W + "delText", _MC + "Fallback"}
_BOX = W + "txbxContent"
_PARTS = {"document": "word/document.xml", "numbering": "word/numbering.xml", "styles": "word/styles.xml",
          "footnotes": "word/footnotes.xml", "endnotes": "word/endnotes.xml", "core": "docProps/core.xml"}  # fmt: skip
_PROPERTIES = ("title", "subject", "creator", "created", "modified", "keywords")
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MACROS = "word/vbaProject.bin"


@reads("docx", ".docx", ".docm")
def load_docx(path: Path) -> Iterator[RawDocument]:
    """One document a file.

    Raises:
        LoadError: If it is damaged or encrypted.
    """
    with opened_package(path) as package:
        names = set(package.namelist())
        if _PARTS["document"] not in names:
            raise LoadError(f"{path.name} 缺少正文，文件不完整", next_step="请用 Word 或 WPS 打开后另存")
        roots = {
            key: parse_xml(path.name, package.read(part).replace(_STRICT, W[1:-1].encode()))
            for key, part in _PARTS.items()
            if part in names
        }
        yield _Reader(roots, macros=_MACROS in names).read()


class _Reader:
    """Walks the body of one document."""

    def __init__(self, roots: dict[str, Any], *, macros: bool) -> None:
        self._roots = roots
        self._numbering = Numbering(roots.get("numbering"), roots.get("styles"))
        self._builder = TextBuilder()
        self._notes: list[tuple[str, str]] = []
        if macros:
            self._builder.warn("含宏，宏未读取也未运行")

    def read(self) -> RawDocument:
        body = self._roots["document"].find(W + "body")
        self._blocks(body if body is not None else ())
        for kind, number in self._notes:
            if words := self._note(kind, number):
                self._builder.line(f"注{self._shown(kind, number)}：{words}")
        return self._builder.build(properties=self._properties())

    def _blocks(self, parent: Any) -> None:
        for element in parent:
            if element.tag == W + "p":
                self._paragraph(element)
            elif element.tag == W + "tbl":
                self._table(element)
            elif element.tag not in _NOT_READ:
                # Content controls, custom XML and tracked insertions hold blocks of their own.
                self._blocks(element)

    def _paragraph(self, element: Any) -> None:
        words, boxes = self._words(element)
        number = self._numbering.number(element.find(W + "pPr"), words) if words else ""
        for part in f"{number}{words}".split("\n"):
            if line := one_line(part):
                self._builder.line(line)
        for box in boxes:
            self._blocks(box)

    def _words(self, element: Any) -> tuple[str, list[Any]]:
        """The words of a paragraph and the text boxes anchored in it."""
        words: list[str] = []
        boxes: list[Any] = []
        waiting = list(reversed(element))
        while waiting:
            here = waiting.pop()
            tag = here.tag
            if tag == W + "t":
                words.append(here.text or "")
            elif tag == W + "tab":
                words.append(" ")
            elif tag in (W + "br", W + "cr"):
                words.append("\n")
            elif tag == W + "noBreakHyphen":
                words.append("-")
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                note = (tag.removeprefix(W).removesuffix("Reference"), here.get(W + "id", ""))
                if note not in self._notes:
                    self._notes.append(note)
                words.append(f"〔注{self._shown(*note)}〕")
            elif tag == _BOX:
                boxes.append(here)
            elif tag not in _NOT_READ:
                waiting.extend(reversed(here))
        return "".join(words), boxes

    def _shown(self, kind: str, number: str) -> int:
        return self._notes.index((kind, number)) + 1

    def _note(self, kind: str, number: str) -> str:
        root = self._roots.get(f"{kind}s")
        for note in root if root is not None else ():
            if note.get(W + "id") == number:
                return one_line(" ".join(self._words(paragraph)[0] for paragraph in note.iter(W + "p")))
        return ""

    def _table(self, element: Any) -> None:
        cells: list[GridCell] = []
        open_cells: dict[int, int] = {}
        header_rows = 0
        for row, line in enumerate(element.iter(W + "tr") if _nested(element) else element.findall(W + "tr")):
            properties = line.find(W + "trPr")
            if properties is not None and properties.find(W + "tblHeader") is not None and header_rows == row:
                header_rows = row + 1
            column = _whole(properties.find(W + "gridBefore")) if properties is not None else 0
            for cell in line.iter(W + "tc") if _nested(line) else line.findall(W + "tc"):
                told = cell.find(W + "tcPr")
                width = max(1, _whole(told.find(W + "gridSpan"), 1)) if told is not None else 1
                merge = told.find(W + "vMerge") if told is not None else None
                if merge is not None and merge.get(W + "val") != "restart" and column in open_cells:
                    at = open_cells[column]
                    first = cells[at]
                    cells[at] = GridCell(
                        row=first.row, column=column, text=first.text, rows=row - first.row + 1, columns=first.columns
                    )
                else:
                    cells.append(GridCell(row=row, column=column, text=self._cell(cell), columns=width))
                    open_cells.pop(column, None)
                    if merge is not None:
                        open_cells[column] = len(cells) - 1
                column += width
        if len({(c.row, c.column) for c in cells}) == 1 or max((c.columns for c in cells), default=0) > 500:
            # One cell is a frame around text, not a table.
            for cell in element.iter(W + "tc"):
                self._blocks(cell)
            return
        self._builder.table(cells, header_rows=header_rows or None)

    def _cell(self, cell: Any) -> str:
        return one_line(" ".join(filter(None, (one_line(self._words(p)[0]) for p in cell.iter(W + "p")))))

    def _properties(self) -> dict[str, str]:
        root = self._roots.get("core")
        told: dict[str, str] = {}
        for element in root if root is not None else ():
            name = str(element.tag).rsplit("}", 1)[-1]
            if name in _PROPERTIES and element.text:
                told["author" if name == "creator" else name] = element.text
        return told


def _nested(element: Any) -> bool:
    """Whether rows or cells stand inside content controls, and not inside a table of their own."""
    return element.find(W + "sdt") is not None and element.find(f".//{W}tbl") is None


def _whole(element: Any, default: int = 0) -> int:
    told = element.get(W + "val", "") if element is not None else ""
    return int(told) if told.isdigit() and len(told) < 5 else default
