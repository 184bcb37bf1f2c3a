"""Which pinned packages that the product needs hold compiled code, and has each a wheel for aarch64?

Run by hand, with a package registry in reach (`python scripts/arm64.py`): prints the table of docs/arm64.md. Only names
and metadata are asked for; the wheels themselves are not downloaded.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
CONSTRAINTS = ROOT / "constraints.txt"
PYTHON = "3.11"
# glibc of 银河麒麟 V10 and 统信 UOS 20; wheels for an older one run there too.
GLIBC = 28
OLDEST_GLIBC, NEWEST_GLIBC = 17, 39
EXTRA = "scale"


@dataclass(frozen=True, kw_only=True)
class Package:
    """One installed distribution: as its project writes its name, the version, and whether it holds compiled code."""

    name: str
    version: str
    compiled: bool


@dataclass(frozen=True, kw_only=True)
class Wheel:
    """What the registry has for aarch64: the wheel's file name, and what it requires there."""

    file: str
    requires: tuple[str, ...]

    @property
    def glibc(self) -> int:
        """The least minor version of glibc 2 that the wheel asks for."""
        tags = [int(minor) for minor in re.findall(r"manylinux_2_(\d+)_aarch64", self.file)]
        return min([*tags, *([OLDEST_GLIBC] if "manylinux2014" in self.file else [])], default=0)


def normal(name: str) -> str:
    """A distribution's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_compiled(found: metadata.Distribution) -> bool:
    """Whether a distribution's wheel is tied to a processor or an interpreter's binary interface."""
    result = found.read_text("WHEEL") or ""
    return any(not tag.endswith("-none-any") for tag in re.findall(r"^Tag: (\S+)", result, re.MULTILINE))


def runtime_packages(machine: str) -> list[Package]:
    """Everything that the product needs to run, with what that needs in turn, as installed here.

    Args:
        machine: The processor (`platform.machine()`) that the environment markers are judged for.

    Raises:
        importlib.metadata.PackageNotFoundError: If one of them is not installed.
    """
    environment = {name: str(value) for name, value in default_environment().items()} | {"platform_machine": machine}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = [Requirement(item) for item in (*project["dependencies"], *project["optional-dependencies"][EXTRA])]
    seen, found = set[tuple[str, str]](), dict[str, Package]()
    while waiting:
        asked = waiting.pop()
        here = metadata.distribution(asked.name)
        fresh = [extra for extra in ("", *asked.extras) if (normal(asked.name), extra) not in seen]
        seen |= {(normal(asked.name), extra) for extra in fresh}
        found[normal(asked.name)] = Package(name=here.name, version=here.version, compiled=is_compiled(here))
        for wanted in map(Requirement, here.requires or ()):
            marker = wanted.marker
            if any(marker is None or marker.evaluate(environment | {"extra": extra}) for extra in fresh):
                waiting.append(wanted)
    return sorted(found.values(), key=lambda package: normal(package.name))


def pinned(path: Path = CONSTRAINTS) -> dict[str, str]:
    """The versions of constraints.txt, by normal name."""
    lines = (line.partition("==") for line in path.read_text(encoding="utf-8").splitlines() if "==" in line)
    return {normal(name): version.strip() for name, _, version in lines}


def wheel_for(name: str, version: str, newest: int) -> Wheel | None:
    """The wheel that pip would take on an aarch64 machine with Python 3.11.

    Args:
        name: The package.
        version: Its version.
        newest: The minor version of glibc 2 on that machine.

    Returns:
        None if the registry has none for such a machine.
    """
    tags = [f"manylinux_2_{minor}_aarch64" for minor in range(newest, OLDEST_GLIBC - 1, -1)]
    platforms = [part for tag in [*tags, "manylinux2014_aarch64"] for part in ("--platform", tag)]
    with tempfile.TemporaryDirectory() as target:
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--dry-run",
            "--ignore-installed",
            "--no-deps",
            "--quiet",
            "--target",
            target,
            "--python-version",
            PYTHON,
            "--implementation",
            "cp",
            *platforms,
            "--only-binary=:all:",
            "--report",
            "-",
            f"{name}=={version}",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        return None
    entry = json.loads(done.stdout)["install"][0]
    return Wheel(
        file=entry["download_info"]["url"].rsplit("/", 1)[-1],
        requires=tuple(entry["metadata"].get("requires_dist", ())),
    )


def row(package: Package, version: str) -> str:
    """One line of the table."""
    wheel = wheel_for(package.name, version, GLIBC) or wheel_for(package.name, version, NEWEST_GLIBC)
    if wheel is None:
        return f"| {package.name} | {version} | 没有 | | |"
    note = "" if wheel.glibc <= GLIBC else f"要 glibc 2.{wheel.glibc}"
    return f"| {package.name} | {version} | 有 | 2.{wheel.glibc} | {note} |"


def main() -> int:
    """Print the table."""
    versions = pinned()
    sys.stdout.write("| 包 | 版本 | aarch64 的 wheel | 要的 glibc | 说明 |\n|---|---|---|---|---|\n")
    for package in runtime_packages("aarch64"):
        if package.compiled:
            sys.stdout.write(row(package, versions[normal(package.name)]) + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
