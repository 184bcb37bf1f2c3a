"""From the reader's logits to a probability: logistic curves fitted to outcomes, judged on documents not fitted to.

Source: Platt scaling (1999), fitted by Newton's method; a light ridge keeps separable samples finite.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import DataError
from training.evaluate import Outcome, area_under_curve

RIDGE, NEWTON_STEPS, FOLDS = 1e-3, 50, 5
LEAST_OF_A_SORT = 5
LOOK_COSTS = 4.0  # right answers that a wrong one outweighs which a person takes over without a look at its source
Matrix = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Curve:
    """P = 1 / (1 + exp(-(features · weights + bias)))."""

    weights: Matrix
    bias: float

    def probabilities(self, features: Matrix) -> Matrix:
        """Probabilities of rows of features, shape (n,)."""
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(features @ self.weights + self.bias, -60, 60))), np.float64)


def fit_curve(features: Matrix, labels: NDArray[np.bool_]) -> Curve:
    """The most likely curve, with a light ridge on the weights.

    Args:
        features: Shape (n, features).
        labels: Shape (n,).

    Raises:
        DataError: If there are fewer than five of either label.
    """
    if min(int(labels.sum()), int((~labels).sum())) < LEAST_OF_A_SORT:
        raise DataError("答对与答错的题都要有几道才能校准", next_step="请给出更多题目（--limit、--folders）")
    rows = np.column_stack([features, np.ones(len(features))])
    ridge = RIDGE * len(rows) * np.diag([*[1.0] * features.shape[1], 0.0])
    found = np.zeros(rows.shape[1])
    for _ in range(NEWTON_STEPS):
        result = 1.0 / (1.0 + np.exp(-np.clip(rows @ found, -60, 60)))
        slope = rows.T @ (result - labels) + ridge @ found
        bend = (rows * (result * (1 - result))[:, None]).T @ rows + ridge
        # The ridge leaves the bias free; a trace of it keeps the system solvable where every row is certain.
        step = np.linalg.solve(bend + 1e-9 * np.eye(len(found)), slope)
        # A full Newton step can overshoot from far off.
        found = found - step * min(1.0, 5.0 / max(1e-12, float(np.abs(step).max())))
        if float(np.abs(step).max()) < 1e-8:
            break
    return Curve(weights=found[:-1], bias=float(found[-1]))


def folds_by_document(documents: Sequence[str], folds: int = FOLDS, seed: int = 0) -> NDArray[np.int64]:
    """The fold of each row, so that no document is in two, shape (n,)."""
    names = sorted(set(documents))
    Random(seed).shuffle(names)
    fold = {name: n % min(folds, len(names)) for n, name in enumerate(names)}
    return np.array([fold[name] for name in documents], np.int64)


def held_out_probabilities(features: Matrix, labels: NDArray[np.bool_], fold: NDArray[np.int64]) -> Matrix:
    """The probability of each row by a curve fitted to the other folds, shape (n,).

    Raises:
        DataError: If all rows are of one document, or the other folds have too few of either label.
    """
    if fold.max() == 0:
        raise DataError("校准的题都出自一篇文档", next_step="请给出出自多篇文档的题目")
    result = np.zeros(len(features))
    for n in range(int(fold.max()) + 1):
        held = fold == n
        result[held] = fit_curve(features[~held], labels[~held]).probabilities(features[held])
    return result


def judged(probabilities: Matrix, labels: NDArray[np.bool_], threshold: float) -> dict[str, Any]:
    """What probabilities are worth: log loss, Brier score, AUC, and what is answered at a threshold."""
    safe = np.clip(probabilities, 1e-6, 1 - 1e-6)
    auc = area_under_curve(probabilities, labels)
    answered = probabilities >= threshold
    return {
        "log_loss": round(float(-np.mean(np.where(labels, np.log(safe), np.log(1 - safe)))), 4),
        "brier": round(float(np.mean((probabilities - labels) ** 2)), 4),
        "auc": None if auc is None else round(auc, 4),
        "right_answered": int((answered & labels).sum()),
        "wrong_answered": int((answered & ~labels).sum()),
        "right": int(labels.sum()),
        "wrong": int((~labels).sum()),
    }


def calibration_of(outcomes: Sequence[Outcome], *, wrong_costs: float = 1.0) -> dict[str, Any]:
    """The curves of a reader and how they fare on documents that they were not fitted to.

    Two curves are fitted: over the ranking score (`slope`, `offset`), and over the answerable logit and the span's
    margin apart (`weights`, `bias`). `figures` has what cross-validation by document says of both.

    Args:
        outcomes: Questions that were read; right is what the probability is of.
        wrong_costs: How many right answers a wrong one outweighs: the threshold is wrong_costs / (1 + wrong_costs).

    Raises:
        DataError: If there is too little to fit.
    """
    labels = np.array([outcome.right for outcome in outcomes], bool)
    fold = folds_by_document([outcome.document for outcome in outcomes])
    threshold = wrong_costs / (1 + wrong_costs)
    by_score = np.array([[outcome.score] for outcome in outcomes])
    by_both = np.array([[outcome.has, outcome.margin] for outcome in outcomes])
    score, both = fit_curve(by_score, labels), fit_curve(by_both, labels)
    return {
        "slope": round(float(score.weights[0]), 4),
        "offset": round(score.bias, 4),
        "threshold": round(threshold, 4),
        "firm": round(max(threshold, LOOK_COSTS / (1 + LOOK_COSTS)), 4),
        "weights": {"has": round(float(both.weights[0]), 4), "margin": round(float(both.weights[1]), 4)},
        "bias": round(both.bias, 4),
        "figures": {
            "questions": len(outcomes),
            "documents": len({outcome.document for outcome in outcomes}),
            "score": judged(held_out_probabilities(by_score, labels, fold), labels, threshold),
            "has_and_margin": judged(held_out_probabilities(by_both, labels, fold), labels, threshold),
        },
    }
