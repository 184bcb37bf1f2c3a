"""A store of another schema is refused with its mend; a rebuild keeps what people put in."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, select, text

from core.errors import FingerprintMismatch
from core.record import DocumentTable, TableCell
from corpus.base import Base
from corpus.kept_rows import CorrectionRow
from corpus.library import Library
from corpus.store import KEPT, SCHEMA_KEY, SCHEMA_VERSION, AuditRow, DocumentRow, Store


def old_store(path: Path) -> str:
    """A data folder as version 1 left it: fewer columns, no corrections, an audit log with one line."""
    url = f"sqlite:///{path / 'old.sqlite3'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text("CREATE TABLE documents (id VARCHAR(200) PRIMARY KEY, title VARCHAR(500), quality JSON)")
        )
        connection.execute(text("CREATE TABLE meta (key VARCHAR(60) PRIMARY KEY, value VARCHAR(400))"))
        connection.execute(text("INSERT INTO meta VALUES ('index_fingerprint', 'abc')"))
        Base.metadata.tables["audit"].create(connection)
        connection.execute(
            Base.metadata.tables["audit"].insert(),
            {"at": dt.datetime(2026, 1, 1), "user": "甲", "question": "问", "status": "refused", "trace": {}},
        )
    engine.dispose()
    return url


def test_an_older_store_is_refused_with_its_mend(tmp_path: Path) -> None:
    with pytest.raises(FingerprintMismatch, match="python -m ingest --rebuild"):
        Store(old_store(tmp_path))


def test_a_rebuild_makes_changed_tables_anew_and_keeps_the_audit_log(tmp_path: Path) -> None:
    url = old_store(tmp_path)
    store = Store(url, rebuilding=True)
    columns = {column["name"] for column in inspect(store.engine).get_columns("documents")}
    assert columns == {column.name for column in DocumentRow.__table__.columns}
    assert store.meta("index_fingerprint") == ""
    with store.session() as session:
        assert session.scalars(select(AuditRow.question)).all() == ["问"]
    store.close()
    again = Store(url)
    assert again.meta(SCHEMA_KEY) == str(SCHEMA_VERSION)
    again.close()


def test_corrections_outlive_a_rebuild(database: str) -> None:
    store = Store(database)
    with store.session.begin() as session:
        session.add(CorrectionRow(root="/r", source="甲.txt", field="place", value="甲县", who="张三", why="原文误"))
        session.add(DocumentRow(id="甲", root="/r", source="甲.txt", sha256="", title="甲", text="甲"))
    store.close()
    rebuilt = Store(database, rebuilding=True)
    with rebuilt.session() as session:
        assert session.scalars(select(CorrectionRow.who)).all() == ["张三"]
        assert session.scalars(select(DocumentRow.id)).all() == []
    rebuilt.close()


def test_what_outlives_a_rebuild_hangs_on_nothing_derived() -> None:
    for name in KEPT:
        assert not Base.metadata.tables[name].foreign_keys


def test_tables_inside_a_document_come_back_as_values(database: str) -> None:
    store = Store(database)
    table = DocumentTable(
        start=0,
        end=4,
        caption="表1",
        unit="人",
        header_rows=1,
        cells=(TableCell(row=0, column=0, text="一小", start=0, end=2),),
    )
    with store.session.begin() as session:
        session.add(
            DocumentRow(id="甲", root="/r", source="甲", sha256="", title="甲", text="一小12", tables=[asdict(table)])
        )
    assert Library(store).tables("甲") == (table,)
    store.close()
