"""`make wheelhouse`: everything that a machine without a package registry needs, in one folder.

The committed state of the checkout is built, so that nothing half-done and no leftover of an earlier build gets in.
Beside the wheels lie the installer, the guide, the units of systemd and the container file.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# From the checkout to the folder: (path, name there).
CARRIED = (
    ("deploy/offline/install-offline.sh", "install-offline.sh"),
    ("deploy/offline/安装说明.md", "安装说明.md"),
    ("deploy/offline/cewen.env", "cewen.env"),
    ("deploy/systemd", "systemd"),
    ("deploy/nginx-single.conf", "nginx-single.conf"),
    ("deploy/Containerfile", "Containerfile"),
    ("docs", "docs"),
)
WHEELS, MANIFEST, SUMS = "wheels", "MANIFEST", "SHA256SUMS"
# glibc 2.28: 银河麒麟 V10, 统信 UOS 20, Debian 10 and later.
OLDEST_GLIBC, WANTED_GLIBC = 17, 28


def run(*command: str, cwd: Path = ROOT) -> str:
    """Run a command and return what it wrote; its errors go to ours.

    Raises:
        subprocess.CalledProcessError: If it fails.
    """
    return subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.PIPE, text=True).stdout


def glibc_of(wheel: str) -> int:
    """The least minor version of glibc 2 that a wheel asks for, by its file name; 0 if it asks for none."""
    tags = [int(minor) for minor in re.findall(r"manylinux_2_(\d+)_", wheel)]
    older = [OLDEST_GLIBC] if re.search(r"manylinux(1|2010|2014)_", wheel) else []
    return min([*tags, *older], default=0)


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksums(folder: Path) -> str:
    """The lines of SHA256SUMS, as `sha256sum -c` reads them, over all files of a folder but itself."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    return "".join(f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)


def manifest(version: str, commit: str, wheels: Iterable[str]) -> str:
    """What the installer wants to know of the folder, a `name=value` a line."""
    names = sorted(wheels)
    return (
        f"version={version}\n"
        f"commit={commit}\n"
        f"python={sys.version_info.major}.{sys.version_info.minor}\n"
        f"machine={platform.machine()}\n"
        f"glibc=2.{max(map(glibc_of, names), default=0)}\n"
        f"wheels={len(names)}\n"
    )


def for_older_systems(wheels: Path) -> None:
    """Put wheels for an older glibc in the place of those that this machine's pip preferred, where there are any.

    Args:
        wheels: The folder of wheels.

    Raises:
        subprocess.CalledProcessError: If pip does not run.
    """
    tags = [f"manylinux_2_{minor}_{platform.machine()}" for minor in range(WANTED_GLIBC, OLDEST_GLIBC - 1, -1)]
    platforms = [part for tag in (*tags, f"manylinux2014_{platform.machine()}") for part in ("--platform", tag)]
    for wheel in sorted(path for path in wheels.iterdir() if glibc_of(path.name) > WANTED_GLIBC):
        name, version = wheel.name.split("-")[:2]
        with tempfile.TemporaryDirectory() as folder:
            command = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
                "--only-binary=:all:",
                *platforms,
                "--dest",
                folder,
                f"{name}=={version}",
            ]
            # Where there is none, the wheel stays and the manifest tells what it wants.
            if subprocess.run(command, check=False, capture_output=True).returncode == 0:
                wheel.unlink()
                for older in Path(folder).iterdir():
                    shutil.copy2(older, wheels / older.name)


def collect(source: Path, wheels: Path) -> None:
    """Wheels of the project, of all it needs at the pinned versions, and of pip; what comes as source is built.

    Args:
        source: A clean copy of the checkout.
        wheels: Where the wheels shall be.

    Raises:
        subprocess.CalledProcessError: If pip cannot find or build one.
    """
    pip = (sys.executable, "-m", "pip")
    pip_version = run(*pip, "--version").split()[1]
    # torch first and by name, as in the Makefile: an office's own build of that version (+cpu) is taken then.
    torch = re.search(r'"(torch==[^"]+)"', (source / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [torch[1]] if torch else []
    run(
        *pip,
        "wheel",
        "--quiet",
        "--disable-pip-version-check",
        "--constraint",
        "constraints.txt",
        "--wheel-dir",
        str(wheels),
        *wanted,
        ".[scale]",
        f"pip=={pip_version}",
        cwd=source,
    )
    for_older_systems(wheels)


def build(out: Path | None, *, tar: bool) -> Path:
    """Make the folder (or the tar of it).

    Args:
        out: Where; `dist/wheelhouse-<version>-<platform>` if None. What is there is replaced.
        tar: Whether to pack it into a .tar beside it and remove the folder.

    Raises:
        subprocess.CalledProcessError: If git or pip fails.
    """
    version = str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
    tag = f"cp{sys.version_info.major}{sys.version_info.minor}-{platform.system().lower()}_{platform.machine()}"
    folder = out or ROOT / "dist" / f"wheelhouse-{version}-{tag}"
    commit = run("git", "rev-parse", "--short=12", "HEAD").strip()
    if run("git", "status", "--porcelain", "--untracked-files=no").strip():
        sys.stderr.write(f"注意：有改动没有提交，打包的是 {commit}，不含这些改动。\n")
    if folder.exists():
        shutil.rmtree(folder)
    (folder / WHEELS).mkdir(parents=True)
    with tempfile.TemporaryDirectory() as copy:
        source = Path(copy)
        archive = source / "source.tar"
        run("git", "archive", "--format=tar", f"--output={archive}", "HEAD")
        run("tar", "-xf", str(archive), cwd=source)
        archive.unlink()
        collect(source, folder / WHEELS)
        for path, name in CARRIED:
            if (source / path).is_dir():
                shutil.copytree(source / path, folder / name)
            else:
                shutil.copy2(source / path, folder / name)
        shutil.copy2(source / "constraints.txt", folder / "constraints.txt")
    (folder / "install-offline.sh").chmod(0o755)
    names = [path.name for path in (folder / WHEELS).iterdir()]
    (folder / MANIFEST).write_text(manifest(version, commit, names), encoding="utf-8")
    (folder / SUMS).write_text(checksums(folder), encoding="utf-8")
    if not tar:
        return folder
    packed = folder.with_name(folder.name + ".tar")
    with tarfile.open(packed, "w") as file:
        file.add(folder, folder.name)
    shutil.rmtree(folder)
    return packed


def main() -> int:
    """Build it and say where it is and how large."""
    parser = argparse.ArgumentParser(
        prog="wheelhouse", description="离线安装包：一个文件夹，装得下没有网络的机器要的一切。"
    )
    parser.add_argument("--out", type=Path, help="放在哪里；不写就是 dist/wheelhouse-版本-平台")
    parser.add_argument("--tar", action="store_true", help="打成一个 .tar")
    args = parser.parse_args()
    try:
        made = build(args.out.resolve() if args.out else None, tar=args.tar)
    except subprocess.CalledProcessError as error:
        sys.stderr.write(
            f"没有做成：{' '.join(map(str, error.cmd[:4]))} … 失败。请看上面的提示；要能访问软件包仓库。\n"
        )
        return 2
    files = [made] if made.is_file() else [path for path in made.rglob("*") if path.is_file()]
    sys.stdout.write(f"{made}：{sum(path.stat().st_size for path in files) / 2**20:.0f} MiB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
