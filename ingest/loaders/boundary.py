"""The border every file passes: size, what it really is, and every failure turned into a reason and a next step."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from core.controls import clean_controls
from core.errors import LoadError
from ingest.loaders import LOADERS, Loader, RawDocument
from ingest.loaders.limits import MAX_FILE_BYTES, check_size, check_text
from ingest.loaders.sniffing import TITLES, is_typed_table, sniff

_LOG = logging.getLogger(__name__)
_READERS: dict[str, Loader] = {}
# Kinds that their own readers brought, with what tells them.
_OWN: dict[str, Callable[[Path], bool]] = {}
# Kinds that are plain text: their first bytes tell nothing, so nothing can contradict their ending.
_TEXTUAL = frozenset({"text", "markdown", "csv", "jsonl", "html"})


def reads(
    kind: str, *endings: str, limit: int = MAX_FILE_BYTES, title: str = "", holds: Callable[[Path], bool] | None = None
) -> Callable[[Loader], Loader]:
    """Enter a reader in `LOADERS` under its endings, behind the border.

    A file whose first bytes say that it is of another kind is read as that kind, and the document says so.

    Args:
        kind: What the reader reads; a key of `sniffing.TITLES`, or one of its own.
        endings: File endings, with the dot.
        limit: Largest file, in bytes.
        title: What a kind of its own is called in messages.
        holds: Whether a file is of a kind of its own, whatever its first bytes look like (an epub is a zip); None:
            every file with such an ending is.
    """
    if kind not in TITLES:
        TITLES[kind] = title or endings[0]
        _OWN[kind] = holds or (lambda _: True)

    def enter(read: Loader) -> Loader:
        _READERS[kind] = read

        @functools.wraps(read)
        def load(path: Path) -> Iterator[RawDocument]:
            check_size(path, limit)
            return iter(_through(path, kind))

        return LOADERS.register(*endings)(load)

    return enter


def _through(path: Path, expected: str) -> list[RawDocument]:
    # Any loader may be asked first: the others must be known before a file can be handed to them.
    tuple(LOADERS)
    actual = expected
    try:
        actual = _kind(path, expected)
        documents = [replace(raw, text=clean_controls(raw.text)) for raw in _READERS[actual](path)]
    except LoadError:
        raise
    # The libraries behind the readers were never promised to survive hostile bytes: lxml, pdfium, pillow, openpyxl and
    # xlrd raise TypeError, IndexError, AssertionError, RecursionError… on fuzzed input. Here, and only here, anything
    # becomes a reason; the log keeps the trace.
    except Exception as error:
        _LOG.warning("reading %s failed", path.name, exc_info=True)
        raise LoadError(
            f"{path.name} 已损坏，无法按{TITLES[actual]}读取（{type(error).__name__}）",
            next_step="请用原软件打开后另存，再重新导入",
        ) from error
    if not documents:
        raise LoadError(f"{path.name} 没有文字内容", next_step="请确认文件不是空白的")
    for raw in documents:
        check_text(f"{path.name}#{raw.name}" if raw.name else path.name, raw.text)
    if actual != expected:
        wording = f"扩展名是 {path.suffix}，内容是{TITLES[actual]}，已按内容读取"
        documents = [replace(raw, warnings=(*raw.warnings, wording)) for raw in documents]
    return documents


def _kind(path: Path, expected: str) -> str:
    try:
        if expected in _OWN and _OWN[expected](path):
            return expected
        actual = sniff(path)
    except OSError as error:
        raise LoadError(f"无法读取 {path.name}（{error.strerror}）", next_step="请检查文件权限") from error
    if actual == "encrypted":
        raise LoadError(f"{path.name} 已加密，需要密码", next_step="请在原软件中去掉打开密码后再导入")
    if not actual and expected in ("xls", "xlsx") and is_typed_table(path):
        return "csv"
    if not actual or actual == expected:
        if not actual and expected not in _TEXTUAL:
            raise LoadError(
                f"{path.name} 不是{TITLES[expected]}：文件头不符", next_step="请确认文件完整，或用原软件打开后另存"
            )
        return expected
    if actual == "html" and expected in _TEXTUAL - {"text"}:
        return "html" if expected == "csv" else expected
    # A damaged zip directory cannot say which office format it was: the expected reader tells the damage.
    if actual == "zip" and expected in ("docx", "xlsx", "ofd", "odt"):
        return _damaged_or(path, expected)
    if actual in _READERS:
        return actual
    if actual == "ole" and expected in ("doc", "xls"):
        return expected
    raise LoadError(f"{path.name} 其实是{TITLES[actual]}，不能读取", next_step="请另存为支持的格式，或解压后再导入")


def _damaged_or(path: Path, expected: str) -> str:
    import zipfile

    if zipfile.is_zipfile(path):
        return "zip"
    raise LoadError(f"{path.name} 已损坏或不完整", next_step=f"请重新下载，或用原软件打开后另存为{TITLES[expected]}")
