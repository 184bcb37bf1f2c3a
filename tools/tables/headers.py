"""Which column of a file is which declared column, by name, official name or synonym; shown before it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from corpus.table_mappings import ColumnSaying
from tools.tables.declaring import TableSchema
from tools.tables.parsing import UNIT_FACTORS, normal_text, split_header
from tools.tables.shapes import is_unused, unit_word

HEADER_ROWS_SEARCHED = 12
How = Literal["同名", "同义", "自带", "未用", "指定"]
_NOTHING_SAID: Mapping[int, ColumnSaying] = {}


@dataclass(frozen=True, kw_only=True)
class HeaderMatch:
    """One header of a file. `column` is None where it is not used; `factor` turns its unit into the declared one."""

    position: int
    header: str
    column: str | None
    how: How
    unit: str = ""
    factor: float = 1.0


def match_headers(
    header: tuple[str, ...], schema: TableSchema, said: Mapping[int, ColumnSaying] = _NOTHING_SAID
) -> tuple[HeaderMatch, ...]:
    """Map the headers of a file to declared columns; a synonym never displaces the column's own name.

    Args:
        header: The header's cells.
        schema: Whose columns.
        said: What a person said of columns, by position: it holds before any name.

    Returns:
        One match a non-empty header, in the file's order: the preview a user confirms.
    """
    own = {normal_text(name): name for name in schema.notes}
    other = {normal_text(word): name for name, note in schema.notes.items() for word in note.also}
    found: list[tuple[int, str, str | None, str, How]] = []
    for position, text in enumerate(header):
        saying = said.get(position)
        if not text.strip() and saying is None:
            continue
        name, unit = split_header(text)
        unit = unit_word(saying.unit) if saying and saying.unit else unit
        if saying is not None and (is_unused(saying) or saying.column in schema.notes):
            found.append((position, text, None if is_unused(saying) else saying.column, unit, "指定"))
            continue
        whole = normal_text(text).lstrip("*")
        if whole in own or name in own:
            found.append((position, text, own.get(whole) or own[name], "" if whole in own else unit, "同名"))
        elif whole in other or name in other:
            found.append((position, text, other.get(whole) or other[name], unit, "同义"))
        elif schema.open_columns:
            found.append((position, text, name, unit, "自带"))
        else:
            found.append((position, text, None, unit, "未用"))
    known = {column for _, _, column, _, how in found if how == "指定"}
    named = known | {column for _, _, column, _, how in found if how == "同名"}
    matches = []
    for position, text, column, unit, how in found:
        if (how == "同义" and column in named) or (how != "指定" and column is not None and column in known):
            column, how = None, "未用"
        factor = 1.0
        if column is not None and unit and column in schema.notes:
            factor = UNIT_FACTORS.get((schema.notes[column].unit, unit), 1.0)
        matches.append(HeaderMatch(position=position, header=text, column=column, how=how, unit=unit, factor=factor))
    return tuple(matches)


def find_header(rows: tuple[tuple[str, ...], ...], schema: TableSchema) -> tuple[int, float]:
    """Find the header row: a title or a note may stand above it.

    Returns:
        Its position, and how well it fits: the share of required columns found plus the share of headers known; 0.0
        where fewer than two key columns or fewer than three columns are known.
    """
    best = (0, 0.0)
    for number, row in enumerate(rows[:HEADER_ROWS_SEARCHED]):
        matches = match_headers(row, schema)
        known = {match.column for match in matches if match.column and match.how != "自带"}
        keys = len(known.intersection(schema.key))
        if len(known) < (2 if schema.open_columns else 3) or keys < min(2, len(schema.key)) - 1:
            continue
        score = len(known.intersection(schema.required)) / max(1, len(schema.required)) + len(known) / len(matches)
        if score > best[1]:
            best = (number, score)
    return best
