"""One of several ingest processes: the real pipeline with short leases, which writes down what it does.

Arguments: the folder of documents, the data folder, the file to write to, and how many documents to store before it
stops for good in the middle of its work, 0 for never (it then waits to be killed).
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["OMP_NUM_THREADS"] = "1"

import ingest.batches
import ingest.claims
from core.settings import Settings
from ingest.options import RunOptions
from ingest.pipeline import run_ingest
from ingest.prepare import PreparedDocument
from ingest.reports import FileReport, Hooks
from retrieval.vector_cache import VectorCache

# A dead process's claims run out while the test waits; few files at a time, so that all have some.
ingest.claims.LEASE_S, ingest.claims.POLL_S, ingest.claims.MOST = 8.0, 0.3, 4


def main() -> None:
    folder, data, result, most = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    out = os.open(result, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    stored = 0

    def tell(*line: object) -> None:
        os.write(out, (json.dumps(line, ensure_ascii=False) + "\n").encode())

    batches: Any = ingest.batches
    prepared_of = batches.prepare

    def prepare(*args: object, **known: object) -> PreparedDocument:
        if most and stored >= most:
            # Claimed, prepared in part, never stored: here the test kills it.
            tell("stuck", known["source"])
            time.sleep(600)
        tell("prepared", known["source"])
        made: PreparedDocument = prepared_of(*args, **known)
        return made

    batches.prepare = prepare

    def reported(report: FileReport) -> None:
        nonlocal stored
        stored += report.outcome == "added"
        tell(report.outcome, report.source)

    close = VectorCache.close

    def closed(self: VectorCache) -> None:
        tell("embedded", self.embedded)
        close(self)

    VectorCache.close = closed  # type: ignore[method-assign]
    settings = Settings(data_dir=data, reading_processes=1)
    run_ingest([folder], settings, RunOptions(share=True), hooks=Hooks(reported=reported))
    tell("ended", "")


if __name__ == "__main__":
    main()
