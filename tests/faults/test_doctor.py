"""The doctor's other checks find the fault they are for, change nothing unasked, and tell machines the same."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from core.settings import Settings
from corpus.store import PENDING, REMOVING, DocumentRow, Store
from tests.faults.conftest import ANSWERED, Command, Office, files_in, kept
from tools.doctor import CHECKS
from tools.doctor.examine import examine


def findings(settings: Settings, name: str) -> list[tuple[str, str]]:
    return [(one.level, one.what) for one in CHECKS[name].look(settings)]


def state(office: Office, word: str) -> None:
    store = Store(office.settings.store_url)
    with store.session.begin() as session:
        first = session.query(DocumentRow.id).order_by(DocumentRow.id).first()[0]
        session.execute(update(DocumentRow).where(DocumentRow.id == first).values(index_state=word))
    store.close()


def test_a_whole_office_has_nothing_wrong_and_looking_changes_nothing(office: Office, cewen: Command) -> None:
    # Chroma writes into its own files whenever it is opened and searched.
    looked_at = [path for part in ("words", "documents") for path in files_in(office.data / "index" / part)]
    before = {path: path.read_bytes() for path in looked_at}
    rows = kept(office.settings)
    status, said = cewen("doctor", "--data", office.data)
    assert (status, "没有发现问题" in said) == (0, True), said
    status, result = cewen("doctor", "--json", "--data", office.data)
    checks = json.loads(result)
    assert status == checks["wrong"] == 0
    assert {one["name"] for one in checks["checks"]} == set(CHECKS)
    assert {path: path.read_bytes() for path in before} == before
    assert kept(office.settings) == rows


@pytest.mark.parametrize(("word", "told"), [(PENDING, "还没有进索引"), (REMOVING, "还没有移除完")])
def test_what_an_ingest_left_half_is_found_and_finished(office: Office, word: str, told: str) -> None:
    documents = len(kept(office.settings)["documents"])
    state(office, word)
    assert told in office.doctor()["store"][0]
    assert office.doctor(mend=True) == {}
    assert len(kept(office.settings)["documents"]) == documents - (word == REMOVING)
    if word == PENDING:
        assert ANSWERED in office.answer()


def test_leftovers_of_the_dead_are_found_and_cleared_and_what_is_being_written_is_not(office: Office) -> None:
    (office.data / "uploads").mkdir()
    dead = [office.data / "uploads" / ".甲.docx.part", office.data / "cewen.sqlite3.before-0002.part"]
    alive = office.data / "uploads" / ".乙.docx.part"
    for path in (*dead, alive):
        path.write_bytes(b"half")
    for path in dead:
        os.utime(path, (time.time() - 7200,) * 2)
    assert ("note", "有没写完的临时文件 2 个（如 cewen.sqlite3.before-0002.part）") in findings(
        office.settings, "leftovers"
    )
    mended = {one.name: one.mended for one in examine(office.settings, mend=True, without=["models"])}
    assert len(mended["leftovers"]) == 2
    assert alive.exists()
    assert not any(path.exists() for path in dead)


def test_what_was_moved_aside_is_named_and_left(office: Office) -> None:
    (office.data / "index.broken-20240101-000000").mkdir()
    assert any("index.broken-20240101" in what for _, what in findings(office.settings, "leftovers"))
    assert examine(office.settings, mend=True, without=["models"])
    assert (office.data / "index.broken-20240101-000000").exists()


def test_a_mistyped_setting_is_found(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CEWEN_HOME_PLACES", "浙江省")
    assert any(
        level == "bad" and "CEWEN_HOME_PLACES" in what for level, what in findings(office.settings, "environment")
    )


def test_a_file_of_settings_that_others_can_read_is_told(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("CEWEN_LLM_API_KEY=geheim\n", encoding="utf-8")
    (tmp_path / ".env").chmod(0o644)
    assert any(".env" in what for _, what in findings(office.settings, "environment"))
    (tmp_path / ".env").chmod(0o600)
    assert not any(".env" in what for _, what in findings(office.settings, "environment"))


def test_a_setting_that_cannot_work_is_told_by_the_command(
    office: Office, cewen: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CEWEN_PORT", "viele")
    status, said = cewen("doctor", "--data", office.data)
    assert status == 2
    assert "设置有误：CEWEN_PORT" in said


def test_a_folder_that_everybody_may_change_is_found(office: Office) -> None:
    office.data.chmod(0o777)
    assert "chmod o-w" in office.doctor()["folder"][0]
    office.data.chmod(0o700)
    assert "folder" not in office.doctor()


@pytest.mark.parametrize(("free_mb", "level"), [(100, "bad"), (1000, "note"), (9000, "ok")])
def test_a_disk_that_is_nearly_full_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch, free_mb: int, level: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free_mb * 2**20))
    assert level in [own for own, what in findings(office.settings, "folder") if "磁盘" in what]


def test_without_libreoffice_it_is_said_what_that_means(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.doctor.checks.office.office_program", lambda: "")
    assert "doc、wps" in findings(office.settings, "office")[0][1]
    monkeypatch.setattr("tools.doctor.checks.office.office_program", lambda: "/usr/bin/soffice")
    assert findings(office.settings, "office") == [("ok", "装有 LibreOffice")]


def test_an_office_that_has_nothing_yet_has_nothing_wrong(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "none")
    looked = examine(settings, without=["models"])
    assert not [f for one in looked for f in one.findings if f.level == "bad"]
    assert not (tmp_path / "none").exists()
