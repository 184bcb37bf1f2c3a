"""Lists, complete and in order: items inside a sentence, a series 一是…二是…, or the headings of sections."""

from __future__ import annotations

import re

from assistant.draft import Draft, Line, Sources
from assistant.write.fact import place_label, statement
from core.clauses import clause_spans
from corpus.library import Library
from core.schema import Section
from retrieval.query import Query
from retrieval.segment import Segmenter
from retrieval.sentences import Clause
from retrieval.span import MAX_QUOTE, trim

MAX_LIST = 220
MIN_ITEMS = 2
_MARKED = re.compile(r"^(?:[一二三四五六七八九十]{1,3}(?:是|要|、)|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、]|[①-⑳]|——)")


def write_list(clause: Clause, query: Query, segmenter: Segmenter, library: Library) -> Draft:
    """The draft for a list: from the sentence where it enumerates, else from the structure."""
    sources = Sources()
    text = clause.document.text
    sentence = trim(text, *clause.unit.sentence)
    words = text[sentence[0] : sentence[1]]
    if _enumerates(clause.text) and len(words) > MAX_LIST:
        line, _ = statement(clause, query, segmenter, sources)
        return Draft(status="answered", lines=(line,), citations=tuple(sources.citations))
    items = _child_headings(clause, library)
    if len(items) >= MIN_ITEMS and not _enumerates(clause.text):
        return _from_headings(clause, items, sources)
    if _enumerates(words) or len(words) <= MAX_LIST:
        lead = place_label(clause.section.place)
        cited = [sources.cite(clause, a, b) for a, b in _pieces(text, *clause.unit.sentence)]
        marks = "".join(f"[{citation.ref}]" for citation in cited)
        prefix = f"{lead}：" if lead and lead not in words else ""
        line = Line(text=f"{prefix}{words}{marks}。", refs=tuple(c.ref for c in cited), place=clause.section.place)
        return Draft(status="answered", lines=(line,), citations=tuple(sources.citations))
    line, _ = statement(clause, query, segmenter, sources)
    return Draft(status="answered", lines=(line,), citations=tuple(sources.citations))


def _enumerates(words: str) -> bool:
    return words.count("、") >= 1 or words.count("；") + words.count(";") >= MIN_ITEMS


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence as quotes of at most 240 characters, cut between clauses."""
    if end - start <= MAX_QUOTE:
        return [(start, end)]
    pieces: list[tuple[int, int]] = []
    open_at, last = start, start
    for _, b in clause_spans(text, start, end):
        if b - open_at > MAX_QUOTE and last > open_at:
            pieces.append((open_at, last))
            open_at = last
        last = b
    pieces.append((open_at, min(end, open_at + MAX_QUOTE)))
    return [trim(text, a, b) for a, b in pieces]


def _child_headings(clause: Clause, library: Library) -> list[Section]:
    """Marked sections right below the clause's own section (or its sentence's), in order."""
    sections = library.sections(clause.document.id)
    own = [s for s in sections if s.parent_id == clause.section.id and _MARKED.match(s.heading)]
    return own


def _from_headings(clause: Clause, items: list[Section], sources: Sources) -> Draft:
    text = clause.document.text
    names, refs = [], []
    for item in items:
        start, end = trim(text, item.start, min(item.start + len(item.heading), item.end))
        citation = sources.cite(clause, start, end)
        names.append(f"{_MARKED.sub('', text[start:end])}[{citation.ref}]")
        refs.append(citation.ref)
    lead = place_label(clause.section.place)
    body = "；".join(names)
    line = Line(text=f"{lead}：{body}。" if lead else f"{body}。", refs=tuple(refs), place=clause.section.place)
    return Draft(status="answered", lines=(line,), citations=tuple(sources.citations))
