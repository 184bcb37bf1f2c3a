"""One document as received to everything that is stored of it: pure, no disk, no database."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from core.masking import mask_personal
from core.period import find_periods
from core.place import Gazetteer
from core.record import DocumentTable, Locator
from core.schema import Document, Passage, Period, Section
from core.timeline import own_period
from ingest.clean import CleanText, Furniture, clean_text
from ingest.loaders import RawDocument
from ingest.metadata import read_metadata
from ingest.places import Scope, headed_places, split_cases
from ingest.press import Press
from ingest.quality import doubt_notes, quality_record, sum_notes
from ingest.split import Span, split_passages
from ingest.spun import SpunWords
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
    """A document cut up. `aliases` are names it gives its place; `tables` have their spans in the cleaned text."""

    document: Document
    offsets: tuple[tuple[int, int, int], ...]
    aliases: tuple[str, ...]
    tables: tuple[DocumentTable, ...]
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    units: tuple[PreparedUnit, ...]


# Raise it when what is read out of a document changes, so that unchanged files are read again.
READING = 9


@dataclass(frozen=True, kw_only=True)
class TextRules:
    """How texts are read.

    Attributes:
        furniture: Word list for cleaning.
        press: Who passes texts on and issues none.
        spun: Words that tell a spun text.
        passage_chars: Longest passage, in characters.
    """

    furniture: Furniture
    press: Press
    spun: SpunWords
    passage_chars: int


def raw_hash(raw: RawDocument, record: Mapping[str, Any], rules: str = "") -> str:
    """Hash of everything a stored document depends on: the loader's whole yield, what is told of it, the rules.

    Args:
        raw: The document as received.
        record: Manifest or record fields.
        rules: What else shapes the reading: a hash of the word lists.
    """
    parts = [asdict(raw) | {"meta": dict(raw.meta), "properties": dict(raw.properties)}, dict(record), rules, READING]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def prepare(
    raw: RawDocument,
    *,
    document_id: str,
    name: str,
    source: str,
    given: Mapping[str, Any],
    gazetteer: Gazetteer,
    rules: TextRules,
    sha256: str = "",
) -> PreparedDocument:
    """Clean, structure, scope and cut one document.

    Args:
        raw: The document as received.
        document_id: Its id in the store.
        name: What to call it where it has no title.
        source: Where it came from, for the report.
        given: Manifest or record fields.
        gazetteer: Places and aliases.
        rules: How its text is read.
        sha256: Its hash, where the caller has it; else that of `raw` and `given`.
    """
    cleaned = clean_text(raw.text, rules.furniture)
    text, masked = mask_personal(cleaned.text)
    known = read_metadata(
        text=text,
        info=cleaned.info,
        name=name,
        given=given,
        gazetteer=gazetteer,
        press=rules.press,
        properties=raw.properties,
    )
    tables = _tables(raw, cleaned, text)
    nodes = parse_structure(text, [(table.start, table.end) for table in tables])
    scopes = split_cases(text, gazetteer, known.place)
    sections, index_of = _sections(document_id, nodes, scopes, gazetteer, known.title, text, known.date)
    spans = split_passages(text, nodes, [scope.start for scope in scopes[1:]], rules.passage_chars)
    doubts = [(*span, d.confidence) for d in raw.doubts if (span := cleaned.clean_span(d.start, d.end))]
    unsure = doubt_notes(doubts, text)
    notes = (*unsure, *sum_notes(text, [(note.start, note.end) for note in unsure]))
    record = quality_record(
        text=text,
        declared=(*known.quality, *raw.warnings),
        undated=known.date is None,
        reposted_from=known.reposted_from,
        notes=notes,
        masked=masked,
        spun=rules.spun.warning(text),
    )
    document = Document(
        id=document_id,
        title=known.title,
        text=text,
        sha256=sha256 or raw_hash(raw, given),
        source=source,
        issuer=known.issuer,
        doc_number=known.doc_number,
        place=known.place,
        date=known.date,
        status=known.status,
        url=known.url,
        quality=record.warnings,
        known=known.known,
        record=record,
        locators=_locators(raw, cleaned),
        notes=notes,
        relations=known.relations,
        expires=known.expires,
        collection=known.collection,
    )
    passages, units = _passages(document, spans, sections, index_of)
    return PreparedDocument(
        document=document,
        offsets=cleaned.offsets,
        aliases=known.aliases,
        tables=tables,
        sections=sections,
        passages=passages,
        units=units,
    )


def _locators(raw: RawDocument, cleaned: CleanText) -> tuple[Locator, ...]:
    """Pages and cells with their starts in the cleaned text; of several that start at one place the last holds."""
    at = {cleaned.clean_start(mark.start): mark.label for mark in sorted(raw.marks, key=lambda mark: mark.start)}
    return tuple(Locator(start=start, label=label) for start, label in at.items())


def _tables(raw: RawDocument, cleaned: CleanText, text: str) -> tuple[DocumentTable, ...]:
    """Tables with their spans in the cleaned text; cells whose text was taken off are empty at the table's start."""
    tables = []
    for table in raw.tables:
        span = cleaned.clean_span(table.start, table.end)
        if span is None:
            continue
        cells = []
        for cell in table.cells:
            start, end = cleaned.clean_span(cell.start, cell.end) or (span[0], span[0])
            # The stored text's own words: personal numbers are masked there.
            words = text[start:end] if end - start == len(cell.text) else mask_personal(cell.text)[0]
            cells.append(replace(cell, start=start, end=end, text=words))
        tables.append(replace(table, start=span[0], end=span[1], cells=tuple(cells)))
    return tuple(tables)


def _scope_at(scopes: list[Scope], at: int) -> int:
    return max(i for i, scope in enumerate(scopes) if scope.start <= at)


def _sections(
    document_id: str,
    nodes: list[Node],
    scopes: list[Scope],
    gazetteer: Gazetteer,
    title: str,
    text: str,
    date: dt.date | None,
) -> tuple[tuple[Section, ...], dict[tuple[int, int], Section]]:
    """One section a scope (the document or a case), and below them one a heading.

    The map leads from (scope, node) to the section; node -1 is the scope's own section.
    """
    ends = [scope.start for scope in scopes[1:]] + [len(text)]
    headed = headed_places(nodes, gazetteer, scopes[0].place)
    base = own_period(title, date)
    sections: list[Section] = []
    index_of: dict[tuple[int, int], Section] = {}
    for i, (scope, end) in enumerate(zip(scopes, ends, strict=True)):
        heading = title if i == 0 else (scope.place.full_name if scope.place else title)
        section = Section(
            id=f"{document_id}#{i}",
            document_id=document_id,
            heading=heading,
            heading_path=() if i == 0 else (heading,),
            place=scope.place,
            period=base,
            start=scope.start,
            end=end,
            depth=0,
        )
        sections.append(section)
        index_of[(i, -1)] = section
    for n, node in enumerate(nodes):
        i = _scope_at(scopes, node.start)
        parent = index_of.get((i, node.parent), index_of[(i, -1)])
        place = headed.get(n) or parent.place
        period = _heading_period(node.heading) or parent.period
        section = Section(
            id=f"{document_id}#{i}.{n}",
            document_id=document_id,
            heading=node.heading,
            heading_path=(*parent.heading_path, node.heading),
            place=place,
            period=period,
            start=node.start,
            end=min(node.end, ends[i]),
            depth=parent.depth + 1,
            parent_id=parent.id,
        )
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
            id=f"{document.id}@{number}",
            document_id=document.id,
            section_id=section.id,
            text=document.text[span.start : span.end],
            start=span.start,
            end=span.end,
        )
        passages.append(passage)
        for unit in span.units:
            own = section_of(unit.node, unit.start)
            lead = " ".join(
                part for part in (own.place.name if own.place else "", own.heading if own.depth else "") if part
            )
            words = document.text[unit.start : unit.end]
            units.append(
                PreparedUnit(
                    passage_id=passage.id,
                    section_id=own.id,
                    sentence=unit.sentence,
                    start=unit.start,
                    end=unit.end,
                    in_context=words if words.startswith(own.heading) else f"{lead}：{words}" if lead else words,
                )
            )
    return tuple(passages), tuple(units)
