"""Rules and definitions: the sentence with its conditions whole, and the sentences that go on with it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.draft import Draft, Line, Sources
from assistant.write.fact import lead_in, without_mark
from corpus.library import Library
from retrieval.clause import Clause
from retrieval.match import readable, term_match
from retrieval.other_places import leaves_place
from retrieval.query import Query
from retrieval.segment import Segmenter
from retrieval.span import Span, onward_span, quote_pieces, sentences_between, trim

MAX_RULE, MAX_SENTENCE, MAX_SENTENCES = 360, 230, 3
ALIKE = 0.85
SHARED = 0.12


def write_rule(ranked: Sequence[Clause], query: Query, segmenter: Segmenter, library: Library) -> Draft:
    """The draft for a rule.

    Args:
        ranked: Clauses, the one that answers first.
        query: What is asked.
        segmenter: Words.
        library: The texts.
    """
    best = ranked[0]
    text = best.document.text
    spans = [onward_span(best, MAX_SENTENCE)]
    for span in (*_alike(ranked), *_going_on(best, query, segmenter, library)):
        overlaps = any(a < span[1] and span[0] < b for a, b in spans)
        if not overlaps and len(spans) < MAX_SENTENCES and sum(b - a for a, b in (*spans, span)) <= MAX_RULE:
            spans.append(span)
    spans.sort()
    sources, parts, refs = Sources(), [], []
    for a, b in spans:
        cited = [sources.cite(best, *piece) for piece in quote_pieces(text, a, b)]
        refs += [citation.ref for citation in cited]
        parts.append(without_mark(text[a:b]) + "".join(f"[{citation.ref}]" for citation in cited))
    body = "；".join(parts)
    line = Line(text=f"{lead_in(best, body, query)}{body}。", refs=tuple(refs), place=best.place)
    return Draft(status="answered", lines=(line,), citations=tuple(sources.citations))


def _alike(ranked: Sequence[Clause]) -> list[Span]:
    """Sentences nearly as good as the best, under the same heading or beside it."""
    best = ranked[0]
    near = [
        clause
        for clause in ranked[1:40]
        if clause.document.id == best.document.id
        and clause.place == best.place
        and clause.score >= ALIKE * best.score
        and (clause.section.id == best.section.id or clause.section.parent_id == best.section.parent_id)
        and clause.unit.sentence != best.unit.sentence
        and not leaves_place(best, *clause.unit.sentence)
    ]
    return [onward_span(clause, MAX_SENTENCE) for clause in near]


def _going_on(best: Clause, query: Query, segmenter: Segmenter, library: Library) -> list[Span]:
    """The sentences right after the best one in its section, as long as they share words with the question."""
    text, section = best.document.text, library.section(best.document.id, best.section.id)
    total = sum(term.weight for term in query.terms) or 1.0
    spans = []
    for start, end in sentences_between(text, best.unit.sentence[1], section.end):
        where = readable(text[start:end], segmenter)
        shared = sum(term.weight * term_match(term, where) for term in query.terms) / total
        far = end - start > MAX_SENTENCE or "\n" in text[best.unit.sentence[1] : start]
        if shared < SHARED or far or leaves_place(best, start, end):
            break
        spans.append(trim(text, start, end))
    return spans
