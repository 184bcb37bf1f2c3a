"""What is stored of a document, as plain values: text with spans, structure, metadata with certainty, quality."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from core.record import locator_at
from core.schema import Document, Place, Section
from core.textspan import split_sentences
from corpus.corrections import FIELDS, Correction
from corpus.library import Library

LABELS = {
    "title": "标题",
    "issuer": "发文机关",
    "doc_number": "文号",
    "place": "地区",
    "date": "日期",
    "status": "时效性",
    "collection": "资料集",
}


def place_name(place: Place | None) -> str:
    """A place in full; '' for none."""
    return place.full_name if place else ""


def summary(document: Document) -> dict[str, Any]:
    """One line of the list."""
    return {
        "id": document.id,
        "title": document.title,
        "issuer": document.issuer,
        "doc_number": document.doc_number,
        "place": place_name(document.place),
        "date": document.date_label,
        "status": document.status,
        "source": document.source,
        "chars": len(document.text),
        "collection": document.collection,
        "warnings": list(document.quality),
    }


def text_spans(document: Document) -> list[dict[str, Any]]:
    """Sentences with their spans, and where in the file they stand."""
    return [
        {"start": a, "end": b, "locator": locator_at(document.locators, a, b), "text": document.text[a:b]}
        for a, b in split_sentences(document.text)
    ]


def section_tree(sections: list[Section]) -> list[dict[str, Any]]:
    """Sections in reading order, each with its depth, span, place and period."""
    return [
        {
            "id": section.id,
            "depth": section.depth,
            "heading": section.heading,
            "place": place_name(section.place),
            "period": section.period.label if section.period else "",
            "start": section.start,
            "end": section.end,
        }
        for section in sections
    ]


def facts(document: Document) -> list[dict[str, str]]:
    """Metadata, each fact with how sure it is and where it was read."""
    order = [*LABELS, *(name for name in document.known if name not in LABELS)]
    return [
        {"field": LABELS.get(name, name), **asdict(document.known[name])} for name in order if name in document.known
    ]


def correction_line(made: Correction) -> dict[str, Any]:
    """One correction as it is listed; `withdrawn` is None, or who took it back, why and when."""
    back = made.withdrawn
    return {
        "id": made.id,
        "source": made.source,
        "field": made.field,
        "name": FIELDS[made.field],
        "anchor": made.anchor,
        "old": made.old,
        "value": made.value,
        "who": made.who,
        "why": made.why,
        "at": made.at.isoformat(timespec="seconds"),
        "withdrawn": asdict(back) | {"at": back.at.isoformat(timespec="seconds")} if back else None,
    }


def everything(library: Library, document_id: str) -> dict[str, Any]:
    """All that is stored of a document but its text, sections and figures."""
    document = library.document(document_id)
    return {
        **summary(document),
        "known": facts(document),
        "relations": [asdict(r) for r in document.relations],
        "expires": document.expires.isoformat() if document.expires else "",
        "quality": asdict(document.record),
        "tables": [
            {"caption": t.caption, "unit": t.unit, "start": t.start, "end": t.end, "cells": len(t.cells)}
            for t in library.tables(document_id)
        ],
        "notes": [asdict(note) for note in document.notes],
        "corrections": [correction_line(made) for made in library.corrections(document_id)],
    }
