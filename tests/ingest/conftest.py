"""Three small documents and settings over a data folder of their own, for tests of runs."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from core.settings import Settings
from ingest.reports import FileReport, IngestRun
from tests.conftest import settings_for


def outcomes(run: IngestRun | list[FileReport]) -> dict[str, str]:
    reports = run.reports if isinstance(run, IngestRun) else run
    return {report.source: report.outcome for report in reports}


def old(path: Path) -> None:
    """As if it had been written an hour ago: a file written just now is looked into again."""
    then = time.time() - 3600
    os.utime(path, (then, then))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for name, number in (("甲", 12), ("乙", 20), ("丙", 31)):
        (made / f"{name}.txt").write_text(f"{name}县工作总结\n全县有小学{number}所。\n", encoding="utf-8")
        old(made / f"{name}.txt")
    return made


@pytest.fixture
def settings(tmp_path: Path, small: Settings) -> Settings:
    return settings_for(tmp_path / "data", small.data_dir, reading_processes=1)
