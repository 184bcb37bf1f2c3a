"""`python -m tools template KIND OUT.xlsx`: the template of a table, with units, drop-downs and notes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.commands import COMMANDS
from tools.tables import TABLES
from tools.tables.template import write_template


@COMMANDS.register("template")
def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `template`."""
    parser.description = "写出要填的空表，带单位、下拉项和说明。"
    parser.add_argument("kind", choices=tuple(TABLES), help="表的种类")
    parser.add_argument("out", type=Path, help="写到哪个 xlsx")
    parser.add_argument("--data", type=Path, help="store 所在的文件夹；模板与它无关，仅为各命令写法一致")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the template and its path."""
    sys.stdout.write(f"{write_template(args.kind, args.out)}\n")
    return 0
