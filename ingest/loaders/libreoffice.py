"""LibreOffice run without a window: one file turned into another form, with nothing in it run or fetched."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from core.errors import LoadError
from ingest.loaders.limits import CONVERT_TIMEOUT_S

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


def convert(source: Path, form: str, folder: Path) -> Path | None:
    """The file in another form; None where LibreOffice cannot open it.

    Args:
        source: Under a plain name: others stumble a command line or LibreOffice's URLs.
        form: The ending, with the filter where several write it: "pdf", "docx:MS Word 2007 XML".
        folder: A folder of its own for the profile and the result.

    Raises:
        LoadError: If LibreOffice is missing, cannot be started or takes too long.
    """
    program = office_program()
    if not program:
        raise LoadError(
            "这台电脑没有安装 LibreOffice", next_step="请安装 LibreOffice（apt-get install libreoffice-writer）"
        )
    # A profile of its own: two LibreOffices cannot share one, and someone may be working in the usual one.
    (folder / "profile" / "user").mkdir(parents=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    command = [
        program,
        "--headless",
        "--norestore",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        form,
        "--outdir",
        str(folder / "out"),
        str(source),
    ]
    try:
        _run(command, folder)
    except subprocess.TimeoutExpired as error:
        raise LoadError(
            f"{source.name} 转换超过 {CONVERT_TIMEOUT_S} 秒", next_step="请用 Word 或 WPS 打开后另存"
        ) from error
    except OSError as error:
        raise LoadError(f"LibreOffice 无法启动（{error.strerror}）", next_step="请检查 LibreOffice 的安装") from error
    result = folder / "out" / f"{source.stem}.{form.split(':')[0]}"
    return result if result.is_file() else None


def _run(command: Sequence[str], folder: Path) -> None:
    """Run a program and, however that ends, leave none of its processes behind.

    `soffice` starts others: killing it alone would leave them at work. A session of its own also keeps Ctrl-C, which
    means the ingest, from being told as a damaged file.

    Raises:
        TimeoutExpired: After `CONVERT_TIMEOUT_S`.
        OSError: If the program cannot be started.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        start_new_session=True,
    )
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
