"""Word's XML of 2003, a document in one file, which systems export under .doc: read as the document that it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.limits import MAX_TEXT_BYTES
from ingest.loaders.numbering import W
from ingest.loaders.packages import parse_xml
from ingest.loaders.word_body import BodyReader
from ingest.loaders.word_parts import WordParts

_OLD = "{http://schemas.microsoft.com/office/word/2003/wordml}"
_WX = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
# What is written otherwise than in docx.
_NAMES = {_OLD + "vmerge": W + "vMerge", _OLD + "hmerge": W + "hMerge"}
_REVISIONS = {"Word.Deletion": W + "del", "Word.Insertion": W + "ins"}


@reads("wordml", limit=MAX_TEXT_BYTES)
def load_word_xml(path: Path) -> Iterator[RawDocument]:
    """One document a file.

    Raises:
        LoadError: If its XML is damaged or it has no body.
    """
    root = parse_xml(path.name, path.read_bytes())
    pictures = False
    for element in root.iter():
        if isinstance(element.tag, str):
            pictures = pictures or element.tag == _OLD + "binData"
            _as_docx(element)
    if root.find(W + "body") is None:
        raise LoadError(f"{path.name} 缺少正文，文件不完整", next_step="请用 Word 或 WPS 打开后另存")
    body = BodyReader(WordParts(name=path.name, roots={"document": root, "styles": root.find(W + "styles")}))
    if pictures:
        body.builder.warn("含图片，图片未读取")
    yield body.read()


def _as_docx(element: Any) -> None:
    """Give an element the name that it has in docx; a number stands in the file as it shows and becomes a run."""
    if element.tag == _AML + "annotation":
        element.tag = _REVISIONS.get(element.get(_OLD + "type", ""), element.tag)
    element.tag = _NAMES.get(element.tag, element.tag.replace(_OLD, W))
    for name in [one for one in element.attrib if one.startswith(_OLD)]:
        element.set(name.replace(_OLD, W), element.attrib.pop(name))
    if element.tag == W + "p":
        number = element.find(f"{_OLD}pPr/{_OLD}listPr/{_WX}t")
        if number is not None and number.get(f"{_WX}val"):
            run = Element(_OLD + "r")
            SubElement(run, _OLD + "t").text = number.get(f"{_WX}val")
            element.insert(1, run)
