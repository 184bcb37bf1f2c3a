"""The ledger of a stored document with its corrections: places, periods and misread figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from core.quantity import parse_quantities
from corpus.library import Library
from ingest.figures import LedgerFigure, ledger_of

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
    for row in ledger_of(document, library.sections(document_id)):
        found = next((new for (start, end), new in put_right if start <= row.span[0] and row.span[1] <= end), None)
        if found:
            new = found[0]
            yield replace(
                row, value=new.value, low=new.low, high=new.high, unit=new.unit or row.unit, text=new.text,
                qualifier=CORRECTED,
            )  # fmt: skip
        else:
            yield row
