"""The body of a Word document as text: paragraphs with their numbers, tables, boxes, pictures, parts from elsewhere."""

from __future__ import annotations

from typing import Any

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.alt_chunks import read_chunk
from ingest.loaders.building import TextBuilder, one_line
from ingest.loaders.equations import M, linear
from ingest.loaders.grids import title_rows
from ingest.loaders.numbering import Numbering, W
from ingest.loaders.word_heads import head_lines
from ingest.loaders.word_looks import Looks, is_on, is_pale
from ingest.loaders.word_parts import WordParts
from ingest.loaders.word_pictures import PictureReader
from ingest.loaders.word_runs import NOT_READ, RunReader, Words, text_pieces
from ingest.loaders.word_tables import cell_words, is_gone, is_layout, own, read_table

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PROPERTIES = ("title", "subject", "creator", "created", "modified", "keywords")
_NAMED = 5


class BodyReader:
    """Walks the body of one document and says at the end what it left out."""

    def __init__(self, parts: WordParts) -> None:
        self._parts = parts
        roots = parts.roots
        self._numbering = Numbering(roots.get("numbering"), roots.get("styles"))
        self._looks = Looks(roots.get("styles"), coloured_page=_is_coloured(roots["document"]))
        self._runs = RunReader(self._looks)
        self.builder = TextBuilder()
        self._pictures = PictureReader(part=parts.data, warn=self.builder.warn)
        self._paragraphs = self._tables = 0
        self._where = ""
        self._grounded = False
        # Words of a paragraph whose end was deleted: they run on into the next one.
        self._carried = ""
        # Boxes, pictures and parts that hang on the cells of a table and follow it.
        self._hanging: list[Words] = []
        self._hidden: dict[str, None] = {}
        self._lost: dict[str, dict[str, None]] = {}

    def read(self) -> RawDocument:
        """The document."""
        document = self._parts.roots["document"]
        for line in head_lines(self._parts, document, RunReader(self._looks)):
            self.builder.line(line)
        body = document.find(W + "body")
        if body is not None:
            self._blocks(body)
            self._carry()
            if self._runs.seen < sum(1 for _ in text_pieces(body)):
                self.builder.warn("有文字位于不认识的结构中，未读取：请在 Word 中另存为 docx 后再导入")
        self._notes()
        self._warn()
        return self.builder.build(properties=self._properties())

    def _warn(self) -> None:
        if self._hidden:
            self.builder.warn(f"{_places(self._hidden)}有隐藏、与底色相同或极小的文字，未读取")
        for name, places in self._lost.items():
            self.builder.warn(f"{_places(places)}有{name}，未读取")
        document = self._parts.roots["document"]
        if any(next(document.iter(W + kind), None) is not None for kind in ("del", "ins", "moveFrom", "cellDel")):
            self.builder.warn("含未处理的修订，按接受全部修订后的内容读取")
        comments = self._parts.roots.get("comments")
        if comments is not None and (count := len(comments.findall(W + "comment"))):
            self.builder.warn(f"含 {count} 条批注，未读取")

    def _blocks(self, parent: Any) -> None:
        for element in parent:
            if element.tag == W + "p":
                self._paragraph(element)
            elif element.tag == W + "tbl":
                self._carry()
                self._table(element)
            elif element.tag == W + "altChunk":
                self._chunk(element)
            elif element.tag in (M + "oMath", M + "oMathPara"):
                self.builder.line(one_line(linear(element)))
            elif element.tag not in NOT_READ:
                # Content controls, custom XML and tracked insertions hold blocks of their own.
                self._blocks(element)

    def _carry(self) -> None:
        carried, self._carried = one_line(self._carried), ""
        if carried:
            self.builder.line(carried)

    def _read(self, element: Any) -> tuple[str, Words]:
        """A paragraph's number and words; what of it is not read is noted under where it stands."""
        words = self._runs.words(element, grounded=self._grounded)
        if words.hidden:
            self._hidden[self._where] = None
        for name in words.lost:
            self._lost.setdefault(name, {})[self._where] = None
        properties = element.find(W + "pPr")
        mark = properties.find(W + "rPr") if properties is not None else None
        if not words.text.strip() and (words.hidden or (mark is not None and is_on(mark.find(W + "vanish")))):
            return "", words
        if mark is not None and (mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None):
            self._carried += words.text
            return "", Words(boxes=words.boxes, pictures=words.pictures)
        words.text, self._carried = self._carried + words.text, ""
        return self._numbering.number(properties, words.text), words

    def _paragraph(self, element: Any) -> None:
        self._paragraphs += 1
        self._where = f"第{self._paragraphs}段"
        number, words = self._read(element)
        if words.text.strip():
            for part in f"{number}{words.text}".split("\n"):
                if line := one_line(part):
                    self.builder.line(line)
        self._hang(words)

    def _hang(self, words: Words) -> None:
        """Write what hangs on a paragraph: its boxes, whose ground may be of any colour, and its pictures."""
        grounded, self._grounded = self._grounded, True
        for box in words.boxes:
            self._blocks(box)
        self._grounded = grounded
        for picture, shape in words.pictures:
            if (raw := self._pictures.read(picture, shape)) is not None:
                self.builder.adopt(raw)

    def _table(self, element: Any) -> None:
        shaded = self._grounded
        self._grounded = shaded or self._looks.shades_tables(element.find(W + "tblPr"))
        if is_layout(element):
            for line in own(element, W + "tr"):
                if is_gone(line):
                    self._pass_over(line)
                    continue
                for cell in own(line, W + "tc"):
                    self._blocks(cell)
            self._grounded = shaded
            return
        self._tables += 1
        self._where = f"第{self._tables}个表格"
        outer, self._hanging = self._hanging, []
        table = read_table(element, self._cell)
        self._grounded = shaded
        for row in table.left_out:
            self._pass_over(row)
        titles, cells = title_rows(table.cells)
        for title in titles:
            self.builder.line(title)
        self.builder.table(cells, header_rows=max(0, table.header_rows - len(titles)) or None)
        hanging, self._hanging = self._hanging, outer
        for words in hanging:
            self._hang(words)
        for chunk in element.iter(W + "altChunk"):
            self._chunk(chunk)

    def _pass_over(self, row: Any) -> None:
        """Leave out a row that does not show; one that was deleted is told with all revisions."""
        if row.find(f"{W}trPr/{W}del") is None:
            self._lost.setdefault("隐藏的行", {})[self._where] = None
        self._runs.seen += sum(1 for _ in text_pieces(row))

    def _cell(self, cell: Any, shaded: bool) -> str:
        grounded, self._grounded = self._grounded, self._grounded or shaded
        text = one_line(cell_words(cell, self._cell_paragraph))
        carried, self._carried = one_line(self._carried), ""
        self._grounded = grounded
        return " ".join(filter(None, (text, carried)))

    def _cell_paragraph(self, element: Any) -> str:
        number, words = self._read(element)
        if words.boxes or words.pictures:
            self._hanging.append(words)
        return one_line(f"{number}{words.text}")

    def _chunk(self, element: Any) -> None:
        """A file that stands in the document as a part of its text, read at its place."""
        self._carry()
        relation = element.get(f"{_R}id", "")
        data = self._parts.data(relation)
        try:
            if data is None:
                raise LoadError("不在文件中", next_step="请在 Word 中打开后另存再导入")
            for raw in read_chunk(self._parts.targets.get(relation, ""), data):
                self.builder.adopt(raw)
        except LoadError as error:
            self.builder.warn(f"第{self._paragraphs}段之后嵌入的内容未读取（{error}）")

    def _notes(self) -> None:
        """Write the notes in the order in which the text names them; a note may name another."""
        written = {
            (kind, note.get(W + "id", "")): note
            for kind in ("footnote", "endnote")
            for note in self._parts.roots.get(f"{kind}s", ())
        }
        self._where = "脚注或尾注"
        result = 0
        while result < len(self._runs.notes):
            for key, number in list(self._runs.notes.items())[result:]:
                result += 1
                if key in written:
                    words = " ".join(self._read(paragraph)[1].text for paragraph in written[key].iter(W + "p"))
                    if line := one_line(words):
                        self.builder.line(f"注{number}：{line}")

    def _properties(self) -> dict[str, str]:
        root = self._parts.roots.get("core")
        record: dict[str, str] = {}
        for element in root if root is not None else ():
            name = str(element.tag).rsplit("}", 1)[-1]
            if name in _PROPERTIES and element.text:
                record["author" if name == "creator" else name] = element.text
        return record


def _is_coloured(document: Any) -> bool:
    """Whether pages are coloured or have a picture behind their text, on which white words show."""
    page = document.find(W + "background")
    coloured = page is not None and not is_pale(page.get(W + "color", "FFFFFF"))
    return coloured or any(anchor.get("behindDoc") in ("1", "true") for anchor in document.iter(f"{_WP}anchor"))


def _places(places: dict[str, None]) -> str:
    named = "、".join(list(places)[:_NAMED])
    return named + (f"等 {len(places)} 处" if len(places) > _NAMED else "")
