"""Running questions through the assistant: one trace a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.engine import Assistant, Question


def read_cases(path: Path) -> list[dict[str, Any]]:
    """Cases of a JSON-lines file; each has `id` and `turns`."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def run_cases(assistant: Assistant, cases: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The trace of each case's last turn, earlier turns being history, as plain values with the case's id."""
    for case in cases:
        *history, last = case["turns"]
        trace = assistant.invoke(Question(text=last, history=tuple(history), user="evals", id=case["id"]))
        yield trace.to_dict()
