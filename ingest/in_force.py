"""Which documents of a store another one abolishes, or is a later version of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.record import Relation, Superseded

_MARKS = re.compile(r"[\s《》〈〉“”\"'（）()、，,·]+")
_STATUTE = re.compile(r"(?:条例|规定|办法|法|细则|解释|标准|规则|规程|章程)(?:[（(][^（）()]*[）)])?$")
_STATE = re.compile(r"中华人民共和国")


@dataclass(frozen=True, kw_only=True)
class InForce:
    """What decides whether a document still holds."""

    document_id: str
    title: str
    doc_number: str
    place: str
    date: dt.date | None
    effective: str
    relations: tuple[Relation, ...]


def plain_title(title: str) -> str:
    """A title as it is compared: without marks, 中华人民共和国, and a 通知 around it."""
    inner = re.search(r"关于(?:印发|公布|发布)《(.+)》的(?:通知|公告)$", title)
    return _STATE.sub("", _MARKS.sub("", inner[1] if inner else title))


def _names(later: InForce, relation: Relation, older: InForce) -> bool:
    if relation.doc_number and older.doc_number:
        return relation.doc_number == older.doc_number
    return plain_title(relation.title) == plain_title(older.title)


def superseded_by(documents: Sequence[InForce]) -> dict[str, list[Superseded]]:
    """For each document that no longer holds, what took its place.

    A document is 废止 where a later one says so by name or number, and 修订 where a later version of the same statute
    (same title, same place) is stored. Documents without a date are never taken for later ones.
    """
    by_title: dict[str, list[InForce]] = {}
    by_number: dict[str, list[InForce]] = {}
    for document in documents:
        by_title.setdefault(plain_title(document.title), []).append(document)
        if document.doc_number:
            by_number.setdefault(document.doc_number, []).append(document)
    found: dict[str, list[Superseded]] = {}
    for later in documents:
        for relation in later.relations:
            if relation.kind != "废止":
                continue
            named = by_number.get(relation.doc_number, []) or by_title.get(plain_title(relation.title), [])
            for older in named:
                apart = older.document_id != later.document_id and _names(later, relation, older)
                if apart and not (older.date and later.date and older.date > later.date):
                    found.setdefault(older.document_id, []).append(_note("废止", later))
    for group in by_title.values():
        latest: dict[str, InForce] = {}
        for document in sorted(group, key=lambda d: d.date or dt.date.min, reverse=True):
            if not document.date or not _STATUTE.search(document.title):
                continue
            newest = latest.setdefault(document.place, document)
            if newest.date and newest.date > document.date:
                found.setdefault(document.document_id, []).append(_note("修订", newest))
    return found


def _note(kind: Literal["废止", "修订"], later: InForce) -> Superseded:
    text = later.date.isoformat() if later.date else ""
    # A revised statute goes on telling when its first version took effect: that is not when this one did.
    since = later.effective if later.effective >= text else text
    return Superseded(kind=kind, document_id=later.document_id, title=_dated_title(later), since=since)


def _dated_title(document: InForce) -> str:
    return f"{document.title}（{document.date.year}年）" if document.date else document.title


def version_pairs(found: dict[str, list[Superseded]]) -> frozenset[frozenset[str]]:
    """Pairs of ids that are versions of one statute."""
    return frozenset(
        frozenset((older, later.document_id)) for older, many in found.items() for later in many if later.kind == "修订"
    )
