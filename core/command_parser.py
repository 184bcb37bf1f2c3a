"""The parser of every command: argparse with its own words in Chinese."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import NoReturn

_WORDS = (
    ("usage: ", "用法："),
    ("positional arguments:", "参数："),
    ("options:", "选项："),
    ("show this help message and exit", "显示帮助"),
)
# Of argparse's complaints; the names of arguments in them stay.
_COMPLAINTS = (
    ("the following arguments are required: ", "缺少参数："),
    ("unrecognized arguments: ", "没有这些参数："),
    ("invalid choice: ", "没有这个选择："),
    ("choose from ", "可选："),
    ("expected one argument", "要跟一个值"),
    ("expected at least one argument", "至少跟一个值"),
    ("not allowed with argument ", "不能同时用 "),
    ("invalid int value: ", "应是整数："),
    ("argument ", "参数 "),
)


PROGRAM = "CEWEN_PROGRAM"


def program(module: str) -> str:
    """What a module's command is called in its help: `cewen` where that called it, else `python -m …`."""
    return os.environ.get(PROGRAM) or f"python -m {module}"


def out_file(text: str) -> Path:
    """A file to be written, as an argument: its folder must be there before the work begins."""
    path = Path(text)
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"没有文件夹 {path.parent}，请先建好，或换一个地方")
    return path


class CommandParser(argparse.ArgumentParser):
    """An argument parser that helps and complains in Chinese; its subcommands do as well."""

    def format_help(self) -> str:
        """The help."""
        return _in_chinese(super().format_help(), _WORDS)

    def format_usage(self) -> str:
        """The first line of the help."""
        return _in_chinese(super().format_usage(), _WORDS)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong on stderr and end with 2."""
        self.exit(2, f"{self.format_usage()}{self.prog}：{_in_chinese(message, _COMPLAINTS)}\n")


def _in_chinese(text: str, words: tuple[tuple[str, str], ...]) -> str:
    for english, chinese in words:
        text = text.replace(english, chinese)
    return text
