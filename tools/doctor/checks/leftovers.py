"""What dead processes left: half-written files; and what was moved aside and may go when nobody wants it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from core.settings import Settings
from ingest.mending import BROKEN
from tools.backup.restoring import REPLACED, STAGE
from tools.doctor import CHECKS, MEND, Check, Finding, fine
from tools.intake import FOLDER

# What is younger may still be written.
OLD_S = 3600.0
HALF = (f"{FOLDER}/.*.part", "*.part", ".*.part", "model/*.draft", STAGE)
ASIDE = (f"{BROKEN}*", f"{REPLACED}*")


def half_written(folder: Path) -> list[Path]:
    """Files and folders that nobody has written to for an hour and that never became whole."""
    found = {path for pattern in HALF for path in folder.glob(pattern)}
    return sorted(path for path in found if time.time() - path.stat().st_mtime > OLD_S)


def look(settings: Settings) -> Iterator[Finding]:
    """See `Check`."""
    folder = settings.data_dir
    left = half_written(folder) if folder.is_dir() else []
    if left:
        yield Finding(
            level="note", what=f"有没写完的临时文件 {len(left)} 个（如 {left[0].name}）", next_step=MEND, mendable=True
        )
    aside = sorted(path for pattern in ASIDE for path in folder.glob(pattern))
    if aside:
        names = "、".join(path.name for path in aside)
        yield Finding(level="note", what=f"有移到一旁的旧数据：{names}", next_step="确认不再需要后可以删除")
    if not left and not aside:
        yield fine("没有残留")


def mend(settings: Settings) -> Iterator[str]:
    """See `Check`."""
    for path in half_written(settings.data_dir):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
        yield f"已删除 {path.name}"


CHECKS.register("leftovers")(Check(title="残留", order=70, look=look, mend=mend))
