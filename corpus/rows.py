"""Rows of the store as the frozen values of `core.schema`, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Row

from core.record import (
    DocumentTable,
    Known,
    Locator,
    NearCopy,
    QualityRecord,
    Relation,
    SpanNote,
    Superseded,
    TableCell,
)
from core.schema import Document, Passage, Period, Place, Section
from corpus.store import DocumentRow, PassageRow, SectionRow

_UNSURE = Known(value="", sureness="推断")


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


def known_to_json(known: Mapping[str, Known]) -> dict[str, Any]:
    """Facts with how sure they are, as the store keeps them."""
    return {name: asdict(fact) for name, fact in known.items()}


def record_to_json(record: QualityRecord) -> dict[str, Any]:
    """A quality record as the store keeps it."""
    return asdict(record)


def record_from_json(value: Mapping[str, Any]) -> QualityRecord:
    """A quality record from what the store keeps."""
    fields = dict(value)
    copies = tuple(NearCopy(**copy) for copy in fields.pop("copies", ()))
    superseded = tuple(Superseded(**later) for later in fields.pop("superseded", ()))
    for name in ("declared", "damaged"):
        fields[name] = tuple(fields.get(name, ()))
    return QualityRecord(**fields, copies=copies, superseded=superseded)


def tables_from_json(value: Sequence[Mapping[str, Any]]) -> tuple[DocumentTable, ...]:
    """Tables inside a document from what the store keeps."""
    return tuple(
        DocumentTable(**{**table, "cells": tuple(TableCell(**cell) for cell in table["cells"])}) for table in value
    )


def _unsaid(row: DocumentRow, hidden: Collection[str]) -> tuple[QualityRecord, tuple[Relation, ...]]:
    """The quality record and the relations of a document without those that name a hidden one."""
    record = record_from_json(row.record)
    relations = tuple(Relation(**relation) for relation in row.relations)
    if not hidden:
        return record, relations
    record = replace(
        record,
        copies=tuple(one for one in record.copies if one.document_id not in hidden),
        superseded=tuple(one for one in record.superseded if one.document_id not in hidden),
    )
    return record, tuple(one for one in relations if one.title not in hidden and one.doc_number not in hidden)


def to_document(row: DocumentRow, hidden: Collection[str] = ()) -> Document:
    """A stored document as a value.

    Args:
        row: As stored.
        hidden: Ids, titles and numbers of documents that are not to be named.
    """
    record, relations = _unsaid(row, hidden)
    known = {name: Known(**fact) for name, fact in row.known.items()}
    status = row.status
    if record.superseded and known.get("status", _UNSURE).sureness != "清单":
        later = record.superseded[0]
        status = "废止" if later.kind == "废止" else "已修订"
        known["status"] = Known(value=status, sureness="推断", where=f"《{later.title}》")
    return Document(
        id=row.id,
        title=row.title,
        text=row.text,
        sha256=row.sha256,
        source=row.source,
        issuer=row.issuer,
        doc_number=row.doc_number,
        place=place_from_json(row.place),
        date=row.date,
        status=status,
        url=row.url,
        quality=record.warnings,
        known=known,
        record=record,
        locators=tuple(Locator(start=start, label=label) for start, label in row.locators),
        notes=tuple(SpanNote(**note) for note in row.notes),
        relations=relations,
        expires=row.expires,
        behind=record.behind,
        collection=row.collection,
    )


def to_section(row: SectionRow | Row[Any]) -> Section:
    """A stored section, mapped or its plain columns, as a value."""
    return Section(
        id=row.id,
        document_id=row.document_id,
        heading=row.heading,
        heading_path=tuple(row.heading_path),
        place=place_from_json(row.place),
        period=period_from_json(row.period),
        start=row.start,
        end=row.end,
        depth=row.depth,
        parent_id=row.parent_id,
    )


def to_passage(row: PassageRow, text: str) -> Passage:
    """A stored passage as a value; `text` is its document's text."""
    return Passage(
        id=row.id,
        document_id=row.document_id,
        section_id=row.section_id,
        text=text[row.start : row.end],
        start=row.start,
        end=row.end,
    )
