"""What stands under a heading or behind an announcement: the answer where the best clause only names it."""

from __future__ import annotations

from assistant.draft import Draft, Line, Sources
from assistant.write.fact import lead_in, without_mark
from corpus.library import Library
from retrieval.clause import Clause
from retrieval.other_places import leaves_place
from retrieval.query import Query
from retrieval.span import MAX_QUOTE, Span, sentences_between, trim

MAX_BODY, MIN_NEWS = 240, 12
_OPEN_ENDS = ("：", ":", "？", "?")


def own_text(clause: Clause, library: Library) -> Span:
    """The clause's section without its heading and without the sections below it."""
    section = clause.section
    below = [s.start for s in library.sections(clause.document.id) if s.parent_id == section.id]
    return min(section.start + len(section.heading), section.end), min(below, default=section.end)


def only_names(clause: Clause) -> bool:
    """Whether a clause stands in the heading of its section, asks, or announces what follows (…如下：)."""
    section = clause.section
    in_heading = section.depth > 0 and clause.start < section.start + len(section.heading)
    sentence = clause.document.text[slice(*clause.unit.sentence)]
    return in_heading or sentence.rstrip().endswith(_OPEN_ENDS)


def says_little_more(clause: Clause, query: Query) -> bool:
    """Whether a sentence holds hardly more than the question's own words: what it announces is told after it."""
    sentence = clause.document.text[slice(*clause.unit.sentence)]
    for term in sorted(query.terms, key=lambda term: -len(term.text)):
        sentence = sentence.replace(term.text, "")
    return len(sentence) < MIN_NEWS


def write_body(clause: Clause, query: Query, library: Library) -> Draft | None:
    """The draft that quotes what a heading or an announcement leads to; None where nothing follows it.

    Args:
        clause: The clause that only names the answer.
        query: What is asked.
        library: The texts.
    """
    text = clause.document.text
    start, end = own_text(clause, library)
    if clause.start >= start:
        start = clause.unit.sentence[1]
    spans: list[Span] = []
    for a, b in sentences_between(text, start, end):
        span = trim(text, a, min(b, a + MAX_QUOTE))
        if (spans and span[1] - spans[0][0] > MAX_BODY) or leaves_place(clause, a, b):
            break
        if span[0] < span[1]:
            spans.append(span)
    if not spans:
        return None
    sources, parts, refs = Sources(), [], []
    for a, b in spans:
        citation = sources.cite(clause, a, b)
        refs.append(citation.ref)
        parts.append(f"{without_mark(text[a:b])}[{citation.ref}]")
    body = "；".join(parts)
    line = Line(text=f"{lead_in(clause, body, query)}{body}。", refs=tuple(refs), place=clause.place)
    return Draft(status="answered", lines=(line,), citations=tuple(sources.citations))
