"""Which sheets of a workbook hold a declared table: the visible ones whose header fits, all those of one kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.table_mappings import NO_KIND
from tools.tables import TABLES
from tools.tables.declaring import TableSchema
from tools.tables.headers import HeaderMatch, find_header, match_headers
from tools.tables.shapes import Shape, Shapes, leaf_names
from tools.tables.workbooks import Sheet

# `find_header` gives 2.0 for a table with every required column and no stranger; a report that shares a few words with
# a schema stays below 1. A table that half fits is better read as text than computed from.
MIN_FIT = 1.4
_NO_SHAPES = Shapes()


@dataclass(frozen=True, kw_only=True)
class Part:
    """One sheet of a declared table: `header` is the position of its header row, `fit` how well it fits, 0 to 2.

    `shape` is what a person said of sheets like it.
    """

    sheet: Sheet
    header: int
    fit: float
    matches: tuple[HeaderMatch, ...]
    whole: bool
    shape: Shape | None = None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The sheets that make one table, the best of them first told by `best`, and those passed over."""

    schema: TableSchema
    parts: tuple[Part, ...]
    passed: tuple[Sheet, ...]

    @property
    def best(self) -> Part:
        """The sheet that fits best; of equals the first."""
        return max(self.parts, key=lambda part: part.fit)


def choose_sheets(
    sheets: Sequence[Sheet], kinds: Sequence[str] = (), shapes: Shapes = _NO_SHAPES, file: str = ""
) -> Choice | None:
    """The declared table that a workbook holds, or None where no sheet has known headers.

    Args:
        sheets: As `read_sheets` gives them.
        kinds: Kinds that a person or a list says it is; default: told by its headers, of all kinds.
        shapes: What people said of sheets with the same header; it holds before what the headers tell.
        file: The file's name.
    """
    chosen: Choice | None = None
    said = {sheet.name: shapes.find(sheet.rows, file) for sheet in sheets}
    for kind in kinds or tuple(TABLES):
        schema = TABLES[kind]
        found = [part for sheet in sheets if (part := _part(sheet, schema, said[sheet.name], told=bool(kinds)))]
        if not found:
            continue
        best = max(found, key=lambda part: part.fit)
        if chosen is not None and best.fit <= chosen.best.fit:
            continue
        parts = tuple(part for part in found if part is best or part.whole)
        taken = {part.sheet.name for part in parts}
        chosen = Choice(schema=schema, parts=parts, passed=tuple(one for one in sheets if one.name not in taken))
    return chosen


def _part(sheet: Sheet, schema: TableSchema, shape: Shape | None, *, told: bool) -> Part | None:
    if not any(any(row) for row in sheet.rows):
        return None
    if shape is not None:
        return _said_part(sheet, schema, shape, told=told)
    header, fit = find_header(sheet.rows, schema)
    if not fit:
        return None
    matches = match_headers(sheet.rows[header], schema)
    known = {match.column for match in matches if match.how != "自带"}
    if not told and schema.telling and not known.intersection(schema.telling):
        return None
    # Most headers of an open schema are its own and declared nowhere: its required columns must all be there.
    whole = known.issuperset(schema.required) if schema.open_columns else fit >= MIN_FIT
    return Part(sheet=sheet, header=header, fit=fit, matches=matches, whole=whole)


def _said_part(sheet: Sheet, schema: TableSchema, shape: Shape, *, told: bool) -> Part | None:
    """A sheet as a person said it is; one said to be of no kind, or of another, is none of this."""
    kind = shape.mapping.kind
    if kind and kind != schema.kind and not (told and kind != NO_KIND):
        return None
    header = leaf_names(sheet.rows[shape.header - shape.mapping.levels + 1 : shape.header + 1])
    matches = match_headers(tuple(header), schema, shape.columns)
    known = {match.column for match in matches if match.column and match.how != "自带"}
    fit = len(known.intersection(schema.required)) / max(1, len(schema.required)) + len(known) / max(1, len(matches))
    # Without someone's word for the kind it must fit as any other sheet does.
    if not known or (not kind and (fit < MIN_FIT or (schema.telling and not known.intersection(schema.telling)))):
        return None
    return Part(
        sheet=sheet, header=shape.header, fit=fit, matches=matches, whole=known.issuperset(schema.required), shape=shape
    )
