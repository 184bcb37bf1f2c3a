"""Asking the questions made from reports and grading the answers: `python -m evals reports`.

Right: the figure with its unit stands in the answer. Mixing of places: another province's report is cited or its name
said. Mixing of periods: what is cited instead speaks, by the generator's own reading, of another year than asked.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.engine import Assistant, Question
from evals.matching import contains, fold_text
from evals.report import commit, data_hash
from evals.reports_generator import ReportCase, sentences_with_years

_PROVINCE_TAIL = re.compile(r"(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)$")


@dataclass(frozen=True, kw_only=True)
class ReportGrade:
    """What one answer earns; `place_mixed` and `period_mixed` can only be true of answers given."""

    id: str
    template: str
    held: bool
    year: int
    right: bool
    refused: bool
    place_mixed: bool
    period_mixed: bool


def short_name(province: str) -> str:
    """A province as one says it: 广西, 内蒙古, 上海."""
    return _PROVINCE_TAIL.sub("", province)


def grade_report(case: ReportCase, run: Mapping[str, Any], reports: Mapping[str, str]) -> ReportGrade:
    """Grade one trace.

    Args:
        case: The question with its figure.
        run: The trace as plain values.
        reports: Province → text of its report; document ids are the provinces' names.
    """
    answer, own = str(run.get("answer") or ""), case.figure.place
    refused = run.get("status") in ("refused", "clarify") or not answer.strip()
    right = not refused and contains(answer, case.figure.number + case.figure.unit)
    citations = [c for c in run.get("citations") or () if c.get("kind", "document") == "document"]
    others = [short_name(name) for name in reports if name != own]
    cited_elsewhere = any(c["document_id"] in reports and c["document_id"] != own for c in citations)
    # 对口 provinces may be named in a quote; only a name at the head of the answer says whose figure it is.
    named_elsewhere = any(answer.startswith(name) for name in others)
    quotes = [str(c.get("quote", "")) for c in citations if c["document_id"] == own]
    return ReportGrade(
        id=case.id,
        template=case.template,
        held=case.held,
        year=case.figure.year,
        right=right,
        refused=refused,
        place_mixed=not refused and (cited_elsewhere or named_elsewhere),
        period_mixed=not refused and not right and _other_year(quotes, reports[own], case.figure.year),
    )


def _other_year(quotes: Iterable[str], report: str, year: int) -> bool:
    """Whether a quote lies in a sentence of another year (0, a span of years, included)."""
    sentences = [(fold_text(sentence), result) for sentence, result in sentences_with_years(report)]
    for quote in map(fold_text, quotes):
        known = {found for sentence, found in sentences if quote in sentence}
        if known and year not in known:
            return True
    return False


def summary(grades: Sequence[ReportGrade]) -> dict[str, dict[str, float | int]]:
    """Counts and shares over all, over the open and the held-out templates, and by year."""
    groups = {
        "全部": list(grades),
        "公开模板": [g for g in grades if not g.held],
        "留出模板": [g for g in grades if g.held],
        **{f"{year}年": [g for g in grades if g.year == year] for year in sorted({g.year for g in grades})},
    }
    return {
        name: {
            "n": len(own),
            "right": round(sum(g.right for g in own) / len(own), 4),
            "place_mixed": sum(g.place_mixed for g in own),
            "period_mixed": sum(g.period_mixed for g in own),
            "refused": sum(g.refused for g in own),
        }
        for name, own in groups.items()
        if own
    }


def run_reports(
    assistant: Assistant, cases: Sequence[ReportCase], reports: Mapping[str, str], cache: Path, source: Path, out: Path
) -> dict[str, Any]:
    """Ask every question, write cases into the cache folder and `reports.json` into `out`; returns what it says.

    Answers to held-out templates are counted and not written down, so that nothing can be tuned on them.
    """
    cache.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(dataclasses.asdict(case), ensure_ascii=False) for case in cases]
    (cache / "report_cases.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    grades, failures, index = [], [], ""
    for case in cases:
        run = assistant.invoke(Question(text=case.question, user="evals", id=case.id)).to_dict()
        index = run["index"]
        grade = grade_report(case, run, reports)
        grades.append(grade)
        if not case.held and (not grade.right or grade.place_mixed):
            failures.append(
                {
                    "id": case.id,
                    "question": case.question,
                    "gold": case.figure.clause,
                    "status": run["status"],
                    "answer": run["answer"][:160],
                    "place_mixed": grade.place_mixed,
                    "period_mixed": grade.period_mixed,
                }
            )
    record = {
        "facts": {"commit": commit(), "index": index, "data": data_hash(source), "cases": len(cases)},
        "table": summary(grades),
        "open_failures": failures,
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "reports.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
    return record
