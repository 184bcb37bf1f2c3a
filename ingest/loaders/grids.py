"""Tables as grids: merged cells, header rows, and the text a row becomes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

NUMBER = re.compile(r"^[-+−]?[\d,，]*\d(?:\.\d+)?\s*(?:[%％‰]|(?![年月日号季])[一-鿿㎡]{1,3})?$")
_OUTLINE = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.．、]|第[一二三四五六七八九十百]+|[①-⑳])"
)
_UNIT_LINE = re.compile(r"^[（(]?\s*(?:计量|金额|数量)?单位\s*[:：]\s*(?P<unit>[^()（）]{1,20}?)\s*[）)]?$")
# 编制单位：某县教育局　单位：万元: who fills a form in stands on the line too.
_UNIT_AT_END = re.compile(r"[\s　][（(]?(?:计量|金额|数量)?单位\s*[:：]\s*(?P<unit>[^()（）\s:：]{1,12})\s*[）)]?$")
_UNIT_INSIDE = re.compile(r"[（(]\s*(?:计量)?单位\s*[:：]\s*(?P<unit>[^()（）]{1,20}?)\s*[）)]")
_CAPTION = re.compile(r"^(?:附?表\s*[\d一二三四五六七八九十]+|.{2,38}(?:表|统计|情况|清单|目录)(?:[（(].*[）)])?$)")
MAX_CAPTION = 60
MAX_HEADER_ROWS = 4
MAX_HEADER_CHARS = 40


@dataclass(frozen=True, kw_only=True)
class GridCell:
    """A cell as a format tells it: where it starts, over how many rows and columns it reaches, and its text."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1


def is_number(text: str) -> bool:
    """Whether a cell holds a figure: 1,200、54.02%、35人."""
    return bool(NUMBER.match(text.strip()))


def unit_of(line: str) -> str:
    """The unit of a unit line (单位：人) or of a caption with one; '' for any other line."""
    line = line.strip()
    found = _UNIT_LINE.match(line) or _UNIT_INSIDE.search(line) or _UNIT_AT_END.search(line)
    return found["unit"].strip() if found else ""


def is_unit_line(line: str) -> bool:
    """Whether a line says nothing but a unit, or a unit after who fills the form in."""
    line = line.strip()
    return bool(_UNIT_LINE.match(line) or _UNIT_AT_END.search(line))


def is_caption(line: str) -> bool:
    """Whether a line above a table is its caption: 表1 …, or a short line that ends in 表, 情况 or 统计."""
    plain = line.strip()
    return len(plain) <= MAX_CAPTION and bool(_CAPTION.match(plain)) and not plain.endswith(("。", "；"))


def header_rows_of(cells: Sequence[GridCell]) -> int:
    """How many rows at the top are headers: rows without figures above rows with them; 0 for a list of pairs.

    A merged cell of the first row that reaches down, or a first row split into columns below, keeps the rows it spans
    together. In a table without figures one short first row is the header.
    """
    if not cells:
        return 0
    rows: dict[int, list[GridCell]] = {}
    for cell in cells:
        if cell.text:
            rows.setdefault(cell.row, []).append(cell)
    order = sorted(rows)
    if len(order) < 2:
        return 0
    first = rows[order[0]]
    if any(is_number(cell.text) and not _is_year(cell.text) for cell in first):
        return 0
    reach = max(cell.row + cell.rows for cell in first)
    figures = [row for row in order if any(is_number(c.text) and not _is_year(c.text) for c in rows[row])]
    if figures:
        spread = any(cell.columns > 1 for cell in first)
        # Without a merged cell above, a second row of words is a row of the body (a school that reports nothing).
        limit = min(figures[0], MAX_HEADER_ROWS)
        return max(1, limit if spread else min(reach, limit))
    short = all(len(cell.text) <= MAX_HEADER_CHARS for cell in first)
    return reach if short and len(first) > 1 and reach < order[-1] + 1 else 0


def _is_year(text: str) -> bool:
    return bool(re.match(r"^(?:19|20)\d\d年?(?:度|[-—~至]\d+年?)?$", text.strip()))


def spread(cells: Sequence[GridCell]) -> dict[tuple[int, int], GridCell]:
    """Every position of the grid with the cell that covers it."""
    covered: dict[tuple[int, int], GridCell] = {}
    for cell in cells:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                covered.setdefault((row, column), cell)
    return covered


def labels_of(cells: Sequence[GridCell], header_rows: int) -> dict[int, str]:
    """The header of each column from top to bottom, levels joined by ·; a level that repeats is told once."""
    covered = spread(cells)
    labels: dict[int, str] = {}
    for column in {column for _, column in covered}:
        words: list[str] = []
        for row in range(header_rows):
            cell = covered.get((row, column))
            if cell and cell.text and cell.text not in words[-1:]:
                words.append(cell.text)
        labels[column] = "·".join(words)
    return labels


def starts_outline(text: str) -> bool:
    """Whether a cell begins as a heading does (一、收入): its row must not be taken for one."""
    return bool(_OUTLINE.match(text))


def title_rows(cells: Sequence[GridCell]) -> tuple[list[str], list[GridCell]]:
    """Lines that stand as the first rows of a table, one cell over its width, and the table below them.

    A title or a unit in a row of its own is no header of every column.
    """
    width = max((cell.column + cell.columns for cell in cells), default=0)
    last = max((cell.row for cell in cells), default=0)
    rows: dict[int, list[GridCell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    titles: list[str] = []
    first = 0
    while width > 1 and first < min(MAX_HEADER_ROWS, last) and len(here := rows.get(first, [])) == 1:
        (cell,) = here
        if cell.column or cell.rows > 1 or not (cell.columns >= width or cell.columns == 1):
            break
        titles += [cell.text] if cell.text else []
        first += 1
    return titles, [replace(cell, row=cell.row - first) for cell in cells if cell.row >= first]
