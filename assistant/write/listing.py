"""Lists, complete and in order: items inside a sentence, a series 一是…二是…, or the headings of sections."""

from __future__ import annotations

import re

from assistant.draft import Draft, Line, Sources
from assistant.write.fact import lead_in, place_label, statement
from core.schema import Section
from corpus.library import Library
from retrieval.clause import Clause, leads_to_items
from retrieval.query import Query
from retrieval.segment import Segmenter
from retrieval.span import MAX_QUOTE, Span, onward_span, quote_pieces, trim

MAX_SENTENCE, MAX_LIST = 260, 420
MIN_ITEMS = 2
MAX_BARE = 40
_LABELLED = re.compile(r"[^：:。]{1,10}[：:]")
_MARKED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}(?:是|要|、)|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、]|[①-⑳]|——)[，,]?|^第[一二三四五六七八九十百]+条\s*"
)


def write_list(clause: Clause, query: Query, segmenter: Segmenter, library: Library) -> Draft:
    """The draft for a list: from the sentence where it enumerates, else from the structure."""
    sources = Sources()
    text = clause.document.text
    if not enumerates(clause.text):
        items = headed_items(clause, query, library)
        if items:
            return Draft(
                status="answered", lines=(heading_line(clause, items, sources),), citations=tuple(sources.citations)
            )
    run = bare_run(text, clause.unit.sentence[0])
    if run:
        citation = sources.cite(clause, *run)
        shown = "；".join(text[slice(*run)].split("\n"))
        line = Line(
            text=f"{lead_in(clause, shown, query)}{shown}[{citation.ref}]。", refs=(citation.ref,),
            place=clause.place,
        )  # fmt: skip
        return Draft(status="answered", lines=(line,), citations=tuple(sources.citations))
    whole = text[slice(*clause.unit.sentence)]
    if enumerates(whole):
        start, end = onward_span(clause, MAX_SENTENCE if enumerates(clause.text) else MAX_LIST)
        if not _closed(text, start, end):
            start, end = onward_span(clause, MAX_LIST)
        shown = text[start:end]
        cited = [sources.cite(clause, a, b) for a, b in quote_pieces(text, start, end)]
        marks = "".join(f"[{citation.ref}]" for citation in cited)
        line = Line(
            text=f"{lead_in(clause, shown, query)}{shown}{marks}。", refs=tuple(c.ref for c in cited),
            place=clause.place,
        )  # fmt: skip
    else:
        line = statement(clause, query, segmenter, sources)
    return Draft(status="answered", lines=(line,), citations=tuple(sources.citations))


def enumerates(words: str) -> bool:
    """Whether words hold several items: by 、 or by ；."""
    return "、" in words or words.count("；") + words.count(";") >= MIN_ITEMS


def bare_run(text: str, at: int) -> Span | None:
    """A labelled line with the short unlabelled lines that go on with it (副组长:甲, then 乙, 丙); None for none."""
    start = text.rfind("\n", 0, at) + 1
    stop = text.find("\n", at)
    if stop < 0 or stop - start > MAX_BARE or not _LABELLED.match(text[start:stop]):
        return None
    end = stop
    while end < len(text):
        next_stop = text.find("\n", end + 1)
        line = text[end + 1 : next_stop if next_stop >= 0 else len(text)]
        if not line or len(line) > MAX_BARE or any(mark in line for mark in "：:。"):
            break
        end += 1 + len(line)
    return (start, end) if end > stop and end - start <= MAX_QUOTE else None


def _closed(text: str, start: int, end: int) -> bool:
    """Whether every bracket opened in a stretch is closed in it."""
    return text.count("(", start, end) + text.count("（", start, end) <= text.count(")", start, end) + text.count(
        "）", start, end
    )


def headed_items(clause: Clause, query: Query, library: Library) -> list[Section]:
    """Sections whose headings are the list: below the clause's section, led to by its sentence, or as many as asked.

    “五名工程” are five headings that all name a 工程: siblings of the asked number that share the asked word.
    """
    sections = library.sections(clause.document.id)
    below = [s for s in sections if s.parent_id == clause.section.id and s.heading]
    marked = [s for s in below if _MARKED.match(s.heading)]
    for items in (marked, below) if query.count else (marked,):
        if len(items) >= MIN_ITEMS and query.count in (0, len(items)):
            return items
    announced = _announced(clause, sections)
    if announced and query.count in (0, len(announced)):
        return announced
    if query.count < MIN_ITEMS:
        return []
    groups: dict[tuple[str | None, int], list[Section]] = {}
    for section in sections:
        if section.place == clause.section.place and section.depth > 0:
            groups.setdefault((section.parent_id, section.depth), []).append(section)
    words = [term.text for term in query.terms if term.noun]
    for group in groups.values():
        marked = [s for s in group if _MARKED.match(s.heading)]
        if len(marked) == query.count and any(all(word in s.heading for s in marked) for word in words):
            return marked
    return []


def _announced(clause: Clause, sections: list[Section]) -> list[Section]:
    """The marked sections that come right after a sentence that leads to them, of the same place."""
    text, at = clause.document.text, clause.unit.sentence[1]
    if not leads_to_items(text[slice(*clause.unit.sentence)]):
        return []
    after = [s for s in sections if s.start >= at and _MARKED.match(s.heading) and s.place == clause.section.place]
    if not after or "。" in text[at : after[0].start]:
        return []
    items = [s for s in after if (s.parent_id, s.depth) == (after[0].parent_id, after[0].depth)]
    return items if len(items) >= MIN_ITEMS else []


def heading_line(clause: Clause, items: list[Section], sources: Sources) -> Line:
    """One line that lists headings, each cited where it stands."""
    text = clause.document.text
    names, refs = [], []
    for item in items:
        start, end = trim(text, item.start, min(item.start + len(item.heading), item.end))
        citation = sources.cite(clause, start, end)
        names.append(f"{_MARKED.sub('', text[start:end])}[{citation.ref}]")
        refs.append(citation.ref)
    lead = place_label(clause.place)
    body = "；".join(names)
    return Line(text=f"{lead}：{body}。" if lead else f"{body}。", refs=tuple(refs), place=clause.place)
