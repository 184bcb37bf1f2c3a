"""Many users at once, by locust on this machine: errors, times, and whether anybody got another's answer."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from core.settings import ROOT, Settings
from evals.report import commit
from evals.served import most_resident, processor, served
from evals.speed.limits import limits

INDICATOR: dict[str, Any] = {"name": "优质均衡", "body": {"place": "示例县", "period": "2023-2024"}}
# Without limits of calls: all users come from this machine.
FREE = {"CEWEN_API_PER_MINUTE": "100000", "CEWEN_API_COSTLY_PER_MINUTE": "100000"}
ALONE_S = 120.0


def _given(address: str, questions: Sequence[str]) -> dict[str, Any]:
    """What users send, with the answers that come when nobody else asks."""
    with httpx.Client(base_url=address, timeout=ALONE_S) as client:

        def posted(path: str, body: dict[str, Any]) -> Any:
            return client.post(path, json=body).raise_for_status().json()

        asked = [(question, posted("/api/v1/ask", {"question": question})) for question in questions]
        computed = posted(f"/api/v1/indicators/{INDICATOR['name']}", INDICATOR["body"])
        place = next(one["place"] for one in client.get("/api/v1/documents").raise_for_status().json()["documents"])
        order = {"kind": "工作简报", "places": [place]}
        drafted = posted("/api/v1/drafts", order)
    return {
        "questions": [{"question": question, "answer": result["answer"]} for question, result in asked],
        "indicator": {**INDICATOR, "figures": computed["figures"]},
        "draft": {"body": order, "text": drafted["text"]},
    }


def _read(prefix: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Rows of what was asked, and what failed, of locust's files."""
    with Path(f"{prefix}_stats.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            {
                "name": row["Name"],
                "requests": int(row["Request Count"]),
                "failed": int(row["Failure Count"]),
                "p50_ms": int(float(row["50%"] or 0)),
                "p95_ms": int(float(row["95%"] or 0)),
                "most_ms": round(float(row["Max Response Time"] or 0)),
            }
            for row in csv.DictReader(file)
        ]
    with Path(f"{prefix}_failures.csv").open(encoding="utf-8", newline="") as file:
        failed = [f"{row['Name']} ×{row['Occurrences']}: {row['Error']}" for row in csv.DictReader(file)]
    # What the users themselves stumbled over is in no row.
    with Path(f"{prefix}_exceptions.csv").open(encoding="utf-8", newline="") as file:
        failed += [f"user ×{row['Count']}: {row['Message']}" for row in csv.DictReader(file)]
    return rows, failed


def run_load(
    settings: Settings, questions: Sequence[str], reports: Path, *, users: int, seconds: int
) -> dict[str, Any]:
    """Let so many users work at once for so long, and write `load.json`.

    Args:
        settings: Whose data folder is copied and served; nothing in it changes.
        questions: Asked by all of them, each from another one on.
        reports: Folder of the report.
        users: How many at once.
        seconds: How long.
    """
    with tempfile.TemporaryDirectory() as made:
        data, given, prefix = Path(made) / "data", Path(made) / "given.json", Path(made) / "load"
        shutil.copytree(settings.data_dir, data, symlinks=True)
        with served(data, **FREE) as (address, process):
            given.write_text(json.dumps(_given(address, questions), ensure_ascii=False), encoding="utf-8")
            subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "locust",
                    "-f",
                    str(Path(__file__).with_name("users.py")),
                    "--headless",
                    "--users",
                    str(users),
                    "--spawn-rate",
                    str(users),
                    "--run-time",
                    f"{seconds}s",
                    "--stop-timeout",
                    "30",
                    "--host",
                    address,
                    "--csv",
                    str(prefix),
                    "--only-summary",
                    "--exit-code-on-error",
                    "0",
                ],
                cwd=ROOT,
                env={**os.environ, "LOAD_GIVEN": str(given)},
                check=True,
                capture_output=True,
            )
            memory = most_resident(process)
        rows, failed = _read(prefix)
    record: dict[str, Any] = {
        "commit": commit(),
        "processor": processor(),
        "users": users,
        "seconds": seconds,
        "resident_mib": memory,
        "rows": rows,
        "failed": failed,
    }
    longest = limits()["load"]["p95_ms"]
    slow = [
        f"{row['name']} 的 p95 是 {row['p95_ms']} 毫秒，至多应为 {longest}" for row in rows if row["p95_ms"] > longest
    ]
    never = {"ask", "indicator", "draft", "upload"} - {row["name"] for row in rows if row["requests"] > row["failed"]}
    record["beyond"] = [*failed, *slow, *(f"{name} 一次也没有做成" for name in sorted(never))]
    reports.mkdir(parents=True, exist_ok=True)
    (reports / "load.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
    return record
