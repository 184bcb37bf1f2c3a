"""An evaluation as a table, with where it came from: commit, settings fingerprint, hash of the data."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import statistics
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.settings import ROOT
from evals.grade import Grade

SHARES = ("right", "cited", "verbatim", "clean", "focus", "perfect")


def commit() -> str:
    """The commit the working tree is at, with + where it was changed since; '' outside a repository."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def data_hash(path: Path) -> str:
    """Twelve hex digits of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def table_of(grades: Sequence[Grade]) -> list[dict[str, Any]]:
    """A row for each type and one for all: shares in percent, counts, median length."""
    by_type: dict[str, list[Grade]] = defaultdict(list)
    for grade in grades:
        by_type[grade.type].append(grade)
        by_type["ALL"].append(grade)
    rows = []
    for name, own in by_type.items():
        row: dict[str, Any] = {"type": name, "n": len(own)}
        for share in SHARES:
            row[share] = round(100 * statistics.mean(bool(getattr(grade, share)) for grade in own), 1)
        leads = [grade.lead for grade in own if grade.lead is not None]
        row["lead"] = round(100 * statistics.mean(leads), 1) if leads else None
        row["unsupported"] = sum(len(grade.unsupported) for grade in own)
        row["chars"] = statistics.median(grade.chars for grade in own)
        rows.append(row)
    return rows


def latency(grades: Sequence[Grade]) -> dict[str, float]:
    """p50 and p95 of the answers' times, in milliseconds."""
    times = sorted(grade.ms for grade in grades if grade.ms is not None)
    if not times:
        return {}
    return {"p50": round(statistics.median(times), 1), "p95": round(times[int(0.95 * (len(times) - 1))], 1)}


def markdown(title: str, rows: Sequence[dict[str, Any]], facts: dict[str, Any]) -> str:
    """A report to read: the facts, then the table."""
    columns = list(rows[0]) if rows else []
    lines = [f"# {title}", "", *(f"- {name}: {value}" for name, value in facts.items()), ""]
    lines += ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join("-" if row[c] is None else str(row[c]) for c in columns) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def write_report(folder: Path, name: str, title: str, grades: Sequence[Grade], facts: dict[str, Any]) -> Path:
    """Write `name.md` and `name.json` into a folder; returns the Markdown's path."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = table_of(grades)
    (folder / f"{name}.md").write_text(markdown(title, rows, facts), encoding="utf-8")
    details = {"facts": facts, "table": rows, "grades": [dataclasses.asdict(grade) for grade in grades]}
    (folder / f"{name}.json").write_text(json.dumps(details, ensure_ascii=False, indent=1), encoding="utf-8")
    return folder / f"{name}.md"
