"""Several ingest processes on one PostgreSQL: each document once, a killed one's share done by the others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.errors import IngestBusy, SettingsError
from core.settings import ROOT, Settings
from corpus.corrections import Change, correct
from corpus.library import Library
from corpus.store import ClaimRow, DocumentRow, MetaRow, PassageRow, Store
from ingest.at_work import at_work
from ingest.options import RunOptions
from ingest.pipeline import finish_indexing, ingest, run_ingest
from ingest.storing import UNCOMPARED
from retrieval.index import open_index
from tests.conftest import settings_for
from tests.servers import PostgresServer

FILES, WAIT_S = 60, 400.0


@pytest.fixture
def shared(tmp_path: Path, small: Settings, postgres: PostgresServer) -> Settings:
    return settings_for(tmp_path / "data", small.data_dir, database_url=postgres.new_database(), reading_processes=1)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Sixty small files in six folders, among them files of one name: two documents must not get one id."""
    folder = tmp_path / "in"
    for number in range(FILES):
        own = folder / f"{number % 6}月"
        own.mkdir(parents=True, exist_ok=True)
        name = "通知" if number < 6 else f"文件{number}"
        lines = [f"第{number}号县教育工作总结", f"全县有小学{number + 10}所。", f"新增学位{number * 7 + 100}个。"]
        (own / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def worker(many: Path, settings: Settings, told: Path, most: int = 0) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            sys.executable,
            str(Path(__file__).with_name("share_worker.py")),
            str(many),
            str(settings.data_dir),
            str(told),
            str(most),
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "CEWEN_DATABASE_URL": settings.database_url},
    )


def lines(told: Path) -> list[tuple[str, str]]:
    return [tuple(json.loads(one)) for one in told.read_text(encoding="utf-8").splitlines()] if told.exists() else []


def test_three_processes_one_of_them_killed_do_every_document_once(
    tmp_path: Path, many: Path, shared: Settings
) -> None:
    logs = [tmp_path / f"{number}.jsonl" for number in range(3)]
    doomed = worker(many, shared, logs[0], most=3)
    others = [worker(many, shared, log) for log in logs[1:]]
    try:
        deadline = time.monotonic() + WAIT_S
        while not any(what == "stuck" for what, _ in lines(logs[0])):
            assert time.monotonic() < deadline, "the first process never came to its share"
            assert doomed.poll() is None, "the first process ended before it was killed"
            time.sleep(0.1)
        doomed.kill()
        for one in others:
            assert one.wait(WAIT_S) == 0
    finally:
        for one in (doomed, *others):
            one.kill()
            one.wait()
    store = Store(shared.store_url)
    with store.session() as session:
        documents = session.execute(select(DocumentRow.source, DocumentRow.id, DocumentRow.index_state)).all()
        passages = session.scalar(select(func.count()).select_from(PassageRow))
        # The dead one's may stand, run out: where it had named a document that it did not come to store.
        assert session.scalars(select(ClaimRow).where(ClaimRow.until >= func.now())).all() == []
        assert session.get(MetaRow, UNCOMPARED) is None
    sources = {str(path.relative_to(many)) for path in many.rglob("*.txt")}
    assert sorted(row.source for row in documents) == sorted(sources)
    assert len({row.id for row in documents}) == FILES
    assert {row.index_state for row in documents} == {"indexed"}
    index = open_index(shared, store)
    assert {name: retriever.count() for name, retriever in index.retrievers.items()} == dict.fromkeys(
        index.retrievers, passages
    )
    assert all(len(retriever.ids()) == passages for retriever in index.retrievers.values())
    store.close()
    listed = [lines(log) for log in logs]
    added = Counter(source for one in listed for what, source in one if what == "added")
    assert added == Counter(sources)
    # The dead one's own are prepared again where it had not stored them, nobody else's are.
    mine = {source for what, source in listed[0] if what in ("prepared", "stuck")}
    stored = {source for what, source in listed[0] if what == "added"}
    again = Counter(source for one in listed for what, source in one if what == "prepared")
    assert {source for source, times in again.items() if times > 1} <= mine - stored
    assert set(again) == sources
    assert all(sum(what == "added" for what, _ in one) > 0 for one in listed)
    assert stuck_is_done_by_another(listed)


def stuck_is_done_by_another(told: list[list[tuple[str, str]]]) -> bool:
    [stuck] = [source for what, source in told[0] if what == "stuck"]
    return any(("added", stuck) in one for one in told[1:])


def test_a_shared_run_after_all_is_done_does_nothing_and_removes_what_vanished_once(
    many: Path, shared: Settings
) -> None:
    for path in sorted(many.rglob("*.txt"))[4:]:
        path.unlink()
    assert Counter(one.outcome for one in run_ingest([many], shared, RunOptions(share=True)).reports) == {"added": 4}
    gone = sorted(many.rglob("*.txt"))[0]
    gone.unlink()
    first = run_ingest([many], shared, RunOptions(share=True))
    assert Counter(one.outcome for one in first.reports) == {"unchanged": 3, "removed": 1}
    assert Counter(one.outcome for one in run_ingest([many], shared, RunOptions(share=True)).reports) == {
        "unchanged": 3
    }


def test_a_correction_on_postgresql_holds_in_the_index_and_over_a_rebuild(many: Path, shared: Settings) -> None:
    for path in sorted(many.rglob("*.txt"))[2:]:
        path.unlink()
    ingest([many], shared)
    store = Store(shared.store_url)
    with store.session() as session:
        document_id = min(session.scalars(select(DocumentRow.id)))
    correct(store, document_id, Change(field="place", value="浙江省杭州市西湖区"), who="王老师", why="原文误")
    finish_indexing(shared)
    assert Library(store).document(document_id).place.name == "西湖区"
    before = store.generation()
    assert {one.outcome for one in ingest([many], shared, rebuild=True)} == {"added"}
    assert store.generation() > before
    assert Library(store).document(document_id).place.name == "西湖区"
    index = open_index(shared, store)
    assert {retriever.count() for retriever in index.retrievers.values()} == {Library(store).passage_count()}
    store.close()


def test_a_run_that_does_not_share_is_alone(many: Path, shared: Settings) -> None:
    with at_work(shared, shared=True):
        with pytest.raises(IngestBusy, match="已有一个导入"):
            ingest([many], shared, rebuild=True)
        with at_work(shared, shared=True):
            entered = True
        assert entered, "two that share are let in"
    with at_work(shared, shared=False), pytest.raises(IngestBusy, match="没有加 --share"):
        run_ingest([many], shared, RunOptions(share=True))


def test_on_sqlite_and_with_a_rebuild_nothing_is_shared(many: Path, tmp_path: Path, shared: Settings) -> None:
    with pytest.raises(SettingsError, match="PostgreSQL"):
        run_ingest([many], Settings(data_dir=tmp_path / "own"), RunOptions(share=True))
    with pytest.raises(SettingsError, match="重建"):
        run_ingest([many], shared, RunOptions(share=True, rebuild=True))
