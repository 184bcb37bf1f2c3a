"""From a chosen clause to what an answer shows: a short span that reads on its own, and the sentence to cite."""

from __future__ import annotations

import re

from core.clauses import clause_spans, whole_sentences
from core.quantity import parse_quantities
from retrieval.clause import Clause
from retrieval.match import readable, term_match
from retrieval.other_places import told_until
from retrieval.query import Query
from retrieval.segment import Segmenter

MAX_ANSWER, MAX_QUOTE = 72, 240
WORTH_ADDING = 0.06
TOLD_IN_CLAUSE = frozenset({"number", "share", "money", "date", "code", "contact", "person"})
_ENDS = "。！？!?；;，,：:、 \u00a0\n"
_BROAD = re.compile(r"规模|情况|怎么样|怎样")
Span = tuple[int, int]


def trim(text: str, start: int, end: int) -> Span:
    """A span without marks and white space at its ends."""
    while start < end and text[start] in _ENDS:
        start += 1
    while end > start and text[end - 1] in _ENDS:
        end -= 1
    return start, end


def answer_span(clause: Clause, query: Query, segmenter: Segmenter, limit: int = MAX_ANSWER) -> Span:
    """The stretch of the clause's sentence that an answer shows.

    The whole sentence where it is short; else the clause, with those neighbours that meet more of the question, as
    long as it stays within `limit` characters.
    """
    text = clause.document.text
    if clause.told_from is not None:
        # The rest of the sentence may be of another place; a figure needs no more than its clause.
        end = clause.end if query.kind in TOLD_IN_CLAUSE else min(told_until(clause), clause.start + MAX_QUOTE)
        return trim(text, min(clause.told_from, clause.start), end)
    start, end = trim(text, *clause.unit.sentence)
    if end - start <= limit:
        return start, end
    clauses = clause_spans(text, *clause.unit.sentence)
    here = _index(clauses, clause)
    total = sum(term.weight for term in query.terms) or 1.0

    def met(span: Span) -> list[float]:
        where = readable(text[span[0] : span[1]], segmenter)
        return [term_match(term, where) for term in query.terms]

    first = last = here
    have = met(clauses[here])
    while True:
        options = []
        for i in (first - 1, last + 1):
            a, b = min(first, i), max(last, i)
            if 0 <= i < len(clauses) and clauses[b][1] - clauses[a][0] <= limit:
                more = (max(0.0, new - old) for new, old in zip(met(clauses[i]), have, strict=True))
                gain = sum(term.weight * m for term, m in zip(query.terms, more, strict=True)) / total
                options.append((gain, a, b, i))
        worth = [option for option in options if option[0] >= WORTH_ADDING]
        if not worth:
            break
        _, first, last, added = max(worth)
        have = [max(a, b) for a, b in zip(have, met(clauses[added]), strict=True)]
    # What is named may be told in the clause after (…的校长，纳入储备库); a figure stands in its own.
    onward = last + 1
    told = query.kind in TOLD_IN_CLAUSE
    if not told and onward < len(clauses) and clauses[onward][1] - clauses[first][0] <= limit:
        last = onward
    # 规模多大 asks for no one figure: those that go on with it belong to the answer.
    while _BROAD.search(query.text) and last + 1 < len(clauses) and clauses[last + 1][1] - clauses[first][0] <= limit:
        if not parse_quantities(text[slice(*clauses[last + 1])]):
            break
        last += 1
    return trim(text, clauses[first][0], clauses[last][1])


def _index(clauses: list[Span], clause: Clause) -> int:
    return next((i for i, (a, b) in enumerate(clauses) if a <= clause.start < b), len(clauses) - 1)


def onward_span(clause: Clause, limit: int) -> Span:
    """The clause's whole sentence where it fits; else from the clause on, as far as it fits (what follows 即 or ：)."""
    text = clause.document.text
    start, end = trim(text, *clause.unit.sentence)
    if end - start <= limit:
        return start, end
    clauses = clause_spans(text, *clause.unit.sentence)
    here = _index(clauses, clause)
    last = here
    while last + 1 < len(clauses) and clauses[last + 1][1] - clauses[here][0] <= limit:
        last += 1
    first = here
    if last + 1 == len(clauses):
        while first > 0 and clauses[last][1] - clauses[first - 1][0] <= limit:
            first -= 1
    return trim(text, clauses[first][0], min(clauses[last][1], clauses[first][0] + limit))


def quote_span(clause: Clause, shown: Span) -> Span:
    """The sentence around what is shown; of a longer one what is shown and as much as fits, what leads to it first."""
    text = clause.document.text
    start, end = clause.unit.sentence
    if end - start <= MAX_QUOTE:
        return start, end
    first, last = shown
    spans = clause_spans(text, start, end)
    for a, _ in reversed([span for span in spans if span[1] <= shown[0]]):
        if last - a > MAX_QUOTE:
            break
        first = a
    for a, b in spans:
        if a >= last and b - first <= MAX_QUOTE:
            last = b
    return first, min(last, first + MAX_QUOTE)


def quote_pieces(text: str, start: int, end: int) -> list[Span]:
    """A stretch as quotes of at most 240 characters, cut between clauses."""
    if end - start <= MAX_QUOTE:
        return [(start, end)]
    pieces: list[Span] = []
    open_at = last = start
    for _, b in clause_spans(text, start, end):
        if b - open_at > MAX_QUOTE and last > open_at:
            pieces.append((open_at, last))
            open_at = last
        last = b
    pieces.append((open_at, min(end, open_at + MAX_QUOTE)))
    return [span for a, b in pieces if (span := trim(text, a, b))[0] < span[1]]


def sentences_between(text: str, start: int, end: int) -> list[Span]:
    """Whole sentences that begin in a stretch of a text."""
    return [(start + a, start + b) for a, b in whole_sentences(text[start:end])]
