"""Measuring retrieval: `python -m evals retrieval [--pool ncp|stard] [--data DIR]`.

Builds the pool once with the project's own ingest, then ranks every question by words alone, by vectors alone, by the
fusion in force and by reciprocal rank fusion. The pools are for measuring only and stay outside the repository.
"""

from __future__ import annotations

import json
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import FingerprintMismatch, IndexMissing, SettingsError
from core.settings import Settings
from corpus.library import Library
from corpus.store import Store
from evals.bench import BENCH, Pool, Topic, root_paths
from evals.matching import fold_text
from evals.ranking import discounted_gain, distinct, mean, percentile, recall, reciprocal_rank
from evals.report import commit, data_hash, markdown
from ingest.pipeline import ingest
from retrieval.fuse import fuse, fuse_by_rank
from retrieval.index import SearchIndex, open_index
from retrieval.query import QueryReader
from retrieval.retrievers import Hit

BASELINES = Path(__file__).parent / "baselines.toml"
Rankings = Mapping[str, Sequence[Hit]]
SYSTEMS: dict[str, Callable[[Rankings], list[Hit]]] = {
    "词（lexical）": lambda rankings: list(rankings["lexical"]),
    "向量（dense）": lambda rankings: list(rankings["dense"]),
    "RRF，等权，k 60": fuse_by_rank,
    "现行融合": fuse,
}
INSIDE = (1, 3, 5)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One system's figures over all questions, by name; `missed` are questions whose first document is wrong."""

    system: str
    figures: dict[str, float]
    missed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Searched:
    """What was found for a question by each retriever, and how long the search took from its text to the ranking."""

    topic: Topic
    rankings: Rankings
    ms: float


def open_pool(pool: Pool, settings: Settings, bench: Path = BENCH) -> tuple[SearchIndex, Library]:
    """The pool's index and texts, built the first time or after a change of what indexes hold.

    Raises:
        SettingsError: If benchmark files are absent, or the engine in force does not rank by words and vectors apart.
    """
    if settings.milvus_uri:
        raise SettingsError(
            "检索评测要把词和向量分开看，Milvus 只给合在一起的", next_step="请去掉 CEWEN_MILVUS_URI 再评测"
        )
    roots = root_paths(pool, settings, bench)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        store = Store(settings.store_url)
        return open_index(settings, store), Library(store)
    except IndexMissing:
        ingest(roots, settings, sentences=pool.sentences)
    except FingerprintMismatch:
        ingest(roots, settings, rebuild=True, sentences=pool.sentences)
    store = Store(settings.store_url)
    return open_index(settings, store), Library(store)


def search_topics(index: SearchIndex, reader: QueryReader, topics: Sequence[Topic]) -> list[Searched]:
    """Search for each question as the product does: its words with their synonyms, its own vector."""
    searched = []
    for topic in topics:
        begun = time.perf_counter()
        query = reader.read(topic.question)
        vector = index.embedder.queries([topic.question]) if index.embedder else None
        rankings = index.rankings(query.search_text, vector=vector)
        fuse(rankings)
        searched.append(Searched(topic=topic, rankings=rankings, ms=(time.perf_counter() - begun) * 1000))
    return searched


def measure(searched: Sequence[Searched], texts: Callable[[Sequence[str]], list[str]] | None) -> list[Measured]:
    """The figures of every system.

    Args:
        searched: Rankings of each question.
        texts: Passage ids → their texts; None where questions have no gold words.
    """
    measured = []
    for name, system in SYSTEMS.items():
        rows: list[dict[str, float]] = []
        missed = []
        for one in searched:
            passages = [hit.passage_id for hit in system(one.rankings)]
            documents = distinct([passage.rpartition("@")[0] for passage in passages])
            row = _document_figures(documents, one.topic)
            if texts is not None:
                gold = fold_text(one.topic.answer)
                inside = [gold in fold_text(text) for text in texts(passages[: max(INSIDE)])]
                row |= {f"in{k}": float(any(inside[:k])) for k in INSIDE}
            if row["R@1"] == 0:
                missed.append(one.topic.id)
            rows.append(row)
        figures = {key: round(mean([row[key] for row in rows]), 4) for key in rows[0]}
        measured.append(Measured(system=name, figures=figures, missed=tuple(missed)))
    return measured


def _document_figures(documents: Sequence[str], topic: Topic) -> dict[str, float]:
    figures = {f"R@{k}": recall(documents, topic.relevant, k) for k in (1, 5, 10, 100)}
    figures["MRR@10"] = reciprocal_rank(documents, topic.relevant, 10)
    figures["nDCG@10"] = discounted_gain(documents, topic.relevant, 10)
    return figures


def run_retrieval(pool: Pool, settings: Settings, out: Path, bench: Path = BENCH, limit: int | None = None) -> Path:
    """Measure a pool and write `retrieval_NAME.md` and `.json`; returns the Markdown's path.

    Args:
        pool: What to search.
        settings: With the data folder of the pool.
        out: Folder of the reports.
        bench: The benchmark folder.
        limit: Only the first so many questions; the report says so.
    """
    index, library = open_pool(pool, settings, bench)
    reader = QueryReader(index.segmenter, settings.lexicon_dir)
    topics = pool.read(bench / pool.questions)[:limit]
    searched = search_topics(index, reader, topics)
    gold = any(topic.answer for topic in topics)
    measured = measure(searched, (lambda ids: [p.text for p in library.passages(ids)]) if gold else None)
    times = [one.ms for one in searched]
    files = [path for path in root_paths(pool, settings, bench) if path.is_file()] + [bench / pool.questions]
    facts: dict[str, Any] = {
        "pool": pool.title,
        "commit": commit(),
        "index": index.fingerprint,
        "model": settings.embedding_model,
        "passages": library.passage_count(),
        "questions": len(topics),
        "limited": limit is not None,
        "search_ms": {"p50": round(percentile(times, 0.5), 1), "p95": round(percentile(times, 0.95), 1)},
        "data": {f"{path.parent.name}/{path.name}": data_hash(path) for path in files},
    }
    return _write(pool, measured, facts, out)


def _write(pool: Pool, measured: Sequence[Measured], facts: dict[str, Any], out: Path) -> Path:
    baselines = tomllib.loads(BASELINES.read_text(encoding="utf-8")).get(pool.name.partition("_")[0], [])
    columns = list(measured[0].figures)
    table = [{"system": f"对照：{b['system']}", **{c: b.get(c) for c in columns}} for b in baselines]
    table += [{"system": m.system, **{c: round(m.figures[c], 3) for c in columns}} for m in measured]
    out.mkdir(parents=True, exist_ok=True)
    report = out / f"retrieval_{pool.name}.md"
    report.write_text(markdown(f"检索评测 {pool.name}", table, facts), encoding="utf-8")
    details = {"facts": facts, "table": table, "missed": {m.system: m.missed for m in measured}}
    report.with_suffix(".json").write_text(json.dumps(details, ensure_ascii=False, indent=1), encoding="utf-8")
    return report
