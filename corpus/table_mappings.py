"""What people say of tables: which row is the header, which column is which, which rows are no records; by shape.

A shape is the names in the header, white space and width folded: the next file with the same header is read the same
way. Every saying is kept with who and when; the last one of a shape holds.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from sqlalchemy import select

from core.errors import DataError, Outdated
from corpus.holding import hold
from corpus.kept_rows import TableMappingRow
from corpus.store import Store

# Said of a column that is left out, and of a table that is of no declared kind.
UNUSED, NO_KIND = "-", "-"
RowSaying = Literal["合计", "不计", "记录"]
MAX_LEVELS = 3


@dataclass(frozen=True, kw_only=True)
class ColumnSaying:
    """What is said of one column: `name` as folded, the `nth` of that name from 0, left to right.

    `column` is the declared column it is, `UNUSED` for one to leave out, '' where nothing is said; so with `unit`.
    """

    name: str
    nth: int = 0
    column: str = ""
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class RowMark:
    """What is said of a row: by the words it begins with; `file` names the one file it holds in, '' for every one."""

    label: str
    what: RowSaying
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class TableMapping:
    """All that is said of tables of one shape.

    `names` are the folded cells of the header, `levels` over how many rows it goes, `kind` the declared kind, `NO_KIND`
    for none of them, '' where it is told by the headers. `id` is 0 until it is saved.
    """

    names: tuple[str, ...]
    levels: int = 1
    kind: str = ""
    columns: tuple[ColumnSaying, ...] = ()
    rows: tuple[RowMark, ...] = ()
    withdrawn: bool = False
    who: str = ""
    at: dt.datetime | None = None
    id: int = 0

    @property
    def note(self) -> str:
        """Who said it and when, as a citation shows it."""
        return f"列的对应由{self.who}于{self.at.date().isoformat()}指定" if self.at else ""


def folded(text: str) -> str:
    """A header cell for comparing: width folded, without white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def header_names(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The folded names in the rows of a header, row by row, empty cells left out."""
    return tuple(name for row in rows for cell in row if (name := folded(cell)))


def fingerprint(names: Sequence[str], levels: int) -> str:
    """What tables of one shape have in common."""
    return hashlib.sha256("\x1f".join([str(levels), *names]).encode()).hexdigest()


def save_mapping(store: Store, mapping: TableMapping, *, who: str, seen: int) -> TableMapping:
    """Keep what a person says of a shape.

    Args:
        store: The store.
        mapping: What is said; `withdrawn` takes back all that was said before.
        who: The person's name.
        seen: The id of the saying the person looked at, 0 for none.

    Raises:
        DataError: If nobody's name is given, or there is no header.
        Outdated: If someone said something else since.
    """
    if not who.strip():
        raise DataError("没有写是谁改的", next_step="请填写姓名")
    if not mapping.names:
        raise DataError("表头是空的", next_step="请指定有列名的那一行作表头")
    key = fingerprint(mapping.names, mapping.levels)
    record = {
        "levels": mapping.levels,
        "kind": mapping.kind,
        "withdrawn": mapping.withdrawn,
        "columns": [asdict(one) for one in mapping.columns],
        "rows": [asdict(one) for one in mapping.rows],
    }
    with store.session.begin() as session:
        # From here on no one else says anything of tables, and what is read is the last word.
        hold(session, "table_mappings")
        made = TableMappingRow(
            fingerprint=key, names=list(mapping.names), told=record, who=who.strip(), at=dt.datetime.now(dt.UTC)
        )
        session.add(made)
        session.flush()
        last = session.scalar(
            select(TableMappingRow)
            .where(TableMappingRow.fingerprint == key, TableMappingRow.id != made.id)
            .order_by(TableMappingRow.id.desc())
            .limit(1)
        )
        if last is not None and last.id != seen:
            raise Outdated(
                f"您打开之后，{last.who}于{last.at:%Y-%m-%d %H:%M}改过这种表的对应",
                next_step="请看过新的对应再保存；您填的没有丢",
            )
        return _value(made)


def current_mappings(store: Store) -> tuple[TableMapping, ...]:
    """The last saying of each shape, those withdrawn among them."""
    with store.session() as session:
        rows = session.scalars(select(TableMappingRow).order_by(TableMappingRow.id))
        return tuple({row.fingerprint: _value(row) for row in rows}.values())


def mapping_history(store: Store, names: Sequence[str], levels: int) -> list[TableMapping]:
    """Every saying of one shape, oldest first."""
    with store.session() as session:
        rows = session.scalars(
            select(TableMappingRow)
            .where(TableMappingRow.fingerprint == fingerprint(names, levels))
            .order_by(TableMappingRow.id)
        )
        return [_value(row) for row in rows]


def for_file(mapping: TableMapping, file: str) -> TableMapping:
    """A mapping with only the marks of rows that hold in a file."""
    return replace(mapping, rows=tuple(one for one in mapping.rows if one.file in ("", file)))


def _value(row: TableMappingRow) -> TableMapping:
    record: dict[str, Any] = row.told
    return TableMapping(
        id=row.id,
        names=tuple(row.names),
        levels=record["levels"],
        kind=record["kind"],
        withdrawn=record["withdrawn"],
        columns=tuple(ColumnSaying(**one) for one in record["columns"]),
        rows=tuple(RowMark(**one) for one in record["rows"]),
        who=row.who,
        at=row.at,
    )
