"""One file read whole: the documents in it, or why not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from core.errors import CewenError
from ingest.loaders import LOADERS, RawDocument


@dataclass(frozen=True, kw_only=True)
class ReadRequest:
    """One file to read, within so many seconds."""

    path: Path
    timeout_s: float


@dataclass(frozen=True, kw_only=True)
class FileRead:
    """What reading one file gave; with an `error` the documents are those before it. `sha256` is of its bytes.

    `passing` says that the error may not come again though the file stays the same.
    """

    documents: tuple[RawDocument, ...] = ()
    error: str = ""
    sha256: str = ""
    passing: bool = False


def content_hash(path: Path) -> str:
    """Hash of a file's bytes; '' where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def read_file(path: Path) -> FileRead:
    """Read one file with its loader; whatever goes wrong becomes the error."""
    sha256 = content_hash(path)
    documents: list[RawDocument] = []
    error, passing = "", False
    try:
        for raw in LOADERS[path.suffix.lower()](path):
            documents.append(raw)
    except CewenError as problem:
        error, passing = str(problem), problem.retryable
    except Exception as problem:  # the per-file ingest loop: one bad file must not stop the rest
        error = f"{path.name} 读取出错（{type(problem).__name__}）：请用原软件打开后另存，再重新导入"
    return FileRead(documents=tuple(documents), error=error, sha256=sha256, passing=passing)
