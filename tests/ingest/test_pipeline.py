from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.errors import FingerprintMismatch, LoadError
from core.settings import Settings
from corpus.store import DocumentRow, PassageRow, Store, UnitRow
from ingest.pipeline import ingest
from retrieval.index import open_index
from tests.conftest import settings_for


def outcomes(settings: Settings, folder: Path) -> dict[str, str]:
    return {report.source: report.outcome for report in ingest([folder], settings)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    (made / "甲.txt").write_text("甲县工作总结\n全县有小学12所。\n", encoding="utf-8")
    (made / "乙.txt").write_text("乙县工作总结\n全县有小学20所。\n", encoding="gb18030")
    return made


@pytest.fixture
def settings(tmp_path: Path, small: Settings) -> Settings:
    return settings_for(tmp_path / "data", small.data_dir)


def counts(settings: Settings) -> tuple[int, int, int, int, int]:
    store = Store(settings.store_url)
    with store.session() as session:
        documents, passages, units = (
            session.scalar(select(func.count()).select_from(table)) or 0 for table in (DocumentRow, PassageRow, UnitRow)
        )
    index = open_index(settings, store)
    found = (documents, passages, units, index.retrievers["lexical"].count(), index.retrievers["dense"].count())
    store.close()
    return found


def test_running_again_changes_nothing(settings: Settings, folder: Path) -> None:
    assert outcomes(settings, folder) == {"甲.txt": "added", "乙.txt": "added"}
    before = counts(settings)
    assert outcomes(settings, folder) == {"甲.txt": "unchanged", "乙.txt": "unchanged"}
    assert counts(settings) == before
    assert before[1] == before[3] == before[4]


def test_a_changed_file_is_updated_and_a_removed_one_removed(settings: Settings, folder: Path) -> None:
    outcomes(settings, folder)
    (folder / "甲.txt").write_text("甲县工作总结\n全县有小学15所。\n", encoding="utf-8")
    (folder / "乙.txt").unlink()
    assert outcomes(settings, folder) == {"甲.txt": "updated", "乙.txt": "removed"}
    documents, passages, _, words, vectors = counts(settings)
    assert documents == 1
    assert passages == words == vectors
    store = Store(settings.store_url)
    with store.session() as session:
        assert "15所" in session.scalars(select(DocumentRow.text)).one()
    store.close()


def test_what_came_from_another_root_stays(settings: Settings, folder: Path, tmp_path: Path) -> None:
    outcomes(settings, folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "丙.txt").write_text("丙县工作总结\n全县有小学8所。\n", encoding="utf-8")
    assert outcomes(settings, other) == {"丙.txt": "added"}
    assert counts(settings)[0] == 3


def test_one_bad_file_does_not_stop_the_rest_and_loses_nothing(settings: Settings, folder: Path) -> None:
    outcomes(settings, folder)
    (folder / "甲.txt").write_bytes(b"")
    (folder / "丁.bin").write_bytes(b"\x00\x01")
    reports = {report.source: report for report in ingest([folder], settings)}
    assert reports["甲.txt"].outcome == "failed"
    assert "空文件" in reports["甲.txt"].detail
    assert reports["丁.bin"].outcome == "skipped"
    assert counts(settings)[0] == 2


def test_what_was_stored_but_not_indexed_is_indexed_by_the_next_run(settings: Settings, folder: Path) -> None:
    outcomes(settings, folder)
    before = counts(settings)
    store = Store(settings.store_url)
    index = open_index(settings, store)
    index.remove(["甲"])
    with store.session.begin() as session:
        session.get_one(DocumentRow, "甲").index_state = "pending"
    store.close()
    assert counts(settings)[3] < before[3]
    outcomes(settings, folder)
    assert counts(settings) == before


def test_an_index_of_other_settings_is_refused_with_its_mend(settings: Settings, folder: Path) -> None:
    outcomes(settings, folder)
    changed = settings.model_copy(update={"passage_chars": 500})
    with pytest.raises(FingerprintMismatch, match="--rebuild"):
        ingest([folder], changed)
    assert {r.outcome for r in ingest([folder], changed, rebuild=True)} == {"added"}


def test_a_missing_root_says_so(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="找不到"):
        ingest([tmp_path / "nowhere"], settings)
