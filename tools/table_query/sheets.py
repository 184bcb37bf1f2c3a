"""The typed tables of an office: those inside its documents and sheets, and those its tables folder lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from core.collection import Seen, may_open
from core.errors import CewenError
from core.period import find_periods
from core.record import DocumentTable, TableCell, locator_at
from core.schema import Document
from core.settings import Settings
from corpus.library import Library
from tools.indicators.exam_bands import POLICY
from tools.table_query.building import RawRow, Said, Source, typed_table
from tools.table_query.computed_columns import computed_beside
from tools.table_query.typed import TypedTable
from tools.tables import TABLES
from tools.tables.manifest import TableEntry, read_manifest
from tools.tables.reading import read_sheet
from tools.tables.shapes import Shape, Shapes, is_unused, known_shapes

SHEETS = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".et")
# What must be said beside every answer from tables of a kind.
POLICIES = {"E": POLICY}
NOTES_CHARS, LEAD_CHARS = 400, 160
_ROW_OF = re.compile(r"!\$?[A-Z]{1,3}\$?(\d+)$")
_NO_SHAPES = Shapes()
_SHEET = re.compile(r"^(.*)!\$?[A-Z]{1,3}\$?\d+$")


def sheets_of(settings: Settings, library: Library) -> list[TypedTable]:
    """Every table that can be asked by who sees what the library holds, those of documents first.

    A listed file that cannot be read is left to `python -m tools run` to name.
    """
    shapes = known_shapes(settings)
    made = [*filter(None, _of_documents(library, shapes)), *listed_tables(settings, library.seen)]
    return [computed_beside(table, settings, library.seen) for table in made]


def _of_documents(library: Library, shapes: Shapes) -> Iterator[TypedTable | None]:
    for outline in library.outlines():
        for number, table in enumerate(library.tables(outline.id)):
            yield document_table(library.document(outline.id), table, number, shapes)


def document_table(
    document: Document, table: DocumentTable, number: int = 0, shapes: Shapes = _NO_SHAPES
) -> TypedTable | None:
    """A table inside a document, typed; None where it has no header or no rows.

    Args:
        document: With its text and locators.
        table: Its cells.
        number: Which table of the document it is.
        shapes: What people said of tables with the same header.
    """
    shape = shapes.find(cells_of(table), file_of(document.source))
    headers = shape.header + 1 if shape else table.header_rows
    if not headers:
        return None
    covered = _covered(table)
    width = 1 + max(column for _, column in covered)
    lines = sorted({row for row, _ in covered})
    header = [
        [covered[row, column].text if (row, column) in covered else "" for column in range(width)]
        for row in lines
        if (headers - shape.mapping.levels if shape else 0) <= row < headers
    ]
    rows = []
    for row in lines:
        own = [covered[row, column] for column in range(width) if (row, column) in covered]
        if row < headers:
            continue
        # A cell merged over a whole row is told once: it is a note.
        cells = [
            covered[row, column].text
            if (row, column) in covered and (column == 0 or covered.get((row, column - 1)) is not covered[row, column])
            else ""
            for column in range(width)
        ]
        first = next((cell for cell in own if cell.row == row), own[0])
        label = locator_at(document.locators, first.start, first.end)
        found = _ROW_OF.search(label)
        rows.append(
            RawRow(
                number=int(found[1]) if found else row + 1, span=_line(document.text, first.start), cells=tuple(cells)
            )
        )
    label = locator_at(document.locators, table.start, table.start + 1)
    sheet = _SHEET.match(label)
    before = document.text[max(0, table.start - LEAD_CHARS) : table.start].strip().split("\n")[-3:]
    after = document.text[table.end : table.end + NOTES_CHARS].strip()
    # A sheet of its own year (2022年) in a book titled by another: the nearest words count first.
    items = [sheet[1] if sheet else "", table.caption, document.title, *before]
    period, years = _period(items, document.date.isoformat() if document.date else "")
    return typed_table(
        Source(
            id=f"{document.id}#{number}",
            document_id=document.id,
            title=document.title,
            place=document.place.full_name if document.place else "",
            date=document.date_label,
            name=" ".join(dict.fromkeys(text for text in (sheet[1] if sheet else "", table.caption, *before) if text)),
            period=period,
            years=years,
            unit=re.split(r"\s", table.unit.strip())[0],
            notes=after,
            kind="sheet" if sheet or document.source.lower().endswith(SHEETS) else "inside",
            warning="；".join([*document.quality, *([shape.mapping.note] if shape else [])]),
        ),
        header,
        rows,
        _said(shape),
    )


def cells_of(table: DocumentTable) -> list[list[str]]:
    """The rows of a table as text, every cell told once where it begins."""
    width = 1 + max((cell.column for cell in table.cells), default=-1)
    rows = [[""] * width for _ in range(1 + max((cell.row for cell in table.cells), default=-1))]
    for cell in table.cells:
        rows[cell.row][cell.column] = cell.text
    return rows


def file_of(source: str) -> str:
    """The name of the file that a document comes from."""
    return Path(source.split("#")[0]).name


def _covered(table: DocumentTable) -> dict[tuple[int, int], TableCell]:
    covered: dict[tuple[int, int], TableCell] = {}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                covered.setdefault((row, column), cell)
    return covered


def _said(shape: Shape | None) -> Said:
    """What a person said, as the builder of typed tables takes it: a declared name brings its declared unit."""
    if shape is None:
        return Said()
    notes = {name: note for kind in TABLES for name, note in TABLES[kind].notes.items()}
    if shape.mapping.kind in TABLES:
        notes = TABLES[shape.mapping.kind].notes
    return Said(
        names={at: one.column for at, one in shape.columns.items() if one.column and not is_unused(one)},
        units={
            at: (one.unit, notes[one.column].unit if one.column in notes else "") for at, one in shape.columns.items()
        },
        unused=frozenset(at for at, one in shape.columns.items() if is_unused(one)),
        row=shape.row,
    )


def _line(text: str, at: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return start, len(text) if end < 0 else end


def _period(items: Sequence[str], date: str) -> tuple[str, frozenset[int]]:
    """The period a table is of: what its title or caption says first, else the year of its document."""
    for text in items:
        found = [mention for mention in find_periods(text) if mention.years]
        if found:
            first = found[0]
            return first.period.label, frozenset(first.years)
    return (f"{date[:4]}年", frozenset({int(date[:4])})) if date else ("", frozenset())


def listed_tables(settings: Settings, seen: Seen = None) -> list[TypedTable]:
    """The tables that the tables folder lists and that may be opened, typed, but those that cannot be read."""
    return list(filter(None, _listed(settings, seen)))


def _listed(settings: Settings, seen: Seen) -> Iterator[TypedTable | None]:
    for entry in read_manifest(settings.tables_dir):
        if not may_open(entry.collection, seen):
            continue
        try:
            yield _kept(entry)
        except CewenError:
            # `python -m tools run` names the file and the next step; a question must not fail for another table.
            continue


def _kept(entry: TableEntry) -> TypedTable | None:
    sheet = read_sheet(Path(entry.path))
    rows = [
        RawRow(number=number, span=(0, 0), cells=cells) for number, cells in enumerate(sheet.rows[1:], 2) if any(cells)
    ]
    years = frozenset(year for mention in find_periods(f"{entry.period}年") for year in mention.years)
    return typed_table(
        Source(
            id=entry.path.name,
            document_id=entry.path.name,
            title=entry.title,
            place=entry.place,
            date=entry.period,
            name=TABLES[entry.kind].title,
            period=f"{entry.period}{'学年' if '-' in entry.period else '年'}",
            years=years,
            kind="listed",
            warning="；".join(filter(None, (entry.note, POLICIES.get(entry.kind, "")))),
        ),
        [sheet.rows[0]],
        rows,
    )
