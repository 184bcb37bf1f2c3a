"""Plain text in whatever encoding an office saved it."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from core.controls import clean_controls
from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.building import TextBuilder
from ingest.loaders.limits import MAX_TEXT_BYTES, check_size
from ingest.loaders.plain_tables import write_plain

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NULS_OF_BINARY = 0.01  # share of NUL characters above which a file is no text
_CUT = 4  # bytes of a character that a cut file may have lost
MIXED = "编码混杂（部分行是 UTF-8，部分行是 GBK），已逐行识别"
CUT = "文件结尾残缺，最后一个字可能丢失"
CONTROLS = "含不可见的控制符（如改变阅读方向的标记），已去除"


def decode_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of bytes in UTF-8, UTF-16 or UTF-32 (BOM or not), GB18030, or line by line in UTF-8 and GB18030.

    Returns:
        The text with line feeds only, and warnings about what had to be mended.

    Raises:
        LoadError: If the bytes are text in none of these.
    """
    text, warnings = _decoded(data, name)
    if text.count("\x00") > _NULS_OF_BINARY * len(text):
        raise LoadError(f"{name} 不是可识别的文本", next_step="请另存为 UTF-8 文本后再导入")
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\ufeff", "")
    cleaned = clean_controls(plain)
    if not cleaned.strip():
        raise LoadError(f"{name} 是空文件（只有空白）", next_step="请确认导出是否成功")
    return cleaned, warnings if cleaned == plain else (*warnings, CONTROLS)


def _decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding), ()
            except UnicodeDecodeError as error:
                if bom == codecs.BOM_UTF8:
                    return _decoded(data[len(bom) :], name)
                if len(data) - error.start <= _CUT:
                    return data[: error.start].decode(encoding), (CUT,)
                raise LoadError(f"{name} 的 {encoding} 编码已损坏", next_step="请另存为 UTF-8 文本后再导入") from error
    try:
        text = _utf16_without_bom(data) or data.decode("utf-8")
        return (text, ()) if text.isascii() or _chinese(text) else _by_line(data, name)
    except UnicodeDecodeError as error:
        # GB18030 reads almost anything: a UTF-8 file that was cut inside its last character must not become gibberish.
        if len(data) - error.start < _CUT and error.start > _CUT:
            whole = data[: error.start].decode("utf-8")
            if not whole.isascii():
                return whole, (CUT,)
    return _by_line(data, name)


def _utf16_without_bom(data: bytes) -> str:
    """UTF-16 that says nothing of itself: bytes with NULs that read as Chinese and plain characters; '' for others."""
    if 0 not in data[:4096]:
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = data[: len(data) // 2 * 2].decode(encoding, "replace")
        sample = text[:2000]
        usual = sum("\t" <= char <= "~" or "\u3000" <= char <= "鿿" or "！" <= char <= "～" for char in sample)
        if usual >= 0.9 * len(sample):
            return text
    return ""


def _chinese(text: str) -> bool:
    return any("\u2e80" <= char <= "\uffee" for char in text)


def _line(line: bytes) -> tuple[str, str] | None:
    """One line and its encoding; None in neither. Some Chinese words in GBK are Cyrillic letters in UTF-8."""
    items: list[tuple[str, str]] = []
    for encoding in ("utf-8", "gb18030"):
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.isascii() or _chinese(text):
            return text, encoding
        items.append((text, encoding))
    return items[0] if items else None


def _by_line(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    lines: list[str] = []
    kinds: set[str] = set()
    for number, line in enumerate(data.split(b"\n"), 1):
        found = _line(line)
        if found is None:
            raise LoadError(
                f"{name} 不是可识别的文本（第{number}行既不是 UTF-8 也不是 GBK）",
                next_step="请另存为 UTF-8 文本后再导入",
            )
        text, encoding = found
        kinds |= set() if text.isascii() else {encoding}
        lines.append(text)
    return "\n".join(lines), (MIXED,) if len(kinds) > 1 else ()


def read_text(path: Path) -> str:
    """The text of a file; see `decode_text`.

    Raises:
        LoadError: If the file is unreadable, empty, too large, or not text.
    """
    return read_decoded(path)[0]


def read_decoded(path: Path) -> tuple[str, tuple[str, ...]]:
    """The text of a file and warnings about its encoding.

    Raises:
        LoadError: If the file is unreadable, empty, too large, or not text.
    """
    check_size(path, MAX_TEXT_BYTES)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LoadError(f"无法读取 {path.name}（{error.strerror}）", next_step="请检查文件权限") from error
    return decode_text(data, path.name)


@reads("text", ".txt", limit=MAX_TEXT_BYTES)
def load_text(path: Path) -> Iterator[RawDocument]:
    """One document a file."""
    text, warnings = read_decoded(path)
    builder = TextBuilder()
    for warning in warnings:
        builder.warn(warning)
    write_plain(builder, text)
    yield builder.build()
