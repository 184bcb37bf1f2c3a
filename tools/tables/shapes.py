"""What people said of tables of a shape, found again in a sheet: its header row, its columns, its marked rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.settings import Settings
from corpus.store import Store
from corpus.table_mappings import (
    UNUSED,
    ColumnSaying,
    RowSaying,
    TableMapping,
    current_mappings,
    folded,
    for_file,
    header_names,
)
from tools.tables.parsing import UNIT_FACTORS, parse_cell, split_header

HEADER_SEARCHED = 12
LABEL_CELLS, CODE_DIGITS = 3, 8
REASONS: Mapping[RowSaying, str] = {"合计": "人工标为合计行，没有计入", "不计": "人工标为不计，没有计入", "记录": ""}


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A mapping where it fits a sheet: `header` is the position of the last header row, `columns` by position."""

    header: int
    mapping: TableMapping
    columns: Mapping[int, ColumnSaying] = field(default_factory=dict)

    def row(self, cells: Sequence[str]) -> RowSaying | None:
        """What is said of a row, or None."""
        label = row_label(cells)
        return next((one.what for one in reversed(self.mapping.rows) if label and one.label == label), None)


@dataclass(frozen=True, kw_only=True)
class Shapes:
    """All mappings that hold."""

    every: tuple[TableMapping, ...] = ()

    def find(self, rows: Sequence[Sequence[str]], file: str) -> Shape | None:
        """The mapping whose header stands among the first rows; None where there is none.

        Args:
            rows: A sheet's rows, or a table's, merged cells told once.
            file: The file's name, for marks of rows that hold in it alone.
        """
        known = {(one.levels, one.names): one for one in self.every if not one.withdrawn}
        if not known:
            return None
        levels = {count for count, _ in known}
        for last in range(min(len(rows), HEADER_SEARCHED)):
            for count in sorted(levels, reverse=True):
                first = last - count + 1
                found = known.get((count, header_names(rows[first : last + 1]))) if first >= 0 else None
                if found is not None:
                    return shape_at(rows, last, for_file(found, file))
        return None


def shape_at(rows: Sequence[Sequence[str]], header: int, mapping: TableMapping) -> Shape:
    """A mapping laid over a sheet whose header ends at a row."""
    leaves = leaf_names(rows[header - mapping.levels + 1 : header + 1])
    said = {(one.name, one.nth): one for one in mapping.columns}
    keys = column_keys(leaves)
    return Shape(
        header=header,
        mapping=mapping,
        columns={at: said[key] for at, key in enumerate(keys) if key in said},
    )


def leaf_names(levels: Sequence[Sequence[str]]) -> list[str]:
    """The name of each column in the lowest level that has one, as written."""
    width = max((len(row) for row in levels), default=0)
    return [next((row[at] for row in reversed(levels) if at < len(row) and row[at].strip()), "") for at in range(width)]


def column_keys(leaves: Sequence[str]) -> list[tuple[str, int]]:
    """Each column by its folded name and how many of that name stand left of it."""
    seen: Counter[str] = Counter()
    keys = []
    for leaf in leaves:
        name = folded(leaf)
        keys.append((name, seen[name]))
        seen[name] += 1
    return keys


def row_label(cells: Sequence[str]) -> str:
    """The words a row begins with, up to its first figure: what it is known by in the next file."""
    words: list[str] = []
    for cell in cells:
        text = folded(cell)
        if not text:
            continue
        if isinstance(parse_cell(text, "decimal").value, float):
            # A school's code before its name is no figure.
            if words and len(text) < CODE_DIGITS:
                break
            continue
        words.append(text)
        if len(words) == LABEL_CELLS:
            break
    return " ".join(words)


def unit_word(unit: str) -> str:
    """A unit in the spelling that declared columns use: 平方米 → ㎡."""
    return split_header(f"列({unit})")[1] or unit.strip()


def converts(unit: str, declared: str) -> bool:
    """Whether amounts in a unit can be told in the declared one."""
    return unit == declared or (declared, unit) in UNIT_FACTORS


def is_unused(saying: ColumnSaying | None) -> bool:
    """Whether a person said that a column is to be left out."""
    return saying is not None and saying.column == UNUSED


def known_shapes(settings: Settings) -> Shapes:
    """The mappings of an office; none where there is no store yet."""
    if not settings.database_url and not (settings.data_dir / "cewen.sqlite3").is_file():
        return Shapes()
    store = Store(settings.store_url)
    try:
        return Shapes(every=current_mappings(store))
    finally:
        store.close()
