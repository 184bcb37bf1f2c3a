"""A page that runs while documents come and go: another process's ingest is answered without a restart."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from assistant.build import build_assistant
from assistant.engine import Assistant, Question
from assistant.live import LiveAssistant
from core.collection import Seen
from core.errors import IndexStale
from core.schema import Trace
from core.settings import ROOT, Settings
from ingest.pipeline import ingest
from tests.conftest import TEXTS, settings_for

HAIDIAN, FENGTAI = TEXTS
NEW = "石景山区教育局2023年工作总结\n2023年12月20日\n全区公办园在园幼儿占比58.4%，新增学位1300个。\n石景山区教育局\n2023年12月20日\n"


def asked(live: LiveAssistant, text: str) -> Trace:
    return live.invoke(Question(text=text))


def in_another_process(folder: Path, settings: Settings) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ingest", str(folder), "--data", str(settings.data_dir)]
    return subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "texts"
    made.mkdir()
    (made / HAIDIAN).write_text(TEXTS[HAIDIAN], encoding="utf-8")
    return made


@pytest.fixture
def settings(tmp_path: Path, small: Settings, model_dir: Path, folder: Path) -> Settings:
    assert small.data_dir.is_dir()  # the model is built by then
    own = settings_for(tmp_path / "data", model_dir)
    ingest([folder], own)
    return own


@pytest.fixture
def live(settings: Settings) -> LiveAssistant:
    return LiveAssistant(partial(build_assistant, settings))


def test_what_another_process_ingests_changes_and_removes_is_seen(
    live: LiveAssistant, folder: Path, settings: Settings
) -> None:
    assert "61.5" in asked(live, "海淀区公办园在园幼儿占比是多少？").answer
    assert asked(live, "石景山区公办园在园幼儿占比是多少？").status == "refused"
    (folder / "石景山区教育局2023年工作总结.txt").write_text(NEW, encoding="utf-8")
    in_another_process(folder, settings)
    assert "58.4" in asked(live, "石景山区公办园在园幼儿占比是多少？").answer
    assert "61.5" in asked(live, "海淀区公办园在园幼儿占比是多少？").answer
    (folder / "石景山区教育局2023年工作总结.txt").write_text(NEW.replace("58.4", "59.9"), encoding="utf-8")
    in_another_process(folder, settings)
    assert "59.9" in asked(live, "石景山区公办园在园幼儿占比是多少？").answer
    (folder / "石景山区教育局2023年工作总结.txt").unlink()
    in_another_process(folder, settings)
    assert asked(live, "石景山区公办园在园幼儿占比是多少？").status == "refused"


def test_ten_questions_by_three_people_while_two_ingests_run_meet_no_error(
    live: LiveAssistant, folder: Path, settings: Settings
) -> None:
    answers: list[str] = []
    errors: list[BaseException] = []

    def person(times: int) -> None:
        try:
            answers.extend(asked(live, "海淀区公办园在园幼儿占比是多少？").answer for _ in range(times))
        except BaseException as error:
            errors.append(error)

    people = [threading.Thread(target=person, args=(times,)) for times in (4, 3, 3)]
    for one in people:
        one.start()
    for name, text in ((FENGTAI, TEXTS[FENGTAI]), ("石景山区教育局2023年工作总结.txt", NEW)):
        (folder / name).write_text(text, encoding="utf-8")
        in_another_process(folder, settings)
    for one in people:
        one.join()
    assert errors == []
    assert len(answers) == 10
    assert all("61.5" in answer for answer in answers)
    assert "55.2" in asked(live, "丰台区公办园在园幼儿占比是多少？").answer


def test_a_stale_index_is_opened_again_and_the_question_answered(
    live: LiveAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    dense = live.search.index.retrievers["dense"]
    failed: list[int] = []

    def stale(*_: object, **__: object) -> list[object]:
        failed.append(1)
        raise IndexStale("索引正在更新")

    monkeypatch.setattr(dense, "search", stale)
    assert "61.5" in asked(live, "海淀区公办园在园幼儿占比是多少？").answer
    assert failed == [1]


def test_a_fault_that_is_no_stale_index_is_not_answered_twice(
    live: LiveAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def broken(*_: object, **__: object) -> object:
        calls.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr(live.planner, "read", broken)
    with pytest.raises(ZeroDivisionError):
        asked(live, "海淀区公办园在园幼儿占比是多少？")
    assert calls == [1]


def test_nothing_is_built_anew_while_nothing_changes(settings: Settings) -> None:
    built: list[int] = []

    def build(seen: Seen = None, *, beside: Assistant | None = None) -> Assistant:
        built.append(1)
        return build_assistant(settings, seen, beside=beside)

    live = LiveAssistant(build)
    for _ in range(3):
        asked(live, "海淀区公办园在园幼儿占比是多少？")
    assert not live.renew()
    assert built == [1]
