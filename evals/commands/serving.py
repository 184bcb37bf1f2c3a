"""Commands that measure the served page, growing corpora, many users, and whatever reads from outside."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from core.settings import settings_with_data
from evals.answers import read_cases
from evals.command import CASES, argument, command, say
from evals.fuzz.run import as_table, run_fuzz, target_names
from evals.measured import Line, keep
from evals.served import measure_served
from evals.speed.load import run_load
from evals.speed.run import run_speed

PUBLIC = argument("--cases", type=Path, default=CASES / "public.jsonl", help="题目，jsonl，一行一题")
LIMIT = argument("--limit", type=int, default=60, help="只问前几题")


def _single(args: argparse.Namespace) -> list[str]:
    return [case["turns"][0] for case in read_cases(args.cases) if len(case["turns"]) == 1][: args.limit]


@command("served", "启动网页服务，从外面问：启动、回答要多久，占多少内存", PUBLIC, LIMIT)
def served(args: argparse.Namespace) -> int:
    """Start the page's server and ask it single questions over HTTP."""
    result = measure_served(_single(args), args.data)
    say(json.dumps(result, ensure_ascii=False, indent=1))
    keep(args.reports, "served", f"served --limit {args.limit}", [_served_line("the page", result)])
    return 0


def _served_line(name: str, result: dict[str, object]) -> Line:
    what = f"{name}, {result['questions']} questions over HTTP: first answer / p50 / p95 / memory"
    figure = "{first_answer_s} s / {p50_ms} ms / {p95_ms} ms / {resident_mib} MiB".format(**result)
    return what, figure


@command(
    "speed",
    "向量和阅读的速率；资料库变大时回答要多久。超过限度时返回 1",
    PUBLIC,
    argument("--sizes", type=int, nargs="+", default=[1000, 10_000], help="各资料库有多少段"),
    LIMIT,
    own=lambda: [["--sizes", "1000", "--limit", "40"]],
)
def speed(args: argparse.Namespace) -> int:
    """Rates, and questions over corpora of growing size; 1 where anything is beyond its limit."""
    result = run_speed(settings_with_data(args.data), args.sizes, _single(args), args.reports)
    say(json.dumps(result, ensure_ascii=False, indent=1))
    rates = result["rates"]
    lines = [
        (
            "share of the machine's arithmetic that embedding / reading reaches",
            f"{rates['embedding_share']} / {rates['reading_share']}",
        ),
        *(_served_line(f"corpus of {size['passages']} passages", size) for size in result["sizes"]),
        ("beyond the limits of evals/speed/limits.toml", str(len(result["beyond"]))),
    ]
    sizes = " ".join(map(str, args.sizes))
    keep(args.reports, "speed", f"speed --sizes {sizes} --limit {args.limit}", lines)
    return int(bool(result["beyond"]))


@command(
    "load",
    "很多人同时用：有没有出错、串号、太慢。有时返回 1",
    PUBLIC,
    argument("--users", type=int, default=20, help="多少人同时用"),
    argument("--seconds", type=int, default=60, help="多少秒"),
    LIMIT,
)
def load(args: argparse.Namespace) -> int:
    """Many users at once on this machine; 1 where anything failed, was mixed up, or took too long."""
    result = run_load(
        settings_with_data(args.data), _single(args), args.reports, users=args.users, seconds=args.seconds
    )
    say(json.dumps(result, ensure_ascii=False, indent=1))
    lines = [
        (
            f"{args.users} users at once for {args.seconds} s, {row['name']}: requests / failed / p95",
            f"{row['requests']} / {row['failed']} / {row['p95_ms']} ms",
        )
        for row in result["rows"]
    ]
    keep(args.reports, "load", f"load --users {args.users} --seconds {args.seconds}", lines)
    return int(bool(result["beyond"]))


@command(
    "fuzz",
    "把任意字节和文字喂给所有读外来内容的地方，有没有崩溃或卡住。有时返回 1",
    argument("--target", action="append", help="只试一处，可多次；不写是全部"),
    argument("--runs", type=int, default=20_000, help="每处试多少次"),
    argument("--seconds", type=int, default=60, help="每处至多多少秒"),
)
def fuzzing(args: argparse.Namespace) -> int:
    """Whatever reads bytes or words from outside, with whatever bytes; 1 where one of them broke or hung."""
    found = run_fuzz(args.target or target_names(), args.reports / "fuzz", cases=args.runs, seconds=args.seconds)
    say(as_table(found))
    broken = sum(bool(one.broken) for one in found)
    what = f"any bytes and words into {len(found)} readers, {sum(one.cases for one in found)} cases: readers that broke"
    keep(args.reports, "fuzz", f"fuzz --runs {args.runs} --seconds {args.seconds}", [(what, str(broken))])
    return int(bool(broken))
