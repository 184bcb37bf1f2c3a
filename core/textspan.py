"""Sentences and clauses of a Chinese text as exact spans; the text itself is never changed."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CLOSERS = {"（": "）", "(": ")", "【": "】", "《": "》", "“": "”", "‘": "’", "「": "」", "〔": "〕", "[": "]"}
_SENTENCE_MARK = re.compile(r"[。！？!?；;\n（(【《“‘「〔\[]")
_CLAUSE_MARK = re.compile(r"[，、；：,;:（(【《“‘「〔\[]")
_AFTER_END = re.compile(r"[。！？!?；;]*[”’」』）)】]*")
# A bracket whose partner is further away than this was most likely never closed (lost text, list marks like "1)").
_LONGEST_BRACKET = 200
LEAD_CHARS = 45


def _closing(text: str, opener: int, end: int) -> int:
    """Position of the bracket that closes `opener`, or -1 if it is not closed nearby on the same line."""
    opened, closed = text[opener], _CLOSERS[text[opener]]
    limit = min(end, opener + _LONGEST_BRACKET)
    depth = 0
    for at in range(opener, limit):
        char = text[at]
        if char == opened:
            depth += 1
        elif char == closed:
            depth -= 1
            if depth == 0:
                return at
        elif char == "\n":
            return -1
    return -1


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Sentences of a text, each with its closing mark.

    A sentence ends at 。！？； or a line break, never inside a bracket or quotation that closes within
    200 characters of the same line.

    Args:
        text: Any text.

    Returns:
        (start, end) in code points of `text`, in order, without surrounding white space; empty sentences are left out.
    """
    spans: list[tuple[int, int]] = []
    start = at = 0
    while (mark := _SENTENCE_MARK.search(text, at)) is not None:
        here = mark.start()
        if text[here] in _CLOSERS:
            closed = _closing(text, here, len(text))
            at = (closed if closed >= 0 else here) + 1
            continue
        end = here if text[here] == "\n" else _end_of_marks(text, here)
        first, last = _trimmed(text, start, end)
        if first < last:
            spans.append((first, last))
        start = at = max(end, here + 1)
    first, last = _trimmed(text, start, len(text))
    if first < last:
        spans.append((first, last))
    return spans


def _end_of_marks(text: str, at: int) -> int:
    found = _AFTER_END.match(text, at)
    return found.end() if found else at + 1


def split_clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Clauses of one sentence, without the marks between them.

    A clause ends at ，、；： (or their half-width forms, unless these stand between two digits: 5,000, 1:15), never
    inside a bracket or quotation.

    Args:
        text: The text the sentence stands in.
        start: First code point of the sentence.
        end: One past its last code point.

    Returns:
        (start, end) in code points of `text`, in order, without surrounding white space; empty clauses are left out.
    """
    spans: list[tuple[int, int]] = []
    clause = at = start
    while (mark := _CLAUSE_MARK.search(text, at, end)) is not None:
        here = mark.start()
        if text[here] in _CLOSERS:
            closed = _closing(text, here, end)
            at = (closed if closed >= 0 else here) + 1
            continue
        at = here + 1
        if text[here] in ",:" and text[here - 1 : here].isdigit() and text[at : at + 1].isdigit():
            continue
        first, last = _trimmed(text, clause, here)
        if first < last:
            spans.append((first, last))
        clause = at
    first, last = _trimmed(text, clause, end)
    if first < last:
        spans.append((first, last))
    return spans


_NO_WORDS = re.compile(r"[\d\s.,，。、；：:;（）()“”《》！？!?%％\-—]+")


def word_pairs(text: str) -> frozenset[str]:
    """Word pairs of a text without a dictionary: neighbouring characters, digits and marks left out."""
    plain = _NO_WORDS.sub("\n", text)
    return frozenset(run[i : i + 2] for run in plain.split("\n") for i in range(len(run) - 1))


def paragraph_lead(text: str, start: int, headings: Sequence[str] = ()) -> str:
    """The words that open the paragraph which a stretch of a text goes on with: they say of what it tells.

    Args:
        text: The whole text, one paragraph a line.
        start: Where the stretch begins.
        headings: The headings above it; a paragraph that opens with one of them needs no other lead.

    Returns:
        Whole clauses of at most `LEAD_CHARS` characters, or the first one's beginning; '' at a paragraph's start.
    """
    begin = text.rfind("\n", 0, start) + 1
    if not text[begin:start].strip() or any(text.startswith(heading, begin) for heading in headings if heading):
        return ""
    stop = begin
    for _, end in split_clauses(text, begin, start):
        if end - begin > LEAD_CHARS:
            break
        stop = end
    return text[begin : stop if stop > begin else min(start, begin + LEAD_CHARS)].strip("，,。；; ")
