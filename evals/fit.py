"""Fitting the selector's weights: random search around the present ones, judged by cross-validation.

    python -m evals fit --cases evals/cases/public.jsonl [--trials 200]

A trial is right on a question if its best clause is part of a gold sentence and holds the answer. The report names the
share right on the folds that were held out, beside that of the present weights; only a clear gain is worth taking over.
"""

from __future__ import annotations

import dataclasses
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.engine import Assistant
from evals.matching import contains, fold_text
from retrieval.sentences import Selector
from retrieval.weights import Weights

TYPES = ("numeric", "text", "multiturn", "arith", "rule")
FOLDS = 5
SPREAD = 0.5
FROZEN = frozenset({"clause", "words", "cosine_low", "cosine_span"})


@dataclass(frozen=True, kw_only=True)
class Fit:
    """What a search found. Shares are of questions whose best clause is right; `held_out` is the mean over folds."""

    present: float
    best: float
    held_out: float
    weights: Weights


def fit_weights(assistant: Assistant, cases: Sequence[dict[str, Any]], *, trials: int, seed: int = 0) -> Fit:
    """Search weights on cases with gold sentences.

    Args:
        assistant: Gives planner, search and texts.
        cases: Gold questions; types without one best sentence are left out.
        trials: How many random settings to try.
        seed: For the same search again.
    """
    generator = random.Random(seed)
    asked = [case for case in cases if case["type"] in TYPES]
    present = Weights()
    tried = [present, *(_drawn(present, generator) for _ in range(trials))]
    table = [_right(assistant, asked, weights) for weights in tried]
    order = list(range(len(asked)))
    generator.shuffle(order)
    held_out = []
    for fold in range(FOLDS):
        test = order[fold::FOLDS]
        train = [i for i in order if i not in set(test)]
        chosen = max(range(len(tried)), key=lambda t: (sum(table[t][i] for i in train), -t))
        held_out.append(sum(table[chosen][i] for i in test) / len(test))
    best = max(range(len(tried)), key=lambda t: (sum(table[t]), -t))
    return Fit(
        present=statistics.mean(table[0]), best=statistics.mean(table[best]), held_out=statistics.mean(held_out),
        weights=tried[best],
    )  # fmt: skip


def _drawn(present: Weights, generator: random.Random) -> Weights:
    changed = {
        field.name: round(getattr(present, field.name) * generator.uniform(1 - SPREAD, 1 + SPREAD), 3)
        for field in dataclasses.fields(present)
        if field.name not in FROZEN
    }
    return dataclasses.replace(present, **changed)


def _right(assistant: Assistant, cases: Sequence[dict[str, Any]], weights: Weights) -> list[float]:
    selector: Selector = assistant.search.selector.with_weights(weights)
    scores = []
    for case in cases:
        plan, passages, vector = _prepared(assistant, case)
        ranked = selector.rank(plan.query, passages, vector, plan.years)
        scores.append(float(bool(ranked) and _is_gold(case, ranked[0].text)))
    return scores


_CACHE: dict[str, Any] = {}


def _prepared(assistant: Assistant, case: dict[str, Any]) -> Any:
    if case["id"] not in _CACHE:
        *history, last = case["turns"]
        plan = assistant.planner.plan(last, history)
        vector = assistant.search.vector(plan.query.text)
        _CACHE[case["id"]] = (plan, assistant.search.passages(plan.query, plan.places or None, vector), vector)
    return _CACHE[case["id"]]


def _is_gold(case: dict[str, Any], clause: str) -> bool:
    text = fold_text(clause)
    inside = any(text in fold_text(e["quote"]) or fold_text(e["quote"]) in text for e in case["evidence"])
    near = any(contains(clause, spec) for spec in case["must_contain"])
    return inside and (near or case["type"] in ("rule", "arith"))
