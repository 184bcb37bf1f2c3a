"""The SQLite file damaged or gone: told, never begun anew in silence, and restored from a backup with all that was there."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import CewenError
from core.settings import ROOT
from tests.faults.conftest import ANSWERED, Command, Office, flip, kept
from tools.backup.making import make_backup


def headless(path: Path) -> None:
    path.write_bytes(b"x" * 100 + path.read_bytes()[100:])


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:30_000])


FAULTS: dict[str, Callable[[Path], None]] = {
    "header": headless,
    "cut": cut,
    "flipped": lambda path: flip(path, every=300),
    "emptied": lambda path: path.write_bytes(b""),
    "gone": lambda path: path.unlink(),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_damaged_store_is_told_and_comes_back_from_the_backup(
    office: Office, tmp_path: Path, name: str, cewen: Command
) -> None:
    before = kept(office.settings)
    make_backup(office.settings, tmp_path / "b.tar")
    FAULTS[name](office.data / "cewen.sqlite3")
    found = office.doctor()
    assert "store" in found
    assert "cewen restore" in found["store"][0]
    status, said = cewen("doctor", "--data", office.data)
    assert status == 1
    assert "Traceback" not in said
    with contextlib.suppress(CewenError):
        office.answer()
    status, said = cewen("ingest", office.texts, "--data", office.data)
    assert status == 2, said
    assert "cewen restore" in said
    assert "Traceback" not in said
    status, said = cewen("restore", tmp_path / "b.tar", "--data", office.data, "--replace")
    assert status == 0, said
    assert kept(office.settings) == before
    assert ANSWERED in office.answer()
    assert office.doctor() == {}
    # The damaged file is still there for who can read more out of it.
    assert list(office.data.glob("replaced-*/cewen.sqlite3"))


def test_who_wants_to_begin_anew_can(office: Office, cewen: Command) -> None:
    (office.data / "cewen.sqlite3").unlink()
    assert cewen("ingest", office.texts, "--data", office.data)[0] == 2
    status, said = cewen("ingest", office.texts, "--data", office.data, "--rebuild")
    assert status == 0, said
    assert ANSWERED in office.answer()


WRITER = """
import os, signal, sys
from corpus.conversations import Conversations
from corpus.store import Store
store = Store(sys.argv[1])
Conversations(store.session).begin("最后一问")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("lost", [False, True])
def test_a_killed_writers_log_is_read_in_and_without_it_the_rest_is_whole(office: Office, lost: bool) -> None:
    before = kept(office.settings)
    killed = subprocess.run(
        [sys.executable, "-c", WRITER, office.settings.store_url], cwd=ROOT, check=False, timeout=60
    )
    assert killed.returncode == -9
    log = office.data / "cewen.sqlite3-wal"
    assert log.stat().st_size
    if lost:
        log.unlink()
    after = kept(office.settings)
    added = [line for line in after["conversations"] if line not in before["conversations"]]
    assert len(added) == (0 if lost else 1)
    assert {name: rows for name, rows in after.items() if name != "conversations"} == {
        name: rows for name, rows in before.items() if name != "conversations"
    }
    assert office.doctor() == {}
    assert ANSWERED in office.answer()


def test_the_memory_of_vectors_broken_in_the_middle_is_begun_anew(office: Office, tmp_path: Path) -> None:
    path = office.data / "vectors.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode=DELETE")
    raw = path.read_bytes()
    flip(path, every=3)
    # Its first page is whole: it opens.
    path.write_bytes(raw[:4096] + path.read_bytes()[4096:])
    before = kept(office.settings)
    folder = tmp_path / "资料二"
    shutil.copytree(office.texts, folder)
    (folder / "门头沟.txt").write_text("门头沟区教育局2023年总结\n新增学位700个。\n", encoding="utf-8")
    more = Office(settings=office.settings, texts=folder)
    assert set(more.ingest().values()) == {"added"}
    assert all(row in kept(office.settings)["documents"] for row in before["documents"])
    assert ANSWERED in office.answer()
    with contextlib.closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA quick_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM vectors").fetchone()[0] > 0


def test_an_old_empty_file_is_not_taken_for_a_store(tmp_path: Path, cewen: Command) -> None:
    (tmp_path / "cewen.sqlite3").write_bytes(b"")
    status, said = cewen("backup", tmp_path / "b.tar", "--data", tmp_path)
    assert status == 2
    assert "还没有资料库" in said
    assert not (tmp_path / "b.tar").exists()
