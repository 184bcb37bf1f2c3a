"""The list of documents: filtered by title, place, year, kind and troubles, a page at a time."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from core.schema import Document

PAGE = 30
KINDS = {
    "文字": (".txt", ".md", ".docx", ".doc", ".wps", ".rtf", ".odt", ".jsonl"),
    "表格": (".xlsx", ".xlsm", ".xls", ".et", ".csv", ".tsv"),
    "PDF、OFD": (".pdf", ".ofd"),
    "网页": (".html", ".htm", ".mht", ".mhtml"),
    "图片": (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"),
    "压缩包": (".zip",),
}
OTHER = "其他"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the list is to hold; '' and 0 and False for anything."""

    words: str = ""
    place: str = ""
    year: int = 0
    kind: str = ""
    troubled: bool = False


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of the list: which from 1, of how many, and how many documents there are on all of them."""

    documents: tuple[Document, ...]
    number: int
    count: int
    found: int


def kind_of(source: str) -> str:
    """What kind of file a document comes from, in a word."""
    ending = PurePath(source.split("#")[0]).suffix.lower()
    return next((kind for kind, endings in KINDS.items() if ending in endings), OTHER)


def list_page(documents: Sequence[Document], wanted: Wanted, number: int = 1) -> Page:
    """A page of those documents that are wanted.

    Args:
        documents: All there are, as `Library.outlines` gives them.
        wanted: Which.
        number: Which page, from 1; one behind the last is the last.
    """
    found = list_found(documents, wanted)
    count = max(1, -(-len(found) // PAGE))
    at = min(max(1, number), count)
    return Page(documents=tuple(found[(at - 1) * PAGE : at * PAGE]), number=at, count=count, found=len(found))


def list_found(documents: Sequence[Document], wanted: Wanted) -> list[Document]:
    """Those documents that are wanted, in their order."""
    words = _folded(wanted.words).split()
    return [one for one in documents if _fits(one, wanted, words)]


def places_in(documents: Iterable[Document]) -> list[str]:
    """Every place of the documents in full, in order of the name."""
    return sorted({one.place.full_name for one in documents if one.place})


def years_in(documents: Iterable[Document]) -> list[int]:
    """Every year of the documents, the latest first."""
    return sorted({one.date.year for one in documents if one.date}, reverse=True)


def _fits(document: Document, wanted: Wanted, words: Sequence[str]) -> bool:
    place = document.place.full_name if document.place else ""
    return (
        all(word in _folded(document.title) for word in words)
        and (not wanted.place or wanted.place in place)
        and (not wanted.year or (document.date is not None and document.date.year == wanted.year))
        and (not wanted.kind or kind_of(document.source) == wanted.kind)
        and (not wanted.troubled or bool(document.quality))
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
