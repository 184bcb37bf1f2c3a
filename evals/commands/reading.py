"""Commands that measure how files are read in: metadata, formats, speed of ingest."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from core.settings import settings_with_data
from evals.command import argument, command, say
from evals.ingest_speed import measure_ingest
from evals.measured import keep
from evals.metadata import run_metadata
from evals.rendered import WRITERS, run_rendered


@command("metadata", "只凭正文和文件名读标题、单位、地区、日期，读对多少", own=lambda: [[]])
def metadata(args: argparse.Namespace) -> int:
    """Metadata read from text and file name alone; the benchmark's part is left out where its folder is absent."""
    result = run_metadata(settings_with_data(args.data), args.reports)
    say(json.dumps({key: result[key] for key in ("facts", "table")}, ensure_ascii=False, indent=1))
    for wrong in result["wrong"]:
        say("{source} {document} {field}: 读作“{read}”，应为“{true}”".format(**wrong))
    facts = result["facts"]
    what = (
        f"metadata from text and file name alone, {facts['documents']} texts, {facts['fields']} fields that stand there"
    )
    keep(args.reports, "metadata", "metadata", [(what, f"{facts['share']} %")])
    return 0


@command(
    "rendered",
    "同一批文字做成各种格式，各能读回多少",
    argument("--format", action="append", choices=list(WRITERS), help="只用一种格式，可多次；不写是全部"),
    argument("--own", action="store_true", help="不用资料库里的文件"),
    argument("--keep", type=Path, help="做出来的文件留在这个文件夹"),
)
def rendered(args: argparse.Namespace) -> int:
    """Render the project's own texts in every format and measure what the loaders recover."""
    report = run_rendered(args.format or list(WRITERS), args.reports, seeds=not args.own, keep=args.keep)
    say(report.read_text("utf-8"))
    rows = json.loads(report.with_suffix(".json").read_text(encoding="utf-8"))["table"]
    figures = [
        (
            f"{row['texts']} texts as {row['format']}: characters read back / at worst / same headings",
            f"{100 * row['recovered']:.2f} % / {100 * row['worst']:.2f} % / {row['same_structure']}",
        )
        for row in rows
    ]
    line = "rendered" + "".join(f" --format {one}" for one in args.format or ()) + (" --own" if args.own else "")
    keep(args.reports, "rendered", line, figures)
    return 0


@command(
    "ingest",
    "读入一批编造的文件要多久、占多少内存，改百分之一再读要多久",
    argument("--documents", type=int, default=1000, help="多少份，每份 3000 字"),
)
def ingest(args: argparse.Namespace) -> int:
    """Time and memory of ingest over made-up documents, and of a re-run with 1% changed."""
    result = measure_ingest(settings_with_data(args.data), args.documents, args.reports)
    say(json.dumps(result, ensure_ascii=False, indent=1))
    what = f"ingest of {args.documents} made-up documents of 3,000 characters ({result['passages']} passages): "
    figure = f"{result['first_s']} s / {result['peak_rss_mib']} MiB / {result['again_s']} s"
    keep(
        args.reports,
        "ingest",
        f"ingest --documents {args.documents}",
        [(what + "first run / peak / again with 1 % changed", figure)],
    )
    return 0
