"""`python -m ingest PATH… [--data DIR]`: bring the store and indexes up to date with files and folders."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from core.errors import CewenError
from core.settings import Settings, settings_with_data
from ingest.pipeline import FileReport, ingest

_OUTCOMES = {
    "added": "新增", "updated": "更新", "unchanged": "未变", "removed": "移除", "failed": "失败", "skipped": "跳过",
    "held": "待确认",
}  # fmt: skip


def _print(reports: list[FileReport], seconds: float, console: Console) -> None:
    for report in reports:
        if report.outcome != "unchanged":
            detail = report.detail or (f"{report.passages} 段" if report.passages else "")
            console.print(f"{_OUTCOMES[report.outcome]}  {report.source}  {detail}", highlight=False)
    counts = Counter(_OUTCOMES[report.outcome] for report in reports)
    console.print(
        "，".join(f"{name} {count}" for name, count in counts.items()) + f"；用时 {seconds:.1f} 秒", highlight=False
    )


def main() -> int:
    """Ingest and report; returns 1 if a file failed or waits for a word, 2 if nothing could be done."""
    parser = argparse.ArgumentParser(prog="python -m ingest", description=__doc__)
    parser.add_argument(
        "paths", nargs="*", type=Path, help="files or folders; default: the corpus folder of the settings"
    )
    parser.add_argument("--data", type=Path, help="folder of store and indexes; default from settings")
    parser.add_argument("--rebuild", action="store_true", help="build the indexes anew")
    parser.add_argument(
        "--confirm-classified", action="append", type=Path, default=[], metavar="FILE",
        help="a file with a secrecy mark that may be read in; say who with --who",
    )  # fmt: skip
    parser.add_argument("--who", default="", help="who confirms")
    args = parser.parse_args()
    console = Console(stderr=True)
    started = time.perf_counter()
    try:
        settings: Settings = settings_with_data(args.data)
        with Progress(
            TextColumn("导入"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
            TextColumn("{task.description}"), console=console, transient=True,
        ) as bar:  # fmt: skip
            task = bar.add_task("", total=None)

            def show(done: int, total: int, name: str) -> None:
                bar.update(task, completed=done, total=total, description=name[:30])

            reports = ingest(
                args.paths or [settings.corpus_dir], settings, progress=show, rebuild=args.rebuild,
                confirmed=args.confirm_classified, who=args.who,
            )  # fmt: skip
    except CewenError as error:
        console.print(str(error), highlight=False, soft_wrap=True)
        return 2
    _print(reports, time.perf_counter() - started, console)
    return 1 if any(report.outcome in ("failed", "held") for report in reports) else 0


if __name__ == "__main__":
    sys.exit(main())
