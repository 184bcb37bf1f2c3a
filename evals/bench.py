"""The benchmark folder beside the project: where it is, what of it makes a pool, and its questions (measuring only)."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.errors import SettingsError
from core.settings import ROOT, Settings

BENCH = ROOT.parent / "shared" / "bench"
SEEDS = "corpus/documents"


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A question with the ids of the documents that answer it and, where there is one, the gold answer's words."""

    id: str
    question: str
    relevant: frozenset[str]
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Pool:
    """A collection to search and its questions.

    `roots` are relative to the benchmark folder, or to the project for the seeds. `sentences` says whether sentence
    vectors are wanted: answers need them, rankings of passages alone do not.
    """

    name: str
    title: str
    roots: tuple[str, ...]
    questions: str
    sentences: bool
    read: Callable[[Path], list[Topic]]


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Records of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def _ncp(path: Path) -> list[Topic]:
    return [
        Topic(id=r["id"], question=r["question"], relevant=frozenset({r["docid"]}), answer=r["answer"])
        for r in read_lines(path)
    ]


def _stard(split: str) -> Callable[[Path], list[Topic]]:
    def read(path: Path) -> list[Topic]:
        return [
            Topic(id=str(r["id"]), question=r["question"], relevant=frozenset(r["relevant"]))
            for r in read_lines(path)
            if r["split"] == split
        ]

    return read


POOLS = {
    pool.name: pool
    for pool in (
        Pool(
            name="ncp",
            title="NCP 池：599 份政策、31 份政府工作报告、104 部教育法规、5 份种子文件",
            roots=("ncp599/docs.jsonl", "gov_reports_2026/docs.jsonl", "edu_laws/docs.jsonl", SEEDS),
            questions="ncp599/questions.jsonl",
            sentences=True,
            read=_ncp,
        ),
        Pool(
            name="stard",
            title="STARD：61,277 条法条，dev 问题",
            roots=("stard/corpus.jsonl",),
            questions="stard/queries.jsonl",
            sentences=False,
            read=_stard("dev"),
        ),
    )
}
TRAINING = replace(POOLS["stard"], read=_stard("train"))


def sampled(pool: Pool, documents: int, folder: Path, bench: Path = BENCH) -> Pool:
    """A smaller pool: every document that some question wants, and others drawn with seed 0 up to so many.

    Easier than the whole, and not to be compared with it: its name and title say so.

    Args:
        pool: A pool whose one root is a JSON-lines file of documents with `id`.
        documents: How many to keep.
        folder: Where the smaller file is kept, outside the repository.
        bench: The benchmark folder.
    """
    records = read_lines(bench / pool.roots[0])
    wanted = {name for r in read_lines(bench / pool.questions) for name in r["relevant"]}
    others = [r["id"] for r in records if r["id"] not in wanted]
    kept = wanted | set(random.Random(0).sample(others, max(0, min(len(others), documents - len(wanted)))))
    folder.mkdir(parents=True, exist_ok=True)
    path = (folder / "sample.jsonl").resolve()
    lines = [json.dumps(r, ensure_ascii=False) for r in records if r["id"] in kept]
    path.write_text("\n".join(lines), encoding="utf-8")
    title = f"{pool.title}，只取 {len(lines)} 条（全部相关条文，其余按种子 0 抽取）：比全库容易，不可与全库的数相比"
    return replace(pool, name=f"{pool.name}_{documents}", title=title, roots=(str(path),))


def bench_present(bench: Path = BENCH) -> bool:
    """Whether the benchmark folder is there; without it an evaluation says so and skips."""
    return bench.is_dir()


def root_paths(pool: Pool, settings: Settings, bench: Path = BENCH) -> list[Path]:
    """The files and folders a pool is made of.

    Raises:
        SettingsError: If one of them is absent.
    """
    paths = [settings.corpus_dir if root == SEEDS else bench / root for root in pool.roots]
    for path in (*paths, bench / pool.questions):
        if not path.exists():
            raise SettingsError(f"评测数据不全：没有 {path}", next_step="请检查 ../shared/bench")
    return paths
