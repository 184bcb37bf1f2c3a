"""What is read beside the code is in the wheel: an office without a registry has nothing else."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from core.settings import ROOT, Settings
from retrieval.adapter import ADAPTER
from retrieval.reader.calibration import CURVE
from retrieval.reader.loading import WEIGHTS
from tools.charts.typeface import FILE
from ui.head import ASSETS

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
PACKAGES = {ROOT.joinpath(*name.split(".")) for name in PROJECT["packages"]}
TOP = sorted({name.split(".")[0] for name in PROJECT["packages"]})
# What only the training of the reader and a person read.
LEFT_OUT = ("training/material", "retrieval/reader/training.json")


def carried() -> set[Path]:
    """Files that setuptools puts into the wheel beside the code."""
    found: set[Path] = set()
    for package, patterns in PROJECT["package-data"].items():
        folder = ROOT.joinpath(*package.split("."))
        for pattern in patterns:
            matched = {path for path in folder.glob(pattern) if path.is_file()}
            assert matched, f"{package}: {pattern} matches nothing"
            found |= matched
    return found


CARRIED = carried()


def in_the_wheel(path: Path) -> bool:
    return path in CARRIED or (path.suffix == ".py" and path.parent in PACKAGES)


@pytest.mark.parametrize("top", TOP)
def test_every_file_of_a_package_is_in_the_wheel(top: str) -> None:
    files = [
        path
        for path in (ROOT / top).rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and not path.relative_to(ROOT).as_posix().startswith(LEFT_OUT)
    ]
    assert files
    assert [path.relative_to(ROOT).as_posix() for path in files if not in_the_wheel(path)] == []


@pytest.mark.parametrize("path", [ADAPTER, CURVE, WEIGHTS, FILE], ids=lambda path: path.name)
def test_what_code_names_is_in_the_wheel(path: Path) -> None:
    assert in_the_wheel(path)


@pytest.mark.parametrize("setting", ["corpus_dir", "tables_dir", "standards_dir", "lexicon_dir"])
def test_folders_that_are_read_by_default_are_in_the_wheel(setting: str) -> None:
    folder = Path(Settings.model_fields[setting].default)
    files = [path for path in folder.iterdir() if path.is_file()]
    assert files
    assert all(map(in_the_wheel, files))
    assert all(map(in_the_wheel, ASSETS.iterdir()))
