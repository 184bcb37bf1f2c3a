"""Commands that ask the assistant questions whose answers are known."""

from __future__ import annotations

import argparse
import dataclasses
import json
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.build import build_assistant
from core.errors import DataError
from core.settings import settings_with_data
from corpus.library import Library
from evals.answers import grade_run, read_cases, run_cases
from evals.aside import aside, workbooks_aside
from evals.command import CASES, argument, command, say
from evals.grade import Grade
from evals.measured import Line, keep, percent, shown_path
from evals.model_answers import ModelCase, as_line, run_model_cases
from evals.model_answers import table as model_table
from evals.model_behaviour import CHANGES
from evals.model_server import LINE
from evals.refusals import Refusals, grade_refusals
from evals.report import commit, data_hash, latency, write_report
from evals.tables import ALL, report_tables

TABLE_CASES = CASES / "tables"


def _own(folder: Path) -> list[list[str]]:
    return [["--cases", str(path)] for path in sorted(folder.glob("*.jsonl"))]


def _ask(
    args: argparse.Namespace, documents: Path | None, cases: Sequence[dict[str, Any]], out: Path
) -> tuple[list[dict[str, Any]], Library]:
    """Traces of the cases, which are written one a line as they come; and the library that they were asked of.

    What of the documents could not be read in is told.
    """
    settings, unread = aside(documents, args.data, args.reports)
    for one in unread:
        say(f"没有读进来：{one}")
    assistant = build_assistant(settings)
    out.parent.mkdir(parents=True, exist_ok=True)
    runs = []
    with out.open("w", encoding="utf-8") as file:
        for trace in run_cases(assistant, cases):
            runs.append(trace)
            file.write(json.dumps(trace, ensure_ascii=False) + "\n")
    return runs, assistant.search.library


@command(
    "answers",
    "问一组题，每题的回答记一行；题目带标准答案时打分",
    argument("--cases", type=Path, default=CASES / "public.jsonl", help="题目，jsonl，一行一题"),
    argument("--out", type=Path, help="回答写到哪个文件；不写是 runs/题目文件名"),
    argument("--documents", type=Path, help="先把这个文件夹的资料读进一个单独的资料库，再问"),
    own=lambda: _own(CASES),
)
def answers(args: argparse.Namespace) -> int:
    """Run questions, write one trace a line, and grade them where the cases hold gold answers."""
    cases = read_cases(args.cases)
    out = args.out or args.reports / args.cases.name
    runs, library = _ask(args, args.documents, cases, out)
    if not all("answerable" in case for case in cases):
        say(f"问了 {len(runs)} 题，回答在 {out}；题目没有标准答案，没有打分")
        return 0
    grades = grade_run(cases, runs, library)
    facts: dict[str, Any] = {
        "commit": commit(),
        "cases": f"{args.cases.name} {data_hash(args.cases)}",
        "index": runs[0]["index"] if runs else "",
        "latency_ms": latency(grades),
        "false_refusals": sum(
            g.status in ("refused", "clarify") for g, c in zip(grades, cases, strict=True) if c["answerable"]
        ),
    }
    refusals = grade_refusals(cases, runs)
    if refusals:
        facts["refusals"] = dataclasses.asdict(refusals)
    report = write_report(out.parent, out.stem + ".report", f"答题评测 {args.cases.stem}", grades, facts)
    say(report.read_text(encoding="utf-8"))
    line = f"answers --cases {shown_path(args.cases)}"
    if args.documents:
        line += f" --documents {shown_path(args.documents)}"
    keep(args.reports, f"answers_{args.cases.stem}", line, _answer_lines(args.cases.stem, grades, refusals))
    return 0


def _answer_lines(name: str, grades: Sequence[Grade], refusals: Refusals | None) -> list[Line]:
    n = len(grades)
    if not n:
        return []
    refused = sum(grade.status in ("refused", "clarify") for grade in grades)
    wrong = sum(not grade.right and grade.status not in ("refused", "clarify") for grade in grades)
    lines = [
        (f"{name}, {n} questions: right", percent(sum(grade.right for grade in grades), n)),
        (f"{name}: answered wrongly / refused or asked back", f"{percent(wrong, n)} / {refused}"),
        (
            f"{name}: quotes verbatim / nothing unsupported",
            f"{percent(sum(grade.verbatim for grade in grades), n)} / "
            f"{percent(sum(not grade.unsupported for grade in grades), n)}",
        ),
    ]
    if refusals:
        figure = f"{100 * refusals.refused:.1f} % / {100 * refusals.right_kind:.1f} % / {refusals.trapped}"
        lines.append((f"{name}: refused / with the right kind of missing / fell for a neighbour's figure", figure))
    times = [grade.ms for grade in grades if grade.ms is not None]
    if times:
        lines.append((f"{name}: median time of an answer", f"{statistics.median(times):.0f} ms"))
    return lines


@command(
    "tables",
    "问表格：各类题目答对、拒答、答错多少",
    argument("--cases", type=Path, default=TABLE_CASES / "county.jsonl", help="题目，jsonl；不写是示例县的题"),
    argument("--documents", type=Path, help="放表格文件的文件夹，读进单独的资料库；不写就问已有的表"),
    argument("--out", type=Path, help="回答写到哪个文件；不写是 runs/tables_题目文件名"),
    own=lambda: _own(TABLE_CASES),
)
def tables(args: argparse.Namespace) -> int:
    """Questions over workbooks, graded by kind."""
    cases = read_cases(args.cases)
    if ungraded := [case["id"] for case in cases if not {"answerable", "type", "must_contain"} <= case.keys()]:
        raise DataError(
            f"{args.cases.name} 里有题目没有标准答案：{'、'.join(ungraded[:5])}",
            next_step="请写明 type、answerable、must_contain；不打分请用 python -m evals answers",
        )
    out = args.out or args.reports / f"tables_{args.cases.name}"
    books = workbooks_aside(args.documents, args.reports) if args.documents else None
    runs, _ = _ask(args, books, cases, out)
    report = report_tables(args.cases, cases, runs, out.with_name(f"{out.stem}.report"))
    say(report.read_text(encoding="utf-8"))
    rows = json.loads(report.with_suffix(".json").read_text(encoding="utf-8"))["table"]
    (whole,) = (row for row in rows if row["type"] == ALL)
    line = f"tables --cases {shown_path(args.cases)}"
    if args.documents:
        line += f" --documents {shown_path(args.documents)}"
    name, n = args.cases.stem, whole["n"]
    figures = [
        (f"tables, {name}, {n} questions: right", percent(whole["right"], n)),
        (
            f"tables, {name}: answered wrongly / refused, rightly or not",
            f"{percent(whole['wrong'], n)} / {whole['refused']}",
        ),
    ]
    keep(args.reports, f"tables_{name}", line, figures)
    return 0


@command(
    "model",
    "语言模型故意出错时，有没有错话漏进回答，对的话有没有被误删",
    argument("--cases", type=Path, default=CASES / "public.jsonl", help="题目，jsonl，一行一题"),
    argument("--kinds", nargs="+", default=["several", *CHANGES, *LINE], help="出错的方式；不写是全部"),
    argument("--limit", type=int, help="只问前几题"),
    argument("--out", type=Path, help="回答写到哪个文件；不写是 runs/model.jsonl"),
)
def model(args: argparse.Namespace) -> int:
    """Put questions to a language model that misbehaves on demand; 1 where anything wrong reached an answer."""
    cases = read_cases(args.cases)[: args.limit]
    path = args.out or args.reports / "model.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    found: list[ModelCase] = []
    with path.open("w", encoding="utf-8") as out:
        for case, trace in run_model_cases(settings_with_data(args.data), cases, args.kinds):
            found.append(case)
            out.write(json.dumps(as_line(case, trace), ensure_ascii=False) + "\n")
    say(json.dumps(model_table(found), ensure_ascii=False, indent=1))
    leaked = sum(bool(case.leaked) for case in found)
    figures = [
        (f"language model that misbehaves, {len(found)} answers: wrong sentences that reached one", str(leaked)),
        ("the same: answers later than their limit", str(sum(case.late for case in found))),
    ]
    keep(args.reports, "model", f"model --cases {shown_path(args.cases)}", figures)
    return int(any(case.leaked or case.late for case in found))
