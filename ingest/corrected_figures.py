"""The ledger of a stored document: its sentences, its tables, and the corrections of places, periods and figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from core.quantity import parse_quantities
from core.timeline import timeline_of
from corpus.library import Library
from ingest.figures import Around, LedgerFigure, ledger_of
from ingest.table_figures import table_figures

CORRECTED = "更正"


def document_ledger(library: Library, document_id: str) -> Iterator[LedgerFigure]:
    """The figures of a document; a corrected one has the right value, 更正 as its qualifier, and its old sentence.

    Args:
        library: The stored texts with their corrections.
        document_id: Which document.
    """
    document = library.document(document_id)
    put_right = [
        ((at, at + len(made.anchor)), parse_quantities(made.value))
        for made in library.corrections(document_id)
        if made.field == "figure" and (at := document.text.find(made.anchor)) >= 0
    ]
    for row in _told(library, document_id):
        found = next((new for (start, end), new in put_right if start <= row.span[0] and row.span[1] <= end), None)
        if found:
            new = found[0]
            yield replace(
                row, value=new.value, low=new.low, high=new.high, unit=new.unit or row.unit, text=new.text,
                qualifier=CORRECTED,
            )  # fmt: skip
        else:
            yield row


def _told(library: Library, document_id: str) -> Iterator[LedgerFigure]:
    """Figures as the text has them, in its order; a table's come from its cells, not from its rows read as prose."""
    document, sections, tables = (
        library.document(document_id), library.sections(document_id), library.tables(document_id)
    )  # fmt: skip
    timeline = timeline_of(document, sections)
    rows = [
        row
        for row in ledger_of(document, sections)
        if not any(table.start <= row.span[0] < table.end for table in tables)
    ]
    for table in tables:
        holding = [section for section in sections if section.start <= table.start < section.end]
        inner = max(holding, key=lambda section: section.depth, default=None)
        around = Around(
            place=(inner.place if inner else None) or document.place, period=timeline.period_at(table.start),
            base_year=timeline.base_year, document_id=document_id, section_id=inner.id if inner else "",
        )  # fmt: skip
        rows += table_figures(document.text, [table], around)
    yield from sorted(rows, key=lambda row: row.span)
