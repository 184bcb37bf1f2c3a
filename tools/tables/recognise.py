"""Whether a spreadsheet is one of the declared tables, so that it is kept as a table and not read as a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import LoadError
from tools.tables.choosing import Part, choose_sheets
from tools.tables.declaring import TableSchema
from tools.tables.parsing import normal_year
from tools.tables.reading import ENDINGS, read_sheets
from tools.tables.record_rows import sort_rows
from tools.tables.shapes import Shapes

_NO_SHAPES = Shapes()


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


def recognise_table(path: Path, shapes: Shapes = _NO_SHAPES) -> Recognised | None:
    """The declared kind of a spreadsheet, or None where it is none, is damaged, or is no spreadsheet.

    Args:
        path: Any file. Its visible sheets are looked at, as `load_table` does.
        shapes: What people said of sheets with the same header.
    """
    if path.suffix.lower() not in ENDINGS:
        return None
    try:
        choice = choose_sheets(read_sheets(path), shapes=shapes, file=path.name)
    except LoadError:
        # What is wrong with the file is said by the loader that reads it as a document.
        return None
    if choice is None or not choice.best.whole:
        return None
    return Recognised(
        kind=choice.schema.kind,
        title=choice.schema.title,
        header_row=choice.best.header + 1,
        fit=round(choice.best.fit, 3),
        owners=tuple(dict.fromkeys(pair for part in choice.parts for pair in _owners(part, choice.schema))),
    )


def _owners(part: Part, schema: TableSchema) -> tuple[tuple[str, str], ...]:
    """(place, year) of a sheet's records, each pair once."""
    at = {match.column: match.position for match in part.matches}
    place, year = at.get(schema.place_column), at.get(schema.year_column)
    if place is None and year is None:
        return ()
    records, _ = sort_rows(part.sheet.rows, part.header, part.matches, schema, part.shape)
    pairs = dict.fromkeys((_cell(row, place).strip(), normal_year(_cell(row, year).strip())) for _, row in records)
    return tuple(pair for pair in pairs if any(pair))


def _cell(row: Sequence[str], position: int | None) -> str:
    return row[position] if position is not None and position < len(row) else ""
