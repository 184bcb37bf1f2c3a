"""What a file is, by its first bytes and not by its ending."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

HEAD_BYTES = 4096
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image"), (b"\xff\xd8\xff", "image"), (b"II*\x00", "image"), (b"MM\x00*", "image"),
    (b"GIF87a", "image"), (b"GIF89a", "image"), (b"{\\rtf", "rtf"), (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"), (b"MZ", "program"), (b"\x7fELF", "program"), (b"\x1f\x8b", "gzip"),
)  # fmt: skip
TITLES = {
    "pdf": "PDF", "docx": "Word 文档", "xlsx": "Excel 工作簿", "doc": "旧版 Word 文档", "xls": "旧版 Excel 工作簿",
    "ofd": "OFD 版式文件", "odt": "OpenDocument 文档", "image": "图片", "zip": "zip 压缩包", "rtf": "RTF 文档",
    "html": "网页", "rar": "rar 压缩包", "7z": "7z 压缩包", "program": "可执行程序", "gzip": "gzip 压缩包",
    "ole": "旧版办公文件", "pptx": "PowerPoint 演示文稿", "text": "文本", "csv": "csv 表格", "jsonl": "JSON 行文件",
    "markdown": "Markdown 文本", "encrypted": "加密的办公文件",
}  # fmt: skip


def sniff(path: Path) -> str:
    """The kind of a file (a key of `TITLES`), or '' where its first bytes do not tell: text, or nothing known."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zip_kind(path)
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _ole_kind(path)
    # Some systems put a blank or a few bytes of their own before %PDF; the standard allows 1,024. An archive, asked
    # before, may hold a PDF as it is.
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if (head[:2] == b"BM" and head[6:10] == b"\x00" * 4) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "image"
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    lead = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "html" if lead.startswith((b"<!doctype html", b"<html")) else ""


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
                return "odt" if b"opendocument.text" in package.read("mimetype") else "zip"
    # A damaged directory also fails in the decoding of its names and the unpacking of its records.
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, struct.error):
        return "zip"
    if "OFD.xml" in names:
        return "ofd"
    for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
            return kind
    return "zip"


def _ole_kind(path: Path) -> str:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(path.read_bytes())) as file:
            streams = {"/".join(parts) for parts in file.listdir()}
    # olefile raises whatever its reads run into on a damaged directory.
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError):
        return "ole"
    if "EncryptedPackage" in streams:
        return "encrypted"
    if "WordDocument" in streams:
        return "doc"
    return "xls" if streams & {"Workbook", "Book"} else "ole"
