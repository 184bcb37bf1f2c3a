"""The parser of every command helps and complains in Chinese."""

from __future__ import annotations

import re

import pytest

from core.command_parser import PROGRAM, CommandParser, program


@pytest.fixture
def parser() -> CommandParser:
    made = CommandParser(prog="cewen", description="试一试。")
    below = made.add_subparsers(dest="command", required=True)
    one = below.add_parser("draft", description="起草。")
    one.add_argument("--kind", choices=("简报", "说明"), required=True, help="文种")
    one.add_argument("--number", type=int, help="几份")
    return made


def test_help_has_no_english_but_names(parser: CommandParser) -> None:
    result = parser.format_help()
    assert "用法：cewen" in result
    assert "显示帮助" in result
    assert set(re.findall(r"[a-z]{2,}", result)) <= {"cewen", "draft", "help"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "缺少参数：command"),
        (["draft"], "缺少参数：--kind"),
        (["draft", "--kind", "公告"], "没有这个选择：'公告'"),
        (["draft", "--kind"], "要跟一个值"),
        (["draft", "--kind", "简报", "--number", "三"], "应是整数：'三'"),
        (["draft", "--kind", "简报", "--colour"], "没有这些参数：--colour"),
    ],
)
def test_a_wrong_command_says_in_chinese_what_is_wrong_and_ends_with_2(
    parser: CommandParser, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(arguments)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert told in said
    assert "用法：" in said


def test_a_command_is_called_in_its_help_as_it_was_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PROGRAM, raising=False)
    assert program("ui.draft_command") == "python -m ui.draft_command"
    monkeypatch.setenv(PROGRAM, "cewen draft")
    assert program("ui.draft_command") == "cewen draft"
