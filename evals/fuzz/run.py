"""Fuzzing runs: every target for a number of cases or seconds, and what they came to, added up over the runs."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import SettingsError
from core.settings import ROOT
from evals.fuzz.files import FILE_TARGETS, seeds_of
from evals.fuzz.limits import HANGING_S, LONGEST_FILE, LONGEST_TEXT
from evals.fuzz.texts import TEXT_TARGETS

_DONE = re.compile(r"Done (\d+) runs in (\d+) second")
_COUNT = re.compile(r"^#(\d+)", re.MULTILINE)
_TYPED = "云岭县2024年小学有39所，比上年增加2所，增长5.4%，其中：城区12所、乡村27所；生均0.225-0.779。"


@dataclass(frozen=True, kw_only=True)
class Fuzzed:
    """What one target came to: cases over all runs, and where the first case that broke it lies ('' for none)."""

    target: str
    cases: int
    broken: str
    said: str = ""


def target_names() -> list[str]:
    """Every target."""
    return [*TEXT_TARGETS, *FILE_TARGETS]


def _corpus(name: str, folder: Path) -> Path:
    """The folder of cases of a target, with sound ones to begin with."""
    kept = folder / name
    kept.mkdir(parents=True, exist_ok=True)
    seeds = seeds_of(name) if name in FILE_TARGETS else (part.encode() for part in (_TYPED, _TYPED[:14], "那初中呢？"))
    for seed in seeds:
        (kept / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    return kept


def fuzz(name: str, folder: Path, *, cases: int, seconds: int) -> Fuzzed:
    """Fuzz one target.

    Args:
        name: Its name.
        folder: Where its cases are kept from run to run, and those that broke it.
        cases: Ends after so many.
        seconds: Ends after so long.
    """
    kept, broken = _corpus(name, folder), folder / "broken" / name
    broken.mkdir(parents=True, exist_ok=True)
    longest = LONGEST_FILE if name in FILE_TARGETS else LONGEST_TEXT
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "evals.fuzz.worker",
            name,
            f"-runs={cases}",
            f"-max_total_time={seconds}",
            f"-timeout={HANGING_S}",
            f"-max_len={longest}",
            f"-artifact_prefix={broken}/",
            str(kept),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        errors="replace",
    )
    said = result.stderr + result.stdout
    done = _DONE.search(said)
    if result.returncode == 0 and done:
        return Fuzzed(target=name, cases=int(done[1]), broken="")
    if "No module named 'atheris'" in said:
        raise SettingsError("没有安装 atheris", next_step="请先 make install（含测试用的包）")
    counted = [int(number) for number in _COUNT.findall(said)]
    newest = max(broken.iterdir(), key=lambda path: path.stat().st_mtime, default=None)
    where = str(newest) if newest else "（没有留下输入）"
    return Fuzzed(target=name, cases=max(counted, default=0), broken=where, said=said[-3000:])


def run_fuzz(names: Sequence[str], folder: Path, *, cases: int, seconds: int) -> list[Fuzzed]:
    """Fuzz targets one after another, and add to `fuzz.json` what was run before.

    Returns:
        This run's figures.
    """
    book = folder / "fuzz.json"
    before = json.loads(book.read_text(encoding="utf-8")) if book.is_file() else {}
    found = []
    for name in names:
        made = fuzz(name, folder, cases=cases, seconds=seconds)
        found.append(made)
        before[name] = {"cases": before.get(name, {}).get("cases", 0) + made.cases, "broken": made.broken}
        book.write_text(json.dumps(before, ensure_ascii=False, indent=1), encoding="utf-8")
    return found


def as_table(found: Sequence[Fuzzed]) -> str:
    """One line a target, and what was said where one broke."""
    lines = [f"{one.target:<16}{one.cases:>10}  {one.broken or '—'}" for one in found]
    return "\n".join([*lines, *(one.said for one in found if one.said)])
