"""Cutting what an answer shows out of a sentence, at the borders of the text itself."""

from __future__ import annotations

import itertools
import re

from assistant.slots import segment_of
from core.clauses import clause_spans, whole_sentences
from core.quantity import parse_quantities
from retrieval.statement import Statement

Span = tuple[int, int]
MAX_QUOTE, MAX_SHOWN, MIN_CLAUSE = 240, 120, 10
MANY_FIGURES = 3
_ENDS = "。！？!?；;，,：:、 \u00a0\n"
_OPENING, _CLOSING = "（(“「《", "）)”」》"
# What a clause may not open with when it stands alone.
_LEANS = re.compile(r"^(?:但|且|并|而|其|该|由|即|按|从而|同时|也|还|均|都|并且)")
# A series that a sentence opens goes on in the ones after it.
_SERIES, _NEXT = (
    re.compile(r"[一二三四五六七八九]是|第[一二三四五六七八九]，|首先|其次"),
    re.compile(r"[二三四五六七八九十]是|第[二三四五六七八九十]，|其次|最后"),
)
_OF_EACH = re.compile(r"各|分别|都")
_ITEM_NAME = re.compile(r"\s*(?:其中|分别)?(?P<name>(?:19|20)\d\d年|[\u4e00-\u9fffA-Za-z]{2,12}?)(?:为|是|共|有)?\d")
_EXCEPTION = re.compile(r"^(?:但|除|确因|特殊|确需|情况特殊|其中|逾期|对.{2,12}的[，,])")


def trim(text: str, start: int, end: int) -> Span:
    """A span without marks and white space at its ends."""
    while start < end and text[start] in _ENDS:
        start += 1
    while end > start and text[end - 1] in _ENDS:
        end -= 1
    return start, end


def balanced(text: str, start: int, end: int, within: Span) -> Span:
    """A span widened until every bracket that opens in it closes in it, as far as its sentence goes."""
    for opening, closing in zip(_OPENING, _CLOSING, strict=True):
        if text.count(opening, start, end) > text.count(closing, start, end):
            at = text.find(closing, end, within[1])
            end = at + 1 if at >= 0 else end
        elif text.count(closing, start, end) > text.count(opening, start, end):
            at = text.rfind(opening, within[0], start)
            start = at if at >= 0 else start
    return start, end


def amount_span(statement: Statement, question: str = "") -> Span:
    """The clause that tells a figure; of a clause that lists several figures only the item that is asked.

    Args:
        statement: What answers.
        question: What is asked: of two or three figures one is shown alone where the question calls it by its name.
    """
    text, sentence = statement.document.text, statement.sentence
    clauses = [c for c in clause_spans(text, *sentence) if c[0] < statement.end and statement.start < c[1]]
    if not clauses:
        return trim(text, statement.start, statement.end)
    start, end = clauses[0][0], clauses[-1][1]
    figures = parse_quantities(text[start:end])
    item = segment_of(statement)
    if len(figures) > MANY_FIGURES or (len(figures) > 1 and _alone(item, text[start:end], question)):
        at = text.rfind(item, sentence[0], statement.end + len(item))
        if at >= 0 and item.strip():
            start, end = at, at + len(item)
    return trim(text, *balanced(text, start, end, sentence))


def _alone(item: str, clause: str, question: str) -> bool:
    """Whether a question calls an item of a clause by its name (初中900元) and none of the others."""
    if _OF_EACH.search(question):
        return False
    named = [one for one in re.split("[、，,；;（(]", clause) if (name := _name_of(one)) and name in question]
    return len(named) == 1 and named[0].strip() == item.strip()


def _name_of(item: str) -> str:
    """What an item calls its figure: what stands before it; a year stands for itself."""
    found = _ITEM_NAME.match(item)
    return found["name"] if found else ""


def words_span(statement: Statement) -> Span:
    """The sentence where it is short enough to be said; else the clauses that answer, with what they lean on.

    Of a sentence that ； parts into statements only those that answer.
    """
    text, (begin, stop) = statement.document.text, _parts_around(statement)
    start, end = trim(text, begin, stop)
    if end - start <= MAX_SHOWN:
        return start, end
    clauses = clause_spans(text, begin, stop)
    inside = [i for i, c in enumerate(clauses) if c[0] < statement.end and statement.start < c[1]]
    if not inside:
        return trim(text, *balanced(text, statement.start, statement.end, (begin, stop)))
    first, last = inside[0], inside[-1]
    while first > 0 and _LEANS.match(text[slice(*clauses[first])]) and _fits(clauses, first - 1, last):
        first -= 1
    # What is told goes on in the clauses after it; one that is too short says nothing alone.
    while last + 1 < len(clauses) and _fits(clauses, first, last + 1):
        last += 1
    while first > 0 and _fits(clauses, first - 1, last):
        first -= 1
    return trim(text, *balanced(text, clauses[first][0], clauses[last][1], (begin, stop)))


def _parts_around(statement: Statement) -> Span:
    """The parts of a sentence between ； that a statement touches, with the part before where they lean on it."""
    text, (begin, stop) = statement.document.text, statement.sentence
    cuts = [begin, *(at + 1 for at in range(begin, stop - 1) if text[at] in "；;"), stop]
    parts = list(itertools.pairwise(cuts))
    touched = [i for i, (a, b) in enumerate(parts) if a < statement.end and statement.start < b]
    if not touched:
        return begin, stop
    first, last = touched[0], touched[-1]
    while first > 0 and (_LEANS.match(text[slice(*parts[first])]) or parts[last][1] - parts[first][0] < MIN_CLAUSE):
        first -= 1
    return parts[first][0], parts[last][1]


def _fits(clauses: list[Span], first: int, last: int) -> bool:
    return clauses[last][1] - clauses[first][0] <= MAX_SHOWN


def rule_spans(statement: Statement, limit: int) -> list[Span]:
    """A rule with its conditions and exceptions: its sentence, and those after it that except or detail it.

    Args:
        statement: What answers.
        limit: Most characters of all together.
    """
    text, section = statement.document.text, statement.section
    spans = [trim(text, *statement.sentence)]
    line_end = text.find("\n", statement.sentence[1])
    stop = min(section.end, line_end if line_end >= 0 else len(text))
    for a, b in whole_sentences(text[statement.sentence[1] : stop]):
        start, end = statement.sentence[1] + a, statement.sentence[1] + b
        goes_on = _EXCEPTION.match(text[start:end]) or (
            _SERIES.search(text[slice(*spans[-1])]) and _NEXT.match(text[start:end])
        )
        if not goes_on or end - spans[0][0] > limit:
            break
        spans.append(trim(text, start, end))
    return spans


def quote_span(statement: Statement, shown: Span) -> Span:
    """The sentence around what is shown; of a longer one what is shown and as much as fits, what leads to it first."""
    text, (start, end) = statement.document.text, statement.sentence
    if shown[0] < start or shown[1] > end:
        start, end = min(start, shown[0]), max(end, shown[1])
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
