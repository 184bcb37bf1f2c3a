"""The commands of the evaluations: each declared once, in Chinese, and those that the repository's own cases allow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.settings import ROOT
from evals.__main__ import main
from evals.command import COMMANDS, make_parser

NAMES = sorted(COMMANDS)
ENGLISH = re.compile(r"\b(?:the|of|only|default|folder|questions)\b")


def helped(*line: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        make_parser().parse_args([*line, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_the_help_names_every_command_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    page = helped(capsys=capsys)
    for name in NAMES:
        assert re.search(rf"^\s+{name}\s+\S*[\u4e00-\u9fff]", page, re.MULTILINE), name
    assert not ENGLISH.search(page)


@pytest.mark.parametrize("name", NAMES)
def test_every_argument_is_told_in_chinese(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = helped(name, capsys=capsys)
    assert not ENGLISH.search(page)
    for flags, options in COMMANDS[name].arguments:
        assert re.search(r"[\u4e00-\u9fff]", options.get("help", "")), flags


@pytest.mark.parametrize("name", NAMES)
def test_a_line_that_all_runs_can_be_read_and_names_files_that_are_there(name: str) -> None:
    for line in COMMANDS[name].own():
        args = make_parser().parse_args([name, *line])
        assert callable(args.run)
        assert all(Path(word).exists() for word in line if word.startswith(str(ROOT)))


def test_the_workflow_of_the_contributors_names_commands_that_are_there() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"python -m evals (\w+)", page))
    assert named
    assert named <= {*NAMES, "all"}


def test_an_error_is_told_with_its_next_step_and_ends_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["evals", "answers", "--cases", str(tmp_path / "没有.jsonl")])
    assert main() == 2
    assert "没有题目文件" in capsys.readouterr().err


@pytest.mark.parametrize("line", ["不是 JSON", '{"id": "1"}', '["问"]'])
def test_a_line_that_is_no_case_is_told_by_its_row(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = tmp_path / "题.jsonl"
    cases.write_text(f'{{"turns": ["问"]}}\n\n{line}\n', encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["evals", "answers", "--cases", str(cases)])
    assert main() == 2
    assert "第 3 行不是一道题" in capsys.readouterr().err
