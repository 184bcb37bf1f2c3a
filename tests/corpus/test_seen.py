"""A store as somebody sees it who may open some collections only: hidden rows are not there, however one asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, inspect, select, text, update
from sqlalchemy.orm import Session, aliased

from corpus.base import Base
from corpus.corrections import Change, all_corrections, correct, withdraw
from corpus.file_rows import FileRow
from corpus.kept_rows import CorrectionRow, WithdrawalRow
from corpus.library import Library
from corpus.seen import OPEN, RULES, mapped_classes, seen_by
from corpus.store import DocumentRow, PassageRow, SectionRow, Store, UnitRow

PUBLIC, INSIDE, OTHER = "公开", "内部督导", "人事"
SEEN = frozenset({PUBLIC})


def add(session: Session, name: str, collection: str) -> None:
    """A document with everything that hangs on one."""
    session.add(
        DocumentRow(
            id=name, root="/r", source=f"{name}.txt", sha256="", title=f"题{name}", text=name, collection=collection
        )
    )
    session.flush()
    correction = CorrectionRow(root="/r", source=f"{name}.txt", field="title", value=name, who=name, why="原文误")
    session.add(correction)
    session.flush()
    session.add_all(
        [
            SectionRow(id=f"{name}#0", document_id=name, heading=name, heading_path=[], depth=0, start=0, end=1),
            PassageRow(id=f"{name}@0", document_id=name, section_id=f"{name}#0", start=0, end=1),
            UnitRow(
                document_id=name,
                passage_id=f"{name}@0",
                section_id=f"{name}#0",
                sentence_start=0,
                sentence_end=1,
                start=0,
                end=1,
            ),
            WithdrawalRow(correction_id=correction.id, who=name, why="无误"),
        ]
    )


# What tells whose document a row is, as `add` writes it.
COLUMNS: dict[type[Base], Any] = {
    DocumentRow: DocumentRow.id,
    SectionRow: SectionRow.document_id,
    PassageRow: PassageRow.document_id,
    UnitRow: UnitRow.document_id,
    CorrectionRow: CorrectionRow.who,
    WithdrawalRow: WithdrawalRow.who,
}


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    made = Store(database)
    with made.session.begin() as session:
        add(session, "明", PUBLIC)
        add(session, "暗", INSIDE)
    yield made
    made.close()


@pytest.fixture
def view(store: Store) -> Store:
    return seen_by(store, SEEN)


def test_every_mapped_class_has_a_rule_or_is_open() -> None:
    """Whoever adds a table says whether it tells of documents; without a word it is empty to who sees a part."""
    assert {one.__name__ for one in mapped_classes()} == {one.__name__ for one in (*RULES, *OPEN)}
    assert not set(RULES) & OPEN


def test_every_class_that_hangs_on_documents_has_a_rule() -> None:
    hang = {
        mapper.class_
        for mapper in Base.registry.mappers
        if "document_id" in mapper.columns
        or any(key.column.table.name == "documents" for key in mapper.local_table.foreign_keys)
    }
    assert hang <= set(RULES)
    assert {DocumentRow, SectionRow, PassageRow, UnitRow} <= set(COLUMNS)


@given(
    owned=st.lists(st.sampled_from([PUBLIC, INSIDE, OTHER]), min_size=1, max_size=4),
    seen=st.frozensets(st.sampled_from([PUBLIC, INSIDE, OTHER, "没有的"])),
)
@settings(max_examples=25, deadline=None)
def test_each_class_shows_the_rows_of_open_documents_and_no_others(owned: list[str], seen: frozenset[str]) -> None:
    whole = Store("sqlite://")
    with whole.session.begin() as session:
        for number, collection in enumerate(owned):
            add(session, str(number), collection)
    expected = {str(number) for number, collection in enumerate(owned) if collection in seen}
    with seen_by(whole, seen).session() as session:
        for one, column in COLUMNS.items():
            assert {getattr(row, column.key) for row in session.scalars(select(one))} == expected
            assert set(session.scalars(select(column))) == expected
            assert session.scalar(select(func.count()).select_from(one)) == len(expected)
            twin = aliased(one)
            assert set(session.scalars(select(getattr(twin, column.key)))) == expected
            inner = select(column).subquery()
            assert set(session.scalars(select(inner.c[0]))) == expected
    whole.close()


def test_a_row_is_not_there_by_its_key(view: Store) -> None:
    with view.session() as session:
        assert session.get(DocumentRow, "暗") is None
        assert session.get(SectionRow, "暗#0") is None
        assert session.get_one(DocumentRow, "明").title == "题明"


def test_a_join_shows_no_hidden_row_on_either_side(view: Store) -> None:
    joined = select(PassageRow.id, SectionRow.heading).join(SectionRow, SectionRow.id == PassageRow.section_id)
    with view.session() as session:
        assert session.execute(joined).all() == [("明@0", "明")]


def test_a_correction_without_withdrawal_stays_in_an_outer_join(store: Store) -> None:
    correct(store, "明", Change(field="issuer", value="教育局"), who="甲", why="漏写")
    result = all_corrections(seen_by(store, SEEN))
    assert [(one.who, one.withdrawn is None) for one in result] == [("明", False), ("甲", True)]


def test_what_is_told_of_a_moved_folder_is_hidden_with_the_document_it_may_mean(store: Store, view: Store) -> None:
    with store.session.begin() as session:
        for source in ("明.txt", "暗.txt"):
            session.add(CorrectionRow(root="/old", source=source, field="title", value=source, who="旧", why="误"))
    assert [one.source for one in all_corrections(view) if one.who == "旧"] == ["明.txt"]


def test_nothing_hidden_is_changed_or_deleted(store: Store, view: Store) -> None:
    with view.session.begin() as session:
        session.execute(update(DocumentRow).values(title="改"))
        session.execute(delete(SectionRow))
    with store.session() as session:
        assert session.get_one(DocumentRow, "暗").title == "题暗"
        assert list(session.scalars(select(SectionRow.id))) == ["暗#0"]


def test_files_and_the_log_belong_to_who_keeps_the_whole_store(store: Store, view: Store) -> None:
    with store.session.begin() as session:
        session.add(
            FileRow(
                root="/r", path="暗.txt", size=1, mtime_ns=1, seen_ns=1, sha256="", read_under="", sources=["暗.txt"]
            )
        )
    with view.session() as session:
        assert list(session.scalars(select(FileRow.path))) == []


@pytest.mark.parametrize(
    "statement",
    [
        text("SELECT title FROM documents"),
        select(DocumentRow.__table__.c.title),
        select(func.count()).select_from(DocumentRow.__table__),
        select(*inspect(SectionRow).columns),
        select(DocumentRow).from_statement(text("SELECT * FROM documents")),
    ],
    ids=["text", "a table's column", "a table", "a mapper's columns", "mapped from text"],
)
def test_a_statement_that_passes_the_rules_by_is_refused(view: Store, statement: Any) -> None:
    with view.session() as session, pytest.raises(RuntimeError, match="hid"):
        session.execute(statement)


def test_the_bare_connection_and_the_engine_are_not_lent(view: Store) -> None:
    with view.session() as session, pytest.raises(RuntimeError, match="hides"):
        session.connection()
    with pytest.raises(AttributeError):
        _ = view.engine


def test_what_is_no_documents_is_shared_with_the_whole_store(store: Store, view: Store) -> None:
    store.changed()
    assert view.generation() == 1
    view.set_meta("a", "b")
    assert store.meta("a") == "b"


def test_who_may_open_everything_has_the_store_itself(store: Store) -> None:
    assert seen_by(store, None) is store


def test_a_corrected_collection_hides_the_document_at_once_and_a_withdrawal_shows_it_again(
    store: Store, view: Store
) -> None:
    made = correct(view, "明", Change(field="collection", value=INSIDE), who="甲", why="内部资料")
    assert Library(view).find("明") is None
    assert Library(store).document("明").collection == INSIDE
    assert not any("资料集" in warning for warning in Library(store).document("明").quality)
    withdraw(store, made.id, who="乙", why="可以公开")
    shown = Library(view).find("明")
    assert shown is not None
    assert shown.collection == PUBLIC


def test_records_and_relations_name_no_hidden_document(store: Store, view: Store) -> None:
    copy = {"document_id": "暗", "title": "题暗", "likeness": 0.9, "better": True, "reason": "有文号"}
    later = {"kind": "废止", "document_id": "暗", "title": "题暗", "since": ""}
    with store.session.begin() as session:
        row = session.get_one(DocumentRow, "明")
        row.record = {"copies": [copy], "superseded": [later]}
        row.relations = [{"kind": "废止", "title": "题暗"}, {"kind": "转发", "title": "外面的文件"}]
    whole, seen = Library(store).document("明"), Library(view).document("明")
    assert "题暗" in repr(whole)
    assert whole.status == "废止"
    assert "题暗" not in repr(seen)
    assert seen.status == ""
    assert seen.behind == 0.0
    assert [one.title for one in seen.relations] == ["外面的文件"]
