"""Whether a spreadsheet is one of the declared tables, so that it is kept as a table and not read as a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import LoadError
from tools.tables import TABLES
from tools.tables.declaring import TableSchema
from tools.tables.headers import find_header, match_headers
from tools.tables.reading import read_sheet

ENDINGS = (".csv", ".tsv", ".xlsx", ".xlsm")
# `find_header` gives 2.0 for a table with every required column and no stranger; a report that shares a few words with
# a schema stays below 1. A table that half fits is better read as text than computed from.
MIN_FIT = 1.4


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """A declared table that a file holds: its kind, its title, the row of its header from 1, and how well it fits.

    `fit` is the share of required columns found plus the share of headers known, 0 to 2. `owners` are the places and
    years its own columns name, each pair once and in order; '' where it has no such column.
    """

    kind: str
    title: str
    header_row: int
    fit: float
    owners: tuple[tuple[str, str], ...] = ()


def recognise_table(path: Path) -> Recognised | None:
    """The declared kind of a spreadsheet, or None where it is none, is damaged, or is no spreadsheet.

    Args:
        path: Any file. Only its first sheet that is not a 填表说明 is looked at, as `load_table` does.
    """
    if path.suffix.lower() not in ENDINGS:
        return None
    try:
        rows = read_sheet(path).rows
    except LoadError:
        # What is wrong with the file is said by the loader that reads it as a document.
        return None
    best: Recognised | None = None
    for kind in TABLES:
        schema = TABLES[kind]
        row, fit = find_header(rows, schema)
        # Most headers of an open schema are its own and declared nowhere: its required columns must all be there.
        known = {match.column for match in match_headers(rows[row], schema) if match.how != "自带"}
        fits = known.issuperset(schema.required) if schema.open_columns else fit >= MIN_FIT
        if fit and fits and (best is None or fit > best.fit):
            best = Recognised(
                kind=kind, title=schema.title, header_row=row + 1, fit=round(fit, 3), owners=_owners(rows, row, schema)
            )
    return best


def _owners(rows: Sequence[Sequence[str]], header: int, schema: TableSchema) -> tuple[tuple[str, str], ...]:
    """(place, year) of the rows below a header, each pair once."""
    at = {match.column: match.position for match in match_headers(tuple(rows[header]), schema)}
    columns = [at.get(schema.place_column), at.get(schema.year_column)]
    if columns == [None, None]:
        return ()
    pairs = (
        tuple(row[column].strip() if column is not None and column < len(row) else "" for column in columns)
        for row in rows[header + 1 :]
    )
    return tuple((place, year) for place, year in dict.fromkeys(pairs) if place or year)
