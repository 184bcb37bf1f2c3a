"""deploy/offline/install-offline.sh: what it refuses and what it says, installing, upgrading, going back."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.deploy.tiny_wheelhouse import OFFLINE, install, seal, tiny_wheelhouse

NEXT = "怎么办："


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_wheelhouse(tmp_path_factory.mktemp("first") / "w", "0.0.1")


def test_the_script_is_plain_shell() -> None:
    path = OFFLINE / "install-offline.sh"
    assert subprocess.run(["sh", "-n", str(path)], check=False).returncode == 0
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#!/bin/sh\n")
    assert "\nset -eu\n" in text
    assert "[[" not in text
    assert "pipefail" not in text


def test_help_names_every_option(first: Path) -> None:
    done = install(first, "--help")
    assert done.returncode == 0
    for option in ("--prefix", "--data", "--python", "--owner", "--no-smoke", "--rollback"):
        assert option in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--upgrade"], "不认识的选项 --upgrade"),
        (["somewhere"], "不认识的选项 somewhere"),
        (["--prefix"], "--prefix 后面要写一个值"),
        (["--data", ""], "--data 后面要写一个值"),
        (["--prefix", "cewen"], "不是从 / 开始写的"),
        (["--prefix", "/opt/策问"], "名字里有空格、中文或符号"),
        (["--data", "/srv/a b"], "名字里有空格、中文或符号"),
    ],
)
def test_wrong_arguments_are_told(first: Path, arguments: list[str], told: str) -> None:
    done = install(first, *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert NEXT in done.stderr


def test_a_changed_file_is_named_and_nothing_is_installed(tmp_path: Path) -> None:
    wheelhouse = tiny_wheelhouse(tmp_path / "w")
    (wheelhouse / "wheels" / "cewen-0.0.1-py3-none-any.whl").write_bytes(b"something else")
    done = install(wheelhouse, prefix=tmp_path / "p")
    assert done.returncode == 1
    assert "wheels/cewen-0.0.1-py3-none-any.whl: FAILED" in done.stderr
    assert "损坏、缺失或被改动" in done.stderr
    assert NEXT in done.stderr
    assert not (tmp_path / "p").exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    wheelhouse = tiny_wheelhouse(tmp_path / "w")
    (wheelhouse / "constraints.txt").unlink()
    done = install(wheelhouse, prefix=tmp_path / "p")
    assert done.returncode == 1
    assert "constraints.txt" in done.stderr


def test_a_wheel_that_no_checksum_covers_is_refused(tmp_path: Path) -> None:
    wheelhouse = tiny_wheelhouse(tmp_path / "w")
    (wheelhouse / "wheels" / "cewen-9.9.9-py3-none-any.whl").write_bytes(b"from nowhere")
    done = install(wheelhouse, prefix=tmp_path / "p")
    assert done.returncode == 1
    assert "有 3 个文件，应有 2 个" in done.stderr


def test_half_a_wheelhouse_is_told(tmp_path: Path) -> None:
    wheelhouse = tiny_wheelhouse(tmp_path / "w")
    (wheelhouse / "SHA256SUMS").unlink()
    done = install(wheelhouse, prefix=tmp_path / "p")
    assert done.returncode == 1
    assert "不是完整的安装包" in done.stderr


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ({"machine": "riscv64"}, "安装包是给 riscv64 做的"),
        ({"python": "3.10"}, "安装包是给 Python 3.10 做的"),
        ({"glibc": "2.99"}, "要 2.99 以上"),
    ],
)
def test_another_machine_is_told(tmp_path: Path, manifest: dict[str, str], told: str) -> None:
    done = install(tiny_wheelhouse(tmp_path / "w", **manifest), prefix=tmp_path / "p")
    assert done.returncode == 1
    assert told in done.stderr
    assert NEXT in done.stderr


def test_an_old_python_and_one_that_is_not_there_are_told(first: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.write_text("#!/bin/sh\necho 3.9\n", encoding="utf-8")
    old.chmod(0o755)
    for python, result in ((old, "是 Python 3.9，策问要 3.11 或 3.12"), (tmp_path / "none", "运行不了")):
        done = install(first, "--python", str(python), prefix=tmp_path / "p")
        assert done.returncode == 1
        assert result in done.stderr
        assert NEXT in done.stderr


def test_an_installation_that_is_going_on_is_told(first: Path, tmp_path: Path) -> None:
    (tmp_path / "p" / ".installing").mkdir(parents=True)
    done = install(first, "--data", str(tmp_path / "d"), prefix=tmp_path / "p")
    assert done.returncode == 1
    assert f"rmdir {tmp_path}/p/.installing" in done.stderr
    assert (tmp_path / "p" / ".installing").is_dir()


def test_there_is_nothing_to_go_back_to(first: Path, tmp_path: Path) -> None:
    done = install(first, "--rollback", prefix=tmp_path / "p")
    assert done.returncode == 1
    assert "没有装过策问" in done.stderr
    assert NEXT in done.stderr


def test_install_again_upgrade_and_back(first: Path, tmp_path: Path) -> None:
    prefix, data = tmp_path / "p", tmp_path / "d"
    current = prefix / "current"

    def where() -> str:
        return subprocess.run([prefix / "bin" / "cewen", "where"], capture_output=True, text=True, check=True).stdout

    done = install(first, "--data", str(data), prefix=prefix)
    assert done.returncode == 0, done.stderr
    assert "答：答复" in done.stdout
    assert "出处：《题名》" in done.stdout
    assert f"{prefix}/bin/cewen users add" in done.stdout
    assert where() == f"{data} 0.0.1"
    old = current.readlink()
    assert (data / "model" / "packaged" / "weights").is_file()
    assert [path.name for path in data.iterdir()] == ["model"]
    assert (prefix / "cewen.env").stat().st_mode & 0o007 == 0

    done = install(first, "--rollback", prefix=prefix)
    assert done.returncode == 1
    assert "只装过一版" in done.stderr
    settings = prefix / "cewen.env"
    settings.write_text(settings.read_text(encoding="utf-8") + "CEWEN_PORT=7999\n", encoding="utf-8")
    stamp = (prefix / old / "bin" / "cewen").stat().st_mtime_ns

    done = install(first, prefix=prefix)
    assert done.returncode == 0, done.stderr
    assert "这一版装过了" in done.stdout
    assert (prefix / old / "bin" / "cewen").stat().st_mtime_ns == stamp
    assert current.readlink() == old
    assert not (prefix / "previous").is_symlink()

    done = install(first, "--data", str(tmp_path / "elsewhere"), prefix=prefix)
    assert done.returncode == 1
    assert f"资料在 {data}" in done.stderr

    done = install(tiny_wheelhouse(tmp_path / "w2", "0.0.2"), prefix=prefix)
    assert done.returncode == 0, done.stderr
    assert where() == f"{data} 0.0.2"
    new = current.readlink()
    assert (prefix / "previous").readlink() == old
    assert "CEWEN_PORT=7999" in settings.read_text(encoding="utf-8")

    broken = install(tiny_wheelhouse(tmp_path / "w3", "0.0.3", cites=False), prefix=prefix)
    assert broken.returncode == 1
    assert "试运行的回答没有出处，没有换到这一版" in broken.stderr
    assert current.readlink() == new
    assert not (prefix / ".installing").exists()
    assert [path.name for path in data.iterdir()] == ["model"]

    (data / "cewen.sqlite3.before-0007").write_text("the store before", encoding="utf-8")
    done = install(first, "--rollback", prefix=prefix)
    assert done.returncode == 0, done.stderr
    assert f"{data}/cewen.sqlite3.before-0007" in done.stdout
    assert (current.readlink(), (prefix / "previous").readlink()) == (old, new)
    assert where() == f"{data} 0.0.1"
    assert install(first, "--rollback", prefix=prefix).returncode == 0
    assert where() == f"{data} 0.0.2"


def test_what_pip_cannot_find_is_told(tmp_path: Path) -> None:
    wheelhouse = tiny_wheelhouse(tmp_path / "w", wheels="1")
    (wheelhouse / "wheels" / "cewen-0.0.1-py3-none-any.whl").unlink()
    seal(wheelhouse)
    done = install(wheelhouse, "--data", str(tmp_path / "d"), prefix=tmp_path / "p")
    assert done.returncode == 1
    assert "No matching distribution found for cewen" in done.stderr
    assert f"{tmp_path}/p/install.log" in done.stderr
    assert not (tmp_path / "p" / "current").exists()
