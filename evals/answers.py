"""Running questions through the assistant, and grading what comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.engine import Assistant, Question
from core.errors import DataError
from corpus.library import Library
from evals.grade import Grade, Texts, grade_answer


def read_cases(path: Path) -> list[dict[str, Any]]:
    """Cases of a JSON-lines file; each has `id` and `turns`. One that still waits for its right answer is left out.

    Raises:
        DataError: If there is no such file, or a line is no case.
    """
    if not path.is_file():
        raise DataError(f"没有题目文件 {path}", next_step="请检查文件名和路径")
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip():
            continue
        try:
            case = json.loads(line)
        except json.JSONDecodeError:
            case = None
        if not isinstance(case, dict) or not case.get("turns"):
            raise DataError(f"{path.name} 第 {number} 行不是一道题", next_step='每行写 {"id": "1", "turns": ["问题"]}')
        # A case without a number of its own has that of its line.
        cases.append({"id": str(number), **case})
    return [case for case in cases if case.get("confirmed", True)]


def run_cases(assistant: Assistant, cases: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The trace of each case's last turn, earlier turns being history, as plain values with the case's id."""
    for case in cases:
        *history, last = case["turns"]
        trace = assistant.invoke(Question(text=last, history=tuple(history), user="evals", id=case["id"]))
        yield trace.to_dict()


def texts_of(library: Library) -> Texts:
    """Where quotes stand in a library: a scope is a document or one case of a collection."""
    scopes: dict[str, list[tuple[str, str]]] = {}
    for document in library.documents():
        roots = [section for section in library.sections(document.id) if section.depth == 0]
        scopes[document.id] = [(root.id, document.text[root.start : root.end]) for root in roots]
    return Texts(scopes)


def grade_run(cases: Sequence[dict[str, Any]], runs: Sequence[dict[str, Any]], library: Library) -> list[Grade]:
    """Grades of a run, case by case; a case without a trace earns nothing."""
    texts = texts_of(library)
    by_id = {run["id"]: run for run in runs}
    return [grade_answer(case, by_id.get(case["id"], {}), texts) for case in cases]
