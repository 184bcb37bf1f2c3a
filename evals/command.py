"""Evaluations as commands: each is declared once, beside what it runs, in a module of `evals.commands`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.command_parser import CommandParser, program
from core.registry import Registry
from core.settings import ROOT

CASES, REPORTS = ROOT / "evals" / "cases", ROOT / "runs"
Run = Callable[[argparse.Namespace], int]
Argument = tuple[tuple[str, ...], dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Command:
    """One evaluation.

    `about` is its line of the help; `run` gives the exit code. `own` gives the argument lines with which `all` runs it:
    those that the repository's own cases allow; without any, `all` leaves it out. `leaves` says whether it leaves
    figures for `docs/figures.md`.
    """

    about: str
    run: Run
    arguments: tuple[Argument, ...] = ()
    own: Callable[[], Sequence[Sequence[str]]] = tuple
    leaves: bool = True


COMMANDS: Registry[Command] = Registry("evaluation", "evals.commands")


def argument(*flags: str, **options: Any) -> Argument:
    """One argument, as argparse takes it."""
    return flags, options


def command(
    name: str,
    about: str,
    *arguments: Argument,
    own: Callable[[], Sequence[Sequence[str]]] = tuple,
    leaves: bool = True,
) -> Callable[[Run], Run]:
    """Declare the decorated function as a command; see `Command`."""

    def enter(run: Run) -> Run:
        COMMANDS.register(name)(Command(about=about, run=run, arguments=arguments, own=own, leaves=leaves))
        return run

    return enter


def make_parser() -> CommandParser:
    """The parser of every command."""
    parser = CommandParser(prog=program("evals"), description="评测：量一量答得对不对、快不快。报告写在 runs/。")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for name in COMMANDS:
        one = COMMANDS[name]
        own = commands.add_parser(name, help=one.about, description=one.about)
        for flags, options in one.arguments:
            own.add_argument(*flags, **options)
        own.add_argument("--data", type=Path, help="资料库和索引所在的文件夹；不写按设置")
        own.add_argument("--reports", type=Path, default=REPORTS, help="报告写到哪个文件夹；不写是 runs/")
        own.set_defaults(run=one.run)
    return parser


def run_line(line: Sequence[str] | None = None) -> int:
    """Run one command line (None: that of this process); gives its exit code.

    Raises:
        CewenError: If the evaluation cannot be run.
    """
    args = make_parser().parse_args(line)
    return int(args.run(args))


def say(text: str) -> None:
    """Print what a command found."""
    sys.stdout.write(text + "\n")
