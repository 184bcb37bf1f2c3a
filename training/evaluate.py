"""What a reader is worth: whether its best sentence holds the answer, and whether it knows when there is none."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.clauses import whole_sentences
from core.errors import DataError
from retrieval.reader.reading import Reader, ReadSpan
from training.documents import Cut
from training.examples import Lesson, answer_spans, without_space
from training.negatives import Place, Pool
from training.questions import Folder, Question

PAGES, OTHER_PAGES, BEST = 10, 2, 3
OUTCOMES = "outcomes"  # their name in a file of figures


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one question.

    `right` says that the best sentence holds every answer, `near` that one of the three best does, `head` that the best
    one holds the first answer; all are False where there is nothing to answer. `has` and `margin` are the logits of
    the best sentence, `score` is what sentences are ranked by.
    """

    id: str
    document: str
    kind: str
    answerable: bool
    right: bool
    near: bool
    head: bool
    has: float
    margin: float
    score: float


def held_out_documents(folder: Folder, share: float, seed: int = 0) -> frozenset[str]:
    """A share of a folder's documents, drawn by chance, as `folder/document`; at least one where any is wanted.

    Figures are believed of documents that were not trained on: near-identical questions of one document tell nothing.
    """
    names = sorted({question.document for question in folder.questions})
    if share <= 0 or not names:
        return frozenset()
    drawn = Random(f"{seed}/{folder.name}").sample(names, max(1, round(share * len(names))))
    return frozenset(f"{folder.name}/{name}" for name in drawn)


def sampled(lessons: Sequence[Lesson], limit: int | None, seed: int = 0) -> list[Lesson]:
    """At most so many lessons, drawn by chance."""
    if limit is None or limit >= len(lessons):
        return list(lessons)
    return Random(seed).sample(list(lessons), limit)


def pages_for(question: Question, pool: Pool) -> list[Place]:
    """The passages that a question is read against: those of its own document, two of others, the answers' own.

    The answers' passages are always among them: it is the reader that is measured, and no search.
    """
    own = pool.nearest(question.text, [question.document])
    document = pool.documents[question.document]
    answers = [answer for _, answer in answer_spans(question, document.text)]

    def answered(cut: Cut) -> bool:
        return any(cut.start < end and start < cut.end for start, end in answers)

    first = [place for place in own if answered(place[1])]
    rest = [place for place in own if not answered(place[1])]
    others = pool.nearest(question.text, [name for name in pool.documents if name != question.document])
    return [*first, *rest[: max(0, PAGES - OTHER_PAGES - len(first))], *others[:OTHER_PAGES]]


def outcome_of(reader: Reader, question: Question, pool: Pool) -> Outcome:
    """Read one question's passages and look at the sentences that rank best.

    Raises:
        DataError: If there is no sentence to read.
    """
    places = pages_for(question, pool)
    pages = [pool.documents[name].page(cut) for name, cut in places]
    ranked: list[tuple[float, float, ReadSpan, str, bool]] = []
    readings = reader.read([question.text] * len(pages), pages)
    for (name, _), page, reading in zip(places, pages, readings, strict=True):
        for start, end in whole_sentences(page.text):
            span = reading.best(start, end)
            if span is not None:
                words = without_space(page.text[start:end])
                ranked.append((reading.score(span), reading.has, span, words, name == question.document))
    if not ranked:
        raise DataError(f"{question.folder}/{question.document} 没有可读的句子", next_step="请检查该文档")
    ranked.sort(key=lambda one: -one[0])
    answers = [without_space(answer) for answer in question.answers]

    def holds(rank: int, wanted: Sequence[str]) -> bool:
        words, own = ranked[rank][3:]
        return question.answerable and own and all(answer in words for answer in wanted)

    score, has, span, *_ = ranked[0]
    return Outcome(
        id=question.id,
        document=f"{question.folder}/{question.document}",
        kind=question.kind,
        answerable=question.answerable,
        right=holds(0, answers),
        near=any(holds(rank, answers) for rank in range(min(BEST, len(ranked)))),
        head=holds(0, answers[:1]),
        has=has,
        margin=span.margin,
        score=score,
    )


def read_outcomes(path: Path) -> list[Outcome]:
    """The outcomes of a file of figures.

    Raises:
        DataError: If the file has none.
    """
    try:
        return [Outcome(**item) for item in json.loads(path.read_text(encoding="utf-8"))[OUTCOMES]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{path.name} 里没有评测结果", next_step="请先运行 python -m training evaluate --out"
        ) from error


def area_under_curve(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> float | None:
    """The chance that a score of the true ones is higher than one of the others; None where either is missing.

    Source: the Mann-Whitney statistic; ties count half.
    """
    high, low = scores[labels], scores[~labels]
    if not high.size or not low.size:
        return None
    over = high[:, None] - low[None, :]
    return float(np.mean((over > 0) + 0.5 * (over == 0)))


def figures_of(outcomes: Sequence[Outcome]) -> dict[str, dict[str, Any]]:
    """A row for each kind of question and one for all.

    A row has `n`; `right`, `near`, `head` as shares of the answerable questions; `auc` of answerable by the best
    sentence's score; `answered` and `false`, how many of the answerable and of the others are scored above 0.
    """
    kinds: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        kinds["all"].append(outcome)
        kinds[outcome.kind].append(outcome)
    return {kind: _row(own) for kind, own in kinds.items()}


def _row(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    answerable = [outcome for outcome in outcomes if outcome.answerable]
    others = [outcome for outcome in outcomes if not outcome.answerable]
    row: dict[str, Any] = {"n": len(outcomes), "answerable": len(answerable)}
    for name in ("right", "near", "head"):
        row[name] = round(float(np.mean([getattr(one, name) for one in answerable])), 3) if answerable else None
    auc = area_under_curve(
        np.array([outcome.score for outcome in outcomes]), np.array([outcome.answerable for outcome in outcomes])
    )
    row["auc"] = None if auc is None else round(auc, 3)
    row["answered"] = sum(outcome.score > 0 for outcome in answerable)
    row["false"] = sum(outcome.score > 0 for outcome in others)
    return row
