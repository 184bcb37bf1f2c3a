"""Grades of a run against gold questions: the same counts as the contract's grader, in the project's own evaluation.

right       answerable: every must_contain is met and no must_not_contain; cross: with each place; unanswerable: refused
            and `missing` says what; summary: enough points of the rubric
cited       a citation's quote carries the gold sentence (cross: for every place)
verbatim    every document quote stands in the stored text
clean       no citation from a place that the gold evidence does not name
focus       quotes of at most 240 characters; one-sentence types: together at most 300 or three times the gold
lead        one-sentence types: the first 80 characters already answer
unsupported numbers of the answer without a source
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.segment import fold

LEAD_TYPES = ("numeric", "text", "arith", "multiturn")
LEAD_CHARS, MAX_QUOTE, MAX_QUOTES = 80, 240, 300
_SPACE = re.compile(r"\s+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_BRACKETS = str.maketrans("〔〕【】", "[][]")
_PLACE_TAIL = re.compile(r"[区县市省]$")


def fold_text(text: str) -> str:
    """Text as it is compared: folded, brackets alike, without white space and thousands separators."""
    return _THOUSANDS.sub("", _SPACE.sub("", fold(text or "").translate(_BRACKETS)))


def contains(text: str, spec: str) -> bool:
    """Whether one of the alternatives of a spec (a|b) stands in a text, and not inside a longer number."""
    return any(_has(fold_text(text), fold_text(option)) for option in spec.split("|") if option)


def _has(text: str, wanted: str) -> bool:
    before = r"(?<!\d)(?<!\d\.)" if wanted[:1].isdigit() else ""
    after = r"(?!\d|[%万亿]|\.\d)" if wanted[-1:].isdigit() else ""
    return bool(re.search(before + re.escape(wanted) + after, text))


def shared_length(a: str, b: str) -> int:
    """Length of the longest common substring."""
    best, previous = 0, [0] * (len(b) + 1)
    for x in a:
        current = [0]
        for j, y in enumerate(b):
            current.append(previous[j] + 1 if x == y else 0)
        best = max(best, *current)
        previous = current
    return best


def carries(quote: str, gold: str, specs: Sequence[str]) -> bool:
    """Whether a quote carries a gold sentence: half of it, or a part that itself holds an answer."""
    q, g = fold_text(quote), fold_text(gold)
    if g in q or shared_length(q, g) >= max(8, len(g) / 2):
        return True
    return len(q) >= min(8, len(g)) and q in g and any(contains(quote, spec) for spec in specs)
