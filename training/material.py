"""All that a run reads: folders cut into lessons, those to learn from and those left out to judge by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from core.errors import DataError
from training.documents import WordLists, cut_folder
from training.evaluate import held_out_documents
from training.examples import GENERAL, Lesson, Mix
from training.negatives import Pool, lessons_of
from training.public import PUBLIC, load_public
from training.questions import Folder, load_folders, parted


@dataclass(frozen=True, kw_only=True)
class Sort:
    """How material is made.

    Attributes:
        passage_chars: Longest passage, in characters.
        contrasts: Other documents that a question is read against in the words of its own passage.
        public: Whether the public reading sets are learnt from.
    """

    passage_chars: int = 300
    contrasts: int = 0
    public: bool = True


@dataclass(frozen=True, kw_only=True, eq=False)
class Material:
    """Lessons to learn, lessons left out, the documents of each folder and how much of a lesson an epoch takes.

    `skipped` counts questions whose quotes the stored text lacks.
    """

    learnt: tuple[Lesson, ...]
    left_out: tuple[Lesson, ...]
    pools: dict[str, Pool]
    mixes: dict[str, Mix]
    skipped: int


def load_material(
    data: Collection[Path],
    lists: WordLists,
    sort: Sort,
    *,
    left_out: Collection[str] = (),
    only: Collection[str] = (),
    held_out: float = 0.0,
    seed: int = 0,
) -> Material:
    """Read data folders.

    Args:
        data: What holds folders of questions, and `public` with the public sets where they are wanted.
        lists: What the product reads documents by.
        sort: How lessons are made.
        left_out: Folders (`fict_d`) and documents (`fict_d/d05`) to judge by, and not to learn from.
        only: The folders to read; empty for all.
        held_out: Share of the other folders' documents, drawn by chance, to judge by as well.
        seed: What chance draws.

    Raises:
        DataError: If a folder is broken, or one is named that is not there.
    """
    folders = load_folders(data)
    if sort.public:
        folders += [folder for path in data for folder in load_public(path / PUBLIC)]
    _all_known([*left_out, *only], folders)
    learnt: list[Lesson] = []
    left: list[Lesson] = []
    pools: dict[str, Pool] = {}
    skipped = 0
    for folder in folders:
        if only and folder.name not in only:
            continue
        pool = pools[folder.name] = Pool(cut_folder(folder, lists, sort.passage_chars))
        drawn = frozenset() if folder.general else held_out_documents(folder, held_out, seed)
        kept, apart = parted(folder, {*left_out, *drawn})
        for part, into, contrasts in ((kept, learnt, sort.contrasts), (apart, left, 0)):
            made = lessons_of(part, pool, sort.passage_chars, contrasts=contrasts)
            skipped += len(part.questions) - len(made)
            into.extend(made)
    return Material(
        learnt=tuple(learnt),
        left_out=tuple(left),
        pools=pools,
        skipped=skipped,
        mixes={folder.name: GENERAL for folder in folders if folder.general},
    )


def _all_known(names: Collection[str], folders: Collection[Folder]) -> None:
    known = {folder.name for folder in folders} | {f"{one.name}/{text}" for one in folders for text in one.texts}
    unknown = sorted(set(names) - known)
    if unknown:
        have = "、".join(folder.name for folder in folders)
        raise DataError(f"没有训练材料 {'、'.join(unknown)}", next_step=f"现有：{have}")
