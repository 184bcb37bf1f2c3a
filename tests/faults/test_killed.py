"""Killed in the middle (SIGKILL): of drafts, answers, backups and restores what was told as done is there, whole."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.settings import ROOT
from corpus.conversations import Conversations
from corpus.drafts import Drafts
from corpus.store import Store
from tests.conftest import settings_for
from tests.faults.conftest import ANSWERED, ASKED, Command, Office, kept
from tools.backup.making import make_backup
from tools.backup.restoring import restore
from ui.conversation import talk_html
from ui.pictures import Pictures

DRAFTING = """
import sys
from corpus.drafts import Drafts
from corpus.store import Store
drafts = Drafts(Store(sys.argv[1]).session)
one = drafts.listed()[0][0]
number = drafts.read(one).latest
while True:
    number = drafts.save(one, f"# 第{number + 1}稿\\n" + "字" * 20000, number).number
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
"""
ANSWERING = """
import sys, time
from functools import partial
from pathlib import Path
from assistant.build import build_assistant
from assistant.live import LiveAssistant
from core.settings import Settings
from corpus.conversations import Conversations
from ui.answering import Answering
live = LiveAssistant(partial(build_assistant, Settings(data_dir=Path(sys.argv[1]))))
work = Answering(live, Conversations(lambda: live.store.session()))
talk = ""
for number in range(10**6):
    talk = work.ask("", sys.argv[2])
    sys.stdout.write(talk + "\\n")
    sys.stdout.flush()
    while number < 2 and work.running(talk):
        time.sleep(0.01)
    time.sleep(0.02)
"""
BACKING_UP = """
import sys
from pathlib import Path
from core.settings import Settings
from tools.backup.making import make_backup
number = 0
while True:
    make_backup(Settings(data_dir=Path(sys.argv[1])), Path(sys.argv[2]) / f"{number}.tar")
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
    number += 1
"""


def killed_after(script: str, lines: int, wait_s: float, *arguments: object) -> list[str]:
    """The lines that a program said before it was killed, `wait_s` after it had said some."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    said = [process.stdout.readline().strip() for _ in range(lines)]
    time.sleep(wait_s)
    process.send_signal(signal.SIGKILL)
    said += process.stdout.read().splitlines()
    assert process.wait() == -9
    return said


def test_every_draft_that_was_told_as_saved_is_there_after_kills(office: Office) -> None:
    draw = random.Random(20260202)
    for _ in range(6):
        before = kept(office.settings)
        said = killed_after(DRAFTING, 2, draw.uniform(0, 0.05), office.settings.store_url)
        store = Store(office.settings.store_url)
        drafts = Drafts(store.session)
        latest = drafts.read(drafts.listed()[0][0])
        store.close()
        assert latest.number >= int(said[-1])
        assert latest.drafted.text == f"# 第{latest.number}稿\n" + "字" * 20000
        after = kept(office.settings)
        assert all(line in after["draft_versions"] for line in before["draft_versions"])
        assert {n: after[n] for n in after if "draft" not in n} == {n: before[n] for n in before if "draft" not in n}
    assert office.doctor() == {}


def test_a_page_killed_while_it_answers_keeps_the_questions_and_says_which_was_broken_off(office: Office) -> None:
    before = kept(office.settings)
    said = killed_after(ANSWERING, 4, 0.0, office.data, ASKED)
    store = Store(office.settings.store_url)
    talks = Conversations(store.session)
    states = {}
    for talk in said:
        turns = talks.read(talk).turns
        assert [turn.question for turn in turns] == [ASKED]
        states[talk] = turns[0].state
        if turns[0].state == "done":
            assert ANSWERED in turns[0].trace.answer
    assert [states[talk] for talk in said[:2]] == ["done", "done"]
    broken = [talk for talk, state in states.items() if state == "running"]
    assert broken
    shown = talk_html(talks.read(broken[0]), {}, {}, Pictures())
    assert "没有答完" in shown
    assert "重新回答" in shown
    store.close()
    after = kept(office.settings)
    assert all(line in after[name] for name in before for line in before[name])
    assert office.doctor() == {}
    assert ANSWERED in office.answer()


def test_a_killed_backup_leaves_whole_files_only_and_its_half_is_cleared(
    office: Office, tmp_path: Path, model_dir: Path
) -> None:
    before = kept(office.settings)
    goal = office.data / "备份"
    goal.mkdir()
    said = killed_after(BACKING_UP, 3, 0.02, office.data, goal)
    whole = sorted(path for path in goal.iterdir() if not path.name.startswith("."))
    assert len(whole) >= len(said)
    for number, path in enumerate((whole[0], whole[-1])):
        there = settings_for(tmp_path / str(number), model_dir)
        restore(there, path)
        assert kept(there) == before
    assert kept(office.settings) == before


RESTORING = """
import os, signal, sys
from pathlib import Path
from core.settings import Settings
import tools.backup.restoring as restoring
at = sys.argv[3]
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
if at == "rows":
    restoring.number_on = die
elif at == "place":
    restoring._put_in_place = die
else:
    restoring.member_of = die
restoring.restore(Settings(data_dir=Path(sys.argv[1])), Path(sys.argv[2]), replace=True)
"""


@pytest.mark.parametrize("at", ["files", "rows", "place"])
def test_a_killed_restore_has_changed_nothing_and_is_done_again(
    office: Office, tmp_path: Path, at: str, cewen: Command
) -> None:
    make_backup(office.settings, tmp_path / "b.tar")
    before = kept(office.settings)
    done = subprocess.run(
        [sys.executable, "-c", RESTORING, str(office.data), str(tmp_path / "b.tar"), at],
        cwd=ROOT,
        check=False,
        timeout=100,
    )
    assert done.returncode == -9
    assert kept(office.settings) == before
    assert ANSWERED in office.answer()
    status, said = cewen("restore", tmp_path / "b.tar", "--data", office.data, "--replace", "--no-index")
    assert status == 0, said
    assert not (office.data / ".restoring").exists()
    assert kept(office.settings) == before
    assert "cewen doctor --mend" in said
    assert json.dumps(office.doctor(mend=True)) == "{}"
    assert ANSWERED in office.answer()
