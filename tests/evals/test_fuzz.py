"""A short run of every fuzzed reader, and a reader that breaks is told with the case that broke it."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.fuzz.files import FILE_TARGETS, file_target, seeds_of
from evals.fuzz.run import Fuzzed, as_table, run_fuzz, target_names
from evals.fuzz.texts import TEXT_TARGETS

TYPED = (
    "",
    "师生比1︰0，翻五番",
    "云岭县2024年小学有39所\n那初中呢",
    "|a|b|\n|-|\n",
    "１３８１２３４５６７８",
    "2024年13月40日至2023年",
)


@pytest.mark.parametrize("name", sorted(TEXT_TARGETS))
@pytest.mark.parametrize("text", TYPED)
def test_whatever_reads_words_reads_odd_ones(name: str, text: str) -> None:
    TEXT_TARGETS[name](text)


@pytest.mark.parametrize("name", FILE_TARGETS)
def test_whatever_reads_files_reads_a_sound_one_cut_and_spoilt(name: str) -> None:
    read = file_target(name)
    seed = next(seeds_of(name), name.encode() * 40)
    for data in (seed, seed[: len(seed) // 2], seed.replace(b"0", b"\xff"), b"", b"\x00" * 64):
        read(data)


def test_a_run_counts_its_cases_and_adds_them_up(tmp_path: Path) -> None:
    for runs in (1, 2):
        (result,) = run_fuzz(["periods"], tmp_path, cases=300, seconds=60)
        assert result.cases >= 300
        assert not result.broken
        assert f'"cases": {runs * result.cases}' in (tmp_path / "fuzz.json").read_text(encoding="utf-8")


def test_what_broke_is_told(tmp_path: Path) -> None:
    assert {"quantities", "docx_part", "pdf"} <= set(target_names())
    assert "crash-1" in as_table([Fuzzed(target="periods", cases=7, broken="crash-1", said="IndexError")])
