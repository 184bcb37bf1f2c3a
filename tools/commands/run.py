"""`python -m tools run NAME [--table FILE …] [--set k=v] [--data DIR]`: compute from files, or from the kept tables."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.errors import DataError
from core.schema import Figure
from core.settings import settings_with_data
from tools.commands import COMMANDS
from tools.compute_indicator import compute, compute_for
from tools.indicators.family import IndicatorResult
from tools.table_choice import load_entry
from tools.tables.manifest import load_given

CONFIRMED = "已确认"


@COMMANDS.register("run")
def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `run`."""
    parser.description = "测算一个指标：用给出的表，或用已收录的表。"
    parser.add_argument("name", help="指标，名称见 cewen indicators")
    parser.add_argument(
        "--table", action="append", default=[], type=Path, help="csv、xlsx、xls 或 et，可多次给出；不给则用已存的表"
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="K=V", help="参数；已确认=W01:12 放行已核实的警告"
    )
    parser.add_argument("--data", type=Path, help="store 所在的文件夹：已导入的表在其中")
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
    if args.table:
        tables = [load_given(path, confirmed=confirmed) for path in args.table]
        record = as_json(compute(args.name, tables, options))
    else:
        done = compute_for(
            settings_with_data(args.data),
            args.name,
            place=options.pop("县区", ""),
            period=options.pop("年度", ""),
            options=options,
        )
        tables = [load_entry(entry) for entry in done.tables]
        record = as_json(done.result)
    record["tables"] = [
        {"kind": one.kind, "title": one.title, "file": Path(one.path).name, "mapping": [asdict(m) for m in one.mapping]}
        for one in tables
    ]
    sys.stdout.write(json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n")
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
