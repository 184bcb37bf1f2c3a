"""A wheelhouse of the real layout with a tiny program in it: the installer's own steps without the product's weight."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import zipfile
from pathlib import Path

from core.settings import ROOT
from scripts.wheelhouse import MANIFEST, SUMS, WHEELS, checksums

OFFLINE = ROOT / "deploy" / "offline"
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
# What ensurepip, or Debian in its place, keeps to make an environment with.
PIP_FOLDERS = ("/usr/share/python-wheels", f"{sys.base_prefix}/lib/python{PYTHON}/ensurepip/_bundled")
PROGRAM = """
import json, os, pathlib, sys
def main():
    others = [n for n in os.environ if n.startswith(("CEWEN_", "PIP_")) and n not in ("CEWEN_DATA_DIR", "PIP_CONFIG_FILE")]
    if sys.argv[1] == "where":
        sys.stdout.write(f"{os.environ['CEWEN_DATA_DIR']} {VERSION}")
    elif others:
        sys.exit(f"seen: {others}")
    elif sys.argv[1] == "ingest":
        pathlib.Path(os.environ["CEWEN_DATA_DIR"], "model", "packaged", "weights").read_text()
    else:
        sources = [{"title": "题名", "quote": "原句"}] if CITES else []
        sys.stdout.write(json.dumps({"answer": "答复", "citations": sources}))
"""
MODEL = """
def build_packaged_model(folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "weights").write_text("of the model")
"""


def program_wheel(folder: Path, version: str, *, cites: bool) -> None:
    """Write a wheel named cewen that builds a model, ingests, and answers."""
    about = f"cewen-{version}.dist-info"
    files = {
        "tiny_cewen.py": f"VERSION, CITES = {version!r}, {cites}\n{PROGRAM}",
        "retrieval/__init__.py": "",
        "retrieval/packaged_model.py": MODEL,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: cewen\nVersion: {version}\nProvides-Extra: scale\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": "[console_scripts]\ncewen = tiny_cewen:main\n",
    }
    files[f"{about}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{about}/RECORD"])
    with zipfile.ZipFile(folder / f"cewen-{version}-py3-none-any.whl", "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)


def seal(folder: Path) -> None:
    """Write the checksums anew."""
    (folder / SUMS).write_text(checksums(folder), encoding="utf-8")


def tiny_wheelhouse(folder: Path, version: str = "0.0.1", *, cites: bool = True, **told: str) -> Path:
    """Make one; `told` changes lines of the manifest."""
    (folder / WHEELS).mkdir(parents=True)
    program_wheel(folder / WHEELS, version, cites=cites)
    pip = next(wheel for place in PIP_FOLDERS for wheel in sorted(Path(place).glob("pip-*.whl")))
    (folder / WHEELS / pip.name).write_bytes(pip.read_bytes())
    for name in ("install-offline.sh", "cewen.env"):
        (folder / name).write_bytes((OFFLINE / name).read_bytes())
    (folder / "constraints.txt").write_text("", encoding="utf-8")
    lines = {"version": version, "python": PYTHON, "machine": platform.machine(), "glibc": "2.17", "wheels": "2"} | told
    (folder / MANIFEST).write_text("".join(f"{name}={value}\n" for name, value in lines.items()), encoding="utf-8")
    seal(folder)
    return folder


def install(wheelhouse: Path, *arguments: str, prefix: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run its installer with this Python, as somebody whose environment points elsewhere."""
    given = [] if prefix is None else ["--prefix", str(prefix), "--python", sys.executable]
    misleading = {"CEWEN_DATABASE_URL": "postgresql://nowhere/none", "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}
    return subprocess.run(
        ["sh", str(wheelhouse / "install-offline.sh"), *given, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **misleading, "LC_ALL": "C.UTF-8"},
        timeout=300,
    )
