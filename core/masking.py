"""Personal numbers in a text, masked in place: identity cards and mobile phones.

The stored text itself is masked, at equal length, when a document is read in. So every way out (answers, citations,
ledger, exports, the audit log, a language model) shows the mask, quotes stay exact substrings of the stored text, and
offsets still lead to the raw file, which stays with the office. Landlines are left: those in official texts are the
numbers of offices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from core.number_kinds import WIDE_DIGITS

T = TypeVar("T")
MASK = "*"
# Names of things, not words: an id of hex digits may hold eleven digits in a row.
_NAMES = frozenset({"id", "ref", "document_id", "index", "engine", "timings_ms", "figures", "checks"})
_DIGIT = "[0-9０-９]"
_CARD = re.compile(rf"(?<![0-9０-９A-Za-z])(?:{_DIGIT}{{17}}[0-9０-９XxＸｘ]|{_DIGIT}{{15}})(?![0-9０-９A-Za-z])")
# A number of eleven digits that is counted or paid is none: 13800000000元.
_MOBILE = re.compile(
    rf"(?<![0-9０-９])(?<![0-9０-９][.．,，\-])(?:[+＋]?86[-\s]?)?([1１][3-9３-９]{_DIGIT}[-\s]?{_DIGIT}{{4}}[-\s]?{_DIGIT}{{4}})"
    r"(?![0-9０-９]|[.．,，][0-9０-９]|\s?(?:元|万|亿|人|个|次|吨|㎡|平方米|千米|公里))"
)
_FULL_WIDTH = {**WIDE_DIGITS, **dict.fromkeys(map(ord, "Ｘｘx"), "X")}
_PROVINCES = frozenset(
    (
        11,
        12,
        13,
        14,
        15,
        21,
        22,
        23,
        31,
        32,
        33,
        34,
        35,
        36,
        37,
        41,
        42,
        43,
        44,
        45,
        46,
        50,
        51,
        52,
        53,
        54,
        61,
        62,
        63,
        64,
        65,
        71,
        81,
        82,
        83,
    )
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
SHOWN_FIRST, SHOWN_LAST_CARD, SHOWN_LAST_PHONE = 3, 2, 4


def is_identity_number(number: str) -> bool:
    """Whether a string is a possible identity-card number: 18 digits with the right check digit, or the old 15.

    Source: GB 11643-1999 (province code, day of birth, check digit modulo 11).
    """
    if len(number) not in (15, 18) or int(number[:2]) not in _PROVINCES:
        return False
    month, day = (
        (int(number[10:12]), int(number[12:14])) if len(number) == 18 else (int(number[8:10]), int(number[10:12]))
    )
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return False
    if len(number) == 15:
        return True
    if not 1850 <= int(number[6:10]) <= 2150:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return _CHECKS[total % 11] == number[17]


def find_personal_numbers(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, characters shown at the end) of each personal number, in order of kind."""
    for found in _CARD.finditer(text):
        if is_identity_number(found[0].translate(_FULL_WIDTH)):
            yield *found.span(), SHOWN_LAST_CARD
    for found in _MOBILE.finditer(text):
        yield *found.span(1), SHOWN_LAST_PHONE


def mask_personal(text: str) -> tuple[str, int]:
    """A text of the same length with personal numbers masked (138****1234), and how many there were."""
    count = 0
    for start, end, shown in find_personal_numbers(text):
        inner = re.sub(r"[0-9０-９XxＸｘ]", MASK, text[start + SHOWN_FIRST : end - shown])
        text = text[: start + SHOWN_FIRST] + inner + text[end - shown :]
        count += 1
    return text, count


def mask_value(value: T) -> T:
    """A frozen value of words with every personal number in them masked, at equal length.

    The second fence, at the border of a trace: what is stored was masked at ingest, but a question can hold a number
    too. Figures and ids are left as they are.
    """
    masked: Any = value
    if isinstance(value, str):
        masked = mask_personal(value)[0]
    elif isinstance(value, tuple):
        masked = tuple(mask_value(item) for item in value)
    elif is_dataclass(value) and not isinstance(value, type):
        if getattr(value, "kind", "") == "table":
            return value
        changes = {f.name: mask_value(getattr(value, f.name)) for f in fields(value) if f.name not in _NAMES}
        masked = replace(value, **changes)
    return masked  # type: ignore[no-any-return]
