"""Fitting the question adapter: `python -m evals adapt` (STARD's train split, MIT; folds held out; dev never seen).

Passage vectors stay fixed; two factors are fitted so that a question turns towards the article that answers it and
away from the articles it is nearest to (InfoNCE over the batch and hard negatives).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.settings import Settings
from evals.bench import BENCH, Pool, Topic
from evals.ranking import discounted_gain, distinct, mean
from evals.report import commit, data_hash
from evals.retrieval import open_pool
from retrieval.adapter import ADAPTER, STRENGTH
from retrieval.retrievers.dense import DenseRetriever

RANK, EPOCHS, BATCH, NEGATIVES, HARD = 64, 20, 64, 24, 100
RATE, DECAY, TEMPERATURE, FOLDS, DEPTH = 1e-3, 0.3, 0.03, 4, 60
Indices = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Questions with their vectors and relevant documents, and passages with theirs; vectors have length 1."""

    topics: Sequence[Topic]
    questions: torch.Tensor
    passages: torch.Tensor
    documents: Sequence[str]
    hard: torch.Tensor


def read_pairs(pool: Pool, settings: Settings, bench: Path = BENCH) -> Pairs:
    """Questions of the pool's reader and all passages of its index."""
    index, _ = open_pool(pool, settings, bench)
    topics = pool.read(bench / pool.questions)
    dense = index.retrievers["dense"]
    assert isinstance(dense, DenseRetriever)
    assert index.embedder is not None
    ids, vectors = dense.vectors()
    passages = torch.nn.functional.normalize(torch.tensor(vectors), dim=1)
    questions = torch.tensor(index.embedder.queries([topic.question for topic in topics]))
    hard = torch.cat([(part @ passages.T).topk(HARD, dim=1).indices for part in torch.split(questions, BATCH)])
    return Pairs(
        topics=topics,
        questions=questions,
        passages=passages,
        documents=[passage.rpartition("@")[0] for passage in ids],
        hard=hard,
    )


def fit_factors(pairs: Pairs, chosen: Sequence[int], seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """The factors down (dimension × rank) and up (rank × dimension) fitted on the chosen questions."""
    draw = np.random.default_rng(seed)
    dimension = pairs.questions.shape[1]
    down = torch.nn.Parameter(torch.randn(dimension, RANK, generator=torch.Generator().manual_seed(seed)) * 0.02)
    up = torch.nn.Parameter(torch.zeros(RANK, dimension))
    optimiser = torch.optim.AdamW([down, up], lr=RATE, weight_decay=DECAY)
    places: dict[str, list[int]] = {}
    for at, document in enumerate(pairs.documents):
        places.setdefault(document, []).append(at)
    examples = [(i, d) for i in chosen for d in sorted(pairs.topics[i].relevant) if d in places]
    for _ in range(EPOCHS):
        for at in range(0, len(order := draw.permutation(len(examples))), BATCH):
            batch = [examples[n] for n in order[at : at + BATCH]]
            asked = torch.tensor([i for i, _ in batch])
            best = [_nearest(pairs, i, places[document]) for i, document in batch]
            wrong = torch.cat([pairs.hard[i][torch.tensor(draw.integers(0, HARD, NEGATIVES))] for i, _ in batch])
            candidates = torch.cat([torch.tensor(best), wrong])
            turned = pairs.questions[asked] + pairs.questions[asked] @ down @ up
            scores = torch.nn.functional.normalize(turned, dim=1) @ pairs.passages[candidates].T / TEMPERATURE
            scores = scores.masked_fill(_also_right(pairs, batch, candidates), -1e4)
            loss = torch.nn.functional.cross_entropy(scores, torch.arange(len(batch)))
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    return down.detach(), up.detach()


def _nearest(pairs: Pairs, question: int, places: Sequence[int]) -> int:
    """Of a long article's passages the one nearest to the question."""
    own = torch.tensor(places)
    return int(own[(pairs.passages[own] @ pairs.questions[question]).argmax()])


def _also_right(pairs: Pairs, batch: Sequence[tuple[int, str]], candidates: torch.Tensor) -> torch.Tensor:
    """Candidates that answer a question of the batch too and so are no negatives of it; its own one excepted."""
    documents = [pairs.documents[at] for at in candidates.tolist()]
    return torch.tensor(
        [
            [column != row and document in pairs.topics[i].relevant for column, document in enumerate(documents)]
            for row, (i, _) in enumerate(batch)
        ]
    )


def gain(pairs: Pairs, chosen: Sequence[int], down: torch.Tensor, up: torch.Tensor, strength: float) -> float:
    """nDCG@10 of documents by vectors alone; strength 0 leaves the questions as they are."""
    gains = []
    for i in chosen:
        question = pairs.questions[i]
        turned = torch.nn.functional.normalize(question + strength * (question @ down @ up), dim=0)
        near = (pairs.passages @ turned).topk(DEPTH).indices.tolist()
        documents = distinct([pairs.documents[at] for at in near])
        gains.append(discounted_gain(documents, pairs.topics[i].relevant, 10))
    return round(mean(gains), 4)


def run_adapt(pool: Pool, settings: Settings, bench: Path = BENCH, path: Path = ADAPTER) -> dict[str, Any]:
    """Cross-validate, fit on all questions of the pool and write the adapter; returns what was measured."""
    pairs = read_pairs(pool, settings, bench)
    folds = np.array_split(np.random.default_rng(0).permutation(len(pairs.topics)), FOLDS)
    measured = []
    for number, held in enumerate(folds):
        rest = [int(i) for n, fold in enumerate(folds) if n != number for i in fold]
        down, up = fit_factors(pairs, rest)
        own = [int(i) for i in held]
        measured.append({str(strength): gain(pairs, own, down, up, strength) for strength in (0.0, STRENGTH, 1.0)})
    down, up = fit_factors(pairs, range(len(pairs.topics)))
    np.savez(path, down=down.numpy().astype(np.float16), up=up.numpy().astype(np.float16))
    record = {
        "commit": commit(),
        "data": data_hash(bench / pool.questions),
        "questions": len(pairs.topics),
        "held_out_ndcg": measured,
        "bytes": path.stat().st_size,
    }
    return json.loads(json.dumps(record))  # type: ignore[no-any-return]
