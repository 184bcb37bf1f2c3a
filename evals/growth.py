"""How much slower answers become as a corpus grows (`python -m evals growth --times 10`).

The NCP pool is copied, and in the copy every document is stored and indexed so many times over: same words and places,
vectors a little apart. Then the same questions are asked of both in turn, in one process, so that a busy machine slows
both alike. Copies crowd each other more than other documents would: each passage found lies in a document of its own.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection, insert, inspect, select

from assistant.build import build_assistant
from assistant.engine import Assistant, Question
from core.settings import Settings
from corpus.base import Base
from corpus.store import PENDING, DocumentRow, PassageRow, SectionRow, Store, UnitRow
from evals.bench import Topic
from evals.ncp_answers import drawn
from evals.ranking import percentile
from evals.report import commit
from ingest.indexing import index_pending
from retrieval.embed import Vectors
from retrieval.index import open_index
from retrieval.vector_cache import VectorCache

# Rows that are copied, with the names in them that begin with their document's id.
NAMED: tuple[tuple[type[Base], tuple[str, ...]], ...] = (
    (DocumentRow, ("id",)), (SectionRow, ("id", "document_id", "parent_id")),
    (PassageRow, ("id", "document_id", "section_id")), (UnitRow, ("document_id", "passage_id", "section_id")),
)  # fmt: skip
APART = 0.005  # standard deviation of each of a vector's numbers from its original's
BATCH = 2000
WARMED = 5


def multiply(settings: Settings, times: int) -> int:
    """Store and index every document of a data folder `times` times over.

    Returns:
        How many passages there are then.
    """
    store = Store(settings.store_url)
    try:
        index = open_index(settings, store)
        assert index.embedder is not None
        with store.engine.begin() as connection:
            for row, names in NAMED:
                _copy_rows(connection, row, names, times)
        cache = VectorCache(settings.data_dir / "vectors.sqlite3", index.embedder, settings.vector_cache_mb)
        rng = np.random.default_rng(0)

        def nearby(texts: Sequence[str]) -> Vectors:
            vectors = cache.passages(texts)
            moved = vectors + rng.normal(0, APART, vectors.shape).astype(np.float32)
            return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)

        index_pending(store, index, nearby)
        cache.close()
        return next(iter(index.retrievers.values())).count()
    finally:
        store.close()


def _copy_rows(connection: Connection, row: type[Base], names: Sequence[str], times: int) -> None:
    """Add `times` - 1 copies of every row of a table, documents marked as not yet indexed."""
    columns = [column for column in inspect(row).columns if not (row is UnitRow and column.key == "id")]
    originals = connection.execute(select(*columns)).mappings().all()
    for at in range(0, len(originals), BATCH):
        batch = originals[at : at + BATCH]
        for number in range(1, times):
            copies = [_renamed(original, names, number) for original in batch]
            connection.execute(insert(row), copies)


def _renamed(original: Mapping[Any, Any], names: Sequence[str], number: int) -> dict[str, Any]:
    copy = dict(original)
    document = str(copy["document_id"] if "document_id" in names else copy["id"])
    for name in names:
        if copy[name]:
            copy[name] = f"{document}~{number}{str(copy[name])[len(document) :]}"
    if "document_id" not in names:
        copy["index_state"] = PENDING
    return copy


def _milliseconds(assistant: Assistant, question: str) -> float:
    return float(assistant.invoke(Question(text=question, user="evals")).timings_ms["total"])


def run_growth(settings: Settings, topics: Sequence[Topic], times: int, out: Path) -> dict[str, Any]:
    """Measure and write `growth.json`; returns what it says.

    Args:
        settings: With the data folder of a pool; nothing in it changes.
        topics: Questions to draw from.
        times: How many times larger the copy shall be.
        out: Folder of the report.
    """
    with tempfile.TemporaryDirectory() as made:
        data = Path(made) / "data"
        shutil.copytree(settings.data_dir, data, symlinks=True)
        larger = settings.model_copy(update={"data_dir": data, "database_url": ""})
        passages = multiply(larger, times)
        small, large = build_assistant(settings), build_assistant(larger)
        asked = [topic.question for topic in drawn(topics)]
        for question in asked[:WARMED]:
            for office in (small, large):
                _milliseconds(office, question)
        pairs = [(_milliseconds(small, question), _milliseconds(large, question)) for question in asked[WARMED:]]
        told: dict[str, Any] = {"commit": commit(), "times": times, "passages": passages, "questions": len(pairs)}
        for name, share in (("p50", 0.5), ("p95", 0.95)):
            before, after = (percentile([pair[side] for pair in pairs], share) for side in (0, 1))
            told[name] = {
                "before_ms": round(before, 1), "after_ms": round(after, 1), "ratio": round(after / before, 2)
            }  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    (out / "growth.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return told
