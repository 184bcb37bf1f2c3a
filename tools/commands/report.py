"""`python -m tools report [--table A …] [--data DIR] --out 自评.docx`: the self-evaluation; .xlsx for the workbook."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from core.errors import DataError
from core.settings import settings_with_data
from tools.commands import COMMANDS
from tools.compute_indicator import compute, compute_for, standards_in
from tools.reports.gathering import gather, gather_kept
from tools.reports.self_evaluation import write_self_evaluation
from tools.reports.workbook import write_workbook
from tools.tables.manifest import load_given

NAME = "优质均衡"


@COMMANDS.register("report")
def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `report`."""
    parser.description = "优质均衡自评报告；写到 .xlsx 得到带公式的工作簿。"
    parser.add_argument(
        "--table", action="append", default=[], type=Path, help="csv、xlsx、xls 或 et，可多次给出；不给则用已存的表"
    )
    parser.add_argument("--data", type=Path, help="store 所在的文件夹：已导入的表在其中")
    parser.add_argument("--out", action="append", required=True, type=Path, help="docx 或 xlsx，可多次给出")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compute once and write every file asked for."""
    settings = settings_with_data(args.data)
    if args.table:
        tables = [load_given(path) for path in args.table]
        material = gather(compute(NAME, tables, standards=standards_in(settings.standards_dir)), tables)
    else:
        material = gather_kept(settings, compute_for(settings, NAME))
    for out in args.out:
        if out.suffix == ".docx":
            write_self_evaluation(material, standards_in(settings.standards_dir), out)
        elif out.suffix == ".xlsx":
            write_workbook(NAME, material.result, out)
        else:
            raise DataError(f"{out.name} 不是 docx 或 xlsx", next_step="改文件名后缀")
        sys.stdout.write(f"{out}\n")
    return 0
