"""Sentences and clauses as answers use them: ；-parts stay in their sentence, an enumeration by 、 stays whole."""

from __future__ import annotations

import re

from core.textspan import split_clauses, split_sentences

_NUMBER = re.compile(r"[-+]?\d[\d,.]*[%％‰]?。?")
_OPEN_ENDS = "；;"


def whole_sentences(text: str) -> list[tuple[int, int]]:
    """Sentences that end at 。！？ or a line break; parts ended by ； belong together."""
    joined: list[tuple[int, int]] = []
    open_end = False
    for start, end in split_sentences(text):
        same_line = joined and "\n" not in text[joined[-1][1] : start]
        if open_end and same_line:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        open_end = text[end - 1] in _OPEN_ENDS
    return joined


def clause_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Clauses of a stretch, split at ，；： but not at 、, nor between a label and its number (教师数（人）：65)."""
    merged: list[tuple[int, int]] = []
    for first, last in split_clauses(text, start, end):
        between = text[merged[-1][1] : first].strip() if merged else ""
        if between == "、" or (between in (":", "：") and _NUMBER.fullmatch(text[first:last])):
            merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    return merged
