"""Refusals that say why: how many unanswerable questions are refused, and for the right missing thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Refusals:
    """What became of unanswerable questions. Shares are of all of them; `failures` tells each that went wrong.

    `trapped` counts answers that give a neighbour's figure, the one the case warns of.
    """

    questions: int
    refused: float
    right_kind: float
    trapped: int
    by_kind: dict[str, str]
    failures: tuple[str, ...]


def grade_refusals(cases: Sequence[Mapping[str, Any]], runs: Sequence[Mapping[str, Any]]) -> Refusals | None:
    """Grade the cases that name what is missing; None where no case does.

    A refusal is right where one of the things it names is of the kind that the case names. Asking back is no refusal.
    """
    asked = [case for case in cases if "missing" in case]
    if not asked:
        return None
    by_id = {run["id"]: run for run in runs}
    refused, kinds, wanted = Counter[str](), Counter[str](), Counter[str]()
    trapped, failures = 0, []
    for case in asked:
        run, kind = by_id.get(case["id"], {}), str(case["missing"]["kind"])
        listed = [str(missing["kind"]) for missing in run.get("missing") or ()]
        has_refused = run.get("status") == "refused" and bool(listed)
        wanted[kind] += 1
        refused[kind] += has_refused
        kinds[kind] += has_refused and kind in listed
        answer = str(run.get("answer") or "")
        trapped += not has_refused and any(value in answer for value in case.get("trap_values", ()))
        if not (has_refused and kind in listed):
            failures.append(
                f"{case['id']} {' / '.join(case['turns'])} | 应缺 {kind}，"
                f"得 {run.get('status')} {'、'.join(listed)} | {answer[:80]}"
            )
    return Refusals(
        questions=len(asked),
        refused=round(refused.total() / len(asked), 4),
        right_kind=round(kinds.total() / len(asked), 4),
        trapped=trapped,
        by_kind={kind: f"拒答 {refused[kind]}/{n}，缺项正确 {kinds[kind]}/{n}" for kind, n in wanted.items()},
        failures=tuple(failures),
    )
