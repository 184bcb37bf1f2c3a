"""The checker measured on labelled paragraphs, and the weights of its evidence fitted to them.

`python -m evals checks --cases F` prints how many planted errors are called wrong at their clause and how many sound or
ambiguous texts are; `--fit` fits `core/arithmetic/weights.toml` by logistic regression that stays near the weights in
force, and prints what a weight file fitted to the other folds gives on each.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.arithmetic import claim
from core.arithmetic.claim import WEIGHTS, Doubt
from core.arithmetic.engine import check_arithmetic, doubts
from core.finding import Finding
from evals.bench import read_lines
from evals.report import commit, data_hash

FOLDS, STEPS = 5, 30
# How far a weight may leave the one in force: its standard deviation before anything was seen.
SPREAD = 0.6
# A planted error missed costs as much as so many other doubts called wrong: there are far more of those.
MISSED_COSTS = 4.0
SOFT = ("口径可疑", "歧义")
HEAD = """# Weights of evidence. Their sum, with the bias and the kind's own, says whether what does not fit is called
# wrong: from 0 on it is. Fitted by `python -m evals checks --fit --cases F`.
"""


def run_checks(cases: Path, *, fit: bool, sound: Sequence[Path] = ()) -> dict[str, Any]:
    """Figures over cases, and, where the weights are fitted, those of each fold by the weights of the others.

    Args:
        cases: A line each: text, label (ok, wrong, ambiguous), kind, quote, alt_quotes.
        fit: Whether to fit the weights and write them.
        sound: Folders of texts of which nothing is taken to be wrong, to fit to as well.
    """
    items = list(read_lines(cases))
    result: dict[str, Any] = {"commit": commit(), "cases": f"{cases.name} {data_hash(cases)}", "as_is": figures(items)}
    if fit:
        texts = [file.read_text(encoding="utf-8") for folder in sound for file in sorted(folder.glob("*.txt"))]
        real = [{"text": text, "label": "ok"} for text in texts]
        result["other_folds"] = _cross_validated(items, real)
        fitted = _fitted([*items, *real])
        _write(fitted)
        result["fitted"] = figures(items)
    return result


def figures(cases: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Planted errors found at their clause, by kind; sound and ambiguous texts called wrong or doubtful."""
    found, all_of = Counter[str](), Counter[str]()
    alarms, soft, labels = Counter[str](), Counter[str](), Counter[str]()
    for case in cases:
        findings = check_arithmetic(case["text"])
        wrong = [one for one in findings if one.verdict == "不通过"]
        labels[case["label"]] += 1
        if case["label"] == "wrong":
            all_of[case["kind"]] += 1
            found[case["kind"]] += any(_at_the_clause(case, one.span) for one in wrong)
        else:
            alarms[case["label"]] += bool(wrong)
            soft[case["label"]] += not wrong and any(one.verdict in SOFT for one in findings)
    return {
        "wrong_found": f"{found.total()}/{labels['wrong']}",
        "ok_called_wrong": f"{alarms['ok']}/{labels['ok']}",
        "ok_soft": soft["ok"],
        "ambiguous_called_wrong": f"{alarms['ambiguous']}/{labels['ambiguous']}",
        "by_kind": {kind: f"{found[kind]}/{count}" for kind, count in sorted(all_of.items())},
    }


def _at_the_clause(case: Mapping[str, Any], span: tuple[int, int]) -> bool:
    for quote in (case["quote"], *(case.get("alt_quotes") or ())):
        at = case["text"].find(quote)
        if at >= 0 and span[0] < at + len(quote) and at < span[1]:
            return True
    return False


def _examples(cases: Sequence[Mapping[str, Any]]) -> list[tuple[Doubt, bool]]:
    """Every doubt without an excuse, and whether it is the planted error."""
    return [
        (doubt, case["label"] == "wrong" and _at_the_clause(case, doubt.span))
        for case in cases
        for doubt in doubts(case["text"])
        if not doubt.excuse
    ]


def _fitted(cases: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Weights of least log loss, drawn towards the weights in force."""
    start = claim.weights()
    examples = _examples(cases)
    names = sorted({"bias", *start, *(name for doubt, _ in examples for name in (doubt.kind, *doubt.evidence))} - {""})
    column = {name: i for i, name in enumerate(names)}
    rows = np.zeros((len(examples), len(names)))
    for row, (doubt, _) in zip(rows, examples, strict=True):
        for name in ("bias", doubt.kind, *doubt.evidence):
            if name in column:
                row[column[name]] = 1.0
    true = np.array([planted for _, planted in examples], dtype=float)
    cost = np.where(true > 0, MISSED_COSTS, 1.0)
    prior = np.array([start.get(name, 0.0) for name in names])
    weights = prior.copy()
    for _ in range(STEPS):
        # Newton's steps: the loss and its penalty are convex.
        guessed = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (cost * (guessed - true)) + (weights - prior) / SPREAD**2
        bend = (rows * (cost * guessed * (1 - guessed))[:, None]).T @ rows + np.eye(len(names)) / SPREAD**2
        weights -= np.linalg.solve(bend, slope)
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}


def _cross_validated(cases: Sequence[Mapping[str, Any]], real: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Figures of each fold by weights fitted to the other folds, together."""
    kept = claim.weights().copy()
    found = Counter[str]()
    for fold in range(FOLDS):
        mine = [case for i, case in enumerate(cases) if i % FOLDS == fold]
        claim.weights().update(_fitted([*(case for i, case in enumerate(cases) if i % FOLDS != fold), *real]))
        for case in mine:
            wrong: list[Finding] = [one for one in check_arithmetic(case["text"]) if one.verdict == "不通过"]
            hit = any(_at_the_clause(case, one.span) for one in wrong) if case["label"] == "wrong" else bool(wrong)
            found[case["label"]] += hit
        claim.weights().clear()
        claim.weights().update(kept)
    labels = Counter(case["label"] for case in cases)
    return {f"{label} called wrong": f"{found[label]}/{count}" for label, count in sorted(labels.items())}


def _write(weights: Mapping[str, float]) -> None:
    lines = [f"{json.dumps(name, ensure_ascii=False)} = {weight}" for name, weight in sorted(weights.items())]
    WEIGHTS.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    claim.weights.cache_clear()
