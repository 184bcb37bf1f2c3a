"""Rows of the store as the frozen values of `core.schema`, and back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core.schema import Document, Passage, Period, Place, Section
from corpus.store import DocumentRow, PassageRow, SectionRow


def place_to_json(place: Place | None) -> dict[str, Any] | None:
    """A place as the store keeps it."""
    if place is None:
        return None
    return {"name": place.name, "code": place.code, "level": place.level, "parents": list(place.parents)}


def place_from_json(value: dict[str, Any] | None) -> Place | None:
    """A place from what the store keeps."""
    if not value:
        return None
    return Place(name=value["name"], code=value["code"], level=value["level"], parents=tuple(value["parents"]))


def period_to_json(period: Period | None) -> dict[str, Any] | None:
    """A period as the store keeps it."""
    if period is None:
        return None
    start, end = (day.isoformat() if day else None for day in (period.start, period.end))
    return {"start": start, "end": end, "label": period.label}


def period_from_json(value: dict[str, Any] | None) -> Period | None:
    """A period from what the store keeps."""
    if not value:
        return None
    start, end = (dt.date.fromisoformat(v) if v else None for v in (value["start"], value["end"]))
    return Period(start=start, end=end, label=value["label"])


def to_document(row: DocumentRow) -> Document:
    """A stored document as a value."""
    return Document(
        id=row.id, title=row.title, text=row.text, sha256=row.sha256, source=row.source, issuer=row.issuer,
        doc_number=row.doc_number, place=place_from_json(row.place), date=row.date, status=row.status, url=row.url,
        quality=tuple(row.quality),
    )  # fmt: skip


def to_section(row: SectionRow) -> Section:
    """A stored section as a value."""
    return Section(
        id=row.id, document_id=row.document_id, heading=row.heading, heading_path=tuple(row.heading_path),
        place=place_from_json(row.place), period=period_from_json(row.period), start=row.start, end=row.end,
        depth=row.depth, parent_id=row.parent_id,
    )  # fmt: skip


def to_passage(row: PassageRow, text: str) -> Passage:
    """A stored passage as a value; `text` is its document's text."""
    return Passage(
        id=row.id, document_id=row.document_id, section_id=row.section_id, text=text[row.start : row.end],
        start=row.start, end=row.end,
    )  # fmt: skip
