"""The tables of a store brought to this program's revision: made, upgraded, made anew by a rebuild, or refused.

Revisions are Alembic's (`corpus/migrations`). All of it is one transaction that one process at a time carries out: a
killed upgrade leaves the tables as they were.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, delete, func, insert, inspect, select, text, update
from sqlalchemy.exc import OperationalError, ProgrammingError

from core.errors import FingerprintMismatch, StoreUnavailable
from corpus.base import Base
from corpus.database import SQLITE
from corpus.document_rows import DocumentRow
from corpus.holding import lock_number
from corpus.store_rows import MetaRow

# Every revision in order; the last is this program's.
REVISIONS = ("0001", "0002")
HEAD = REVISIONS[-1]
# The shape of what is derived from files; it is not migrated but made anew by a rebuild.
SCHEMA_VERSION = 3
SCHEMA_KEY, REBUILDING, GENERATION = "schema_version", "rebuilding", "generation"
VERSION_TABLE = "alembic_version"
KEPT = frozenset(
    {
        "audit",
        "corrections",
        "withdrawals",
        "confirmations",
        "table_mappings",
        "conversations",
        "pinned",
        "turns",
        "feedback",
        "preferences",
        "users",
        "logins",
        "api_keys",
        "login_tries",
        "drafts",
        "draft_versions",
    }
)
_META = Base.metadata.tables[MetaRow.__tablename__]
_STATE = text(
    f"SELECT key, value FROM meta WHERE key IN ('{SCHEMA_KEY}', '{REBUILDING}') "
    f"UNION ALL SELECT 'revision', version_num FROM {VERSION_TABLE}"
)


@dataclass(frozen=True, kw_only=True)
class State:
    """Where the tables of a database stand.

    `revision` is '' before revisions were counted; `version` the shape of derived tables, 0 for an empty database and 1
    for one from before it was written down; `rebuilding` says that a rebuild was killed while it emptied them.
    """

    revision: str
    version: int
    rebuilding: bool


def bring_up(engine: Engine, *, rebuilding: bool = False) -> None:
    """Bring the tables to this program's revision; one query where they are.

    Args:
        engine: The database.
        rebuilding: True to make the derived tables anew, empty, whatever shape they have; `KEPT` tables stay.

    Raises:
        FingerprintMismatch: If a newer program made the tables, or another version or a killed rebuild left derived
            tables and `rebuilding` is False.
        StoreUnavailable: If the database does not answer, or there is no room for a copy of the SQLite file.
    """
    state = _quick_state(engine)
    if state is not None and state.revision == HEAD and not rebuilding:
        _check(state)
        return
    with _alone(engine) as connection:
        # Looked at again: another process may have done it while this one waited.
        state = _state(connection)
        _check(state, rebuilding=rebuilding)
        if state.revision != HEAD:
            if state.version:
                _keep_a_copy(engine)
            if rebuilding and state.version not in (0, SCHEMA_VERSION):
                # Of a shape that no revision knows: the first one makes those that are not there.
                Base.metadata.drop_all(connection, tables=_derived())
            _upgrade(connection)
        if rebuilding and state.version:
            _empty(connection)
        if not _facts(connection).get(SCHEMA_KEY):
            connection.execute(insert(_META), {"key": SCHEMA_KEY, "value": str(SCHEMA_VERSION)})


def state_of(engine: Engine) -> State:
    """Where the tables of a database stand; nothing is written.

    Raises:
        StoreUnavailable: If the database does not answer, or its file is damaged.
    """
    with engine.connect() as connection:
        return _state(connection)


def make_tables(connection: Connection, revision: str) -> None:
    """Make the tables of an empty database as they were at a revision, for rows that were written then.

    Args:
        connection: In a transaction of the caller's.
        revision: One of `REVISIONS`.
    """
    _upgrade(connection, revision)


def rebuild_unfinished(engine: Engine) -> bool:
    """Whether a rebuild was killed while it emptied the tables, so that only going on with it makes sense."""
    with engine.connect() as connection:
        return inspect(connection).has_table(_META.name) and REBUILDING in _facts(connection)


def _quick_state(engine: Engine) -> State | None:
    """Where the tables stand; None where something is missing and a closer look is wanted."""
    try:
        with engine.connect() as connection:
            found: dict[str, str] = {row.key: row.value for row in connection.execute(_STATE)}
    except (ProgrammingError, OperationalError):
        # A table is not there; a database that is away is told as StoreUnavailable.
        return None
    if not found.get(SCHEMA_KEY):
        return None
    return State(revision=found.get("revision", ""), version=int(found[SCHEMA_KEY]), rebuilding=REBUILDING in found)


def _state(connection: Connection) -> State:
    tables = set(inspect(connection).get_table_names())
    facts = _facts(connection) if _META.name in tables else {}
    revision = ""
    if VERSION_TABLE in tables:
        revision = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}")) or ""
    version = int(facts.get(SCHEMA_KEY) or (1 if DocumentRow.__tablename__ in tables else 0))
    return State(revision=revision, version=version, rebuilding=REBUILDING in facts)


def _facts(connection: Connection) -> Mapping[str, str]:
    rows = connection.execute(select(_META.c.key, _META.c.value).where(_META.c.key.in_([SCHEMA_KEY, REBUILDING])))
    return {row.key: row.value for row in rows}


def _check(state: State, *, rebuilding: bool = False) -> None:
    """Refuse what this program cannot go on with."""
    if state.revision and state.revision not in REVISIONS:
        raise FingerprintMismatch(
            f"资料库已由更新版本的程序升级（修订 {state.revision}，本程序到 {HEAD}）",
            next_step="请改用新版程序；要退回旧版，请按 docs/database.md 恢复升级前的备份",
        )
    if rebuilding:
        return
    if state.rebuilding:
        raise FingerprintMismatch(
            "上次重建没有做完", next_step="请再运行 python -m ingest（会接着重建，留痕与更正记录会保留）"
        )
    if state.version not in (0, SCHEMA_VERSION):
        raise FingerprintMismatch(
            f"资料库由另一版本的程序建立（结构版本 {state.version}，现为 {SCHEMA_VERSION}）",
            next_step="请运行 python -m ingest --rebuild 重建（留痕与更正记录会保留），或改用原来的程序版本",
        )


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A transaction that no other process brings the same database up in."""
    with engine.begin() as connection:
        if engine.dialect.name == SQLITE:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(select(func.pg_advisory_xact_lock(lock_number("schema"))))
        yield connection


def _derived() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if table.name not in KEPT | {_META.name}]


def _upgrade(connection: Connection, revision: str = "head") -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "corpus:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _empty(connection: Connection) -> None:
    """Make the derived tables anew, and forget the facts about them; how often they changed is counted on."""
    Base.metadata.drop_all(connection, tables=_derived())
    Base.metadata.create_all(connection, tables=_derived())
    connection.execute(delete(_META).where(_META.c.key != GENERATION))
    now = connection.scalar(select(_META.c.value).where(_META.c.key == GENERATION))
    if now is not None:
        connection.execute(update(_META).where(_META.c.key == GENERATION).values(value=str(int(now) + 1)))


def _keep_a_copy(engine: Engine) -> None:
    """Copy a SQLite file beside itself before its tables are changed; PostgreSQL has backups of its own."""
    if engine.dialect.name != SQLITE or engine.url.database in (None, "", ":memory:"):
        return
    path = Path(str(engine.url.database))
    size, free = path.stat().st_size, shutil.disk_usage(path.parent).free
    if free < 2 * size:
        raise StoreUnavailable(
            f"升级资料库前要先备份，磁盘空间不够（要 {2 * size // 2**20} MiB，剩 {free // 2**20} MiB）",
            next_step="请腾出磁盘空间后再启动；资料库没有改动",
        )
    part = path.with_name(f"{path.name}.before-{HEAD}.part")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as copy:
        source.backup(copy)
    part.replace(path.with_name(f"{path.name}.before-{HEAD}"))
