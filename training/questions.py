"""Questions with their answers, as the folders of training material hold them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from core.errors import DataError

QUESTIONS_FILE, TEXTS = "questions.jsonl", "docs"


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question about one document.

    `answers` are verbatim stretches of `quotes`, in order, and empty where the document does not answer; `trap` is the
    sentence that a careless reader would take. `wordings` are other ways to ask the same. `at` is where the answer
    starts in the text, code points, where known.
    """

    id: str
    folder: str
    document: str
    text: str
    kind: str
    answers: tuple[str, ...]
    quotes: tuple[str, ...]
    trap: str = ""
    wordings: tuple[str, ...] = ()
    at: int | None = None

    @property
    def answerable(self) -> bool:
        """Whether its document answers it."""
        return bool(self.answers)


@dataclass(frozen=True, kw_only=True)
class Folder:
    """Texts of one sort with their questions.

    `texts` are by document id. `titles` are given for general reading sets alone: their texts are no official documents
    and are taken as they are.
    """

    name: str
    texts: Mapping[str, str]
    questions: tuple[Question, ...]
    titles: Mapping[str, str] | None = None

    @property
    def general(self) -> bool:
        """Whether it is a general reading set, and no official documents."""
        return self.titles is not None


def load_folder(path: Path) -> Folder:
    """One folder: `docs/*.txt` and `questions.jsonl`.

    Raises:
        DataError: If a line is no question or speaks of a document that is not there.
    """
    texts = {file.stem: file.read_text(encoding="utf-8") for file in sorted((path / TEXTS).glob("*.txt"))}
    questions = []
    for number, line in enumerate((path / QUESTIONS_FILE).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        where = f"{path.name}/{QUESTIONS_FILE} 第{number}行"
        try:
            question = _question(json.loads(line), path.name)
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(f"{where}不是一道题（{error}）", next_step="请按 JSON 一行一题改正") from error
        if question.document not in texts:
            raise DataError(f"{where}所说的文档 {question.document} 不存在", next_step=f"请放入 {TEXTS} 或删去此题")
        questions.append(question)
    return Folder(name=path.name, texts=texts, questions=tuple(questions))


def said(question: Question, random: Random) -> str:
    """One of the ways in which a question is asked, each as likely as the others."""
    return random.choice((question.text, *question.wordings))


def _question(record: Mapping[str, Any], folder: str) -> Question:
    quotes = record.get("quotes") or [record["quote"]] if record["answerable"] else []
    return Question(
        id=str(record["id"]),
        folder=folder,
        document=str(record["doc"]),
        text=str(record["question"]),
        kind=str(record["kind"]),
        answers=tuple(record["answers"]) if record["answerable"] else (),
        quotes=tuple(quotes),
        trap=str(record.get("trap") or ""),
        wordings=tuple(map(str, record.get("wordings") or ())),
    )


def load_folders(data: Collection[Path]) -> list[Folder]:
    """Every folder of some data folders that holds questions, by name.

    Raises:
        DataError: If a data folder has none, or one is broken.
    """
    found = []
    for path in data:
        own = [load_folder(file.parent) for file in sorted(path.glob(f"*/{QUESTIONS_FILE}"))]
        if not own:
            raise DataError(f"{path} 里没有训练题", next_step=f"请给出含有 */{QUESTIONS_FILE} 的文件夹")
        found += own
    return found


def parted(folder: Folder, left_out: Collection[str]) -> tuple[Folder, Folder]:
    """A folder's questions on the documents that are kept, and those on the documents that are left out.

    Args:
        folder: The folder; both parts keep all its texts.
        left_out: Names of folders (`fict_d`) and of single documents (`fict_d/d05`).
    """

    def left(question: Question) -> bool:
        return folder.name in left_out or f"{folder.name}/{question.document}" in left_out

    kept = tuple(question for question in folder.questions if not left(question))
    return replace(folder, questions=kept), replace(folder, questions=tuple(filter(left, folder.questions)))
