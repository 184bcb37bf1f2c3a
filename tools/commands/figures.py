"""`python -m tools figures [--place P] [--period Y] [--name WORD] [--conflicts] [--json]`: the stored ledger."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from core.ledger_figure import LedgerFigure
from core.settings import settings_with_data
from tools.commands import COMMANDS
from tools.compare_draft import find_conflicts
from tools.stored_figures import figures_of_place, stored_figures


@COMMANDS.register("figures")
def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `figures`."""
    parser.description = "资料里的每个数字及其出处；--conflicts 只看互相矛盾的。"
    parser.add_argument("--place", default="", help="只列某地，如 甲县")
    parser.add_argument("--period", type=int, help="只列某年")
    parser.add_argument("--name", default="", help="主体中含有的词")
    parser.add_argument("--conflicts", action="store_true", help="只列不同文件之间的矛盾")
    parser.add_argument("--data", type=Path, help="store 所在的文件夹")
    parser.add_argument("--json", action="store_true", help="JSON 输出")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the chosen rows to stdout."""
    rows = figures_of_place(stored_figures(settings_with_data(args.data)), args.place)
    rows = [row for row in rows if (args.period is None or args.period in row.years) and args.name in row.subject]
    if args.conflicts:
        pairs = find_conflicts(rows)
        items = [{"first": c.first.to_dict(), "second": c.second.to_dict(), "note": c.note} for c in pairs]
        lines = [f"{_line(c.first)}\n  与\n{_line(c.second)}" for c in pairs] or ["没有发现矛盾"]
        key = "conflicts"
    else:
        items = [row.to_dict() for row in rows]
        lines = [_line(row) for row in rows]
        key = "figures"
    if args.json:
        json.dump({key: items}, sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _line(row: LedgerFigure) -> str:
    base = f"（{row.base}{row.change}）" if row.base or row.change else ""
    role = {"target": "目标", "rule": "规定", "result": ""}[row.role]
    return "\t".join((row.place or "—", row.period or "—", row.subject or "—", row.text + base, role, row.ref))
