"""doc, wps, rtf, odt: converted to docx by LibreOffice where it is installed, else an error that says so."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.limits import CONVERT_TIMEOUT_S
from ingest.loaders.sniffing import sniff
from ingest.loaders.word import load_docx

_PROGRAMS = ("soffice", "libreoffice")
# Opening a document must not run anything in it, nor ask a server for the pictures it links to: LibreOffice 7.4 does
# the latter even without a window. What the first setting leaves goes to a proxy at a port where nobody listens.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>1</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetNoProxy" oor:op="fuse"><value></value></prop></item>
</oor:items>
"""


def office_program() -> str:
    """Where LibreOffice is; '' where it is not installed."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), "")


def _encrypted(path: Path) -> bool:
    import msoffcrypto
    from msoffcrypto.exceptions import FileFormatError

    with path.open("rb") as file:
        try:
            return bool(msoffcrypto.OfficeFile(file).is_encrypted())
        # A file this library does not know is left to LibreOffice; its parsers raise their own choice on damage.
        except (FileFormatError, ValueError, OSError, AttributeError, IndexError, KeyError):
            return False


@reads("doc", ".doc", ".wps")
def load_doc(path: Path) -> Iterator[RawDocument]:
    """One document a file of the old binary format.

    Raises:
        LoadError: If it is encrypted, LibreOffice is missing, or the conversion fails.
    """
    if _encrypted(path):
        raise LoadError(f"{path.name} 已加密，需要密码", next_step="请去掉打开密码后再导入")
    yield from _converted(path, ".doc")


@reads("rtf", ".rtf")
def load_rtf(path: Path) -> Iterator[RawDocument]:
    """One document a file.

    Raises:
        LoadError: If LibreOffice is missing or the conversion fails.
    """
    yield from _converted(path, ".rtf")


@reads("odt", ".odt")
def load_odt(path: Path) -> Iterator[RawDocument]:
    """One document a file.

    Raises:
        LoadError: If LibreOffice is missing or the conversion fails.
    """
    yield from _converted(path, ".odt")


def _converted(path: Path, ending: str) -> Iterator[RawDocument]:
    program = office_program()
    if not program:
        raise LoadError(
            f"{path.name} 不是 docx，读取它要用 LibreOffice，这台电脑没有安装",
            next_step="请用 Word 或 WPS 另存为 docx 后再导入，或安装 LibreOffice（apt-get install libreoffice-writer）",
        )
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        # Under a plain name: the file's own may hold what a command line or LibreOffice's URLs stumble over.
        source = folder / f"source{ending}"
        shutil.copyfile(path, source)
        # A profile of its own: two LibreOffices cannot share one, and someone may be working in the usual one.
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        command = [
            program, "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out"), str(source),
        ]  # fmt: skip
        try:
            _run(command, folder)
        except subprocess.TimeoutExpired as error:
            raise LoadError(
                f"{path.name} 转换超过 {CONVERT_TIMEOUT_S} 秒", next_step="请用 Word 或 WPS 另存为 docx 后再导入"
            ) from error
        except OSError as error:
            raise LoadError(
                f"LibreOffice 无法启动（{error.strerror}）", next_step="请检查 LibreOffice 的安装"
            ) from error
        result = folder / "out" / "source.docx"
        if not result.is_file() or sniff(result) != "docx":
            raise LoadError(
                f"{path.name} 已损坏或加密，LibreOffice 打不开", next_step="请用 Word 或 WPS 打开后另存为 docx"
            )
        yield from load_docx(result)


def _run(command: Sequence[str], folder: Path) -> None:
    """Run a program and, however that ends, leave none of its processes behind.

    `soffice` starts others: killing it alone would leave them at work. A session of its own also keeps Ctrl-C, which
    means the ingest, from being told as a damaged file.

    Raises:
        TimeoutExpired: After `CONVERT_TIMEOUT_S`.
        OSError: If the program cannot be started.
    """
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
        start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(CONVERT_TIMEOUT_S)
    finally:
        if hasattr(os, "killpg"):
            # The group may live on after its leader ended, or be gone with it.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
