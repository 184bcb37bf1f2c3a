"""The running head of a Word document, where it alone tells the document's title or number."""

from __future__ import annotations

import re
from typing import Any

from ingest.loaders.building import one_line
from ingest.loaders.numbering import W
from ingest.loaders.word_parts import WordParts
from ingest.loaders.word_runs import RunReader, text_pieces

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NUMBER = re.compile(r"[〔\[［（(]\s*(?:19|20)\d{2}\s*[〕\]］）)]\s*第?\s*\d{1,4}\s*号")
_HAN = re.compile(r"[一-鿿]")
_BODY = re.compile(
    r"[。：:；！？]$|^(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]+[章条]|[（(][一二三四五六七八九十][）)]|\d+[.、])"
)
_LEAST, _MOST = 6, 90
_LONGEST_TITLE = 45


def head_lines(parts: WordParts, document: Any, runs: RunReader) -> list[str]:
    """Lines of the first section's running head that the body lacks: a document number, or a title.

    Args:
        parts: The document's parts.
        document: Root of document.xml.
        runs: Reads its paragraphs.
    """
    section = next(document.iter(W + "sectPr"), None)
    if section is None:
        return []
    body = re.sub(r"\s+", "", "".join(piece.text or "" for piece in text_pieces(document)))
    untitled = not body or _begins_with_body(document)
    record: dict[str, None] = {}
    for reference in section.findall(W + "headerReference"):
        first = reference.get(W + "type") == "first"
        if reference.get(W + "type") == "even" or (first and section.find(W + "titlePg") is None):
            continue
        root = parts.xml(reference.get(f"{_R}id", ""))
        for paragraph in root.iter(W + "p") if root is not None else ():
            line = one_line(runs.words(paragraph).text)
            bare = re.sub(r"\s+", "", line)
            wanted = _NUMBER.search(line) or (untitled and len(_HAN.findall(line)) >= _LEAST)
            if wanted and len(line) <= _MOST and bare not in body:
                record[line] = None
    return list(record)


def _begins_with_body(document: Any) -> bool:
    """Whether the first words of a document are no title: a sentence, an article, or a long paragraph."""
    for paragraph in document.iter(W + "p"):
        line = one_line("".join(piece.text or "" for piece in text_pieces(paragraph)))
        if line:
            return len(line) > _LONGEST_TITLE or bool(_BODY.search(line))
    return True
