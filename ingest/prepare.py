"""One document as received to everything that is stored of it: pure, no disk, no database."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.period import find_periods, year_period
from core.place import Gazetteer
from core.schema import Document, Passage, Period, Place, Section
from ingest.clean import Furniture, clean_text
from ingest.loaders import RawDocument
from ingest.metadata import read_metadata
from ingest.places import Scope, headed_places, split_cases
from ingest.quality import text_warnings
from ingest.split import Span, split_passages
from ingest.structure import Node, parse_structure


@dataclass(frozen=True, kw_only=True)
class PreparedUnit:
    """A sentence unit with what its vector is made from: the text read in its place and heading."""

    passage_id: str
    section_id: str
    sentence: tuple[int, int]
    start: int
    end: int
    in_context: str


@dataclass(frozen=True, kw_only=True)
class PreparedDocument:
    """A document cut up. `aliases` are names it gives its place; `passage_contexts` go with `passages`."""

    document: Document
    offsets: tuple[tuple[int, int, int], ...]
    aliases: tuple[str, ...]
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    units: tuple[PreparedUnit, ...]


def raw_hash(raw: RawDocument, told: Mapping[str, Any]) -> str:
    """Hash of everything a stored document depends on: its text and what is told of it."""
    told_text = "\n".join(f"{key}={told[key]}" for key in sorted(told))
    return hashlib.sha256((raw.text + "\x00" + told_text).encode()).hexdigest()


def prepare(
    raw: RawDocument, *, document_id: str, name: str, source: str, told: Mapping[str, Any], gazetteer: Gazetteer,
    furniture: Furniture, passage_chars: int,
) -> PreparedDocument:  # fmt: skip
    """Clean, structure, scope and cut one document.

    Args:
        raw: The document as received.
        document_id: Its id in the store.
        name: What to call it where it has no title.
        source: Where it came from, for the report.
        told: Manifest or record fields.
        gazetteer: Places and aliases.
        furniture: Word list for cleaning.
        passage_chars: Longest passage, in characters.
    """
    cleaned = clean_text(raw.text, furniture)
    known = read_metadata(text=cleaned.text, info=cleaned.info, name=name, told=told, gazetteer=gazetteer)
    nodes = parse_structure(cleaned.text)
    scopes = split_cases(cleaned.text, gazetteer, known.place)
    sections, index_of = _sections(document_id, nodes, scopes, gazetteer, known.title, cleaned.text, known.date)
    spans = split_passages(cleaned.text, nodes, [scope.start for scope in scopes[1:]], passage_chars)
    document = Document(
        id=document_id, title=known.title, text=cleaned.text, sha256=raw_hash(raw, told), source=source,
        issuer=known.issuer, doc_number=known.doc_number, place=known.place, date=known.date, status=known.status,
        url=known.url, quality=tuple(dict.fromkeys((*known.quality, *text_warnings(cleaned.text)))),
    )  # fmt: skip
    passages, units = _passages(document, spans, sections, index_of)
    return PreparedDocument(
        document=document, offsets=cleaned.offsets, aliases=known.aliases, sections=sections, passages=passages,
        units=units,
    )  # fmt: skip


def _scope_at(scopes: list[Scope], at: int) -> int:
    return max(i for i, scope in enumerate(scopes) if scope.start <= at)


def _sections(
    document_id: str, nodes: list[Node], scopes: list[Scope], gazetteer: Gazetteer, title: str, text: str,
    date: dt.date | None,
) -> tuple[tuple[Section, ...], dict[tuple[int, int], Section]]:  # fmt: skip
    """One section a scope (the document or a case), and below them one a heading.

    The map leads from (scope, node) to the section; node -1 is the scope's own section.
    """
    ends = [scope.start for scope in scopes[1:]] + [len(text)]
    headed = headed_places(nodes, gazetteer)
    base = year_period(date.year) if date else None
    sections: list[Section] = []
    index_of: dict[tuple[int, int], Section] = {}
    for i, (scope, end) in enumerate(zip(scopes, ends, strict=True)):
        heading = title if i == 0 else (scope.place.full_name if scope.place else title)
        section = Section(
            id=f"{document_id}#{i}", document_id=document_id, heading=heading,
            heading_path=() if i == 0 else (heading,), place=scope.place, period=base, start=scope.start, end=end,
            depth=0,
        )  # fmt: skip
        sections.append(section)
        index_of[(i, -1)] = section
    for n, node in enumerate(nodes):
        i = _scope_at(scopes, node.start)
        parent = index_of.get((i, node.parent), index_of[(i, -1)])
        place = headed.get(n) or parent.place
        period = _heading_period(node.heading) or parent.period
        section = Section(
            id=f"{document_id}#{i}.{n}", document_id=document_id, heading=node.heading,
            heading_path=(*parent.heading_path, node.heading),
            place=place, period=period, start=node.start, end=min(node.end, ends[i]), depth=parent.depth + 1,
            parent_id=parent.id,
        )  # fmt: skip
        sections.append(section)
        index_of[(i, n)] = section
    return tuple(sections), index_of


def _heading_period(heading: str) -> Period | None:
    # 2025年和“十四五”工作回顾 tells of the year first of all: the shortest span it names.
    found = sorted(find_periods(heading), key=lambda mention: len(mention.years) or 99)
    return found[0].period if found else None


def _passages(
    document: Document, spans: list[Span], sections: tuple[Section, ...], index_of: dict[tuple[int, int], Section]
) -> tuple[tuple[Passage, ...], tuple[PreparedUnit, ...]]:
    roots = [section for section in sections if section.depth == 0]
    passages: list[Passage] = []
    units: list[PreparedUnit] = []

    def section_of(node: int, at: int) -> Section:
        scope = max(i for i, root in enumerate(roots) if root.start <= at)
        return index_of.get((scope, node), roots[scope])

    for number, span in enumerate(spans):
        section = section_of(span.node, span.start)
        passage = Passage(
            id=f"{document.id}@{number}", document_id=document.id, section_id=section.id,
            text=document.text[span.start : span.end], start=span.start, end=span.end,
        )  # fmt: skip
        passages.append(passage)
        for unit in span.units:
            own = section_of(unit.node, unit.start)
            lead = " ".join(part for part in (place_label(own.place), own.heading if own.depth else "") if part)
            words = document.text[unit.start : unit.end]
            units.append(
                PreparedUnit(
                    passage_id=passage.id, section_id=own.id, sentence=unit.sentence, start=unit.start, end=unit.end,
                    in_context=words if words.startswith(own.heading) else f"{lead}：{words}" if lead else words,
                )
            )  # fmt: skip
    return tuple(passages), tuple(units)


def place_label(place: Place | None) -> str:
    """A place's own name, as an answer says it; '' for none."""
    return place.name if place else ""
