"""The ledger of a stored document: its sentences, its tables, and the corrections of places, periods and figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.corrected import correction_at, right_value
from core.ledger_figure import LedgerFigure
from core.record import DocumentTable
from core.schema import Document, Section
from core.timeline import Timeline, timeline_of
from corpus.library import Library
from ingest.loaders.grids import is_number
from retrieval.spoken import SpokenOf
from tools.ledger.table_figures import TableFigure, table_figures
from tools.ledger.text_figures import Around, ledger_of

CORRECTED = "更正"


def document_ledger(library: Library, document_id: str, spoken: SpokenOf | None = None) -> Iterator[LedgerFigure]:
    """The figures of a document; a corrected one has the right value, 更正 as its qualifier, and its old sentence.

    Args:
        library: The stored texts with their corrections.
        document_id: Which document.
        spoken: Tells whom each stretch of a text speaks of; None: its section's place.
    """
    document, sections, tables = (
        library.document(document_id),
        library.sections(document_id),
        library.tables(document_id),
    )
    timeline = timeline_of(document, sections)
    # A table's figures come from its cells, not from its rows read as prose.
    rows = [
        _corrected_row(row, document)
        for row in ledger_of(document, sections, spoken)
        if not any(table.start <= row.span[0] < table.end for table in tables)
    ]
    rows += [cell.figure for cell in _cells(document, sections, tables, timeline)]
    yield from sorted(rows, key=lambda row: row.span)


def document_cells(library: Library, document_id: str) -> list[TableFigure]:
    """The figures of a document's tables with what names them, as corrected."""
    document, sections = library.document(document_id), library.sections(document_id)
    return _cells(document, sections, library.tables(document_id), timeline_of(document, sections))


def _cells(
    document: Document, sections: Sequence[Section], tables: Sequence[DocumentTable], timeline: Timeline
) -> list[TableFigure]:
    cells: list[TableFigure] = []
    for table in tables:
        holding = [section for section in sections if section.start <= table.start < section.end]
        inner = max(holding, key=lambda section: section.depth, default=None)
        around = Around(
            place=(inner.place if inner else None) or document.place,
            period=timeline.period_at(table.start),
            base_year=timeline.base_year,
            document_id=document.id,
            section_id=inner.id if inner else "",
        )
        cells += [
            replace(cell, figure=replace(cell.figure, qualifier=CORRECTED))
            if correction_at(*cell.figure.span, document)
            else cell
            for cell in table_figures(document.text, [_corrected_table(table, document)], around)
        ]
    return cells


def _corrected_row(row: LedgerFigure, document: Document) -> LedgerFigure:
    new = right_value(*row.span, document)
    if new is None:
        return row
    return replace(
        row, value=new.value, low=new.low, high=new.high, unit=new.unit or row.unit, text=new.text, qualifier=CORRECTED
    )


def _corrected_table(table: DocumentTable, document: Document) -> DocumentTable:
    """A table with the figures put right in its cells, to be read with the units of their headers."""
    cells = []
    for cell in table.cells:
        note = correction_at(cell.start, cell.end, document) if is_number(cell.text) else None
        cells.append(replace(cell, text=note.value) if note else cell)
    return replace(table, cells=tuple(cells))
