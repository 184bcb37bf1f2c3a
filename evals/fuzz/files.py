"""What reads files: any bytes under an ending, and any bytes as the chief part of a package that is otherwise sound."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from core.errors import CewenError
from evals.rendered import WRITERS
from evals.rendered_pages import sources
from ingest.loaders import LOADERS
from ingest.metadata import load_manifest

# Formats by their ending; pictures are left out, for recognising one takes seconds.
PLAIN = (".txt", ".md", ".csv", ".tsv", ".jsonl", ".html", ".mht", ".pdf", ".xls", ".docx", ".xlsx", ".ofd", ".zip")
# Of each package the part that is written anew, and the form of `WRITERS` that makes the rest.
PARTS = {
    "docx_part": ("docx", "word/document.xml"),
    "xlsx_part": ("xlsx", "xl/worksheets/sheet1.xml"),
    "ofd_part": ("ofd", "Doc_0/Pages/Page_0/Content.xml"),
}
FILE_TARGETS = (*(ending[1:] for ending in PLAIN), *PARTS, "manifest")


@cache
def _made(form: str) -> bytes:
    """One of the project's own texts in a format of `WRITERS`."""
    ending, write = WRITERS[form]
    shortest = min(sources(seeds=False), key=lambda source: len(source.reference()))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{ending}"
        write(shortest, path)
        return path.read_bytes()


def _with_part(package: bytes, name: str, part: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(made, "w") as new:
        if name not in old.namelist():
            raise ValueError(f"no {name} in the package: {old.namelist()}")
        for member in old.namelist():
            new.writestr(member, part if member == name else old.read(member))
    return made.getvalue()


def file_target(name: str) -> Callable[[bytes], None]:
    """What reads any bytes as a file of one kind; whatever it refuses must come with a next step."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz"))
    ending = f".{name}"
    if name in PARTS:
        ending = WRITERS[PARTS[name][0]][0]
    path = folder / ("manifest.toml" if name == "manifest" else f"a{ending}")

    def read(data: bytes) -> None:
        if name in PARTS:
            form, part = PARTS[name]
            data = _with_part(_made(form), part, data)
        path.write_bytes(data)
        try:
            if name == "manifest":
                load_manifest(folder)
            else:
                for document in LOADERS[ending](path):
                    assert all(0 <= mark.start <= len(document.text) for mark in document.marks)
        except CewenError as error:
            if not error.next_step:
                raise AssertionError("refused without a next step") from error

    return read


def seeds_of(name: str) -> Iterator[bytes]:
    """Sound files of a kind, where the project can make them."""
    if name in PARTS:
        form, part = PARTS[name]
        with zipfile.ZipFile(BytesIO(_made(form))) as package:
            yield package.read(part)
    elif name in ("csv", "tsv"):
        yield "学校,学生数（人）\n第一小学,1200\n".encode()
        yield "学校\t学生数\n第一小学\t1,200\n".encode("gb18030")
    elif name == "jsonl":
        yield '{"id": "a", "title": "工作总结", "text": "全年新增学位4200个。", "date": "2024-01-05"}\n'.encode()
    elif name == "manifest":
        yield '[[documents]]\nfile = "a.txt"\ntitle = "工作总结"\nplace = "海淀区"\n'.encode()
    elif name == "mht":
        page = next(_html())
        head = (
            b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html'
        )
        yield head + b"; charset=utf-8\r\n\r\n" + page + b"\r\n--b--\r\n"
    elif name == "zip":
        made = BytesIO()
        with zipfile.ZipFile(made, "w") as package:
            package.writestr("a.txt", "全年新增学位4200个。")
        yield made.getvalue()
    elif name == "html":
        yield from _html()
    elif name in ("txt", "md"):
        yield _made("txt")
    else:
        yield from (_made(form) for form, (ending, _) in WRITERS.items() if ending == f".{name}" and form != "scan")


def _html() -> Iterator[bytes]:
    yield _made("html")
