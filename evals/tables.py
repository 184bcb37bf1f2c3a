"""Questions over workbooks: right, refused or wrong, by the kind of question.

An answer is right where it says all it must and nothing it must not, names a source, and is as short as such a question
wants; a question that the tables cannot answer wants a refusal. Asking back answers nothing and invents nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evals.matching import contains, fold_text
from evals.report import commit, data_hash, markdown

# One figure is told in a line or two; a list or a ranking in a few more. A longer answer buries it.
ONE_FIGURE = frozenset({"lookup", "count", "sum", "mean", "share"})
SHORT, LONG = 250, 700
ALL = "ALL"


@dataclass(frozen=True, kw_only=True)
class TableGrade:
    """What one answer earns."""

    id: str
    type: str
    right: bool
    refused: bool

    @property
    def wrong(self) -> bool:
        """Whether it answered and is not right."""
        return not self.right and not self.refused


def grade_table(case: Mapping[str, Any], run: Mapping[str, Any]) -> TableGrade:
    """Grade the trace of one case; a case that was not run counts as refused."""
    status = run.get("status") or "refused"
    refused = status in ("refused", "clarify")
    right = (not refused and _says_it(case, run)) if case["answerable"] else run.get("status") == "refused"
    return TableGrade(id=case["id"], type=case["type"], right=right, refused=refused)


def _says_it(case: Mapping[str, Any], run: Mapping[str, Any]) -> bool:
    answer = str(run.get("answer") or "")
    return (
        bool(run.get("citations"))
        and len(fold_text(answer)) <= (SHORT if case["type"] in ONE_FIGURE else LONG)
        and all(contains(answer, spec) for spec in case["must_contain"])
        and not any(contains(answer, spec) for spec in case.get("must_not_contain") or ())
    )


def by_type(grades: Sequence[TableGrade]) -> list[dict[str, Any]]:
    """A row a kind of question, in the order of the cases, and one for all: counts."""
    names = [*dict.fromkeys(grade.type for grade in grades), ALL]
    rows = []
    for name in names:
        own = [grade for grade in grades if name in (grade.type, ALL)]
        counts = {what: sum(getattr(grade, what) for grade in own) for what in ("right", "refused", "wrong")}
        rows.append({"type": name, "n": len(own), **counts})
    return rows


def report_tables(cases: Path, items: Sequence[dict[str, Any]], runs: Sequence[dict[str, Any]], out: Path) -> Path:
    """Grade a run and write `NAME.md` and `NAME.json`.

    Args:
        cases: The file of cases, which the report names.
        items: The cases.
        runs: Traces, by id.
        out: The report, without an ending.

    Returns:
        The Markdown.
    """
    traces = {run["id"]: run for run in runs}
    grades = [grade_table(case, traces.get(case["id"], {})) for case in items]
    rows = by_type(grades)
    facts = {"commit": commit(), "cases": f"{cases.name} {data_hash(cases)}"}
    missed = [
        {"question": case["turns"], "gold": case.get("answer", ""), **asdict(grade)}
        | {name: traces.get(case["id"], {}).get(name, "") for name in ("status", "answer")}
        for case, grade in zip(items, grades, strict=True)
        if not grade.right
    ]
    out.parent.mkdir(parents=True, exist_ok=True)
    report = out.with_name(f"{out.name}.md")
    report.write_text(markdown(f"表格问答评测 {cases.stem}", rows, facts), encoding="utf-8")
    details = {"facts": facts, "table": rows, "not_right": missed}
    report.with_suffix(".json").write_text(json.dumps(details, ensure_ascii=False, indent=1), encoding="utf-8")
    return report
