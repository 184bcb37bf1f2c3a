"""From a chosen clause to what an answer shows: a short span that reads on its own, and the sentence to cite."""

from __future__ import annotations

from core.clauses import clause_spans, whole_sentences
from retrieval.match import readable, term_match
from retrieval.query import Query
from retrieval.segment import Segmenter
from retrieval.sentences import Clause

MAX_ANSWER, MAX_QUOTE = 72, 240
WORTH_ADDING = 0.06
_ENDS = "。！？!?；;，,：:、 \u00a0\n"


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without marks and white space at its ends."""
    while start < end and text[start] in _ENDS:
        start += 1
    while end > start and text[end - 1] in _ENDS:
        end -= 1
    return start, end


def answer_span(clause: Clause, query: Query, segmenter: Segmenter, limit: int = MAX_ANSWER) -> tuple[int, int]:
    """The stretch of the clause's sentence that an answer shows.

    The whole sentence where it is short; else the clause, with those neighbours that meet more of the question, as
    long as it stays within `limit` characters.
    """
    text = clause.document.text
    start, end = trim(text, *clause.unit.sentence)
    if end - start <= limit:
        return start, end
    clauses = clause_spans(text, *clause.unit.sentence)
    here = next(i for i, (a, b) in enumerate(clauses) if a <= clause.start < b or b >= clause.end)
    total = sum(term.weight for term in query.terms) or 1.0

    def met(span: tuple[int, int]) -> list[float]:
        where = readable(text[span[0] : span[1]], segmenter)
        return [term_match(term, where) for term in query.terms]

    first = last = here
    have = met(clauses[here])
    while True:
        options = []
        for i in (first - 1, last + 1):
            if not 0 <= i < len(clauses):
                continue
            a, b = min(first, i), max(last, i)
            if clauses[b][1] - clauses[a][0] > limit:
                continue
            gain = sum(
                t.weight * max(0.0, new - old) for t, new, old in zip(query.terms, met(clauses[i]), have, strict=True)
            )
            options.append((gain / total, a, b, i))
        worth = [option for option in options if option[0] >= WORTH_ADDING]
        if not worth:
            break
        _, first, last, added = max(worth)
        have = [max(a, b) for a, b in zip(have, met(clauses[added]), strict=True)]
    return trim(text, clauses[first][0], clauses[last][1])


def quote_span(clause: Clause, shown: tuple[int, int]) -> tuple[int, int]:
    """The sentence around what is shown, or as many of its clauses as fit into a quote."""
    text = clause.document.text
    start, end = clause.unit.sentence
    if end - start <= MAX_QUOTE:
        return start, end
    first, last = shown
    for a, b in clause_spans(text, start, end):
        if a >= first and b - first <= MAX_QUOTE:
            last = max(last, b)
    return first, min(last, first + MAX_QUOTE)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence of a text that a span lies in."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    for a, b in whole_sentences(text[line_start:line_end]):
        if line_start + a <= start < line_start + b:
            return line_start + a, line_start + b
    return start, end
