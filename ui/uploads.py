"""Files an official uploads: read where Gradio put them, held to a size, never copied elsewhere."""

from __future__ import annotations

from pathlib import Path

from core.errors import LoadError
from tools.draft_file import draft_text

MAX_UPLOAD = "50mb"
MAX_UPLOAD_BYTES = 50 * 1024 * 1024
MAX_TEXT_CHARS = 1_000_000
# A draft to check: what officials write in. Scans and archives are for ingest, which may take its time.
DRAFTS = (".txt", ".md", ".docx", ".doc", ".wps", ".pdf", ".ofd", ".html", ".htm")


def read_text_upload(path: str) -> str:
    """The text of an uploaded draft, in any format a draft comes in.

    Args:
        path: Where Gradio put the upload.

    Raises:
        LoadError: If it is no such file, cannot be read, says nothing or is too large.
    """
    file = Path(path)
    if file.suffix.lower() not in DRAFTS:
        raise LoadError(
            f"{file.name} 不是文稿", next_step=f"可上传 {'、'.join(e[1:] for e in DRAFTS)}，或复制文字后粘贴"
        )
    size = file.stat().st_size
    if size > MAX_UPLOAD_BYTES:
        raise LoadError(
            f"{file.name} 有 {size / 1024 / 1024:.0f} MB，最多 {MAX_UPLOAD_BYTES // 1024 // 1024} MB",
            next_step="去掉图片后另存，或分成几份上传，也可复制文字后粘贴",
        )
    text = draft_text(file)
    if not text.strip():
        raise LoadError(f"{file.name} 里没有可读的文字", next_step="若是扫描件，请先转成文字，或复制文字后粘贴")
    if len(text) > MAX_TEXT_CHARS:
        raise LoadError(f"{file.name} 超过 {MAX_TEXT_CHARS // 10000} 万字", next_step="分成几份上传")
    return text
