"""Small numbers in words, written in digits or in characters."""

from __future__ import annotations

import re

from core.han_numerals import han_to_int, int_to_han, is_regular

_SMALL_NUMBER = re.compile(r"(?<![\d.])(\d{1,2})(?=[\u4e00-\u9fff])(?![万亿])")
_HAN_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}")


def number_variants(word: str) -> frozenset[str]:
    """The other way of writing a small number in a word: 5项 ↔ 五项, 24中 ↔ 二十四中."""
    variants = set()
    if _SMALL_NUMBER.search(word):
        variants.add(_SMALL_NUMBER.sub(lambda m: int_to_han(int(m[1])) or m[1], word))
    if _HAN_NUMBER.search(word):
        variants.add(_HAN_NUMBER.sub(lambda m: str(han_to_int(m[0])) if is_regular(m[0]) else m[0], word))
    return frozenset(variants - {word})
