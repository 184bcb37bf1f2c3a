"""Files an official uploads: read where Gradio put them, held to a size, never copied elsewhere."""

from __future__ import annotations

from pathlib import Path

from core.errors import LoadError

MAX_UPLOAD = "50mb"
MAX_TEXT_BYTES = 2 * 2**20


def read_text_upload(path: str) -> str:
    """The text of an uploaded txt, in UTF-8 or GB18030.

    Args:
        path: Where Gradio put the upload.

    Raises:
        LoadError: If it is too large, or is no text.
    """
    file = Path(path)
    if file.suffix.lower() not in (".txt", ".md"):
        raise LoadError(f"{file.name} 不是 txt", next_step="另存为纯文本（txt），或复制文字后粘贴")
    if file.stat().st_size > MAX_TEXT_BYTES:
        raise LoadError(f"{file.name} 超过 {MAX_TEXT_BYTES // 2**20} MB", next_step="分成几份上传")
    data = file.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.replace("\r\n", "\n")
    raise LoadError(f"{file.name} 不是文本文件", next_step="另存为 UTF-8 的 txt 后再上传")
