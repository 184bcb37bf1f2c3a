"""docx: what a Word document shows, in its order; what it holds and does not show is left out and told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.packages import opened_package
from ingest.loaders.word_body import BodyReader
from ingest.loaders.word_parts import package_parts

_MACROS = "word/vbaProject.bin"


@reads("docx", ".docx", ".docm")
def load_docx(path: Path) -> Iterator[RawDocument]:
    """One document a file.

    Raises:
        LoadError: If it is damaged or encrypted.
    """
    with opened_package(path) as package:
        parts = package_parts(path.name, package)
        if "document" not in parts.roots:
            raise LoadError(f"{path.name} 缺少正文，文件不完整", next_step="请用 Word 或 WPS 打开后另存")
        body = BodyReader(parts)
        if _MACROS in package.NameToInfo:
            body.builder.warn("含宏，宏未读取也未运行")
        yield body.read()
