"""`python -m corpus`: what is stored is printed, and errors tell the next step."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from core.schema import Trace
from core.settings import ROOT, Settings
from corpus.conversations import Conversations
from corpus.feedback import give_feedback
from corpus.store import Store
from evals.answers import read_cases
from ingest.pipeline import ingest
from tests.conftest import settings_for


def run(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "corpus", *args], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_show_prints_text_sections_figures_metadata_and_quality(small: Settings) -> None:
    listed = json.loads(run("list", "--json", "--data", str(small.data_dir)).stdout)
    assert {"丰台区教育局2022年工作总结", "海淀区教育局2023年工作总结"} == {row["title"] for row in listed}
    shown = json.loads(
        run(
            "show", listed[0]["id"], "--text", "--sections", "--figures", "--json", "--data", str(small.data_dir)
        ).stdout
    )
    assert {"known", "quality", "corrections", "relations", "text", "sections", "figures"} <= set(shown)
    assert {fact["sureness"] for fact in shown["known"]} == {"文中明写"}
    assert any(row["text"] == "2600个" for row in shown["figures"])
    first = shown["text"][0]
    assert first["end"] - first["start"] == len(first["text"])
    plain = run("show", listed[0]["id"], "--data", str(small.data_dir)).stdout
    assert "标题：丰台区教育局2022年工作总结（文中明写）" in plain


def test_an_unknown_document_and_an_empty_folder_tell_the_next_step(small: Settings, tmp_path: Path) -> None:
    missing = run("show", "没有", "--data", str(small.data_dir))
    assert missing.returncode == 2
    assert "python -m corpus list" in missing.stderr
    empty = run("list", "--data", str(tmp_path))
    assert empty.returncode == 2
    assert "python -m ingest" in empty.stderr


def test_a_correction_and_its_withdrawal_are_listed_with_who_and_why(tmp_path: Path, model_dir: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "甲.txt").write_text("甲县教育局工作总结\n全县有小学39所。\n", encoding="utf-8")
    settings = settings_for(tmp_path / "data", model_dir)
    ingest([tmp_path / "in"], settings)
    data = ("--data", str(settings.data_dir))
    made = run("correct", "甲", "--field", "status", "--value", "试行", "--who", "张三", "--why", "误写", *data)
    assert made.returncode == 0
    back = run("withdraw", "1", "--who", "李四", "--why", "原文无误", *data)
    assert "已撤回第 1 号更正" in back.stdout
    result = run("corrections", *data).stdout
    assert "#1" in result
    assert "✕ 已撤回" in result
    assert "李四：原文无误" in result
    (line,) = json.loads(run("corrections", "--json", *data).stdout)
    assert (line["id"], line["withdrawn"]["who"]) == (1, "李四")
    assert run("withdraw", "1", "--who", "李四", "--why", "再撤", *data).returncode == 2


def test_verdicts_are_listed_and_written_as_cases_that_the_evaluation_reads(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'cewen.sqlite3'}")
    kept = Conversations(store.session)
    for question, verdict, reason in (("小学几所", "good", ""), ("初中几所", "bad", "应为8所")):
        turn = kept.ask(kept.begin(question), question)
        trace = Trace(id=turn, question=question, standalone=question, status="answered", answer="有39所[1]。")
        kept.finish(turn, "done", trace=trace)
        give_feedback(store.session, kept, turn, verdict, reason)
    store.close()
    result = run("feedback", "--data", str(tmp_path)).stdout
    assert "有误　local：应为8所" in result
    assert "问：初中几所" in result
    written = run("feedback", "--cases", str(tmp_path / "cases.jsonl"), "--data", str(tmp_path)).stdout
    assert "已写出 2 题" in written
    assert "1 题答错了" in written
    assert [case["turns"] for case in read_cases(tmp_path / "cases.jsonl")] == [["小学几所"]]
    listed = json.loads(run("feedback", "--json", "--data", str(tmp_path)).stdout)
    assert [one["verdict"] for one in listed] == ["good", "bad"]
