"""Commands that measure figures: the checker on labelled paragraphs, quantities, the ledger."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from core.settings import settings_with_data
from evals.bench import BENCH
from evals.checks import run_checks
from evals.command import argument, command, say
from evals.figures import measure_figures
from evals.measured import keep, shown_path


@command(
    "checks",
    "数据核对：标好的段落里，查出多少错、冤枉多少对的",
    argument("--cases", type=Path, required=True, help="标好的段落，jsonl，一行一段"),
    argument("--fit", action="store_true", help="重新拟合证据的权重，写进 weights.toml"),
    argument("--sound", type=Path, nargs="*", default=[], help="没有错的文稿所在的文件夹，一起拟合"),
)
def checks(args: argparse.Namespace) -> int:
    """The checker on labelled paragraphs; with --fit, the weights of its evidence fitted to them."""
    result = run_checks(args.cases, fit=args.fit, sound=args.sound)
    say(json.dumps(result, ensure_ascii=False, indent=1))
    found = result.get("fitted") or result["as_is"]
    figure = " / ".join(found[key] for key in ("wrong_found", "ok_called_wrong", "ambiguous_called_wrong"))
    what = f"checker, {args.cases.stem}: planted errors found / sound called wrong / ambiguous called wrong"
    line = f"checks --cases {shown_path(args.cases)}"
    if args.fit:
        line += " --fit" + "".join(f" --sound {shown_path(one)}" for one in args.sound)
    keep(args.reports, f"checks_{args.cases.stem}{'_fitted' if args.fit else ''}", line, [(what, figure)])
    return 0


@command(
    "figures",
    "数字的识别和核对：标好的句子、改错一处的句子和表",
    argument("--bench", type=Path, default=BENCH, help="公开题集所在的文件夹；没有就不量速度"),
    own=lambda: [[]],
)
def figures(args: argparse.Namespace) -> int:
    """Quantities, statements and relations with one thing changed, tables, and the ledger's speed."""
    result = measure_figures(settings_with_data(args.data), args.bench, args.reports)
    say(json.dumps(result, ensure_ascii=False, indent=1))
    words, changed, tables = result["quantities"], result["mutations"], result["tables"]
    made, real = result["operands_made"], result["operands_corpus"]
    lines = [
        (
            f"{words['sentences']} labelled sentences: precision / recall of quantities",
            f"{100 * words['precision']:.1f} % / {100 * words['recall']:.1f} %",
        ),
        (
            f"{changed['mutations']} true statements with one thing changed: flagged / flagged unchanged",
            f"{100 * changed['flagged']:.1f} % / {100 * changed['unchanged_flagged']:.1f} %",
        ),
        (f"{made['relations']} made-up relations with one operand changed: found", f"{100 * made['failed']:.1f} %"),
        (
            f"{real['relations']} relations of the corpus with one operand changed: found",
            f"{100 * real['failed']:.1f} %",
        ),
        (
            f"{tables['tables']} tables of ten by ten with one changed cell: found / named / sound called wrong",
            " / ".join(f"{100 * tables[key]:.1f} %" for key in ("found", "named", "sound_called_wrong")),
        ),
    ]
    keep(args.reports, "figures", "figures", lines)
    return 0
