"""Tables are brought to this program's revision: made, adopted, upgraded, refused; nothing that people put in is lost."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event, inspect, text

import corpus.schema
from core.errors import FingerprintMismatch, StoreUnavailable
from core.settings import ROOT
from corpus.audit import Asked, read_deeds
from corpus.base import Base
from corpus.conversations import Conversations
from corpus.database import open_engine
from corpus.migrations.types import types_differ
from corpus.schema import HEAD, REVISIONS, SCHEMA_VERSION
from corpus.store import Store

AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
TOLD = "甲县有多少所小学"


def config(connection: Connection | None = None) -> Config:
    made = Config()
    made.set_main_option("script_location", "corpus:migrations")
    made.attributes["connection"] = connection
    return made


@contextmanager
def revised(url: str, revision: str) -> Iterator[Connection]:
    """A database at a revision, with what is done to it kept."""
    engine = open_engine(url)
    with engine.begin() as connection:
        command.upgrade(config(connection), revision)
        yield connection
    engine.dispose()


def before_revisions(url: str) -> None:
    """A store as the program left it before revisions were counted, with a conversation and a line of the log in it."""
    with revised(url, "0001") as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        connection.execute(text(f"INSERT INTO meta VALUES ('schema_version', '{SCHEMA_VERSION}')"))
        put_in(connection)


def put_in(connection: Connection) -> None:
    # As the program wrote it then: without a zone in SQLite, and left to the session's zone in PostgreSQL.
    wording = str(AT.replace(tzinfo=None)) if connection.dialect.name == "sqlite" else AT
    connection.execute(
        text("INSERT INTO conversations VALUES ('c1', 'local', '问小学', '', :at, :at)"), {"at": wording}
    )
    connection.execute(
        text(
            "INSERT INTO audit (id, at, \"user\", question, status, trace) VALUES (1, :at, '王', :told, 'upload', '{}')"
        ),
        {"at": wording, "told": TOLD},
    )


def assert_nothing_lost(store: Store) -> None:
    [kept] = Conversations(store.session).listed()
    assert (kept.id, kept.title, kept.changed_at) == ("c1", "问小学", AT)
    [deed] = read_deeds(store, Asked())
    assert (deed.subject, deed.user, deed.at) == (TOLD, "王", AT)


def test_the_programs_revisions_are_those_in_the_folder() -> None:
    scripts = ScriptDirectory.from_config(config())
    assert scripts.get_heads() == [HEAD]
    assert [one.revision for one in scripts.walk_revisions()][::-1] == list(REVISIONS)


def test_a_new_database_has_the_tables_that_are_declared(database: str) -> None:
    store = Store(database)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": types_differ})
        assert compare_metadata(context, Base.metadata) == []
        assert context.get_current_revision() == HEAD
    store.close()


def test_a_store_from_before_revisions_is_adopted_and_loses_nothing(database: str) -> None:
    before_revisions(database)
    store = Store(database)
    assert_nothing_lost(store)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": types_differ})
        assert compare_metadata(context, Base.metadata) == []
    store.close()
    again = Store(database)
    assert_nothing_lost(again)
    again.close()


def test_an_older_revision_is_upgraded(database: str) -> None:
    with revised(database, "0001") as connection:
        connection.execute(text(f"INSERT INTO meta VALUES ('schema_version', '{SCHEMA_VERSION}')"))
        put_in(connection)
    store = Store(database)
    assert_nothing_lost(store)
    assert "claims" in inspect(store.engine).get_table_names()
    store.close()


def test_a_copy_of_the_file_goes_back_to_the_old_program(tmp_path: Path) -> None:
    path = tmp_path / "cewen.sqlite3"
    url = f"sqlite:///{path}"
    before_revisions(url)
    Store(url).close()
    copy = tmp_path / f"cewen.sqlite3.before-{HEAD}"
    assert copy.is_file()
    # As docs/database.md tells: the program is stopped, the copy takes the file's place.
    for part in ("", "-wal", "-shm"):
        path.with_name(path.name + part).unlink(missing_ok=True)
    shutil.copyfile(copy, path)
    engine = open_engine(url)
    tables = inspect(engine).get_table_names()
    engine.dispose()
    assert "alembic_version" not in tables
    assert "claims" not in tables
    back = Store(url)
    assert_nothing_lost(back)
    back.close()


def test_a_new_store_leaves_no_copy_and_neither_does_opening_it_again(tmp_path: Path) -> None:
    for _ in range(2):
        Store(f"sqlite:///{tmp_path / 'cewen.sqlite3'}").close()
    assert list(tmp_path.glob("*.before-*")) == []


def test_without_room_for_the_copy_nothing_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'cewen.sqlite3'}"
    before_revisions(url)
    monkeypatch.setattr("corpus.schema.shutil.disk_usage", lambda _: SimpleNamespace(free=0))
    with pytest.raises(StoreUnavailable, match="磁盘空间不够"):
        Store(url)
    monkeypatch.undo()
    store = Store(url)
    assert_nothing_lost(store)
    store.close()


def test_an_upgrade_that_breaks_off_leaves_the_tables_as_they_were(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_revisions(database)
    upgrade = corpus.schema._upgrade

    def broken(connection: Connection) -> None:
        upgrade(connection)
        raise KeyboardInterrupt

    monkeypatch.setattr(corpus.schema, "_upgrade", broken)
    with pytest.raises(KeyboardInterrupt):
        Store(database)
    engine = open_engine(database)
    assert not {"claims", "alembic_version"} & set(inspect(engine).get_table_names())
    engine.dispose()
    monkeypatch.undo()
    store = Store(database)
    assert_nothing_lost(store)
    store.close()


def test_what_a_newer_program_made_is_refused_with_a_next_step(database: str) -> None:
    store = Store(database)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    for rebuilding in (False, True):
        with pytest.raises(FingerprintMismatch, match=r"更新版本的程序.*恢复升级前的备份"):
            Store(database, rebuilding=rebuilding)


def test_opening_a_store_that_is_up_to_date_is_one_query(database: str) -> None:
    Store(database).close()
    asked: list[str] = []

    def heard(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", heard)
    try:
        Store(database).close()
    finally:
        event.remove(Engine, "before_cursor_execute", heard)
    assert len([one for one in asked if one.startswith("SELECT key, value")]) == 1
    assert not any("information_schema" in one or "sqlite_master" in one for one in asked)


def test_a_rebuild_goes_on_counting_how_often_the_store_changed(database: str) -> None:
    store = Store(database)
    store.changed()
    store.changed()
    store.close()
    rebuilt = Store(database, rebuilding=True)
    # Whoever has the store of before the rebuild in memory sees that it is another.
    assert rebuilt.generation() == 3
    rebuilt.close()


OPEN = """
import sys, time
from corpus.store import Store
from corpus.conversations import Conversations
print("ready", flush=True)
sys.stdin.readline()
store = Store(sys.argv[1])
Conversations(store.session, sys.argv[2]).begin("问")
store.close()
"""


def test_four_processes_that_open_an_empty_database_at_once_all_succeed(database: str) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, database, str(number)],
            cwd=ROOT,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for number in range(4)
    ]
    for one in started:
        assert one.stdout.readline() == "ready\n"
    for one in started:
        one.stdin.write("\n")
        one.stdin.flush()
    assert [one.wait(120) for one in started] == [0, 0, 0, 0]
    for one in started:
        one.stdin.close()
        one.stdout.close()
    store = Store(database)
    assert [len(Conversations(store.session, str(number)).listed()) for number in range(4)] == [1, 1, 1, 1]
    store.close()
