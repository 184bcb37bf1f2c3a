"""Small numbers in Chinese characters: 十二 and 12."""

from __future__ import annotations

import re

_HAN_DIGITS = "零一二三四五六七八九"
# 十三五 is a plan and no number.
_REGULAR = re.compile(r"[一二三四五六七八九]?十?[一二三四五六七八九]?")


def han_to_int(numeral: str) -> int:
    """十二 → 12, 12 → 12; numerals below a hundred."""
    if numeral.isdigit():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return int("".join(str(_HAN_DIGITS.index(c)) for c in numeral))
    return (_HAN_DIGITS.index(tens) if tens else 1) * 10 + (_HAN_DIGITS.index(ones) if ones else 0)


def int_to_han(number: int) -> str:
    """12 → 十二; numbers from 1 to 99."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _HAN_DIGITS[tens] + "十")
    return head + (_HAN_DIGITS[ones] if ones else "")


def is_regular(numeral: str) -> bool:
    """Whether characters write a number from 1 to 99 as one does: 十二, not 一二."""
    return bool(_REGULAR.fullmatch(numeral)) and int_to_han(han_to_int(numeral)) == numeral
