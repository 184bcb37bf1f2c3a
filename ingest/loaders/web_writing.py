"""The blocks of a web page as lines and its tables as tables."""

from __future__ import annotations

import re
from typing import Any

from ingest.loaders.building import TextBuilder, one_line
from ingest.loaders.grids import GridCell, title_rows
from ingest.loaders.web_hidden import hides

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article blockquote center dd div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6 header hr li "
        "main ol p pre section table tbody td tfoot th thead tr ul caption body html",
    )
)
MAX_SPAN = 1000
MAX_SPREAD = 8


def length_of(element: Any) -> int:
    """Characters of an element without white space."""
    return len(re.sub(r"\s+", "", element.text_content()))


class PageWriter:
    """Writes an element's blocks as lines and its tables as tables; counts the cells of hidden columns."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._words: list[str] = []
        self.hidden_cells = 0

    def write(self, element: Any) -> None:
        """Add an element and all it holds."""
        self._element(element)
        self._flush()

    def _flush(self) -> None:
        for part in "".join(self._words).split("\x01"):
            if line := one_line(part):
                self._builder.line(line)
        self._words.clear()

    def _element(self, element: Any) -> None:
        if not isinstance(element.tag, str):
            return
        if element.tag == "table" and not _is_frame(element):
            self._flush()
            self._table(element)
            return
        block = element.tag in _BLOCKS
        if block:
            self._flush()
        if element.tag == "br":
            self._words.append("\x01")
        kept = element.tag == "pre"
        self._words.append(_flat(element.text, kept))
        for child in element:
            self._element(child)
            self._words.append(_flat(child.tail, kept))
        if block:
            self._flush()

    def _table(self, table: Any) -> None:
        caption = table.find("caption")
        if caption is not None and (words := one_line(caption.text_content())):
            self._builder.line(words)
        cells: list[GridCell] = []
        taken: set[tuple[int, int]] = set()
        headers = 0
        hidden = _hidden_columns(table)
        rows = [row for row in table.iter("tr") if _own(row, "table") is table]
        for r, row in enumerate(rows):
            column = 0
            here = [cell for cell in row if cell.tag in ("td", "th")]
            if here and all(cell.tag == "th" for cell in here) and headers == r:
                headers = r + 1
            for cell in here:
                while (r, column) in taken:
                    column += 1
                wide, tall = _span(cell.get("colspan")), min(_span(cell.get("rowspan")), len(rows) - r)
                taken |= {(r + i, column + j) for i in range(tall) for j in range(wide)}
                text = _cell_text(cell)
                if hidden.issuperset(range(column, column + wide)):
                    self.hidden_cells += bool(text)
                else:
                    cells.append(GridCell(row=r, column=column, text=text, rows=tall, columns=wide))
                column += wide
        titles, cells = title_rows(cells)
        for title in titles:
            self._builder.line(title)
        self._builder.table(cells, header_rows=max(0, headers - len(titles)) or None)


def _flat(text: str | None, kept: bool) -> str:
    if not text:
        return ""
    return text.replace("\n", "\x01") if kept else re.sub(r"[ \t\r\n]+", " ", text)


def _cell_text(cell: Any) -> str:
    parts = [re.sub(r"\s+", " ", part) for part in cell.itertext()]
    result = one_line("".join(parts))
    # Short headers are spread out to fill their cell: 校 名.
    return re.sub(r"(?<=[⺀-鿿]) (?=[⺀-鿿])", "", result) if len(result) <= MAX_SPREAD else result


def _hidden_columns(table: Any) -> set[int]:
    """The columns that Excel's web pages hide by their <col>; their cells stand in the rows all the same."""
    hidden: set[int] = set()
    at = 0
    for column in table.iter("col"):
        if at > MAX_SPAN or _own(column, "table") is not table:
            continue
        wide = _span(column.get("span"))
        if hides(column.get("style")) or column.get("hidden") is not None or column.get("width") == "0":
            hidden.update(range(at, at + wide))
        at += wide
    return hidden


def _own(element: Any, tag: str) -> Any:
    return next(element.iterancestors(tag), None)


def _span(text: str | None) -> int:
    return min(max(int(text), 1), MAX_SPAN) if text and text.strip().isdigit() and len(text) < 6 else 1


def _is_frame(table: Any) -> bool:
    """Whether a table only lays out the page: one cell a row, or tables or long texts inside its cells."""
    if next((t for t in table.iter("table") if t is not table), None) is not None:
        return True
    rows = [[c for c in row if c.tag in ("td", "th")] for row in table.iter("tr")]
    return max((len(row) for row in rows), default=0) < 2 or any(length_of(cell) > 1500 for row in rows for cell in row)
