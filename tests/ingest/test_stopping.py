"""A run is watched, stopped and gone on with: through hooks, and as a program through signals."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from core.settings import ROOT, Settings
from ingest.pipeline import VECTORS_FILE, ingest, run_ingest
from ingest.reports import Hooks, Progress
from tests.ingest.conftest import outcomes

COUNT = 30
TRIES = 5


def test_a_cancelled_run_keeps_what_is_done_and_the_next_goes_on(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.batches.BATCH_TEXTS", 1)
    stored: list[str] = []
    hooks = Hooks(reported=lambda report: stored.append(report.source), cancelled=lambda: bool(stored))
    run = run_ingest([folder], settings, hooks=hooks)
    assert run.cancelled
    assert stored == ["丙.txt"]
    assert outcomes(ingest([folder], settings)) == {"丙.txt": "unchanged", "乙.txt": "added", "甲.txt": "added"}


def test_a_run_cancelled_while_it_embeds_finishes_the_document_in_hand(settings: Settings, folder: Path) -> None:
    stages: list[str] = []
    hooks = Hooks(progress=lambda at: stages.append(at.stage), cancelled=lambda: "向量" in stages)
    run = run_ingest([folder], settings, hooks=hooks)
    assert [report.source for report in run.reports] == ["丙.txt"]
    assert outcomes(ingest([folder], settings))["丙.txt"] == "unchanged"


def test_progress_names_stage_and_time_left(settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.batches.BATCH_TEXTS", 1)
    seen: list[Progress] = []
    run = run_ingest([folder], settings, hooks=Hooks(progress=seen.append))
    assert {at.stage for at in seen} >= {"读取", "切分", "向量", "入库", "索引", "比对"}
    assert max(at.total for at in seen) == 3
    assert any(at.left_s is not None for at in seen)
    assert set(run.stages_s) == {"读取", "切分", "向量", "入库", "索引", "比对"}


def test_the_command_line_prints_one_json_report(settings: Settings, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ingest", str(folder), "--data", str(settings.data_dir), "--dry-run", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    record = json.loads(done.stdout)
    assert done.returncode == 0
    assert record["outcomes"] == {"added": 3}
    assert record["dry"]
    assert record["stages_s"]["读取"] >= 0


def test_what_is_told_is_neither_wrapped_nor_read_as_markup(settings: Settings, folder: Path) -> None:
    with zipfile.ZipFile(folder / "包[red].zip", "w") as package:
        package.writestr("一[/b].xyz", "?")
        package.writestr("好.txt", "某县有小学9所。")
    command = [sys.executable, "-m", "ingest", str(folder), "--data", str(settings.data_dir), "--dry-run"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "失败  包[red].zip  一[/b].xyz：暂不支持 .xyz 文件\n" in done.stderr


def test_watching_takes_in_a_new_file_and_ends_cleanly_on_ctrl_c(settings: Settings, folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "ingest", str(folder), "--data", str(settings.data_dir), "--watch", "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert json.loads(process.stdout.readline())["outcomes"] == {"added": 3}
    time.sleep(1)
    (folder / "丁.txt").write_text("丁县工作总结\n全县有小学9所。\n", encoding="utf-8")
    assert json.loads(process.stdout.readline())["outcomes"] == {"added": 1, "unchanged": 3}
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "不再看守" in errors


def many(folder: Path) -> None:
    """Enough documents for several calls of the model."""
    for number in range(COUNT):
        lines = [f"全县第{number}批第{line}项工作投入资金{number * 97 + line}万元。" for line in range(18)]
        (folder / f"{number:02}.txt").write_text(f"第{number}县工作总结\n" + "\n".join(lines), encoding="utf-8")


def begun(folder: Path, data: Path) -> subprocess.Popen[str]:
    """An ingest of a folder that has embedded something and stored nothing yet."""
    command = [sys.executable, "-m", "ingest", str(folder), "--data", str(data), "--json"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for _ in range(1200):
        if process.poll() is not None or _embedded(data / VECTORS_FILE):
            return process
        time.sleep(0.05)
    raise AssertionError("nothing was embedded within a minute")


def _embedded(path: Path) -> int:
    if not path.exists():
        return 0
    try:
        with sqlite3.connect(path) as vectors:
            return int(vectors.execute("SELECT count(*) FROM vectors").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def stored(data: Path) -> dict[str, str]:
    """Documents that are whole: state by source; a document without its passages, or passages without one, fail."""
    with sqlite3.connect(data / "cewen.sqlite3") as store:
        assert not store.execute(
            "SELECT count(*) FROM passages WHERE document_id NOT IN (SELECT id FROM documents)"
        ).fetchone()[0]
        rows = store.execute(
            "SELECT source, index_state, (SELECT count(*) FROM passages WHERE document_id = d.id),"
            " (SELECT count(*) FROM units WHERE document_id = d.id AND vector IS NULL) FROM documents d"
        )
        found = {source: (state, passages, lacking) for source, state, passages, lacking in rows}
    assert all(passages and not lacking for _, passages, lacking in found.values())
    return {source: state for source, (state, _, _) in found.items()}


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_program_told_to_stop_leaves_whole_documents_and_the_next_run_does_the_rest(
    settings: Settings, tmp_path: Path, sign: signal.Signals
) -> None:
    (tmp_path / "many").mkdir()
    many(tmp_path / "many")
    process = begun(tmp_path / "many", settings.data_dir)
    process.send_signal(sign)
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "已停止" in errors
    assert "再运行一次 python -m ingest" in errors
    record = json.loads(out)
    assert record["cancelled"]
    kept = stored(settings.data_dir)
    assert set(kept) == {report["source"] for report in record["reports"]}
    assert 1 <= len(kept) < COUNT
    assert set(kept.values()) == {"indexed"}
    done = outcomes(ingest([tmp_path / "many"], settings))
    assert {source for source, outcome in done.items() if outcome == "unchanged"} == set(kept)
    assert len(stored(settings.data_dir)) == COUNT


def test_a_second_signal_ends_the_program_at_once_and_says_so(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "many").mkdir()
    many(tmp_path / "many")
    for _ in range(TRIES):
        process = begun(tmp_path / "many", settings.data_dir)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
        # An orderly stop may be done before the second signal comes: then there was nothing to end but an interpreter
        # on its way out, which no longer listens.
        if "已停止" not in errors:
            break
        assert process.returncode in (130, -signal.SIGTERM)
    assert process.returncode == 130
    assert "已立即停止" in errors
    assert "Traceback" not in errors
    assert {*outcomes(ingest([tmp_path / "many"], settings)).values()} <= {"added", "unchanged"}
    assert len(stored(settings.data_dir)) == COUNT
