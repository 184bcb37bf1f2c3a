"""`python -m evals COMMAND …`: answers (run and grade questions), retrieval, reports…, served, all."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path

from assistant.build import build_assistant
from core.command_parser import CommandParser, program
from core.errors import CewenError
from core.settings import ROOT, settings_with_data
from evals.adapt import run_adapt
from evals.answers import grade_run, read_cases, run_cases
from evals.bench import BENCH, POOLS, TRAINING, bench_present, read_lines, sampled
from evals.checks import run_checks
from evals.fuzz.run import as_table, run_fuzz, target_names
from evals.ingest_speed import measure_ingest
from evals.metadata import run_metadata
from evals.model_answers import as_line, run_model_cases, table
from evals.model_behaviour import CHANGES
from evals.model_server import LINE
from evals.ncp_answers import run_ncp_answers
from evals.refusals import grade_refusals
from evals.rendered import WRITERS, run_rendered
from evals.report import commit, data_hash, latency, write_report
from evals.reports import run_reports
from evals.reports_generator import make_cases
from evals.retrieval import open_pool, run_retrieval
from evals.served import measure_served
from evals.speed.load import run_load
from evals.speed.run import run_speed
from ingest.pipeline import run_ingest

CASES, REPORTS = ROOT / "evals" / "cases", ROOT / "runs"


def answers(args: argparse.Namespace) -> int:
    """Run questions, write one trace a line, and grade them where the cases hold gold answers."""
    settings = settings_with_data(args.data)
    if args.documents:
        # Evaluations never touch the office's own data: another corpus gets a folder of its own.
        settings = settings_with_data(args.data or REPORTS / f"data_{args.documents.resolve().name}")
        run_ingest([args.documents], settings)
    assistant = build_assistant(settings)
    cases = read_cases(args.cases)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    runs = []
    with args.out.open("w", encoding="utf-8") as out:
        for trace in run_cases(assistant, cases):
            runs.append(trace)
            out.write(json.dumps(trace, ensure_ascii=False) + "\n")
    if all("answerable" in case for case in cases):
        grades = grade_run(cases, runs, assistant.search.library)
        facts = {
            "commit": commit(),
            "cases": f"{args.cases.name} {data_hash(args.cases)}",
            "index": runs[0]["index"],
            "latency_ms": latency(grades),
            "false_refusals": sum(
                g.status in ("refused", "clarify") for g, c in zip(grades, cases, strict=True) if c["answerable"]
            ),
        }
        refusals = grade_refusals(cases, runs)
        if refusals:
            facts["refusals"] = dataclasses.asdict(refusals)
        report = write_report(args.out.parent, args.out.stem + ".report", f"答题评测 {args.cases.stem}", grades, facts)
        print(report.read_text(encoding="utf-8"))
    return 0


def retrieval(args: argparse.Namespace) -> int:
    """Rank the questions of a benchmark pool; says so and skips where the benchmark folder is absent."""
    if not bench_present():
        print("没有 ../shared/bench：检索评测跳过")
        return 0
    for name in [args.pool] if args.pool else POOLS:
        sized = f"{name}_{args.documents}" if args.documents else name
        settings = settings_with_data(args.data or REPORTS / f"bench_{sized}")
        pool = sampled(POOLS[name], args.documents, settings.data_dir) if args.documents else POOLS[name]
        print(run_retrieval(pool, settings, REPORTS, limit=args.limit).read_text(encoding="utf-8"))
    return 0


def reports(args: argparse.Namespace) -> int:
    """Ask single-figure questions made from the provincial reports; skips where the benchmark folder is absent."""
    if not bench_present():
        print("没有 ../shared/bench：报告评测跳过")
        return 0
    settings = settings_with_data(args.data or REPORTS / "bench_ncp")
    open_pool(POOLS["ncp"], settings)
    source = BENCH / "gov_reports_2026" / "docs.jsonl"
    texts = {record["province"]: record["full_text"] for record in read_lines(source)}
    cases = make_cases(list(texts.items()))[: args.limit]
    result = run_reports(build_assistant(settings), cases, texts, settings.data_dir, source, REPORTS)
    print(json.dumps({key: result[key] for key in ("facts", "table")}, ensure_ascii=False, indent=1))
    return 0


def ncp_answers(args: argparse.Namespace) -> int:
    """Answer 400 questions of the NCP pool and compare quotes with gold; skips where the benchmark is absent."""
    if not bench_present():
        print("没有 ../shared/bench：NCP 答题评测跳过")
        return 0
    pool, settings = POOLS["ncp"], settings_with_data(args.data or REPORTS / "bench_ncp")
    open_pool(pool, settings)
    questions = BENCH / pool.questions
    result = run_ncp_answers(build_assistant(settings), pool.read(questions), questions, REPORTS)
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return 0


def metadata(args: argparse.Namespace) -> int:
    """Metadata read from text and file name alone; the benchmark's part is left out where its folder is absent."""
    result = run_metadata(settings_with_data(args.data), REPORTS)
    print(json.dumps({key: result[key] for key in ("facts", "table")}, ensure_ascii=False, indent=1))
    for wrong in result["wrong"]:
        print("{source} {document} {field}: 读作“{read}”，应为“{true}”".format(**wrong))
    return 0


def rendered(args: argparse.Namespace) -> int:
    """Render the project's own texts in every format and measure what the loaders recover."""
    print(run_rendered(args.format or list(WRITERS), REPORTS, seeds=not args.own, keep=args.keep).read_text("utf-8"))
    return 0


def checks(args: argparse.Namespace) -> int:
    """The checker on labelled paragraphs; with --fit, the weights of its evidence fitted to them."""
    print(json.dumps(run_checks(args.cases, fit=args.fit, sound=args.sound), ensure_ascii=False, indent=1))
    return 0


def served(args: argparse.Namespace) -> int:
    """Start the page's server and ask it single questions over HTTP."""
    questions = [case["turns"][0] for case in read_cases(args.cases) if len(case["turns"]) == 1]
    print(json.dumps(measure_served(questions[: args.limit], args.data), ensure_ascii=False, indent=1))
    return 0


def ingest(args: argparse.Namespace) -> int:
    """Time and memory of ingest over made-up documents, and of a re-run with 1% changed."""
    print(
        json.dumps(measure_ingest(settings_with_data(args.data), args.documents, REPORTS), ensure_ascii=False, indent=1)
    )
    return 0


def adapt(args: argparse.Namespace) -> int:
    """Fit the question adapter on STARD's train split; skips where the benchmark folder is absent."""
    if not bench_present():
        print("没有 ../shared/bench：不重新拟合")
        return 0
    result = run_adapt(TRAINING, settings_with_data(args.data or REPORTS / "bench_stard"))
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return 0


def model(args: argparse.Namespace) -> int:
    """Put questions to a language model that misbehaves on demand; 1 where anything wrong reached an answer."""
    cases = read_cases(args.cases)[: args.limit]
    args.out.parent.mkdir(parents=True, exist_ok=True)
    found = []
    with args.out.open("w", encoding="utf-8") as out:
        for case, trace in run_model_cases(settings_with_data(args.data), cases, args.kinds):
            found.append(case)
            out.write(json.dumps(as_line(case, trace), ensure_ascii=False) + "\n")
    print(json.dumps(table(found), ensure_ascii=False, indent=1))
    return int(any(case.leaked or case.late for case in found))


def speed(args: argparse.Namespace) -> int:
    """Rates, and questions over corpora of growing size; 1 where anything is beyond its limit."""
    questions = [case["turns"][0] for case in read_cases(args.cases) if len(case["turns"]) == 1][: args.limit]
    result = run_speed(settings_with_data(args.data), args.sizes, questions, REPORTS)
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return int(bool(result["beyond"]))


def load(args: argparse.Namespace) -> int:
    """Many users at once on this machine; 1 where anything failed, was mixed up, or took too long."""
    questions = [case["turns"][0] for case in read_cases(args.cases) if len(case["turns"]) == 1][: args.limit]
    result = run_load(settings_with_data(args.data), questions, REPORTS, users=args.users, seconds=args.seconds)
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return int(bool(result["beyond"]))


def fuzzing(args: argparse.Namespace) -> int:
    """Whatever reads bytes or words from outside, with whatever bytes; 1 where one of them broke or hung."""
    found = run_fuzz(args.target or target_names(), REPORTS / "fuzz", cases=args.runs, seconds=args.seconds)
    print(as_table(found))
    return int(any(one.broken for one in found))


def everything(args: argparse.Namespace) -> int:
    """Every evaluation whose data is in the repository; 1 where one is beyond its limits."""
    for cases in sorted(CASES.glob("*.jsonl")):
        answers(argparse.Namespace(cases=cases, out=REPORTS / cases.name, data=args.data, documents=None))
    return speed(argparse.Namespace(cases=CASES / "public.jsonl", sizes=[1000], limit=40, data=args.data))


def main() -> int:
    """Run one evaluation; an error prints what happened and the next step and returns 2."""
    parser = CommandParser(prog=program("evals"), description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("answers", help="run questions, write one trace a line, grade them")
    one.add_argument("--cases", type=Path, default=CASES / "public.jsonl")
    one.add_argument("--out", type=Path, default=REPORTS / "public.jsonl")
    one.add_argument("--documents", type=Path, help="folder of documents to ingest aside and ask")
    one.set_defaults(run=answers)
    three = commands.add_parser("retrieval", help="rank the questions of the benchmark pools")
    three.add_argument("--pool", choices=list(POOLS), help="one pool; default: every pool")
    three.add_argument("--limit", type=int, help="only the first so many questions; the report says so")
    three.add_argument("--documents", type=int, help="STARD only: a sample of so many articles; the report says so")
    three.set_defaults(run=retrieval)
    four = commands.add_parser("reports", help="single-figure questions made from provincial work reports")
    four.add_argument("--limit", type=int, help="only the first so many questions")
    four.set_defaults(run=reports)
    commands.add_parser("ncp_answers", help="quotes against gold on the NCP questions").set_defaults(run=ncp_answers)
    commands.add_parser("metadata", help="title, issuer, place, date from texts alone").set_defaults(run=metadata)
    five = commands.add_parser("rendered", help="what the loaders recover of texts rendered in every format")
    five.add_argument("--format", action="append", choices=list(WRITERS), help="one format; default: every format")
    five.add_argument("--own", action="store_true", help="without the documents of the corpus")
    five.add_argument("--keep", type=Path, help="leave the rendered files in this folder")
    five.set_defaults(run=rendered)
    six = commands.add_parser("ingest", help="speed and memory of ingest over made-up documents")
    six.add_argument("--documents", type=int, default=1000, help="how many documents of 3,000 characters")
    six.set_defaults(run=ingest)
    eight = commands.add_parser("checks", help="the checker on labelled paragraphs")
    eight.add_argument("--cases", type=Path, required=True, help="labelled paragraphs, one a line")
    eight.add_argument("--fit", action="store_true", help="fit the weights of the checker's evidence and write them")
    eight.add_argument("--sound", type=Path, nargs="*", default=[], help="folders of sound texts to fit to as well")
    eight.set_defaults(run=checks)
    seven = commands.add_parser("served", help="start, latency and memory of the served page, from outside")
    seven.add_argument("--cases", type=Path, default=CASES / "public.jsonl")
    seven.add_argument("--limit", type=int, default=60, help="only the first so many questions")
    seven.set_defaults(run=served)
    nine = commands.add_parser("model", help="a language model that misbehaves: what reaches an answer, what passes")
    nine.add_argument("--cases", type=Path, default=CASES / "public.jsonl")
    nine.add_argument("--kinds", nargs="+", default=["several", *CHANGES, *LINE], help="behaviours; default: all")
    nine.add_argument("--limit", type=int, help="only the first so many questions")
    nine.add_argument("--out", type=Path, default=REPORTS / "model.jsonl")
    nine.set_defaults(run=model)
    ten = commands.add_parser("speed", help="embedding, reading, and questions over corpora of growing size")
    ten.add_argument("--cases", type=Path, default=CASES / "public.jsonl")
    ten.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000], help="passages of each corpus")
    ten.add_argument("--limit", type=int, default=60, help="only the first so many questions")
    ten.set_defaults(run=speed)
    twelve = commands.add_parser("load", help="many users at once: questions, uploads, indicators, drafts")
    twelve.add_argument("--cases", type=Path, default=CASES / "public.jsonl")
    twelve.add_argument("--users", type=int, default=20)
    twelve.add_argument("--seconds", type=int, default=60)
    twelve.add_argument("--limit", type=int, default=60, help="only the first so many questions")
    twelve.set_defaults(run=load)
    eleven = commands.add_parser("fuzz", help="any bytes and any words into whatever reads them")
    eleven.add_argument("--target", action="append", help="one target; default: every target")
    eleven.add_argument("--runs", type=int, default=20_000, help="cases of each target")
    eleven.add_argument("--seconds", type=int, default=60, help="at most so long for each target")
    eleven.set_defaults(run=fuzzing)
    commands.add_parser("adapt", help="fit the question adapter on STARD's train split").set_defaults(run=adapt)
    commands.add_parser("all", help="every evaluation on the repository's own cases").set_defaults(run=everything)
    for command in commands.choices.values():
        command.add_argument("--data", type=Path, help="folder of store and indexes; default from settings")
    args = parser.parse_args()
    try:
        return int(args.run(args))
    except CewenError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
