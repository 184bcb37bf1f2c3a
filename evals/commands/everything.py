"""The commands that run the others and write what they found into `docs/figures.md`."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from core.errors import CewenError
from evals.command import COMMANDS, argument, command, run_line, say
from evals.figures_page import PAGE, write_page
from evals.measured import kept

WHERE = argument("--page", type=Path, default=PAGE, help="写到哪一页；不写是 docs/figures.md")


@command("all", "运行仓库自带题目够用的各项评测，再写 docs/figures.md。有一项超过限度就返回 1", WHERE, leaves=False)
def everything(args: argparse.Namespace) -> int:
    """Every evaluation whose data is in the repository; 1 where one is beyond its limits, 2 where one cannot be run."""
    worst = 0
    for name in COMMANDS:
        for own in COMMANDS[name].own():
            line = [name, *own, *(["--data", str(args.data)] if args.data else []), "--reports", str(args.reports)]
            begun = time.perf_counter()
            try:
                code = run_line(line)
            except CewenError as error:
                say(str(error))
                code = 2
            say(f"—— {' '.join([name, *own])}：{time.perf_counter() - begun:.0f} 秒，返回 {code}\n")
            worst = max(worst, code)
    say(f"写好了 {write_page(kept(args.reports), args.page)}")
    return worst


@command("page", "只用上次量到的数重写 docs/figures.md", WHERE, leaves=False)
def page(args: argparse.Namespace) -> int:
    """Write the page from what the evaluations left."""
    say(f"写好了 {write_page(kept(args.reports), args.page)}")
    return 0
