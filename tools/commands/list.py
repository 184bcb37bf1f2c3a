"""`python -m tools list`: the indicator families, the tables they need and what may be set, as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from tools.commands import COMMANDS
from tools.compute_indicator import family_of
from tools.indicators import INDICATORS
from tools.tables import TABLES


@COMMANDS.register("list", "indicators")
def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `list`."""
    parser.description = "能测算的指标、要用的表和可设的参数，写成 JSON。"
    parser.add_argument("--data", type=Path, help="store 所在的文件夹；能算什么与它无关，仅为各命令写法一致")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the families to stdout."""
    del args
    rows = []
    for name in INDICATORS:
        family = family_of(name)
        rows.append(
            {
                "name": family.name,
                "summary": family.summary,
                "needs": [{"kind": kind, "title": TABLES[kind].title} for kind in family.needs],
                "uses": [{"kind": kind, "title": TABLES[kind].title} for kind in family.uses if kind in TABLES],
                "options": [asdict(option) for option in family.options],
                "codes": list(family.codes),
            }
        )
    json.dump({"indicators": rows}, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return 0
