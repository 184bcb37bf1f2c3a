"""How well a term of the question is met by a stretch of text: whole, by a synonym, or in part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from retrieval.query import Term
from retrieval.segment import Segmenter, fold

SYNONYM = 0.9
ACROSS_WORDS, INSIDE_WORD = 0.5, 0.8
PART = 0.75
LOOSE = 0.45
ONE_OF_TWO, BOTH_APART = 0.22, 0.4
SHORT = 2
RATE = 0.4  # another rate beside: 覆盖率, 结对率
UNQUOTED = 0.3
_SPACE = re.compile(r"\s+")
_NAMED = re.compile(r'["\'《]([^"\'《》]{1,16})')


@dataclass(frozen=True, kw_only=True)
class Readable:
    """A stretch of text as terms are looked up in it: folded without white space and quotation marks.

    `named` are the words that quotation marks or a title's brackets open.
    """

    text: str
    segmenter: Segmenter
    named: str = ""

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words; most stretches are never asked for them, and to segment is the costly part."""
        return frozenset(self.segmenter.folded_words(self.text))

    @cached_property
    def characters(self) -> frozenset[str]:
        """Its characters."""
        return frozenset(self.text)


def readable(text: str, segmenter: Segmenter) -> Readable:
    """A text made ready for `term_match`."""
    marked = _SPACE.sub("", fold(text))
    plain = marked.replace('"', "").replace("'", "")
    named = "\n".join(_NAMED.findall(marked))
    return Readable(text=plain, segmenter=segmenter, named=named)


def _found(form: str, where: Readable) -> float:
    if form not in where.text:
        return 0.0
    # 中考 inside 高中考点 is no 中考: short words count in full only as words.
    if len(form) == 1:
        return 1.0 if form in where.words else INSIDE_WORD
    return 1.0 if len(form) > SHORT or form in where.words else ACROSS_WORDS


def term_match(term: Term, where: Readable) -> float:
    """From 0 to 1: the term itself 1, a synonym 0.9, else the share of its character pairs or characters."""
    if term.characters.isdisjoint(where.characters):
        return 0.0
    if term.quoted:
        forms = term.forms | {term.text}
        return (
            1.0 if any(form in where.named for form in forms) else UNQUOTED * any(form in where.text for form in forms)
        )
    whole = _found(term.text, where)
    if whole == 1.0:
        return whole
    best = max(whole, *(SYNONYM * _found(form, where) for form in term.others)) if term.others else whole
    size = len(term.text)
    if best or size < SHORT or term.text.isascii():
        return best
    if size == SHORT:
        # One shared character of two (督导/辅导, 选拔/遴选) is a hint, no more.
        found = sum([c in where.characters for c in term.text])
        return (0.0, ONE_OF_TWO, BOTH_APART)[found]
    if term.text.endswith("率") and "率" in where.text:
        best = RATE
    pairs = sum([pair in where.text for pair in term.pairs]) / (size - 1)
    characters = sum([c in where.characters for c in term.text]) / size
    return max(best, PART * pairs, LOOSE * characters if characters > 0.5 else 0.0)
