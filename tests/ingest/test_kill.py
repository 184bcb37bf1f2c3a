"""Thirty kills at random moments of first runs, updates and rebuilds: nothing promised is lost, nothing is left half."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.settings import ROOT, Settings
from ingest.pipeline import VECTORS_FILE

KILLS = 30
SENTENCES = (
    "全县有小学{}所",
    "新增学位{}个",
    "普惠性幼儿园覆盖率{}%",
    "评选骨干教师{}人",
    "改造校舍{}平方米",
    "培训校长{}人次",
)


def write(path: Path, seed: int) -> None:
    draw = random.Random(seed)
    lines = [f"{path.stem}县教育工作总结"]
    for number in "一二":
        lines.append(f"{number}、推进第{draw.randint(1, 99)}项工作")
        lines.append("".join(f"{sentence.format(draw.randint(1, 999))}。" for sentence in draw.sample(SENTENCES, 4)))
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def before(folder: Path) -> None:
    for seed, name in enumerate("甲乙丙丁戊己"):
        write(folder / f"{name}.txt", seed)


def after(folder: Path) -> None:
    """Changed, removed, moved and added files."""
    before(folder)
    write(folder / "甲.txt", 100)
    write(folder / "乙.txt", 101)
    (folder / "丙.txt").unlink()
    (folder / "下级").mkdir()
    (folder / "丁.txt").rename(folder / "下级" / "丁.txt")
    write(folder / "庚.txt", 102)


class Nursery:
    def __init__(self, model_dir: Path, work: Path) -> None:
        self._work = work
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("kill_nursery.py")), str(model_dir)],
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        assert self._process.stdout.readline() == "ready\n"

    def _ask(self, **order: Any) -> dict[str, Any]:
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        record: dict[str, Any] = json.loads(self._process.stdout.readline())
        return record

    def run(
        self, folder: Path, data: Path, *, kill_after: float | None = None, rebuild: bool = False
    ) -> tuple[list[tuple[str, str, int]], dict[str, Any]]:
        result = self._work / "told.jsonl"
        result.unlink(missing_ok=True)
        answer = self._ask(
            do="run", folder=str(folder), data=str(data), told=str(result), kill_after=kill_after, rebuild=rebuild
        )
        lines = result.read_text(encoding="utf-8").splitlines() if result.exists() else []
        return [tuple(json.loads(line)) for line in lines], answer

    def look(self, data: Path) -> dict[str, Any]:
        out = self._work / "out.json"
        out.unlink(missing_ok=True)
        assert self._ask(do="look", data=str(data), out=str(out))["status"] == 0
        held: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return held

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(20)


@pytest.fixture
def nursery(tmp_path: Path, small: Settings) -> Iterator[Nursery]:
    made = Nursery(small.data_dir, tmp_path)
    yield made
    made.close()


def assert_whole(held: dict[str, Any], reference: dict[str, Any]) -> None:
    """Store and indexes agree with each other and with a run that nobody disturbed."""
    assert held["passages"] == held["vectors"] == held["near"] == held["words"]
    assert sorted(row[1] for row in held["documents"]) == held["word_documents"]
    assert {row[3] for row in held["documents"]} == {"indexed"}
    assert all(units == vectors for _, units, vectors in held["units"])
    assert held == reference


def assert_promises_kept(data: Path, told: list[tuple[str, str, int]]) -> None:
    """Right after the kill, before anything mends: what was reported is in the database, whole, or gone."""
    if not told:
        return
    db = sqlite3.connect(data / "cewen.sqlite3")
    stored = dict(
        db.execute("SELECT source, (SELECT count(*) FROM passages WHERE document_id = d.id) FROM documents d")
    )
    states = dict(db.execute("SELECT source, index_state FROM documents"))
    db.close()
    for source, outcome, passages in told:
        if outcome == "removed":
            assert source not in stored
        else:
            assert states[source] in ("pending", "indexed")
            assert stored[source] == passages or outcome == "unchanged"


def test_thirty_kills_lose_nothing_and_leave_nothing_half(nursery: Nursery, tmp_path: Path) -> None:
    draw = random.Random(20260101)
    old, new = tmp_path / "in", tmp_path / "new"
    before(old)
    after(new)
    base, updated = tmp_path / "base", tmp_path / "updated"
    reports, first = nursery.run(old, base)
    assert first["status"] == 0
    assert {outcome for _, outcome, _ in reports} == {"added"}
    whole_old = nursery.look(base)
    _, rebuilt = nursery.run(old, base, rebuild=True)
    assert_whole(nursery.look(base), whole_old)
    # A root is known by its path: the folder's content changes under it, like an office's does.
    shutil.copytree(base, updated)
    shutil.move(old, tmp_path / "kept")
    shutil.copytree(new, old)
    _, update = nursery.run(old, updated)
    whole_new = nursery.look(updated)
    assert [row[0] for row in whole_new["documents"]] == [
        "下级/丁.txt",
        "乙.txt",
        "己.txt",
        "庚.txt",
        "戊.txt",
        "甲.txt",
    ]

    killed = 0
    for number in range(KILLS):
        kind = ("first", "update", "rebuild")[number % 3]
        data = tmp_path / f"data{number}"
        if kind == "first":
            data.mkdir()
            if number % 2:  # with vectors remembered the moments fall on the transactions, without on the model
                shutil.copy(base / VECTORS_FILE, data / VECTORS_FILE)
        else:
            shutil.copytree(base, data)
        span = {"first": first["s"] if not number % 2 else rebuilt["s"], "update": update["s"], "rebuild": rebuilt["s"]}
        result, answer = nursery.run(
            old, data, kill_after=draw.uniform(0.02, 0.95 * span[kind]), rebuild=kind == "rebuild"
        )
        killed += answer["status"] == -9
        assert_promises_kept(data, result)
        again, mended = nursery.run(old, data)
        assert mended["status"] == 0, (number, kind)
        assert not {outcome for _, outcome, _ in again} & {"failed", "held"}
        assert_whole(nursery.look(data), whole_new)
        shutil.rmtree(data)
    assert killed >= KILLS // 2, "too many runs came to their end before the kill"
