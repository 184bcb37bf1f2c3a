"""Several at once, and documents' folders that vanish: each waits or is told, and nothing goes that nobody removed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from assistant.build import build_assistant
from assistant.engine import Question
from assistant.live import LiveAssistant
from core.errors import DataError, IngestBusy
from core.schema import Trace
from core.settings import ROOT
from corpus.library import Library
from corpus.store import Store
from ingest.at_work import at_work
from ingest.pipeline import ingest
from ingest.watching import run_on_changes
from tests.faults.conftest import ANSWERED, ASKED, Command, Office, kept, upload
from tools.intake import Intake


@pytest.fixture
def own_texts(office: Office, tmp_path: Path) -> Office:
    """The office with a documents' folder that may be changed."""
    folder = tmp_path / "资料"
    shutil.copytree(office.texts, folder)
    made = Office(settings=office.settings, texts=folder)
    assert set(made.ingest().values()) == {"added"}
    return made


def test_of_two_ingests_at_once_one_is_told_to_wait_and_both_get_done(own_texts: Office, tmp_path: Path) -> None:
    more = tmp_path / "更多"
    more.mkdir()
    for number in range(8):
        (more / f"{number}.txt").write_text(f"第{number}县总结\n新增学位{number}个。\n", encoding="utf-8")
    command = [sys.executable, "-m", "ingest", str(more), "--data", str(own_texts.data)]
    both = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    items = [process.communicate(timeout=200) for process in both]
    codes = sorted(process.returncode for process in both)
    said = "".join(part for pair in items for part in pair)
    assert "Traceback" not in said
    assert codes in ([0, 0], [0, 2])
    if 2 in codes:
        assert "已有一个导入在进行" in said
        assert "请等它结束" in said
    assert {one.outcome for one in ingest([more], own_texts.settings)} == {"unchanged"}
    assert own_texts.doctor() == {}
    assert ANSWERED in own_texts.answer()


def test_an_ingest_beside_another_is_told_who_is_at_work(own_texts: Office) -> None:
    before = kept(own_texts.settings)
    with at_work(own_texts.settings, shared=False), pytest.raises(IngestBusy, match="已有一个导入在进行") as busy:
        own_texts.ingest()
    assert "请等它结束" in busy.value.next_step
    assert kept(own_texts.settings) == before


def test_an_upload_waits_for_the_ingest_that_is_at_work(own_texts: Office, tmp_path: Path) -> None:
    begun, finish, taken = threading.Event(), threading.Event(), []

    def hold() -> None:
        with at_work(own_texts.settings, shared=False):
            begun.set()
            finish.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    assert begun.wait(10)
    uploading = threading.Thread(target=lambda: taken.extend(upload(own_texts, tmp_path)))
    uploading.start()
    uploading.join(2)
    assert taken == []
    finish.set()
    uploading.join(120)
    holder.join()
    assert taken == ["已入库"]
    assert own_texts.doctor() == {}
    assert ANSWERED in own_texts.answer()


def test_a_document_taken_out_while_it_is_answered_from_is_not_a_fault(own_texts: Office, tmp_path: Path) -> None:
    assert upload(own_texts, tmp_path) == ["已入库"]
    live = LiveAssistant(partial(build_assistant, own_texts.settings))
    question = Question(text="石景山区2023年新增学位多少个")
    assert "1800" in live.invoke(question).answer
    steps = live.answer(question)
    next(steps)
    assert [one.outcome for one in Intake(own_texts.settings).remove(["石景山.txt"], who="王老师")] == ["已移出"]
    last = [*steps][-1]
    assert isinstance(last, Trace)
    assert "1800" not in live.invoke(question).answer
    assert ANSWERED in live.invoke(Question(text=ASKED)).answer
    assert own_texts.doctor() == {}


def test_a_document_taken_out_while_it_is_read_is_told(own_texts: Office, tmp_path: Path) -> None:
    upload(own_texts, tmp_path)
    store = Store(own_texts.settings.store_url)
    library = Library(store)
    found = next(one.id for one in library.documents() if "石景山" in one.id)
    Intake(own_texts.settings).remove(["石景山.txt"], who="王老师")
    store.close()
    with pytest.raises(DataError, match="不是从页面加入的文件"):
        Intake(own_texts.settings).remove(["石景山.txt"], who="王老师")
    assert found not in {row[0] for row in kept(own_texts.settings)["documents"]}


def test_a_folder_that_is_suddenly_empty_removes_nothing_unless_told(own_texts: Office, cewen: Command) -> None:
    before = kept(own_texts.settings)
    aside = own_texts.texts.with_name("卸下")
    own_texts.texts.rename(aside)
    own_texts.texts.mkdir()
    status, said = cewen("ingest", own_texts.texts, "--data", own_texts.data)
    assert status == 1
    assert "文件夹是空的" in said
    assert "--allow-empty" in said
    assert kept(own_texts.settings) == before
    assert cewen("ingest", own_texts.texts, "--data", own_texts.data, "--dry-run")[0] == 1
    # Mounted again, nothing has to be read anew.
    own_texts.texts.rmdir()
    aside.rename(own_texts.texts)
    assert set(own_texts.ingest().values()) == {"unchanged"}
    for path in own_texts.texts.iterdir():
        path.unlink()
    status, said = cewen("ingest", own_texts.texts, "--data", own_texts.data, "--allow-empty")
    assert status == 0, said
    assert set(own_texts.ingest().values()) == set()
    assert len(kept(own_texts.settings)["documents"]) == len(before["documents"]) - 2


def test_a_folder_that_is_gone_is_told_and_removes_nothing(own_texts: Office, cewen: Command) -> None:
    before = kept(own_texts.settings)
    own_texts.texts.rename(own_texts.texts.with_name("卸下"))
    status, said = cewen("ingest", own_texts.texts, "--data", own_texts.data)
    assert status == 2
    assert "找不到" in said
    assert "请检查路径" in said
    assert kept(own_texts.settings) == before
    assert ANSWERED in own_texts.answer()


def test_watching_outlives_a_folder_that_is_unmounted_and_mounted_again(own_texts: Office) -> None:
    before = kept(own_texts.settings)
    items: list[dict[str, str]] = []
    stop = threading.Event()

    def unmount() -> None:
        for path in own_texts.texts.iterdir():
            path.rename(own_texts.texts.with_name(path.name))

    def run() -> None:
        items.append(own_texts.ingest())
        if len(items) == 1:
            # A change is seen once the watching has begun, which is after the first run.
            threading.Timer(3, unmount).start()
        elif "failed" in items[-1].values():
            stop.set()

    run_on_changes([own_texts.texts], run, stop)
    assert [*items[-1].values()] == ["failed"]
    assert kept(own_texts.settings) == before
