"""`cewen`: its help, its commands in Chinese, a draft and an answer as files from the command line."""

from __future__ import annotations

import re
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from assistant.engine import Assistant, Question
from core.command_parser import PROGRAM
from core.settings import Settings
from corpus.audit import Asked, read_deeds
from corpus.conversations import Conversations
from tests.drafting_texts import COUNTY
from ui.command_line import COMMANDS, run

FOR_DEVELOPERS = ("evals", "training")
Cewen = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cewen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cewen:
    """Runs a command in this process: its status, what it printed and what it complained."""
    monkeypatch.setattr(sys, "argv", ["cewen"])
    monkeypatch.setenv(PROGRAM, "cewen")

    def ran(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = run(list(arguments))
        except SystemExit as ended:
            status = int(ended.code or 0)
        return status, *capsys.readouterr()

    return ran


def test_the_help_names_every_command_in_chinese(cewen: Cewen) -> None:
    status, result, _ = cewen("--help")
    assert status == 0
    for name, command in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(command.help)}$", result, re.M)
        assert re.search("[一-鿿]", command.help)
    assert cewen() == (2, result, "")


def test_an_unknown_command_is_told_with_those_there_are(cewen: Cewen) -> None:
    status, result, complained = cewen("fly")
    assert (status, result) == (2, "")
    assert "没有“fly”这个命令" in complained
    assert "draft" in complained


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_helps_in_chinese_under_its_own_name(cewen: Cewen, name: str) -> None:
    status, result, _ = cewen(name, "--help")
    assert status == 0
    assert result.startswith(f"用法：cewen {name}")
    assert not re.search(r"usage:|options:|positional|show this help", result)
    if name not in FOR_DEVELOPERS:
        assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", result.split("\n\n", 1)[1])


def test_a_draft_is_written_and_told_and_in_the_log(
    cewen: Cewen, draft_settings: Settings, draft_assistant: Assistant, tmp_path: Path
) -> None:
    out = tmp_path / f"{uuid.uuid4().hex}.docx"
    status, result, complained = cewen(
        "draft",
        "--kind",
        "情况说明",
        "--place",
        COUNTY,
        "--year",
        "2024",
        "--to",
        "丹枫市教育局",
        "--signed",
        "云岭县教育局",
        "--day",
        "2024-12-25",
        "--indicator",
        "小学校际差异系数",
        "--sources",
        "注释",
        "--out",
        str(out),
        "--data",
        str(draft_settings.data_dir),
    )
    assert (status, complained) == (0, "")
    assert f"已写出 {out}：8处来源" in result
    assert "没有找到：云岭县2024年小学校际差异系数" in result
    lines = [one.text for one in docx.Document(str(out)).paragraphs]
    assert lines[0] == "关于云岭县2024年教育情况的说明"
    assert "丹枫市教育局：" in lines
    assert "2024年12月25日" in lines
    assert any("92.4%[" in line for line in lines)
    logged = [one for one in read_deeds(draft_assistant.store, Asked()) if one.subject.endswith(out.name)]
    assert [(one.kind, one.user) for one in logged] == [("draft", "命令行")]
    assert logged[0].subject.startswith(f"情况说明 {COUNTY} 2024年")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--place", "火星县"), "资料里没有“火星县”的文件"),
        (("--place", COUNTY, "--year", "去年"), "看不懂年份“去年”"),
        (("--place", COUNTY, "--day", "昨天"), "看不懂成文日期"),
        ((), "没有选地区"),
    ],
)
def test_a_draft_that_cannot_be_made_says_why_with_the_next_step(
    cewen: Cewen, draft_settings: Settings, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    out = tmp_path / "稿.docx"
    status, printed, complained = cewen(
        "draft", "--kind", "情况说明", *arguments, "--out", str(out), "--data", str(draft_settings.data_dir)
    )
    assert (status, printed) == (2, "")
    assert told in complained
    assert "请" in complained or "可选" in complained
    assert not out.exists()


def test_a_folder_that_is_not_there_is_told_before_the_work(cewen: Cewen, tmp_path: Path) -> None:
    for command in (("draft", "--kind", "情况说明"), ("export", "x")):
        status, _, complained = cewen(*command, "--out", str(tmp_path / "没有" / "稿.docx"), "--data", str(tmp_path))
        assert status == 2
        assert "没有文件夹" in complained


def test_an_answer_is_written_by_its_id_whoever_asked(
    cewen: Cewen, draft_settings: Settings, draft_assistant: Assistant, tmp_path: Path
) -> None:
    question = f"{COUNTY}2024年普惠性幼儿园覆盖率是多少？"
    trace = draft_assistant.invoke(Question(text=question))
    talks = Conversations(draft_assistant.store.session, "某人")
    turn = talks.ask(talks.begin(question), question)
    talks.finish(turn, "done", trace=trace)
    data = ("--data", str(draft_settings.data_dir))
    for one in (turn, trace.id):
        word, mark = tmp_path / f"{one}.docx", tmp_path / f"{one}.md"
        assert cewen("export", one, "--out", str(word), *data)[:2] == (0, f"已写出 {word}\n")
        assert "92.4%" in "".join(line.text for line in docx.Document(str(word)).paragraphs)
        assert cewen("export", one, "--out", str(mark), *data)[0] == 0
        assert "92.4%" in mark.read_text("utf-8")
    assert {row.kind for row in read_deeds(draft_assistant.store, Asked()) if row.subject == f"{turn}.docx"} == {
        "export"
    }
    status, _, complained = cewen("export", turn, "--out", str(tmp_path / "答.pdf"), *data)
    assert status == 2
    assert "请用 .docx 或 .md" in complained
    status, _, complained = cewen("export", "没有这个", "--out", str(tmp_path / "答.docx"), *data)
    assert status == 2
    assert "没有编号为“没有这个”的回答" in complained
