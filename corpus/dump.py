"""The store's rows as lines of JSON and back: one form for both databases, for backups and for moving between them."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.types import TypeEngine

from corpus.base import Base, UtcTime
from corpus.database import POSTGRESQL, SQLITE

# What holds only while a program runs or a person is logged in; whoever logged out must not be in again.
PASSING = frozenset({"logins", "login_tries", "claims"})
ROWS_AT_ONCE = 500
TIME, DATE, BYTES, JSON_VALUE, PLAIN = "time", "date", "bytes", "json", "plain"
Row = dict[str, Any]


def dumped_tables() -> list[Table]:
    """The tables that are dumped, those that others point to first."""
    return [table for table in Base.metadata.sorted_tables if table.name not in PASSING]


def kinds_of(table: Table) -> dict[str, str]:
    """What each column of a table holds, so that rows can be read without the program that wrote them."""
    return {column.name: _kind(column.type) for column in table.columns}


def _kind(result: TypeEngine[Any]) -> str:
    kinds = ((UtcTime, TIME), (Date, DATE), (LargeBinary, BYTES), (JSON, JSON_VALUE))
    return next((kind for type_, kind in kinds if isinstance(result, type_)), PLAIN)


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it was at its first read, while others go on writing."""
    connection = engine.connect()
    try:
        if engine.dialect.name == SQLITE:
            # The driver begins no transaction for reads; in WAL mode this one keeps no writer waiting.
            connection.exec_driver_sql("BEGIN")
        else:
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection
    finally:
        connection.close()


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """The rows of a table, a line each, in the order of its key."""
    kinds = kinds_of(table)
    asked = select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(asked).mappings():
        record = {name: _written(value, kinds[name]) for name, value in row.items()}
        # In ASCII: a half of a character in a file's name survives.
        yield json.dumps(record).encode("ascii") + b"\n"


def _written(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind in (TIME, DATE):
        return value.isoformat()
    return base64.b64encode(value).decode("ascii") if kind == BYTES else value


def _read(value: Any, kind: str) -> Any:
    if value is None or kind in (JSON_VALUE, PLAIN):
        return value
    if kind == BYTES:
        return base64.b64decode(value)
    return dt.datetime.fromisoformat(value) if kind == TIME else dt.date.fromisoformat(value)


def load(
    connection: Connection,
    name: str,
    kinds: Mapping[str, str],
    lines: Iterable[bytes],
    changed: Callable[[Row], Row] = lambda row: row,
) -> int:
    """Put rows into a table that has them not; how many they were.

    Args:
        connection: In a transaction of the caller's.
        name: The table.
        kinds: Its columns, as `kinds_of` told them when the rows were written.
        lines: As `lines_of` gave them.
        changed: Makes each row what it shall be here.
    """
    # The table as it was when it was written, not as this program declares it.
    table = Table(name, MetaData(), *(Column(column, _type(kind)) for column, kind in kinds.items()))
    count, batch = 0, []
    for line in lines:
        row = {column: _read(value, kinds[column]) for column, value in json.loads(line).items()}
        batch.append(changed(row))
        if len(batch) == ROWS_AT_ONCE:
            connection.execute(insert(table), batch)
            count, batch = count + len(batch), []
    if batch:
        connection.execute(insert(table), batch)
    return count + len(batch)


def _type(kind: str) -> TypeEngine[Any] | None:
    types: dict[str, TypeEngine[Any]] = {
        TIME: UtcTime(),
        DATE: Date(),
        BYTES: LargeBinary(),
        JSON_VALUE: JSON(none_as_null=True),
    }
    return types.get(kind)


def number_on(connection: Connection) -> None:
    """Let PostgreSQL give new rows numbers after those that were loaded; SQLite does so by itself."""
    if connection.dialect.name != POSTGRESQL:
        return
    for table in dumped_tables():
        key = list(table.primary_key.columns)
        if len(key) == 1 and isinstance(key[0].type, Integer):
            last = connection.scalar(select(func.max(key[0])))
            if last is not None:
                sequence = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")
                connection.execute(sequence, {"table": table.name, "column": key[0].name, "last": last})
