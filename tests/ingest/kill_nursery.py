"""A process that has the model loaded and forks a child for every ingest, so that thirty kills take a minute and no more.

Commands on standard input, one JSON a line; an answer each on standard output. Every child is the real pipeline over
real Chroma, tantivy, SQLite and model; it is killed from here with SIGKILL after the time asked for.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["OMP_NUM_THREADS"] = "1"

import torch
from sqlalchemy import text

import ingest.batches
import retrieval.index
from core.settings import Settings
from corpus.store import Store
from ingest.options import RunOptions
from ingest.pipeline import run_ingest
from ingest.reports import FileReport, Hooks
from retrieval.embed import load_embedder
from retrieval.filters import NO_FILTER
from retrieval.index import open_index
from retrieval.retrievers import RETRIEVERS
from retrieval.segment import load_segmenter

# Several batches in a small folder.
ingest.batches.BATCH_TEXTS = 24


def run(settings: Settings, order: dict[str, Any]) -> None:
    """Ingest, writing down each report as it comes: a line in the file is a promise."""
    result = os.open(order["told"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def reported(report: FileReport) -> None:
        os.write(result, (json.dumps([report.source, report.outcome, report.passages]) + "\n").encode())

    run_ingest([Path(order["folder"])], settings, RunOptions(rebuild=order["rebuild"]), hooks=Hooks(reported=reported))


def look(settings: Settings, order: dict[str, Any]) -> None:
    """Write down all that store and indexes hold."""
    store = Store(settings.store_url)
    with store.session() as session:

        def rows(query: str) -> list[list[Any]]:
            return [list(row) for row in session.execute(text(query))]

        held = {
            "documents": rows("SELECT source, id, sha256, index_state FROM documents ORDER BY source"),
            "sections": rows("SELECT document_id, count(*) FROM sections GROUP BY document_id ORDER BY document_id"),
            "passages": sorted(row[0] for row in rows("SELECT id FROM passages")),
            "units": rows("SELECT document_id, count(*), count(vector) FROM units GROUP BY document_id ORDER BY 1"),
            "files": rows("SELECT path, sha256 FROM files ORDER BY path"),
            "pending": rows("SELECT key FROM meta WHERE key IN ('uncompared', 'rebuilding')"),
        }
    index = open_index(settings, store)
    dense: Any = index.retrievers["dense"]
    lexical: Any = index.retrievers["lexical"]
    vector = index.embedder.queries(["学校"])
    held |= {
        "vectors": sorted(dense.ids()),
        "near": sorted(hit.passage_id for hit in dense.search("", 10_000, NO_FILTER, vector)),
        "words": sorted(lexical.ids()),
        "word_documents": sorted(lexical._documents.ids()),
    }
    Path(order["out"]).write_text(json.dumps(held), encoding="utf-8")


def answer(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    model = Path(sys.argv[1])
    torch.set_num_threads(1)
    load_embedder("packaged", model, "auto").load()
    load_segmenter(Settings(data_dir=model).lexicon_dir)
    assert tuple(RETRIEVERS)
    answer("ready")
    for line in sys.stdin:
        order = json.loads(line)
        settings = Settings(data_dir=Path(order["data"]), reading_processes=1, vector_cache_mb=16)
        # One model for all: the child must not load it again under its own folder's name.
        started = time.perf_counter()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                opening: Any = retrieval.index
                opening.load_embedder = lambda name, _data, dtype: load_embedder(name, model, dtype)
                sys.stdout = sys.stderr
                {"run": run, "look": look}[order["do"]](settings, order)
                status = 0
            except BaseException:
                traceback.print_exc()
                raise
            finally:
                os._exit(status)
        if order.get("kill_after") is not None:
            time.sleep(order["kill_after"])
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        answer(json.dumps({"status": os.waitstatus_to_exitcode(status), "s": time.perf_counter() - started}))


if __name__ == "__main__":
    main()
