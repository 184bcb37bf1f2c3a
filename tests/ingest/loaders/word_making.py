"""What the tests build Word documents of."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from ingest.loaders import LOADERS, RawDocument
from tests.ingest.loaders.hostile_making import docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def run(text: str, look: str = "") -> str:
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{escape(text)}</w:t></w:r>"


def par(*inside: str, look: str = "") -> str:
    """A paragraph of runs; plain texts become runs."""
    return f"<w:p><w:pPr>{look}</w:pPr>{''.join(i if i.startswith('<') else run(i) for i in inside)}</w:p>"


def cell(*inside: str, look: str = "") -> str:
    """A cell of blocks; plain texts become paragraphs."""
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{''.join(i if i.startswith('<') else par(i) for i in inside)}</w:tc>"


def row(*cells: str, look: str = "") -> str:
    text = "".join(one if one.startswith("<") else cell(one) for one in cells)
    return f"<w:tr><w:trPr>{look}</w:trPr>{text}</w:tr>"


def table(*rows: str, look: str = "") -> str:
    return f"<w:tbl><w:tblPr>{look}</w:tblPr>{''.join(rows)}</w:tbl>"


def control(inside: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def relations(**targets: str) -> str:
    """The relationships of a document: name → kind|target."""
    text = "".join(
        f'<Relationship Id="{name}" Type="{_KINDS}/{target.split("|")[0]}" Target="{target.split("|")[1]}"/>'
        for name, target in targets.items()
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{text}</Relationships>'


def load(tmp_path: Path, body: str, **more: str | bytes) -> RawDocument:
    path = tmp_path / "文.docx"
    path.write_bytes(docx(body, **more))
    (found,) = LOADERS[".docx"](path)
    return found
