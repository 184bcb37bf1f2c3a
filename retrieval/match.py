"""How well a term of the question is met by a stretch of text: whole, by a synonym, or in part."""

from __future__ import annotations

import re

from core.place import han_to_int, int_to_han
from retrieval.query import Term
from retrieval.segment import fold

SYNONYM = 0.9
PART = 0.75
LOOSE = 0.45
_SPACE = re.compile(r"\s+")
_SMALL_NUMBER = re.compile(r"(?<![\d.])(\d{1,2})(?=[\u4e00-\u9fff])(?![万亿])")
_HAN_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}")


def plain(text: str) -> str:
    """Text as terms are looked up in it: folded, without white space and quotation marks."""
    return _SPACE.sub("", fold(text)).replace('"', "").replace("'", "")


def number_variants(word: str) -> frozenset[str]:
    """The other way of writing a small number in a word: 5项 ↔ 五项, 24中 ↔ 二十四中."""
    variants = set()
    if _SMALL_NUMBER.search(word):
        variants.add(_SMALL_NUMBER.sub(lambda m: int_to_han(int(m[1])) or m[1], word))
    if _HAN_NUMBER.search(word):
        variants.add(_HAN_NUMBER.sub(lambda m: str(han_to_int(m[0])) if _regular(m[0]) else m[0], word))
    return frozenset(variants - {word})


def _regular(numeral: str) -> bool:
    return int_to_han(han_to_int(numeral)) == numeral


def term_match(term: Term, text: str) -> float:
    """From 0 to 1: the term itself 1, a synonym 0.9, else the share of its character pairs or characters.

    Args:
        term: A term of the question.
        text: What `plain` made of a text.
    """
    word = term.text
    if word in text:
        return 1.0
    if any(form in text for form in term.forms):
        return SYNONYM
    size = len(word)
    if size < 2 or word.isascii():
        return 0.0
    if size == 2:
        # One shared character of two (督导/辅导, 选拔/遴选) is a hint, no more.
        return LOOSE * 0.5 if word[0] in text or word[1] in text else 0.0
    pairs = sum(word[i : i + 2] in text for i in range(size - 1)) / (size - 1)
    characters = sum(c in text for c in word) / size
    return max(PART * pairs, LOOSE * characters if characters > 0.5 else 0.0)
