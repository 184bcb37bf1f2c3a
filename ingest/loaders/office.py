"""doc, wps, rtf, odt: converted to docx by LibreOffice where it is installed, else an error that says so."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.libreoffice import convert, office_program
from ingest.loaders.sniffing import sniff
from ingest.loaders.word import load_docx


def _encrypted(path: Path) -> bool:
    import msoffcrypto
    from msoffcrypto.exceptions import FileFormatError

    with path.open("rb") as file:
        try:
            return bool(msoffcrypto.OfficeFile(file).is_encrypted())
        # A file this library does not know is left to LibreOffice; its parsers raise their own choice on damage.
        except (FileFormatError, ValueError, OSError, AttributeError, IndexError, KeyError):
            return False


@reads("doc", ".doc", ".wps")
def load_doc(path: Path) -> Iterator[RawDocument]:
    """One document a file of the old binary format.

    Raises:
        LoadError: If it is encrypted, LibreOffice is missing, or the conversion fails.
    """
    if _encrypted(path):
        raise LoadError(f"{path.name} 已加密，需要密码", next_step="请去掉打开密码后再导入")
    yield from _converted(path, ".doc")


@reads("rtf", ".rtf")
def load_rtf(path: Path) -> Iterator[RawDocument]:
    """One document a file.

    Raises:
        LoadError: If LibreOffice is missing or the conversion fails.
    """
    yield from _converted(path, ".rtf")


@reads("odt", ".odt")
def load_odt(path: Path) -> Iterator[RawDocument]:
    """One document a file.

    Raises:
        LoadError: If LibreOffice is missing or the conversion fails.
    """
    yield from _converted(path, ".odt")


def _converted(path: Path, ending: str) -> Iterator[RawDocument]:
    if not office_program():
        raise LoadError(
            f"{path.name} 不是 docx，读取它要用 LibreOffice，这台电脑没有安装",
            next_step="请用 Word 或 WPS 另存为 docx 后再导入，或安装 LibreOffice（apt-get install libreoffice-writer）",
        )
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        # Under a plain name: the file's own may hold what a command line or LibreOffice's URLs stumble over.
        source = folder / f"source{ending}"
        shutil.copyfile(path, source)
        try:
            result = convert(source, "docx:MS Word 2007 XML", folder)
        except LoadError as error:
            raise LoadError(error.message.replace(source.name, path.name), next_step=error.next_step) from error
        if result is None or sniff(result) != "docx":
            raise LoadError(
                f"{path.name} 已损坏或加密，LibreOffice 打不开", next_step="请用 Word 或 WPS 打开后另存为 docx"
            )
        yield from load_docx(result)
