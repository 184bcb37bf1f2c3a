"""`python -m ingest PATH… [--data DIR]`: bring the store and indexes up to date with files and folders.

With `--share`, started several times on one PostgreSQL, the processes do each file once between them.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from core.closed_pipe import end_quietly
from core.command_parser import CommandParser, program
from core.errors import CewenError
from core.settings import Settings, settings_with_data
from ingest.options import RunOptions
from ingest.pipeline import run_ingest
from ingest.reports import Hooks, IngestRun, Progress
from ingest.watching import run_on_changes

_OUTCOMES = {
    "added": "新增",
    "updated": "更新",
    "unchanged": "未变",
    "removed": "移除",
    "failed": "失败",
    "skipped": "跳过",
    "held": "待确认",
}
STOPPED = 130


def _left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"约剩 {seconds / 60:.0f} 分钟" if seconds >= 90 else f"约剩 {seconds:.0f} 秒"


def _print(run: IngestRun, console: Console) -> None:
    # Not wrapped: a command told as the next step is copied whole.
    for report in run.reports:
        if report.outcome != "unchanged":
            detail = report.detail or (f"{report.passages} 段" if report.passages else "")
            console.print(
                f"{_OUTCOMES[report.outcome]}  {report.source}  {detail}", highlight=False, markup=False, soft_wrap=True
            )
    counts = Counter(_OUTCOMES[report.outcome] for report in run.reports)
    nothing = "还没有入库任何文档" if run.cancelled else "没有可做的"
    text = "，".join(f"{name} {count}" for name, count in counts.items()) or nothing
    stages = "、".join(f"{stage} {seconds:.1f}" for stage, seconds in run.stages_s.items() if seconds >= 0.05)
    lead = "试运行，什么也没有写入：" if run.dry else ""
    console.print(f"{lead}{text}；用时 {run.seconds:.1f} 秒（{stages}）", highlight=False, markup=False, soft_wrap=True)
    if known := len({report.source for report in run.reports if report.remembered}):
        text = f"其中 {known} 个失败或待确认的自上次以来没有变动，没有再读；要重新读取请加 --retry"
        console.print(text, highlight=False, markup=False, soft_wrap=True)
    if run.cancelled:
        console.print(
            "已停止：以上已入库，其余未动；再运行一次 python -m ingest 会接着做",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )


def _as_json(run: IngestRun) -> str:
    counts = Counter(report.outcome for report in run.reports)
    return json.dumps(asdict(run) | {"outcomes": dict(counts)}, ensure_ascii=False)


def _arguments() -> argparse.Namespace:
    parser = CommandParser(prog=program("ingest"), description="导入文件：只处理有变动的。")
    parser.add_argument("paths", nargs="*", type=Path, help="文件或文件夹；不写就是设置里的资料文件夹")
    parser.add_argument("--data", type=Path, help="资料库和索引所在的文件夹；不写按设置")
    parser.add_argument("--rebuild", action="store_true", help="全部重建")
    parser.add_argument("--retry", action="store_true", help="以前读不了的再读一次")
    parser.add_argument(
        "--allow-empty", action="store_true", help="文件夹空了，就把它的资料全部移除（不加则当作共享盘没挂上，不动）"
    )
    parser.add_argument("--dry-run", action="store_true", help="只说会做什么，不写入")
    parser.add_argument("--json", action="store_true", help="结果用 JSON 输出")
    parser.add_argument(
        "--share", action="store_true", help="和其他加了 --share 的导入分着做（要用 PostgreSQL）；全部做完才结束"
    )
    parser.add_argument("--watch", action="store_true", help="一直看着，有变动就导入")
    parser.add_argument(
        "--confirm-classified",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="确认可以导入的带密级标志的文件；用 --who 写明谁确认",
    )
    parser.add_argument("--who", default="", help="谁确认")
    args = parser.parse_args()
    if args.watch and (args.dry_run or args.rebuild):
        parser.error("--watch 不能同时用 --dry-run 或 --rebuild")
    if args.share and (args.watch or args.dry_run or args.rebuild):
        parser.error("--share 不能同时用 --watch、--dry-run 或 --rebuild")
    return args


def _stop_on_signals() -> threading.Event:
    """An event that Ctrl-C and SIGTERM set; a second one ends the program at once, which loses nothing either."""
    stop = threading.Event()

    def ask(_number: int, _frame: object) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.default_int_handler)

    signal.signal(signal.SIGINT, ask)
    signal.signal(signal.SIGTERM, ask)
    return stop


def _run_once(args: argparse.Namespace, settings: Settings, stop: threading.Event, console: Console) -> IngestRun:
    with Bar(
        TextColumn("{task.fields[stage]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[left]}"),
        TextColumn("{task.description}"),
        console=console,
        transient=True,
    ) as bar:
        task = bar.add_task("", total=None, stage="准备", left="")

        def show(at: Progress) -> None:
            text = "正在停止，先做完手头的文档" if stop.is_set() else at.name[:30]
            bar.update(
                task, completed=at.done, total=at.total or None, description=text, stage=at.stage, left=_left(at.left_s)
            )

        run = run_ingest(
            args.paths or [settings.corpus_dir],
            settings,
            RunOptions(
                rebuild=args.rebuild,
                confirmed=args.confirm_classified,
                who=args.who,
                dry=args.dry_run,
                retry=args.retry,
                share=args.share,
                allow_empty=args.allow_empty,
            ),
            hooks=Hooks(progress=show, cancelled=stop.is_set),
        )
    _print(run, console)
    if args.json:
        print(_as_json(run), flush=True)
    return run


def main() -> int:
    """Ingest and report.

    Returns:
        0; 1 if a file failed or waits for a word, 2 if nothing could be done, 130 if a signal stopped it.
    """
    args = _arguments()
    console = Console(stderr=True)
    stop = _stop_on_signals()
    runs: list[IngestRun] = []
    try:
        settings = settings_with_data(args.data)
        if args.watch:
            roots = args.paths or [settings.corpus_dir]

            def again() -> None:
                runs.append(_run_once(args, settings, stop, console))

            run_on_changes(roots, again, stop, ignore=[settings.data_dir])
            console.print("不再看守；已入库的都在", highlight=False)
            return 0
        runs.append(_run_once(args, settings, stop, console))
    except CewenError as error:
        if args.json:
            print(json.dumps({"error": error.message, "next_step": error.next_step}, ensure_ascii=False))
        console.print(str(error), highlight=False, markup=False, soft_wrap=True)
        return 2
    except KeyboardInterrupt:
        console.print("已立即停止：已入库的都在；再运行一次 python -m ingest 会接着做", highlight=False)
        return STOPPED
    if runs[-1].cancelled:
        return STOPPED
    return 1 if any(report.outcome in ("failed", "held") for report in runs[-1].reports) else 0


if __name__ == "__main__":
    sys.exit(end_quietly(main))
