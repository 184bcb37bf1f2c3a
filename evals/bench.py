"""The benchmark folder beside the project: where it is, what of it makes a pool, and its questions (measuring only)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
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
            name="ncp", title="NCP 池：599 份政策、31 份政府工作报告、104 部教育法规、5 份种子文件",
            roots=("ncp599/docs.jsonl", "gov_reports_2026/docs.jsonl", "edu_laws/docs.jsonl", SEEDS),
            questions="ncp599/questions.jsonl", sentences=True, read=_ncp,
        ),
        Pool(
            name="stard", title="STARD：61,277 条法条，dev 问题", roots=("stard/corpus.jsonl",),
            questions="stard/queries.jsonl", sentences=False, read=_stard("dev"),
        ),
    )
}  # fmt: skip


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
