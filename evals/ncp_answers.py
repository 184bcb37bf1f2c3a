"""Answers on the NCP questions: how much of the gold answer the quotes bring (`python -m evals ncp_answers`)."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.engine import Assistant, Question
from evals.bench import Topic
from evals.matching import fold_text
from evals.ranking import mean, percentile
from evals.report import commit, data_hash

SAMPLE, SEED = 400, 0
# Plain word overlap over the top three passages, told by shared/bench/README; the best single sentence gives 0.49.
PLAIN = {"rouge_l": 0.28, "verbatim": 0.42}


@dataclass(frozen=True, kw_only=True)
class QuoteGrade:
    """One question: ROUGE-L F1 of the joined quotes, whether the gold words stand inside them, and the status."""

    id: str
    rouge_l: float
    verbatim: bool
    status: str


def rouge_l(text: str, gold: str) -> float:
    """ROUGE-L F1 over characters (Lin 2004, β = 1); white space, width and case do not count; 0 for an empty side."""
    a, b = fold_text(text), fold_text(gold)
    if not a or not b:
        return 0.0
    common = _common_subsequence(a, b)
    return 2 * common / (len(a) + len(b))


def _common_subsequence(a: str, b: str) -> int:
    row = [0] * (len(b) + 1)
    for x in a:
        diagonal = 0
        for j, y in enumerate(b, 1):
            diagonal, row[j] = row[j], diagonal + 1 if x == y else max(row[j], row[j - 1])
    return row[-1]


def drawn(topics: Sequence[Topic], count: int = SAMPLE, seed: int = SEED) -> list[Topic]:
    """The questions measured: a draw that is the same each time."""
    return random.Random(seed).sample(list(topics), min(count, len(topics)))


def grade_quotes(topic: Topic, run: dict[str, Any]) -> QuoteGrade:
    """Grade one trace by its quotes alone; a refusal has none and earns nothing."""
    quotes = "".join(str(citation.get("quote", "")) for citation in run.get("citations") or ())
    gold = fold_text(topic.answer)
    return QuoteGrade(
        id=topic.id,
        rouge_l=rouge_l(quotes, topic.answer),
        verbatim=bool(gold) and gold in fold_text(quotes),
        status=str(run.get("status")),
    )


def run_ncp_answers(assistant: Assistant, topics: Sequence[Topic], source: Path, out: Path) -> dict[str, Any]:
    """Ask the drawn questions and write `ncp_answers.json`; returns what it says."""
    runs = [
        assistant.invoke(Question(text=topic.question, user="evals", id=topic.id)).to_dict() for topic in drawn(topics)
    ]
    grades = [grade_quotes(topic, run) for topic, run in zip(drawn(topics), runs, strict=True)]
    times = [run["timings_ms"]["total"] for run in runs]
    record = {
        "commit": commit(),
        "index": runs[0]["index"],
        "data": data_hash(source),
        "questions": len(grades),
        "seed": SEED,
        "rouge_l": round(mean([g.rouge_l for g in grades]), 4),
        "verbatim": round(mean([g.verbatim for g in grades]), 4),
        "plain": PLAIN,
        "status": dict(Counter(g.status for g in grades)),
        "answer_ms": {"p50": round(percentile(times, 0.5), 1), "p95": round(percentile(times, 0.95), 1)},
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "ncp_answers.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
    return record
