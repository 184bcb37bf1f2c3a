"""Plain text and Markdown in whatever encoding an office saved it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from core.errors import LoadError
from ingest.loaders import LOADERS, RawDocument

ENCODINGS = ("utf-8-sig", "gb18030")
MAX_BYTES = 50 * 1024 * 1024


def read_text(path: Path) -> str:
    """The text of a file in UTF-8 (with or without BOM), UTF-16 with BOM, or GB18030.

    Raises:
        LoadError: If the file is unreadable, empty, too large, or text in none of these.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise LoadError(f"{path.name} 超过 {MAX_BYTES // 1024 // 1024} MB", next_step="请拆分后再导入")
        data = path.read_bytes()
    except OSError as error:
        raise LoadError(f"无法读取 {path.name}（{error.strerror}）", next_step="请检查文件权限") from error
    if not data.strip():
        raise LoadError(f"{path.name} 是空文件", next_step="请确认导出是否成功")
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise LoadError(f"{path.name} 不是可识别的文本", next_step="请另存为 UTF-8 文本后再导入")


@LOADERS.register(".txt", ".md")
def load_text(path: Path) -> Iterator[RawDocument]:
    """One document a file."""
    yield RawDocument(name="", text=read_text(path))
