"""`python -m tools run NAME --table FILE [--table FILE2] [--set k=v] --json`: compute a family from files."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.errors import DataError
from core.schema import Figure
from tools.commands import COMMANDS
from tools.compute_indicator import compute
from tools.indicators.family import IndicatorResult
from tools.tables.manifest import load_given

CONFIRMED = "已确认"


@COMMANDS.register("run")
def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `run`."""
    parser.description = __doc__
    parser.add_argument("name", help="指标，见 python -m tools list")
    parser.add_argument("--table", action="append", default=[], type=Path, help="csv、xlsx、xls 或 et，可多次给出")
    parser.add_argument(
        "--set", action="append", default=[], metavar="K=V", help="参数；已确认=W01:12 放行已核实的警告"
    )
    parser.add_argument("--json", action="store_true", help="JSON 输出（总是）")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compute and write the result to stdout."""
    options = {}
    for item in args.set:
        key, mark, value = item.partition("=")
        if not mark:
            raise DataError(f"--set {item} 不是 名=值", next_step="例如 --set 年度=2023-2024")
        options[key.strip()] = value.strip()
    confirmed = tuple(code for code in options.pop(CONFIRMED, "").replace("，", ",").split(",") if code)
    tables = [load_given(path, confirmed=confirmed) for path in args.table]
    told = as_json(compute(args.name, tables, options))
    told["tables"] = [
        {"kind": one.kind, "title": one.title, "file": Path(one.path).name, "mapping": [asdict(m) for m in one.mapping]}
        for one in tables
    ]
    sys.stdout.write(json.dumps(told, ensure_ascii=False, allow_nan=False) + "\n")
    return 0


def as_json(result: IndicatorResult) -> dict[str, Any]:
    """A result as plain data: `included` is a count, `units` are its names."""
    return {
        "figures": [figure_dict(figure) for figure in result.figures],
        "problems": [asdict(problem) for problem in result.problems],
        "included": len(result.included),
        "units": list(result.included),
        "excluded": [asdict(exclusion) for exclusion in result.excluded],
        "notes": list(result.notes),
        "downgraded": result.downgraded,
        "unit_names": dict(result.unit_names),
    }


def figure_dict(figure: Figure) -> dict[str, Any]:
    """A figure as plain data; `asdict` copies every leaf and takes four times as long."""
    plain = dict(vars(figure))
    plain["inputs"] = [dict(vars(operand)) for operand in figure.inputs]
    plain["gap"] = dict(vars(figure.gap)) if figure.gap else None
    return plain
