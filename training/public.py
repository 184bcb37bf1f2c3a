"""Public reading sets in Chinese: CMRC 2018 and DRCD, the latter turned to simplified characters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import DataError
from retrieval.segment import simplified
from training.questions import Folder, Question

PUBLIC = "public"


@dataclass(frozen=True, kw_only=True)
class PublicSet:
    """A published set: its files, who made it and under which licence."""

    name: str
    files: tuple[str, ...]
    source: str
    licence: str


SETS = (
    PublicSet(
        name="CMRC 2018", files=("cmrc_dev.json", "cmrc_trial.json"), source="HIT and iFLYTEK", licence="CC BY-SA 4.0"
    ),
    PublicSet(name="DRCD", files=("drcd_dev.json", "drcd_test.json"), source="Delta", licence="CC BY-SA 3.0"),
)


def load_public(folder: Path) -> list[Folder]:
    """The sets whose files a folder holds, one `Folder` a file.

    Raises:
        DataError: If a file is not in SQuAD's layout.
    """
    names = [file for one in SETS for file in one.files if (folder / file).is_file()]
    return [_read(folder / name) for name in names]


def _read(path: Path) -> Folder:
    texts: dict[str, str] = {}
    titles: dict[str, str] = {}
    questions: list[Question] = []
    try:
        for entry in json.loads(path.read_text(encoding="utf-8"))["data"]:
            for paragraph in entry["paragraphs"]:
                document = str(paragraph["id"])
                # Simplifying keeps the length, so offsets of answers hold.
                texts[document] = simplified(paragraph["context"])
                titles[document] = simplified(entry.get("title", ""))
                questions += [_question(item, path.stem, document, texts[document]) for item in paragraph["qas"]]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise DataError(f"{path.name} 不是 SQuAD 格式", next_step="请重新下载该数据集") from error
    return Folder(name=path.stem, texts=texts, questions=tuple(questions), titles=titles)


def _question(record: Mapping[str, Any], folder: str, document: str, text: str) -> Question:
    answer = record["answers"][0]
    words, at = simplified(answer["text"]), int(answer["answer_start"])
    if text[at : at + len(words)] != words:
        # Some offsets of the sets are off by a few characters.
        at = text.find(words)
    return Question(
        id=str(record["id"]),
        folder=folder,
        document=document,
        text=simplified(record["question"]),
        kind="text",
        answers=(words,),
        quotes=(words,),
        at=at if at >= 0 else None,
    )
