"""Files made for download: each in its own folder, gone after a while and when the service stops."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

KEPT_S = 900.0


class Outbox:
    """A folder for files on their way to a browser; Gradio copies a file as soon as a handler returns it.

    Args:
        kept_s: Seconds after which a file is removed at the next download.
    """

    def __init__(self, kept_s: float = KEPT_S) -> None:
        self._kept_s = kept_s
        self._folder = tempfile.TemporaryDirectory(prefix="cewen-out-")

    def path_for(self, name: str) -> Path:
        """Where to write a file.

        Args:
            name: What the official's browser will call it; characters that no file name may hold become _.
        """
        root = Path(self._folder.name)
        for old in root.iterdir():
            if time.time() - old.stat().st_mtime > self._kept_s:
                shutil.rmtree(old, ignore_errors=True)
        safe = "".join("_" if c in '\\/:*?"<>|' or ord(c) < 32 else c for c in name).strip(". ") or "结果"
        return Path(tempfile.mkdtemp(dir=root)) / safe[-80:]
