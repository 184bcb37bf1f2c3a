"""What is backed up comes back, in either database; what is damaged, newer or has no room is refused and told."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import threading
from pathlib import Path
from typing import Any

import pytest

from core.errors import BackupError, StoreUnavailable
from core.settings import Settings
from corpus.audit import record
from corpus.conversations import Conversations
from corpus.drafts import Drafts
from corpus.logins import Logins
from corpus.store import Store
from tests.conftest import settings_for
from tests.faults.conftest import ANSWERED, PEOPLE, Command, Office, kept, small_disk, upload
from tests.servers import PostgresServer
from tools.backup.archive import MANIFEST, SEAL, opened
from tools.backup.making import make_backup
from tools.backup.restoring import restore
from tools.intake import Intake


def backed_up(office: Office, tmp_path: Path) -> Path:
    goal = tmp_path / "备份.tar"
    make_backup(office.settings, goal)
    return goal


def altered(source: Path, goal: Path, change: dict[str, Any]) -> Path:
    """A backup whose manifest says something else and is sealed anew."""
    with tarfile.open(source) as old, tarfile.open(goal, "w") as new:
        for member in old.getmembers():
            raw = old.extractfile(member).read()
            if member.name == MANIFEST:
                raw = content = json.dumps(json.loads(raw) | change).encode()
            if member.name == SEAL:
                raw = hashlib.sha256(content).hexdigest().encode()
            member.size = len(raw)
            new.addfile(member, io.BytesIO(raw))
    return goal


def test_a_backup_put_back_elsewhere_has_everything_and_answers(
    office: Office, tmp_path: Path, model_dir: Path, cewen: Command
) -> None:
    assert upload(office, tmp_path) == ["已入库"]
    before = kept(office.settings)
    assert all(before[name] for name in PEOPLE)
    status, said = cewen("backup", tmp_path / "b.tar", "--data", office.data)
    assert status == 0, said
    assert "资料 3" in said
    assert (tmp_path / "b.tar").stat().st_mode & 0o077 == 0
    elsewhere = settings_for(tmp_path / "elsewhere", model_dir)
    status, said = cewen("restore", tmp_path / "b.tar", "--data", elsewhere.data_dir)
    assert status == 0, said
    assert "已恢复" in said
    assert "现在可以启动" in said
    there = Office(settings=elsewhere, texts=office.texts)
    assert kept(elsewhere) == before
    assert ANSWERED in there.answer()
    assert there.doctor() == {}
    # The upload is known by where it lies now: it is not read in a second time, and can be taken out.
    assert Intake(elsewhere).names() == ["石景山.txt"]
    assert there.ingest() == dict.fromkeys(there.ingest(), "unchanged")
    assert [one.outcome for one in Intake(elsewhere).remove(["石景山.txt"], who="王老师")] == ["已移出"]


def test_a_backup_moves_an_office_from_sqlite_to_postgresql_and_back(
    office: Office, tmp_path: Path, model_dir: Path, postgres: PostgresServer
) -> None:
    before = kept(office.settings)
    served = settings_for(tmp_path / "served", model_dir, database_url=postgres.new_database(), reading_processes=1)
    done = restore(served, backed_up(office, tmp_path))
    assert done.documents == len(before["documents"])
    assert kept(served) == before
    there = Office(settings=served, texts=office.texts)
    assert set(there.doctor(mend=True)) == set()
    assert ANSWERED in there.answer()
    # New rows get numbers after the old ones.
    store = Store(served.store_url)
    record(store, "export", user="李四", subject="新的一条")
    store.close()
    make_backup(served, tmp_path / "back.tar")
    again = settings_for(tmp_path / "again", model_dir)
    restore(again, tmp_path / "back.tar")
    assert kept(again) == kept(served)
    assert len(kept(again)["audit"]) == len(before["audit"]) + 1
    with pytest.raises(BackupError, match="数据库里已有") as refused:
        restore(settings_for(tmp_path / "third", model_dir, database_url=served.database_url), tmp_path / "back.tar")
    assert "空库" in refused.value.next_step


def test_people_go_on_writing_while_a_backup_is_made_and_it_is_of_one_moment(office: Office, tmp_path: Path) -> None:
    stop = threading.Event()
    wrote: list[str] = []

    def work() -> None:
        store = Store(office.settings.store_url)
        try:
            talks = Conversations(store.session)
            while not stop.is_set():
                talk = talks.begin(f"第{len(wrote)}问")
                talks.finish(talks.ask(talk, "问"), "stopped")
                wrote.append(talk)
        finally:
            store.close()

    writer = threading.Thread(target=work)
    writer.start()
    try:
        while len(wrote) < 3:
            stop.wait(0.01)
        backups = []
        for number in range(5):
            at = len(wrote)
            make_backup(office.settings, tmp_path / f"{number}.tar")
            backups.append((at, tmp_path / f"{number}.tar", len(wrote)))
    finally:
        stop.set()
        writer.join()
    assert any(after > at for at, _, after in backups), "nobody could write while a backup was made"
    for at, path, after in backups:
        with opened(path) as (_, manifest):
            tables = manifest.tables()
            held = tables["conversations"].rows - 1
            assert at <= held <= after + 1
            # A turn comes after its conversation: of one moment there is at most one without.
            assert 0 <= held - (tables["turns"].rows - 1) <= 1


def test_log_ins_are_not_brought_back(office: Office, tmp_path: Path, model_dir: Path) -> None:
    store = Store(office.settings.store_url)
    token = Logins(store.session, office.settings).log_in("王老师", "纸短情长 471193", "127.0.0.1")
    assert Logins(store.session, office.settings).seat(token) is not None
    store.close()
    there = settings_for(tmp_path / "there", model_dir)
    restore(there, backed_up(office, tmp_path))
    store = Store(there.store_url)
    try:
        assert Logins(store.session, there).seat(token) is None
    finally:
        store.close()


def test_nothing_is_written_over(office: Office, tmp_path: Path, cewen: Command) -> None:
    goal = backed_up(office, tmp_path)
    raw = goal.read_bytes()
    status, said = cewen("backup", goal, "--data", office.data)
    assert status == 2
    assert "没有覆盖：请换个文件名" in said
    assert goal.read_bytes() == raw
    assert [path.name for path in tmp_path.glob(".*.part")] == []


@pytest.mark.parametrize("at", range(8))
def test_a_damaged_backup_is_refused_before_anything_is_touched(office: Office, tmp_path: Path, at: int) -> None:
    goal = backed_up(office, tmp_path)
    raw = bytearray(goal.read_bytes())
    with tarfile.open(goal) as archive:
        members = archive.getmembers()
    # In the contents of members from the first to the last, the manifest and its sum among them.
    member = [*(members[len(members) * number // 6] for number in range(6)), members[-2], members[-1]][at]
    raw[member.offset_data + member.size // 2] ^= 0x01
    goal.write_bytes(raw)
    before = kept(office.settings)
    with pytest.raises(BackupError, match="备份文件已损坏") as refused:
        restore(office.settings, goal, replace=True)
    assert "换一份备份" in refused.value.next_step
    assert kept(office.settings) == before
    if at == 0:
        assert ANSWERED in office.answer()


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_backup_that_was_cut_off_is_refused(office: Office, tmp_path: Path, share: float, cewen: Command) -> None:
    goal = backed_up(office, tmp_path)
    raw = goal.read_bytes()
    end = len(raw.rstrip(b"\0"))
    goal.write_bytes(raw[: int(end * share)])
    status, said = cewen("restore", goal, "--data", tmp_path / "there")
    assert status == 2
    assert "备份文件已损坏" in said
    assert not (tmp_path / "there").exists()


@pytest.mark.parametrize("change", [{"revision": "9999"}, {"shape": 99}, {"format": 99}])
def test_a_backup_of_a_newer_program_is_refused(office: Office, tmp_path: Path, change: dict[str, Any]) -> None:
    newer = altered(backed_up(office, tmp_path), tmp_path / "newer.tar", change)
    with pytest.raises(BackupError, match="更新版本的程序") as refused:
        restore(settings_for(tmp_path / "there", office.data), newer)
    assert "升级" in refused.value.next_step


def test_a_backup_of_an_older_revision_is_brought_up_to_date(office: Office, tmp_path: Path, model_dir: Path) -> None:
    older = altered(backed_up(office, tmp_path), tmp_path / "older.tar", {"revision": "0001"})
    there = settings_for(tmp_path / "there", model_dir)
    restore(there, older)
    assert kept(there) == kept(office.settings)


def test_of_an_older_shape_what_people_wrote_comes_back_and_documents_are_read_again(
    office: Office, tmp_path: Path, model_dir: Path, cewen: Command
) -> None:
    older = altered(backed_up(office, tmp_path), tmp_path / "older.tar", {"shape": 2})
    there = settings_for(tmp_path / "there", model_dir, reading_processes=1)
    status, said = cewen("restore", older, "--data", there.data_dir)
    assert status == 0
    assert "cewen ingest --rebuild" in said
    again = Office(settings=there, texts=office.texts)
    again.ingest(rebuild=True)
    assert kept(there) == kept(office.settings)


def test_a_folder_with_something_in_it_is_left_alone_or_moved_aside_whole(
    office: Office, tmp_path: Path, cewen: Command
) -> None:
    goal = backed_up(office, tmp_path)
    before = kept(office.settings)
    store = Store(office.settings.store_url)
    Drafts(store.session).delete(Drafts(store.session).listed()[0][0])
    store.close()
    later = kept(office.settings)
    status, said = cewen("restore", goal, "--data", office.data)
    assert (status, kept(office.settings)) == (2, later)
    assert "--replace" in said
    status, said = cewen("restore", goal, "--data", office.data, "--replace")
    assert status == 0, said
    assert kept(office.settings) == before
    (old,) = office.data.glob("replaced-*")
    assert str(old) in said
    assert kept(Settings(data_dir=old)) == later
    assert ANSWERED in office.answer()


def test_a_store_that_is_in_use_is_not_taken_away(office: Office, tmp_path: Path) -> None:
    goal = backed_up(office, tmp_path)
    store = Store(office.settings.store_url)
    store.generation()
    try:
        with pytest.raises(BackupError, match="有程序正在用这个资料库") as refused:
            restore(office.settings, goal, replace=True)
    finally:
        store.close()
    assert "停下" in refused.value.next_step
    assert ANSWERED in office.answer()


def test_a_backup_that_finds_no_room_leaves_nothing_behind(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(office.settings)
    with small_disk(tmp_path / "full", 200) as disk:
        with pytest.raises(BackupError, match="磁盘空间不够，没有写成备份（约要") as refused:
            make_backup(office.settings, disk / "b.tar")
        assert "别的磁盘" in refused.value.next_step
        # Also where the room goes while it is written.
        monkeypatch.setattr("tools.backup.making._check_room", lambda *_: None)
        with pytest.raises(BackupError, match="磁盘空间不够"):
            make_backup(office.settings, disk / "b.tar")
        assert list(disk.iterdir()) == []
    assert kept(office.settings) == before


def test_a_restore_that_finds_no_room_leaves_the_folder_as_it_was(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = backed_up(office, tmp_path)
    with small_disk(tmp_path / "full", 250) as disk:
        (disk / "data").mkdir()
        with pytest.raises(BackupError, match="磁盘空间不够，没有恢复"):
            restore(Settings(data_dir=disk / "data"), goal)
        monkeypatch.setattr("tools.backup.restoring.ROOM", 0.0)
        with pytest.raises((BackupError, StoreUnavailable), match="磁盘"):
            restore(Settings(data_dir=disk / "data"), goal)
        assert {path.name for path in (disk / "data").iterdir()} <= {"ingest.lock"}


def test_a_part_that_would_lie_outside_is_refused(office: Office, tmp_path: Path) -> None:
    goal = backed_up(office, tmp_path)
    evil = tmp_path / "evil.tar"
    part = {"name": "uploads/../../outside.txt", "sha256": hashlib.sha256(b"x").hexdigest(), "size": 1}
    with tarfile.open(goal) as old:
        payload = json.loads(old.extractfile(MANIFEST).read())
    payload["parts"].append(part)
    altered(goal, evil, payload)
    with tarfile.open(evil, "a") as archive:
        member = tarfile.TarInfo(part["name"])
        member.size = 1
        archive.addfile(member, io.BytesIO(b"x"))
    with pytest.raises(BackupError, match="不该有的路径"):
        restore(Settings(data_dir=tmp_path / "in" / "data"), evil)
    assert not list(tmp_path.rglob("outside.txt"))
