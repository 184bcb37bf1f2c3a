"""The data folder: is there, can be written, is not everybody's, and has room."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator

from core.settings import Settings
from tools.doctor import CHECKS, Check, Finding, fine

LITTLE_MB, TOO_LITTLE_MB = 2048, 300
EVERYBODY_WRITES = 0o002


def look(settings: Settings) -> Iterator[Finding]:
    """See `Check`."""
    folder = settings.data_dir
    if not folder.is_dir():
        yield Finding(
            level="note", what=f"还没有数据文件夹 {folder}", next_step="导入时会建好；若应当有，请检查磁盘是否挂上"
        )
        return
    try:
        with tempfile.TemporaryFile(dir=folder):
            yield fine("数据文件夹可以写")
    except OSError as error:
        yield Finding(
            level="bad",
            what=f"数据文件夹 {folder} 写不进（{error.strerror}）",
            next_step="请检查权限、磁盘是否只读或已满",
        )
    stat = folder.stat()
    if hasattr(os, "geteuid") and stat.st_mode & EVERYBODY_WRITES:
        yield Finding(level="bad", what="数据文件夹谁都能改", next_step=f"请运行 chmod o-w {folder}")
    free_mb = shutil.disk_usage(folder).free // 2**20
    if free_mb < TOO_LITTLE_MB:
        yield Finding(level="bad", what=f"磁盘只剩 {free_mb} MiB", next_step="请腾出空间，否则导入和保存会失败")
    elif free_mb < LITTLE_MB:
        yield Finding(level="note", what=f"磁盘只剩 {free_mb} MiB", next_step="请留意，导入前先腾出空间")
    else:
        yield fine(f"磁盘剩 {free_mb // 1024} GiB")


CHECKS.register("folder")(Check(title="数据文件夹", order=5, look=look))
