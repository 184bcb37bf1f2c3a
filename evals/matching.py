"""How gold answers and quotes are compared with what a run says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.segment import fold

_SPACE = re.compile(r"\s+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_ALIKE = str.maketrans({"〔": "[", "〕": "]", "【": "[", "】": "]", "“": '"', "”": '"', "‘": "'", "’": "'"})


def fold_text(text: str) -> str:
    """Text as it is compared: folded, brackets alike, without white space and thousands separators."""
    return _THOUSANDS.sub("", _SPACE.sub("", fold((text or "").translate(_ALIKE))))


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
