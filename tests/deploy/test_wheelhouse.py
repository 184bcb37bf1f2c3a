"""scripts/wheelhouse.py: what goes into the folder and what is said of it; pip's own work is not done here."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from core.settings import ROOT
from scripts.wheelhouse import CARRIED, SUMS, checksums, glibc_of, manifest


@pytest.mark.parametrize(
    ("wheel", "minor"),
    [
        ("jieba-0.42.1-py3-none-any.whl", 0),
        ("numpy-2.4.6-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl", 27),
        ("lxml-6.1.3-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl", 17),
        ("old-1-cp311-cp311-manylinux2014_aarch64.whl", 17),
        ("bcrypt-5.0.0-cp39-abi3-manylinux_2_34_x86_64.whl", 34),
        ("x-1-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.manylinux_2_28_x86_64.whl", 17),
    ],
)
def test_the_oldest_system_that_a_wheel_runs_on(wheel: str, minor: int) -> None:
    assert glibc_of(wheel) == minor


def test_the_manifest_tells_what_the_installer_asks() -> None:
    result = manifest("1.2.3", "abc", ["a-1-py3-none-any.whl", "b-1-cp311-cp311-manylinux_2_28_x86_64.whl"])
    lines = dict(line.split("=", 1) for line in result.splitlines())
    assert (lines["version"], lines["glibc"], lines["wheels"]) == ("1.2.3", "2.28", "2")
    script = (ROOT / "deploy" / "offline" / "install-offline.sh").read_text(encoding="utf-8")
    for name in ("version", "python", "machine", "glibc", "wheels"):
        assert name in lines
        assert f"told_of {name})" in script


def test_checksums_are_those_of_sha256sum(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "a.whl").write_bytes(b"a")
    (tmp_path / "安装说明.md").write_text("说明", encoding="utf-8")
    (tmp_path / SUMS).write_text(checksums(tmp_path), encoding="utf-8")
    assert len((tmp_path / SUMS).read_text(encoding="utf-8").splitlines()) == 2
    good = subprocess.run(["sha256sum", "-c", SUMS], cwd=tmp_path, capture_output=True, check=False)
    assert good.returncode == 0
    (tmp_path / "安装说明.md").write_text("别的", encoding="utf-8")
    assert subprocess.run(["sha256sum", "-c", SUMS], cwd=tmp_path, capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize("source", [source for source, _ in CARRIED])
def test_what_is_carried_is_in_the_checkout(source: str) -> None:
    assert (ROOT / source).exists()
