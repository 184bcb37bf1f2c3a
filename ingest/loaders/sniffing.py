"""What a file is, by its first bytes and not by its ending."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from pathlib import Path

HEAD_BYTES = 4096
MIN_TABLE_LINES = 2
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\x1f\x8b", "gzip"),
)
TITLES = {
    "pdf": "PDF",
    "docx": "Word 文档",
    "xlsx": "Excel 工作簿",
    "doc": "旧版 Word 文档",
    "xls": "旧版 Excel 工作簿",
    "ofd": "OFD 版式文件",
    "odt": "OpenDocument 文档",
    "image": "图片",
    "zip": "zip 压缩包",
    "rtf": "RTF 文档",
    "html": "网页",
    "rar": "rar 压缩包",
    "7z": "7z 压缩包",
    "program": "可执行程序",
    "gzip": "gzip 压缩包",
    "ole": "旧版办公文件",
    "pptx": "PowerPoint 演示文稿",
    "text": "文本",
    "csv": "csv 表格",
    "jsonl": "JSON 行文件",
    "markdown": "Markdown 文本",
    "encrypted": "加密的办公文件",
    "sheetml": "XML 表格",
    "wordml": "XML 文档",
    "mht": "单个文件网页",
}
_HTML_TAGS: list[str] = re.findall(
    r"\w+", "html head meta title body table thead tbody tr style link center font div p h1 h2 h3"
)
_ROOTS = {"workbook": "sheetml", "worddocument": "wordml"} | dict.fromkeys(_HTML_TAGS, "html")
# What may stand before the first element: declarations, comments, the conditions that Office writes.
_PROLOG = re.compile(
    r"\s+|<\?[^>]*>|<!--.*?-->|<!\[[^>]*>|<!doctype(?P<html>\s+html)?[^>]*>", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(?:\w+:)?(\w+)[\s/>]")
_MAIL = re.compile(r"\A\s*(?=[A-Za-z-]+:)(?s:.*?)^MIME-Version:", re.IGNORECASE | re.MULTILINE)
_WEB_PARTS = re.compile(r"Content-Type:\s*(?:multipart/(?:related|mixed)|text/html)", re.IGNORECASE)
_WIDE: dict[bytes, str] = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_NOT_TYPED = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")


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
    return _markup_kind(_head_text(head))


def _head_text(head: bytes) -> str:
    """The first bytes as text: Chinese may be wrong in it, marks of ASCII are not."""
    encoding = _WIDE.get(head[:2], "utf-16-le" if head[1:2] == b"\x00" else "latin-1")
    return head.decode(encoding, "replace").lstrip("\ufeff").removeprefix("ï»¿")


def _markup_kind(text: str) -> str:
    """The kind of a text that begins as HTML, Office's XML of 2003 or a saved web page does; '' for any other."""
    at = 0
    while found := _PROLOG.match(text, at):
        if found["html"]:
            return "html"
        at = found.end()
    if root := _ROOT.match(text, at):
        return _ROOTS.get(root[1].lower(), "")
    return "mht" if _MAIL.match(text) and _WEB_PARTS.search(text) else ""


def is_typed_table(path: Path) -> bool:
    """Whether a file is text whose first lines are parted by tabs or commas, which systems export under .xls."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    for encoding in (_WIDE.get(head[:2], ""), "utf-8", "gb18030", "utf-16-le"):
        if not encoding:
            continue
        # The last character may be cut.
        text = head.decode(encoding, "ignore" if len(head) == HEAD_BYTES else "replace")
        if not _NOT_TYPED.search(text):
            return sum("\t" in line or "," in line for line in text.splitlines()) >= MIN_TABLE_LINES
    return False


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
