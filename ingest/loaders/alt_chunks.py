"""Other files that stand in a Word document as a part of its text (altChunk), read by their own loaders."""

from __future__ import annotations

import tempfile
from contextvars import ContextVar
from pathlib import Path, PurePosixPath

from core.errors import LoadError
from ingest.loaders import LOADERS, RawDocument
from ingest.loaders.limits import MAX_DEPTH
from ingest.loaders.sniffing import sniff

# Such a part may be a document that holds such parts.
_depth: ContextVar[int] = ContextVar("chunk_depth", default=0)
_ENDINGS = {"html": ".html", "mht": ".mht", "docx": ".docx", "rtf": ".rtf", "doc": ".doc"}


def read_chunk(name: str, data: bytes) -> list[RawDocument]:
    """The documents in a part of a document.

    Args:
        name: The part's name in the package.
        data: The part.

    Raises:
        LoadError: If it is of no kind that can be read, damaged, or too deep.
    """
    depth = _depth.get()
    if depth >= MAX_DEPTH:
        raise LoadError(f"嵌入的内容超过 {MAX_DEPTH} 层", next_step="请拆分后再导入")
    token = _depth.set(depth + 1)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "part"
            path.write_bytes(data)
            ending = _ENDINGS.get(sniff(path)) or PurePosixPath(name).suffix.lower()
            if ending not in LOADERS:
                raise LoadError(f"嵌入的内容是 {ending or '未知'} 格式", next_step="请在 Word 中打开后另存再导入")
            path = path.rename(path.with_suffix(ending))
            return list(LOADERS[ending](path))
    finally:
        _depth.reset(token)
