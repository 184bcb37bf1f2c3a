"""A second sentence beside an answer, where two of the same text answer an open question equally well."""

from __future__ import annotations

from dataclasses import replace

from assistant.draft import Draft, Line, Sources
from assistant.write.fact import without_mark
from retrieval.clause import Clause
from retrieval.query import Query
from retrieval.segment import Segmenter
from retrieval.span import answer_span, quote_span


def with_second(draft: Draft, clause: Clause, query: Query, segmenter: Segmenter) -> Draft:
    """The draft with one more line, quoted from `clause`; as it was where it quotes that sentence already."""
    start, end = clause.unit.sentence
    quoted = [(c.start, c.end) for c in draft.citations if c.document_id == clause.document.id]
    if any(a is not None and b is not None and a < end and start < b for a, b in quoted):
        return draft
    sources = Sources(citations=list(draft.citations))
    shown = answer_span(clause, query, segmenter)
    words = without_mark(clause.document.text[slice(*shown)])
    if any(words in citation.quote for citation in draft.citations):
        return draft  # a text may say the same twice
    citation = sources.cite(clause, *quote_span(clause, shown))
    line = Line(text=f"另有：{words}[{citation.ref}]。", refs=(citation.ref,), place=clause.place)
    return replace(draft, lines=(*draft.lines, line), citations=tuple(sources.citations))
