"""Taking down what a person says of a table: checked, kept for every table of the shape, and in force at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import DataError, LoadError
from core.record import DocumentTable
from core.schema import Document
from corpus.audit import record
from corpus.store import Store
from corpus.table_mappings import (
    NO_KIND,
    UNUSED,
    ColumnSaying,
    RowMark,
    RowSaying,
    TableMapping,
    header_names,
    save_mapping,
)
from tools.table_preview import doubts, guessed_header, keys_at, mapped_by
from tools.table_query.sheets import cells_of, file_of
from tools.tables import TABLES
from tools.tables.choosing import choose_sheets
from tools.tables.reading import ENDINGS, read_sheets
from tools.tables.shapes import Shapes, converts, row_label, unit_word

MAX_UNIT = 12
UNCLEAR = "列名认不出，请在“表格与列的对应”里指定"


@dataclass(frozen=True, kw_only=True)
class Saying:
    """What a person filled in of a table's preview.

    Attributes:
        header: Position of the header's last row.
        levels: Over how many rows it goes.
        kind: A declared kind, `NO_KIND`, or '' for told by the headers.
        columns: (position, declared column or `UNUSED` or '', unit or '') of the columns that were shown.
        rows: (position, 合计, 不计, 记录 or '') of the rows that were shown.
        who: The person's name.
        seen: The number of the saying the person looked at, 0 for none.
    """

    header: int
    levels: int
    kind: str
    columns: tuple[tuple[int, str, str], ...]
    rows: tuple[tuple[int, str], ...]
    who: str
    seen: int


def say(
    store: Store, document: Document, table: DocumentTable, saying: Saying, shapes: Shapes, *, withdraw: bool = False
) -> TableMapping:
    """Keep what a person says of a table; it holds for every table with this header.

    What was said before of columns and rows that were not shown stays.

    Raises:
        DataError: If it cannot be, with what to do.
        Outdated: If someone else said something of this shape since.
    """
    cells = cells_of(table)
    if not 0 <= saying.levels - 1 <= saying.header < len(cells):
        raise DataError("没有这一行", next_step="请选表里有列名的那一行作表头")
    if saying.kind not in ("", NO_KIND) and saying.kind not in TABLES:
        raise DataError("没有这种表", next_step="请从列出的种类里选")
    names = header_names(cells[saying.header - saying.levels + 1 : saying.header + 1])
    before = shapes.find(cells, file_of(document.source))
    kept = next((one for one in shapes.every if before and one.id == before.mapping.id), None)
    if kept is not None and (kept.names, kept.levels) != (names, saying.levels):
        kept = None
    mapping = TableMapping(
        names=names,
        levels=saying.levels,
        kind="" if withdraw else saying.kind,
        withdrawn=withdraw,
        columns=() if withdraw else _columns(cells, saying, kept),
        rows=() if withdraw else _rows(cells, saying, kept, file_of(document.source)),
    )
    made = save_mapping(store, mapping, who=saying.who, seen=saying.seen)
    record(
        store,
        "mapping",
        user=made.who,
        subject=f"{document.title}：{'撤回列的对应' if withdraw else '指定列的对应'}",
        detail={"document": document.id, "mapping": made.id, "names": made.names[:50]},
    )
    store.changed()
    return made


def _columns(cells: Sequence[Sequence[str]], saying: Saying, kept: TableMapping | None) -> tuple[ColumnSaying, ...]:
    keys = keys_at(cells, saying.header, saying.levels)
    declared = {name: note.unit for kind in TABLES for name, note in TABLES[kind].notes.items()}
    if saying.kind in TABLES:
        declared = {name: note.unit for name, note in TABLES[saying.kind].notes.items()}
    said: dict[tuple[str, int], ColumnSaying] = {(one.name, one.nth): one for one in kept.columns} if kept else {}
    for position, column, unit in saying.columns:
        if not 0 <= position < len(keys):
            raise DataError(f"没有第 {position + 1} 列", next_step="请关掉重新打开这张表")
        name, nth = keys[position]
        said.pop((name, nth), None)
        column, unit = column.strip(), unit.strip()
        if column and column != UNUSED and column not in declared:
            raise DataError(f"没有“{column}”这一列", next_step="请从列出的列名里选，或选对表的种类")
        if len(unit) > MAX_UNIT:
            raise DataError(f"单位“{unit[:MAX_UNIT]}…”太长", next_step="请写成 人、平方米、万元 这样的单位")
        wanted = declared.get(column, "")
        if unit and wanted and not converts(unit_word(unit), wanted):
            raise DataError(f"“{column}”的单位是{wanted}，“{unit}”换算不了", next_step="请改单位，或改这一列的对应")
        if column or unit:
            said[name, nth] = ColumnSaying(name=name, nth=nth, column=column, unit=unit)
    named = [one.column for one in said.values() if one.column not in ("", UNUSED)]
    twice = next((name for name in named if named.count(name) > 1), "")
    if twice:
        raise DataError(f"有两列都对应到“{twice}”", next_step="只留一列，另一列选“不用这一列”或别的列")
    return tuple(said.values())


def _rows(cells: Sequence[Sequence[str]], saying: Saying, kept: TableMapping | None, file: str) -> tuple[RowMark, ...]:
    words: dict[str, RowSaying] = {"合计": "合计", "不计": "不计", "记录": "记录"}
    said = {(one.label, one.file): one for one in kept.rows} if kept else {}
    for position, what in saying.rows:
        if not saying.header < position < len(cells):
            continue
        label = row_label(cells[position])
        for where in ("", file):
            said.pop((label, where), None)
        if not what:
            continue
        if what not in words:
            raise DataError(f"没有“{what}”这种行", next_step="请选 合计、不计 或 记录")
        if not label:
            raise DataError(f"第 {position + 1} 行没有文字，没法记住", next_step="请在原表里给这一行写上名称")
        # A total is one in every file of the shape; that a row is left out is true of this file alone.
        where = file if what == "不计" else ""
        said[label, where] = RowMark(label=label, what=words[what], file=where)
    return tuple(said.values())


def intake_note(path: Path, shapes: Shapes) -> str:
    """How a spreadsheet's columns will be read: by what a person said, or that nobody can tell; '' for by its names."""
    if path.suffix.lower() not in ENDINGS:
        return ""
    try:
        sheets = [sheet for sheet in read_sheets(path) if any(any(row) for row in sheet.rows)]
    except LoadError:
        # What is wrong with the file is said by the loader that reads it as a document.
        return ""
    found = [shape for sheet in sheets if (shape := shapes.find(sheet.rows, path.name)) is not None]
    if found:
        return mapped_by(found[0])
    choice = choose_sheets(sheets)
    if choice is not None and choice.best.whole:
        return ""
    headers = [sheet.rows[at] for sheet in sheets if (at := guessed_header(sheet.rows)) >= 0]
    return UNCLEAR if any(doubts(header) for header in headers) else ""
