"""Commands over the public sets that lie beside the repository; each says so and skips where they are absent."""

from __future__ import annotations

import argparse
import json

from assistant.build import build_assistant
from core.settings import settings_with_data
from evals.bench import BENCH, POOLS, TRAINING, bench_present, read_lines, sampled
from evals.command import argument, command, say
from evals.measured import keep
from evals.ncp_answers import run_ncp_answers
from evals.reports import run_reports
from evals.reports_generator import make_cases
from evals.retrieval import open_pool, run_retrieval

FUSED = "现行融合"


def _absent(what: str) -> bool:
    if bench_present():
        return False
    say(f"没有 ../shared/bench：{what}跳过")
    return True


@command(
    "retrieval",
    "在公开题集上比检索排序（要有 ../shared/bench）",
    argument("--pool", choices=list(POOLS), help="只用一个题集；不写是全部"),
    argument("--limit", type=int, help="只用前几题；报告里会写明"),
    argument("--documents", type=int, help="只用于 STARD：抽多少条法条；报告里会写明"),
)
def retrieval(args: argparse.Namespace) -> int:
    """Rank the questions of the benchmark pools."""
    if _absent("检索评测"):
        return 0
    for name in [args.pool] if args.pool else POOLS:
        sized = f"{name}_{args.documents}" if args.documents else name
        settings = settings_with_data(args.data or args.reports / f"bench_{sized}")
        pool = sampled(POOLS[name], args.documents, settings.data_dir) if args.documents else POOLS[name]
        report = run_retrieval(pool, settings, args.reports, limit=args.limit)
        say(report.read_text(encoding="utf-8"))
        record = json.loads(report.with_suffix(".json").read_text(encoding="utf-8"))
        fused = next((row for row in record["table"] if row["system"] == FUSED), None)
        if fused:
            figure = " / ".join(str(fused[key]) for key in ("R@1", "MRR@10", "nDCG@10"))
            what = f"search, {sized}, {record['facts']['questions']} questions: R@1 / MRR@10 / nDCG@10"
            line = f"retrieval --pool {name}"
            for flag, given in (("--limit", args.limit), ("--documents", args.documents)):
                line += f" {flag} {given}" if given else ""
            keep(args.reports, f"retrieval_{sized}", line, [(what, figure)])
    return 0


@command(
    "reports",
    "用 31 份省级政府工作报告出题，问单个数字（要有 ../shared/bench）",
    argument("--limit", type=int, help="只问前几题"),
)
def reports(args: argparse.Namespace) -> int:
    """Ask single-figure questions made from the provincial reports."""
    if _absent("报告评测"):
        return 0
    settings = settings_with_data(args.data or args.reports / "bench_ncp")
    open_pool(POOLS["ncp"], settings)
    source = BENCH / "gov_reports_2026" / "docs.jsonl"
    texts = {record["province"]: record["full_text"] for record in read_lines(source)}
    cases = make_cases(list(texts.items()))[: args.limit]
    result = run_reports(build_assistant(settings), cases, texts, settings.data_dir, source, args.reports)
    say(json.dumps({key: result[key] for key in ("facts", "table")}, ensure_ascii=False, indent=1))
    figures = [
        (
            f"provincial reports, {name}, {row['n']} questions: right / place mixed / period mixed / refused",
            f"{row['right']} / {row['place_mixed']} / {row['period_mixed']} / {row['refused']}",
        )
        for name, row in result["table"].items()
    ]
    keep(args.reports, "reports", "reports" + (f" --limit {args.limit}" if args.limit else ""), figures)
    return 0


@command("ncp_answers", "在 NCP 题集上比引文和标准答案（要有 ../shared/bench）")
def ncp_answers(args: argparse.Namespace) -> int:
    """Answer 400 questions of the NCP pool and compare quotes with gold."""
    if _absent("NCP 答题评测"):
        return 0
    pool, settings = POOLS["ncp"], settings_with_data(args.data or args.reports / "bench_ncp")
    open_pool(pool, settings)
    questions = BENCH / pool.questions
    result = run_ncp_answers(build_assistant(settings), pool.read(questions), questions, args.reports)
    say(json.dumps(result, ensure_ascii=False, indent=1))
    figure = f"{result['rouge_l']} / {result['verbatim']}"
    keep(
        args.reports,
        "ncp_answers",
        "ncp_answers",
        [(f"NCP answers, {result['questions']} questions: ROUGE-L / verbatim", figure)],
    )
    return 0


@command("adapt", "用 STARD 的训练部分重新拟合提问的向量（要有 ../shared/bench）", leaves=False)
def adapt(args: argparse.Namespace) -> int:
    """Fit the question adapter on STARD's train split."""
    if _absent("拟合"):
        return 0
    from evals.adapt import run_adapt

    result = run_adapt(TRAINING, settings_with_data(args.data or args.reports / "bench_stard"))
    say(json.dumps(result, ensure_ascii=False, indent=1))
    return 0
