"""A disk that is full, or can only be read: what was there stays, it is said in words, and with room work goes on."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.drafted import Drafted
from core.errors import CewenError, LoadError, StoreUnavailable
from corpus.conversations import Conversations
from corpus.drafts import Drafts
from corpus.store import Store
from tests.faults.conftest import ANSWERED, Command, Office, kept, read_only, small_disk, upload
from tools.intake import Intake

Kept = dict[str, list[Any]]
LONG = "新增学位四千二百个。" * 3000


LEFT_BYTES = 200_000
Fill = Callable[[], tuple[Office, Kept]]


@pytest.fixture
def full(office: Office, tmp_path: Path) -> Iterator[Fill]:
    """The office on a disk of its own; called, it fills it up. What stands in `filler` is what fills it."""
    with small_disk(tmp_path / "disk", 64_000) as disk:
        shutil.copytree(office.data, disk / "data", symlinks=True)

        def fill() -> tuple[Office, Kept]:
            before = kept(on_it.settings)
            with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
                while True:
                    filler.write(os.urandom(4096))
            # Room for a few pages, as on a disk that fills up by and by.
            os.truncate(disk / "filler", (disk / "filler").stat().st_size - LEFT_BYTES)
            return on_it, before

        settings = office.settings.model_copy(update={"data_dir": disk / "data"})
        on_it = Office(settings=settings, texts=office.texts)
        yield fill


def save_a_draft(office: Office) -> None:
    store = Store(office.settings.store_url)
    try:
        Drafts(store.session).keep(Drafted(kind="工作简报", text="# 新稿\n"))
    finally:
        store.close()


def empty(office: Office) -> None:
    (office.data.parent / "filler").unlink()


def test_a_conversation_that_finds_no_room_is_told_and_nothing_is_lost(full: Fill) -> None:
    office, before = full()
    store = Store(office.settings.store_url)
    talks = Conversations(store.session)

    def fill_up() -> None:
        for _ in range(50):
            talks.ask(talks.begin("问"), LONG)

    with pytest.raises(StoreUnavailable, match=r"磁盘已满|读写出错") as raised:
        fill_up()
    store.close()
    assert "磁盘" in raised.value.next_step
    empty(office)
    after = kept(office.settings)
    assert all(line in after[name] for name in before for line in before[name])
    # A question is kept whole or not at all.
    assert all(
        LONG.encode("ascii", "backslashreplace") in line for line in after["turns"] if line not in before["turns"]
    )
    assert office.doctor(mend=True).keys() <= {"folder"}
    assert ANSWERED in office.answer()


def test_a_draft_that_finds_no_room_keeps_every_version_before(full: Fill) -> None:
    office, before = full()
    store = Store(office.settings.store_url)
    drafts = Drafts(store.session)
    one = drafts.listed()[0][0]
    saved = []

    def fill_up() -> None:
        for number in range(2, 60):
            saved.append(drafts.save(one, f"# 第{number}稿\n{LONG}", number).number)

    with pytest.raises(StoreUnavailable, match=r"磁盘已满|读写出错"):
        fill_up()
    # With room the same text is taken.
    empty(office)
    assert drafts.read(one).latest == (saved[-1] if saved else 2)
    assert drafts.save(one, f"# 末稿\n{LONG}", drafts.read(one).latest).number == (saved[-1] if saved else 2) + 1
    store.close()
    after = kept(office.settings)
    assert all(line in after["draft_versions"] for line in before["draft_versions"])
    assert ANSWERED in office.answer()


def test_an_ingest_that_finds_no_room_is_told_and_the_next_one_does_the_rest(
    full: Fill, tmp_path: Path, cewen: Command
) -> None:
    office, before = full()
    folder = tmp_path / "更多"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number}.txt").write_text(
            f"第{number}县总结\n新增学位{number}个。\n{LONG[:20000]}", encoding="utf-8"
        )
    status, said = cewen("ingest", folder, "--data", office.data)
    assert status in (1, 2), said
    assert "Traceback" not in said
    assert "磁盘" in said
    empty(office)
    after = kept(office.settings)
    assert all(row in after["documents"] for row in before["documents"])
    assert {name: after[name] for name in after if name != "documents"} == {
        name: before[name] for name in before if name != "documents"
    }
    status, said = cewen("ingest", folder, "--data", office.data)
    assert status == 0, said
    assert office.doctor(mend=True).keys() <= {"folder"}
    assert ANSWERED in office.answer()


def test_an_upload_that_finds_no_room_is_told_and_taken_in_afterwards(full: Fill, tmp_path: Path) -> None:
    office, before = full()
    big = "石景山区总结\n" + LONG
    with pytest.raises((LoadError, StoreUnavailable), match=r"没有存下来|磁盘|读写出错") as raised:
        upload(office, tmp_path, text=big)
    assert "磁盘" in raised.value.next_step
    folder = office.data / "uploads"
    assert not folder.exists() or not list(folder.glob(".*"))
    empty(office)
    assert kept(office.settings) == before
    assert upload(office, tmp_path, text=big) == ["已入库"]
    assert ANSWERED in office.answer()


def test_a_replaced_upload_that_finds_no_room_leaves_the_old_file(office: Office, full: Fill, tmp_path: Path) -> None:
    there = Office(
        settings=office.settings.model_copy(update={"data_dir": tmp_path / "disk" / "data"}), texts=office.texts
    )
    assert upload(there, tmp_path, text="旧文\n新增学位1个。\n") == ["已入库"]
    full()
    with pytest.raises((LoadError, StoreUnavailable), match=r"没有存下来|磁盘|读写出错"):
        upload(there, tmp_path, text="新文\n" + 3 * LONG)
    assert (there.data / "uploads" / "石景山.txt").read_text(encoding="utf-8").startswith("旧文")
    assert Intake(there.settings).names() == ["石景山.txt"]


def test_a_data_folder_that_can_only_be_read_is_told_by_every_command(
    office: Office, tmp_path: Path, cewen: Command
) -> None:
    before = kept(office.settings)
    more = tmp_path / "更多"
    more.mkdir()
    (more / "新.txt").write_text("新区总结\n新增学位5个。\n", encoding="utf-8")
    with read_only(office.data):
        for command in (("ingest", more), ("backup", tmp_path / "b.tar"), ("audit",), ("doctor",)):
            status, said = cewen(*command, "--data", office.data)
            assert "Traceback" not in said
            if status:
                assert any(word in said for word in ("权限", "只能读", "只读")), said
        assert cewen("ingest", more, "--data", office.data)[0] == 2
        status, said = cewen("doctor", "--json", "--data", office.data)
        assert status == 1
        checks = {one["name"]: one["findings"] for one in json.loads(said)["checks"]}
        assert any(f["level"] == "bad" and "写不进" in f["what"] for f in checks["folder"])
        with pytest.raises(CewenError, match=r"写|只能读|打不开|没有存下来"):
            upload(office, tmp_path)
        with pytest.raises(StoreUnavailable, match=r"只能读|打不开") as raised:
            save_a_draft(office)
        assert "权限" in raised.value.next_step
    assert kept(office.settings) == before
    assert ANSWERED in office.answer()
    assert office.doctor() == {}
