"""mht: a web page saved as one file, which Excel and Word also write; its HTML parts in their order."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from pathlib import Path

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.building import TextBuilder
from ingest.loaders.limits import MAX_MEMBERS, MAX_TEXT_BYTES
from ingest.loaders.webpage import decode_page, write_page


@reads("mht", ".mht", ".mhtml", limit=MAX_TEXT_BYTES)
def load_mht(path: Path) -> Iterator[RawDocument]:
    """One document a file.

    Raises:
        LoadError: If it holds no page with text.
    """
    builder = TextBuilder()
    properties = write_mht(builder, path.read_bytes(), path.name)
    if builder.empty:
        raise LoadError(
            f"{path.name} 里没有网页正文", next_step="请在浏览器或表格软件中打开，另存为网页或 xlsx 后再导入"
        )
    yield builder.build(properties=properties)


def write_mht(builder: TextBuilder, data: bytes, name: str) -> dict[str, str]:
    """Add the pages of a saved web page to a document; what the first of them says of itself.

    Args:
        builder: The document.
        data: The file.
        name: What errors call it.

    Raises:
        LoadError: If a page is no text.
    """
    properties: dict[str, str] = {}
    pages = 0
    for part in email.message_from_bytes(data, policy=email.policy.compat32).walk():
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        pages += 1
        if pages > MAX_MEMBERS:
            raise LoadError(f"{name} 内文件超过 {MAX_MEMBERS} 个", next_step="请拆分后再导入")
        page = part.get_payload(decode=True)
        if isinstance(page, bytes) and page.strip():
            text, warnings = decode_page(page, name, declared=part.get_content_charset() or "")
            for warning in warnings:
                builder.warn(warning)
            for key, value in write_page(builder, text).items():
                properties.setdefault(key, value)
    return properties
