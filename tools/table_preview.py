"""What the program takes each column and row of a stored table for, to be looked over and put right by a person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.errors import DataError
from core.record import DocumentTable, locator_at
from core.schema import Document
from corpus.table_mappings import NO_KIND, UNUSED, folded, header_names
from tools.table_query.cells import number_of
from tools.table_query.sheets import cells_of, document_table, file_of
from tools.table_query.typed import TypedTable
from tools.tables import TABLES
from tools.tables.choosing import Choice, choose_sheets
from tools.tables.headers import HeaderMatch
from tools.tables.shapes import HEADER_SEARCHED, Shape, Shapes, column_keys, leaf_names
from tools.tables.workbooks import Sheet

SHOWN_ROWS, SHOWN_COLUMNS, SHOWN_CHARS = 20, 40, 40
_SHEET = re.compile(r"^(.*)!\$?[A-Z]{1,3}\$?(\d+)$")
_ROW = re.compile(r"^第(\d+)行")
_TYPES = {"number": "数", "date": "日期", "text": "文字"}
_HOW = {"同名": "与模板同名", "同义": "按同义列名识别", "自带": "本地自设项目", "未用": "", "指定": "人工指定"}


@dataclass(frozen=True, kw_only=True)
class PreviewColumn:
    """One column: `written` its name in the header, `column` what it is mapped to ('' none), `how` in words.

    `said` and `said_unit` are what a person said of it, '' for nothing; `type` is '' for a column that is not used.
    """

    position: int
    written: str
    unit: str
    type: str
    column: str
    how: str
    said: str = ""
    said_unit: str = ""


@dataclass(frozen=True, kw_only=True)
class PreviewRow:
    """One of the first rows: its position in the table, its number in the file, what it is and why."""

    position: int
    number: int
    cells: tuple[str, ...]
    role: str
    why: str = ""
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class TablePreview:
    """A table as the program reads it.

    `header` is the position of the last header row, -1 where none was found. `kind` is its declared kind, '' for none;
    `missing` are that kind's required columns that no column is mapped to. `asks` are what a person should tell.
    `shape` is what was said of tables like it, `last` the number of that saying.
    """

    document_id: str
    number: int
    title: str
    sheet: str
    file: str
    header: int
    levels: int
    kind: str
    columns: tuple[PreviewColumn, ...]
    rows: tuple[PreviewRow, ...]
    row_count: int
    column_count: int
    missing: tuple[str, ...]
    asks: tuple[str, ...]
    names: tuple[str, ...]
    shape: Shape | None = None


def preview(
    document: Document, tables: Sequence[DocumentTable], number: int, shapes: Shapes, header: int | None = None
) -> TablePreview:
    """A table of a document as it is read.

    Args:
        document: The document.
        tables: Its tables.
        number: Which of them, from 0.
        shapes: What people said of tables.
        header: A row to try as the header; None: as it is read.

    Raises:
        DataError: If the document has no such table, or the row to try is none.
    """
    if not 0 <= number < len(tables):
        raise DataError(f"这份文件里没有第 {number + 1} 张表", next_step="文件可能换过，请关掉重新打开")
    table = tables[number]
    cells = cells_of(table)
    shape = shapes.find(cells, file_of(document.source))
    at = shape.header if shape else table.header_rows - 1
    levels = shape.mapping.levels if shape else max(1, table.header_rows)
    if header is not None and header != at:
        if not 0 <= header < min(len(cells), HEADER_SEARCHED):
            raise DataError("表头要在前 12 行里", next_step="请选表里有列名的那一行")
        at, levels, shape = header, 1, None
    names = header_names(cells[at - levels + 1 : at + 1]) if at >= 0 else ()
    typed = document_table(document, table, number, shapes) if header is None or shape else None
    choice = _chosen(cells, document, shapes) if header is None or shape else None
    label = _SHEET.match(locator_at(document.locators, table.start, table.start + 1))
    columns = _columns(cells, at, levels, typed, choice, shape)
    schema = choice.schema if choice else None
    mapped = {one.column for one in columns}
    return TablePreview(
        document_id=document.id,
        number=number,
        title=document.title,
        sheet=label[1] if label else "",
        file=file_of(document.source),
        header=at,
        levels=levels,
        kind=schema.kind if schema else "",
        columns=tuple(columns),
        rows=tuple(_rows(document, table, cells, at, levels, typed, shape)),
        row_count=len(cells),
        column_count=max(map(len, cells), default=0),
        missing=tuple(name for name in schema.required if name not in mapped) if schema else (),
        asks=() if shape else tuple(doubts(leaf_names(cells[at - levels + 1 : at + 1]) if at >= 0 else ())),
        names=names,
        shape=shape,
    )


def doubts(leaves: Sequence[str]) -> list[str]:
    """What of a header no program can know, as questions to a person; [] where all is plain."""
    items = [leaf for leaf in map(folded, leaves) if leaf]
    if not items:
        return ["没有找到列名那一行：请指定哪一行是表头。"]
    strange = [leaf for leaf in items if not re.search(r"[\u4e00-\u9fff]", leaf)]
    twice = list(dict.fromkeys(leaf for leaf in items if items.count(leaf) > 1))
    asks = []
    if 2 * len(strange) >= len(items):
        asks.append(f"认不出这些列名：{_listed(strange)}。请指定各列是什么。")
    if twice:
        asks.append(f"有同名的列：{_listed(twice)}。请指定各是什么，或不用其中的列。")
    return asks


def guessed_header(rows: Sequence[Sequence[str]]) -> int:
    """The row of a sheet that most likely names its columns: most cells that are no numbers; -1 for none."""
    best, at = 1, -1
    for number, row in enumerate(rows[:HEADER_SEARCHED]):
        words = sum(bool(cell.strip()) and number_of(cell) is None for cell in row)
        if words > best:
            best, at = words, number
    return at


def _listed(names: Sequence[str]) -> str:
    return "、".join(name[:SHOWN_CHARS] for name in names[:6]) + (f"等 {len(names)} 列" if names[6:] else "")


def _chosen(cells: Sequence[Sequence[str]], document: Document, shapes: Shapes) -> Choice | None:
    sheet = Sheet(name="", rows=tuple(tuple(row) for row in cells))
    choice = choose_sheets([sheet], shapes=shapes, file=file_of(document.source))
    # A sheet that half fits is asked under its own names, unless someone said what it is.
    return choice if choice and (choice.best.whole or choice.best.shape) else None


def _columns(
    cells: Sequence[Sequence[str]],
    at: int,
    levels: int,
    typed: TypedTable | None,
    choice: Choice | None,
    shape: Shape | None,
) -> list[PreviewColumn]:
    leaves = leaf_names(cells[at - levels + 1 : at + 1]) if at >= 0 else []
    leaves += [""] * (max(map(len, cells), default=0) - len(leaves))
    matches: Mapping[int, HeaderMatch] = {one.position: one for one in choice.best.matches} if choice else {}
    by_source = {one.source: one for one in typed.columns} if typed else {}
    said = shape.columns if shape else {}
    made = []
    for position, leaf in enumerate(leaves):
        match, column, words = matches.get(position), by_source.get(position), said.get(position)
        mapped = match.column if match else None
        if mapped is None and words and words.column not in ("", UNUSED):
            mapped = words.column
        how = _HOW[match.how] if match and match.column else "人工指定" if words and words.column else ""
        made.append(
            PreviewColumn(
                position=position,
                written=leaf[:SHOWN_CHARS] or "（没有列名）",
                unit=column.unit if column else "",
                type=_TYPES[column.kind] if column else "",
                column=mapped or "",
                how="人工指定不用" if words and words.column == UNUSED else how,
                said=words.column if words else "",
                said_unit=words.unit if words else "",
            )
        )
    return made


def _rows(
    document: Document,
    table: DocumentTable,
    cells: Sequence[Sequence[str]],
    at: int,
    levels: int,
    typed: TypedTable | None,
    shape: Shape | None,
) -> list[PreviewRow]:
    firsts = {cell.row: cell for cell in reversed(table.cells)}
    why = {int(found[1]): item for item in (typed.skipped if typed else ()) if (found := _ROW.match(item))}
    totals = {row.number for row in typed.totals} if typed else set()
    records = {row.number for row in typed.rows} if typed else set()
    made = []
    for position, row in enumerate(cells[:SHOWN_ROWS]):
        first = firsts.get(position)
        label = _SHEET.match(locator_at(document.locators, first.start, first.end)) if first else None
        number = int(label[2]) if label else position + 1
        role, reason = "没有计入", why.get(number, "")
        if position <= at:
            role = "表头" if position > at - levels else "表头之上"
        elif number in records or (typed is None and at >= 0):
            role = "记录"
        elif number in totals:
            role = "合计"
        made.append(
            PreviewRow(
                position=position,
                number=number,
                role=role,
                why=reason,
                cells=tuple(cell[:SHOWN_CHARS] for cell in row),
                said=(shape.row(row) or "") if shape and position > at else "",
            )
        )
    return made


def kind_title(kind: str) -> str:
    """A declared kind in words."""
    return TABLES[kind].title if kind in TABLES else "不属于预设的表" if kind == NO_KIND else "自动识别"


def mapped_by(shape: Shape) -> str:
    """Whose mapping a table is read by, in words."""
    mapping = shape.mapping
    return f"按上次的对应（{mapping.who}，{mapping.at:%Y-%m-%d}）" if mapping.at else ""


def keys_at(cells: Sequence[Sequence[str]], at: int, levels: int) -> list[tuple[str, int]]:
    """How a mapping names each column of a table whose header ends at a row."""
    return column_keys(leaf_names(cells[at - levels + 1 : at + 1]))
