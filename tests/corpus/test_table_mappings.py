"""What is said of a table's shape: kept with who, the last saying holds, and two people do not undo each other."""

from __future__ import annotations

import pytest

from core.errors import DataError, Outdated
from corpus.store import Store
from corpus.table_mappings import (
    ColumnSaying,
    TableMapping,
    current_mappings,
    header_names,
    mapping_history,
    save_mapping,
)


@pytest.fixture
def store(database: str) -> Store:
    return Store(database)


def mapping(column: str) -> TableMapping:
    return TableMapping(names=("XXMC", "ZXS"), columns=(ColumnSaying(name="ZXS", column=column),))


def test_a_header_is_known_whatever_its_width_and_white_space() -> None:
    assert header_names([[" ＸＸＭＣ", "", "在 校 生"]]) == ("XXMC", "在校生")


def test_the_last_saying_holds_and_all_are_kept(store: Store) -> None:
    first = save_mapping(store, mapping("班数"), who="王老师", seen=0)
    second = save_mapping(store, mapping("在校生数"), who="李老师", seen=first.id)
    assert [one.columns[0].column for one in current_mappings(store)] == ["在校生数"]
    assert [one.who for one in mapping_history(store, ("XXMC", "ZXS"), 1)] == ["王老师", "李老师"]
    assert second.note.startswith("列的对应由李老师于")


def test_who_saves_over_what_they_have_not_seen_is_told_and_nothing_is_written(store: Store) -> None:
    save_mapping(store, mapping("班数"), who="王老师", seen=0)
    with pytest.raises(Outdated, match="王老师"):
        save_mapping(store, mapping("在校生数"), who="李老师", seen=0)
    assert len(mapping_history(store, ("XXMC", "ZXS"), 1)) == 1


def test_nameless_and_empty_sayings_are_refused(store: Store) -> None:
    with pytest.raises(DataError, match="谁"):
        save_mapping(store, mapping("班数"), who=" ", seen=0)
    with pytest.raises(DataError, match="表头"):
        save_mapping(store, TableMapping(names=()), who="王老师", seen=0)


def test_what_was_said_outlives_a_rebuild(database: str, store: Store) -> None:
    save_mapping(store, mapping("班数"), who="王老师", seen=0)
    store.close()
    again = Store(database, rebuilding=True)
    assert [one.who for one in current_mappings(again)] == ["王老师"]
