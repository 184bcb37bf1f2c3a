"""An office in which people have worked, copied anew for every fault, and what must be there after it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.build import build_assistant
from assistant.engine import Question
from core.drafted import Drafted
from core.settings import Settings
from corpus.accounts import Accounts
from corpus.audit import record
from corpus.conversations import Conversations
from corpus.corrections import Change, correct
from corpus.drafts import Drafts
from corpus.dump import dumped_tables, lines_of, snapshot
from corpus.store import DocumentRow, Store
from ingest.pipeline import ingest
from tests.conftest import TEXTS, settings_for
from tools.doctor.examine import examine
from tools.intake import Intake

ASKED, ANSWERED = "海淀区2023年新增学位多少个", "4200"
UPLOADED = "石景山区教育局2023年工作总结\n一、主要成绩\n全区新增学位1800个，新建学校3所。\n"
# What says how far indexes are, and what they were built under.
DERIVED = frozenset({"meta", "files", "troubled_files"})
PEOPLE = ("conversations", "turns", "drafts", "draft_versions", "users", "corrections", "audit")


@dataclass(frozen=True, kw_only=True)
class Office:
    """A data folder with documents, an upload and people's work; `texts` is where the documents are from."""

    settings: Settings
    texts: Path

    @property
    def data(self) -> Path:
        return self.settings.data_dir

    def ingest(self, **how: Any) -> dict[str, str]:
        return {one.source: one.outcome for one in ingest([self.texts], self.settings, **how)}

    def answer(self) -> str:
        """What is answered by a page that starts now."""
        assistant = build_assistant(self.settings)
        try:
            return assistant.invoke(Question(text=ASKED, user="试问")).answer
        finally:
            assistant.store.close()

    def doctor(self, *, mend: bool = False, models: bool = False) -> dict[str, list[str]]:
        """What is wrong, by check; `models` loads those too, which takes seconds."""
        looked = examine(self.settings, mend=mend, without=() if models else ("models",))
        found = {one.name: [f"{f.what}：{f.next_step}" for f in one.findings if f.level == "bad"] for one in looked}
        return {name: result for name, result in found.items() if result}


def kept(settings: Settings, *, but: str = "试问") -> dict[str, list[Any]]:
    """Every row that people or documents gave, without how far the indexes are; questions of `but` are left out."""
    store = Store(settings.store_url)
    payload: dict[str, list[Any]] = {}
    try:
        with snapshot(store.engine) as connection:
            for table in dumped_tables():
                if table.name in DERIVED or table.name in ("units", "passages", "sections", "documents"):
                    continue
                payload[table.name] = [
                    line for line in lines_of(connection, table) if f'"user": {ascii_json(but)}' not in line.decode()
                ]
        with store.session() as session:
            payload["documents"] = sorted(
                (row.id, row.sha256, row.text, row.collection) for row in session.query(DocumentRow).all()
            )
    finally:
        store.close()
    return payload


def ascii_json(text: str) -> str:
    import json

    return json.dumps(text)


def worked_in(settings: Settings) -> None:
    """People ask, draft, correct, upload and have accounts."""
    store = Store(settings.store_url)
    try:
        talks = Conversations(store.session)
        talk = talks.begin(ASKED)
        talks.finish(talks.ask(talk, ASKED), "stopped")
        drafts = Drafts(store.session)
        draft = drafts.keep(Drafted(kind="工作简报", text="# 海淀区简报\n\n新增学位4200个。\n"))
        drafts.save(draft, "# 海淀区简报\n\n第二稿\x7f。\n", 1)
        Accounts(store.session).add("王老师", "纸短情长 471193", "管理", None)
        with store.session() as session:
            one = session.query(DocumentRow.id).order_by(DocumentRow.id).first()[0]
        correct(store, one, Change(field="issuer", value="区教委"), who="李四", why="原文误写")
        record(store, "export", user="王老师", subject="简报.docx", detail={"页": 3})
    finally:
        store.close()


@pytest.fixture(scope="session")
def worked(tmp_path_factory: pytest.TempPathFactory, small: Settings, model_dir: Path) -> Path:
    """The data folder that every office is a copy of."""
    assert small.data_dir.is_dir()
    texts = tmp_path_factory.mktemp("worked-texts") / "资料"
    texts.mkdir()
    for name, text in TEXTS.items():
        (texts / name).write_text(text, encoding="utf-8")
    data = texts.parent / "data"
    settings = settings_for(data, model_dir, reading_processes=1)
    ingest([texts], settings)
    worked_in(settings)
    return data


@pytest.fixture
def office(worked: Path, tmp_path: Path, model_dir: Path) -> Office:
    """An office of one's own; its documents are in the folder of the original, which nobody may change."""
    shutil.copytree(worked, tmp_path / "data", symlinks=True)
    settings = settings_for(tmp_path / "data", model_dir, reading_processes=1)
    return Office(settings=settings, texts=worked.parent / "资料")


def upload(office: Office, tmp_path: Path, name: str = "石景山.txt", text: str = UPLOADED) -> list[str]:
    """Add a file from the page; what became of it."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    intake = Intake(office.settings)
    proposals = intake.propose([path])
    return [one.outcome for one in intake.take_in(proposals, proposals, who="王老师")]


def flip(path: Path, *, every: int = 7) -> None:
    """Change every few bytes of a file."""
    raw = bytearray(path.read_bytes())
    for at in range(0, len(raw), every):
        raw[at] ^= 0x5A
    path.write_bytes(raw)


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@contextmanager
def small_disk(folder: Path, size_kb: int) -> Iterator[Path]:
    """A file system of a few KiB; skipped where none may be mounted."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size_kb}k", "cewen-test", str(folder)], check=False, capture_output=True
    )
    if made.returncode:
        pytest.skip("a small disk can only be mounted by root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder nobody can write to: by its mode, or for root, whom modes do not hold, mounted so over itself."""
    if os.geteuid():
        paths = [folder, *(path for path in folder.rglob("*") if not path.is_symlink())]
        modes = {path: path.stat().st_mode for path in paths}
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            yield
        finally:
            for path, mode in modes.items():
                path.chmod(mode)
        return
    if subprocess.run(["mount", "--bind", str(folder), str(folder)], check=False, capture_output=True).returncode:
        pytest.skip("this root may not mount")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


Command = Callable[..., tuple[int, str]]


@pytest.fixture
def cewen(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command as `cewen` does; its exit status and all it said."""
    from ui.command_line import run

    def told(*arguments: object) -> tuple[int, str]:
        capsys.readouterr()
        # A command may take signals to itself; the tests' own are theirs again after it.
        handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            status = run([str(one) for one in arguments])
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
        said = capsys.readouterr()
        return status, said.out + said.err

    return told
