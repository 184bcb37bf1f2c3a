"""The speed report: rates, and for each size of corpus its indexes, questions and memory; slopes from size to size."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from core.settings import Settings
from evals.report import commit
from evals.served import measure_served, processor
from evals.speed.limits import limits
from evals.speed.rates import measure_rates
from evals.speed.scaled import grow


def measure_size(settings: Settings, passages: int, questions: Sequence[str], folder: Path) -> dict[str, Any]:
    """A corpus of so many passages: seconds to build, bytes on disk, questions over HTTP, memory of the server.

    Args:
        settings: Whose built model is used.
        passages: How many at least.
        questions: Asked one after the other.
        folder: Where the corpora are kept: one that is there is measured again, not built again.
    """
    data = folder / f"speed_{passages}"
    note = data / "grown.json"
    if not note.is_file():
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(parents=True)
        (data / "model").symlink_to((settings.data_dir / "model").resolve(), target_is_directory=True)
        made = grow(settings.model_copy(update={"data_dir": data, "database_url": ""}), passages)
        size = sum(path.stat().st_size for path in data.rglob("*") if path.is_file() and not path.is_symlink())
        record = {
            "passages": made.passages,
            "documents": made.documents,
            "store_s": made.store_s,
            "index_s": made.index_s,
            "disk_mib": round(size / 2**20),
            "built_by": commit(),
        }
        note.write_text(json.dumps(record), encoding="utf-8")
    grown: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
    return grown | measure_served(questions, data)


def slopes(sizes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """How measures grow with the corpus, as powers of its size: 1 is as fast as the corpus, 0 is not at all."""
    made = []
    for small, large in pairwise(sizes):
        times = math.log(large["passages"] / small["passages"])
        made.append(
            {"from": small["passages"], "to": large["passages"]}
            | {
                name: round(math.log(max(large[name], 1) / max(small[name], 1)) / times, 2)
                for name in ("index_s", "disk_mib", "resident_mib", "p50_ms", "p95_ms", "first_answer_s")
            }
        )
    return made


def beyond_limits(record: dict[str, Any]) -> list[str]:
    """What of a report is worse than `limits.toml` allows, in words; a limit of what was not measured says nothing."""
    allowed = limits()
    slack = float(allowed["tolerance"])
    wrong = []
    for name, least in allowed["rates"].items():
        value = record["rates"][name]
        if value < least * (1 - slack):
            wrong.append(f"{name} {value}，至少应为 {least}")
    for limit in allowed["size"]:
        for size in record["sizes"]:
            if limit["from"] <= size["passages"] < limit["below"]:
                wrong += [
                    f"{size['passages']} 段：{name} {size[name]}，至多应为 {most}"
                    for name, most in limit["most"].items()
                    if size[name] > most * (1 + slack)
                ]
    return wrong


def run_speed(settings: Settings, sizes: Sequence[int], questions: Sequence[str], reports: Path) -> dict[str, Any]:
    """Measure and write `speed.json`.

    Args:
        settings: Whose built model is used; nothing else of it is touched.
        sizes: Passages of the corpora, from small to large.
        questions: Asked of each.
        reports: Folder of the report and of the corpora.
    """
    rates = measure_rates(settings)
    measured = [measure_size(settings, size, questions, reports) for size in sorted(sizes)]
    record: dict[str, Any] = {
        "commit": commit(),
        "processor": processor(),
        "vectors": "synthetic",
        "rates": rates,
        "sizes": measured,
        "slopes": slopes(measured),
    }
    record["beyond"] = beyond_limits(record)
    reports.mkdir(parents=True, exist_ok=True)
    (reports / "speed.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
    return record
