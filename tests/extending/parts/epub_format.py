"""A format: EPUB, a zip of web pages."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.webpage import read_html


def _is_epub(path: Path) -> bool:
    return zipfile.is_zipfile(path) and "mimetype" in zipfile.ZipFile(path).namelist()


@reads("epub", ".epub", title="电子书", holds=_is_epub)
def load_epub(path: Path) -> Iterator[RawDocument]:
    """The pages of a book as one document."""
    with zipfile.ZipFile(path) as book:
        pages = [book.read(name).decode("utf-8") for name in sorted(book.namelist()) if name.endswith(".xhtml")]
    yield RawDocument(name="", text="\n".join(read_html(page, path.name).text for page in pages))
