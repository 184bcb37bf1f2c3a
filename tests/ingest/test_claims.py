"""Claims on files: one process has each, a dead one's run out, and who lost one stores nothing of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from core.settings import Settings
from corpus.store import ClaimRow, Store
from ingest.claims import Claims
from ingest.reading import SourceFile, survey
from ingest.storing import known_of, remember_file
from tests.servers import PostgresServer


@pytest.fixture
def store(postgres: PostgresServer) -> Iterator[Store]:
    made = Store(postgres.new_database())
    yield made
    made.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number:02}.txt").write_text(f"第{number}号\n", encoding="utf-8")
    return folder


@pytest.fixture
def files(root: Path) -> tuple[SourceFile, ...]:
    return survey(root, Settings(), {}).changed


def never() -> bool:
    return False


def names(files: tuple[SourceFile, ...]) -> set[str]:
    return {file.relative for file in files}


def run_out(store: Store) -> None:
    """As if nobody had renewed anything for long."""
    with store.session.begin() as session:
        session.execute(update(ClaimRow).values(until=func.now() - dt.timedelta(seconds=1)))


def test_two_processes_never_have_the_same_file(store: Store, root: Path, files: tuple[SourceFile, ...]) -> None:
    one, other = Claims(store), Claims(store)
    first, second = next(one.rounds(root, files, never)), next(other.rounds(root, files, never))
    assert first
    assert second
    assert not names(first) & names(second)


def test_claims_that_run_out_are_taken_over_and_the_loser_is_told(
    store: Store, root: Path, files: tuple[SourceFile, ...]
) -> None:
    dead, other = Claims(store), Claims(store)
    rounds = dead.rounds(root, files, never)
    lost = next(rounds)
    with store.session.begin() as session:
        assert dead.still(session, root) == names(lost)
    run_out(store)
    taken = next(other.rounds(root, files, never))
    assert names(taken) & names(lost)
    with store.session.begin() as session:
        assert dead.still(session, root) == names(lost) - names(taken)
    with store.session.begin() as session:
        assert other.still(session, root) == names(taken)


def test_claims_are_renewed_while_their_process_lives_and_let_go_at_its_end(
    store: Store, root: Path, files: tuple[SourceFile, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.claims.LEASE_S", 0.4)
    ended = Claims(store)._ended
    with Claims(store) as alive:
        next(alive.rounds(root, files, never))
        run_out(store)
        # Four leases later they hold: not by the first one's time.
        assert not ended.wait(1.6)
        with store.session() as session:
            held = select(func.count()).select_from(ClaimRow).where(ClaimRow.until >= func.now())
            assert session.scalar(held)
    with store.session() as session:
        assert session.scalars(select(ClaimRow.path)).all() == []


def test_what_another_has_done_meanwhile_is_not_done_again(
    store: Store, root: Path, files: tuple[SourceFile, ...]
) -> None:
    for file in files[:19]:
        remember_file(store, root, file, "", [])
    rounds = Claims(store).rounds(root, files, never)
    assert names(next(rounds)) == {"19.txt"}
    remember_file(store, root, files[19], "", [])
    assert next(rounds, None) is None
    assert set(known_of(store.engine, root).files) == names(files)


def test_a_file_that_is_left_undone_is_tried_twice_and_not_for_ever(
    store: Store, root: Path, files: tuple[SourceFile, ...]
) -> None:
    done = [file.relative for taken in Claims(store).rounds(root, files, never) for file in taken]
    assert sorted(done) == sorted([*names(files), *names(files)])


def test_an_id_is_given_out_once(store: Store) -> None:
    one, other = Claims(store), Claims(store)
    assert one.name("通知")
    assert one.name("通知")
    assert not other.name("通知")
    run_out(store)
    assert other.name("通知")


def test_a_path_that_no_database_can_keep_is_told_and_stops_nothing(files: tuple[SourceFile, ...], root: Path) -> None:
    deep = root
    for _ in range(12):
        deep = deep / ("深" * 80)
    deep.mkdir(parents=True)
    (deep / "甲.txt").write_text("甲", encoding="utf-8")
    found = survey(root, Settings(), {})
    assert names(found.changed) == names(files)
    [result] = found.reports
    assert result.outcome == "failed"
    assert "太长" in result.detail
