"""Quantities of Chinese text: numbers with unit and qualifier, told apart from dates, codes and list marks.

`parse_quantities("近7万个")` is [Quantity(value=70000, unit="个", qualifier="近", low=65000, high=70000)];
`parse_numbers("〔2022〕51号")` is two codes and no quantity; `format_quantity` writes what parses to the same quantity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import get_args

from core import number_kinds as kinds
from core.number_kinds import CN_DIGITS, Kind
from core.qualifiers import RANGE_WORD, qualifier_parts
from core.quantity_readers import read_chinese, read_digits, starts_amount
from core.schema import Quantity


@dataclass(frozen=True, kw_only=True)
class NumberMention:
    """One number of a text and what kind of number it is.

    `quantity` is set for kind "quantity", and for kind "name" where the name counts something (“五项管理”).
    `span` is code points of the text parsed.
    """

    kind: Kind
    quantity: Quantity | None
    text: str
    span: tuple[int, int]


_CODE_DIGITS = re.compile(r"\d[\d.\-:]*(?:\s?号)?(?<![.\-:])")
_CANDIDATE = re.compile(rf"\d|翻|[{CN_DIGITS}]")
# A number inside a quotation this short is part of a slogan's or a programme's name: “五项管理”, “4个100%”, “三级三类”.
_NAME_BEFORE = re.compile(r"[“「‘](?P<head>[^”」’，。、；：]{0,6})$")
_NAME_AFTER = re.compile(r"(?P<tail>[^“「‘，。、；：”」’]{0,8})[”」’]")
_LONGEST_NAME = 9
_HEADER_UNIT = re.compile(r"[（(](?:单位[:：])?([^（()）\d]{1,6})[)）]\s*[:：]\s*$")


def _mention(raw: str, kind: Kind, start: int, end: int, quantity: Quantity | None = None) -> NumberMention:
    return NumberMention(kind=kind, quantity=quantity, text=raw[start:end], span=(start, end))


def _counted(raw: str, quantity: Quantity) -> NumberMention:
    """A quantity, or the count inside a name when it stands in a short quotation."""
    start, end = quantity.span
    before = _NAME_BEFORE.search(raw[max(0, start - 7) : start])
    after = _NAME_AFTER.match(raw, end) if before else None
    named = before and after and len(before["head"]) + end - start + len(after["tail"]) <= _LONGEST_NAME
    return _mention(raw, "name" if named else "quantity", start, end, quantity)


def _digit_kind(raw: str, text: str, at: int, floor: int) -> NumberMention | None:
    """A date, year, ordinal, code or telephone number at `at`; None for a quantity."""
    before = text[max(floor, at - 12) : at]
    if before.rstrip()[-1:] == "第" and (plain := _CODE_DIGITS.match(text, at)):
        return _mention(raw, "ordinal", at - 1, plain.end())
    hit = kinds.DIGIT_KINDS.match(text, at)
    if hit and not ("月" not in hit[0] and ":" in hit[0] and kinds.RATIO_BEFORE.search(before)):
        kind: Kind = next(k for k in get_args(Kind) if k == hit.lastgroup)
        return _mention(raw, kind, at, hit.end())
    if kinds.CODE_BEFORE.search(before) and (digits := _CODE_DIGITS.match(text, at)):
        return _mention(raw, "code", at, digits.end())
    if kinds.PHONE_BEFORE.search(before) and (digits := _CODE_DIGITS.match(text, at)) and len(digits[0]) > 2:
        return _mention(raw, "phone", at, digits.end())
    if year := kinds.BARE_YEAR.match(text, at):
        return _mention(raw, "year", at, year.end())
    if hot := kinds.HOTLINE.match(text, at):
        return _mention(raw, "phone", at, hot.end())
    if (lettered := kinds.LETTERED.match(text, at)) and not starts_amount(text, at):
        return _mention(raw, "code", at, lettered.end())
    return None


def _chinese_mention(raw: str, text: str, at: int, floor: int) -> NumberMention | None:
    if text[at] != "翻":
        if at and text[at - 1] == "第" and (order := kinds.CN_ORDINAL.match(text, at - 1)):
            return _mention(raw, "ordinal", at - 1, order.end())
        if hit := kinds.CN_KINDS.match(text, at):
            kind: Kind = next(k for k in get_args(Kind) if k == hit.lastgroup)
            return _mention(raw, kind, at, hit.end())
    found = read_chinese(raw, text, at, floor)
    return _counted(raw, found) if found else None


def _list_marks(raw: str, text: str) -> Iterator[NumberMention]:
    for pattern in (kinds.LIST_MARK, kinds.BARE_LINE):
        for found in pattern.finditer(text):
            start, end = found.span(found.lastgroup) if found.lastgroup else found.span()
            yield _mention(raw, "list_mark", start, end)
    for found in kinds.BARE_MARK.finditer(text):
        start, end = found.span("mark")
        measured = starts_amount(text, start, plain=True) or kinds.DIGIT_KINDS.match(text, start)
        if int(found["mark"]) <= 20 and not measured:
            yield _mention(raw, "list_mark", start, end)


def parse_numbers(text: str) -> list[NumberMention]:
    """Every number of a text with its kind, in order and without overlaps.

    Args:
        text: Any text; full-width digits and hard spaces are read as plain ones.

    Returns:
        Mentions whose spans are code points of `text`.
    """
    folded = kinds.fold(text)
    marks = {mark.span[0]: mark for mark in _list_marks(text, folded)}
    mentions: list[NumberMention] = []
    at = floor = 0
    starts = sorted(marks, reverse=True)
    while (next_one := _CANDIDATE.search(folded, at)) is not None:
        here = next_one.start()
        while starts and starts[-1] < at:
            starts.pop()
        if starts and starts[-1] <= here:
            mark = marks[starts.pop()]
            mentions.append(mark)
            at = floor = mark.span[1]
            continue
        if folded[here].isdigit():
            found = _digit_kind(text, folded, here, floor)
            if found is None and (quantity := read_digits(text, folded, here, floor)):
                found = _counted(text, quantity)
        else:
            found = _chinese_mention(text, folded, here, floor)
        if found is None:
            at = here + 1
            if folded[here] in CN_DIGITS and folded[here] not in kinds.FORMAL_DIGITS:
                while at < len(folded) and folded[at] in CN_DIGITS:
                    at += 1
            continue
        mentions.append(found)
        at = floor = max(found.span[1], here + 1)
    return _shared_units(text, [_unit_of_header(folded, mention) for mention in mentions])


def _unit_of_header(folded: str, mention: NumberMention) -> NumberMention:
    """在校生数（人）：1200 tells its unit before the number, as the head of a column does."""
    quantity = mention.quantity
    if quantity is None or quantity.unit:
        return mention
    header = _HEADER_UNIT.search(folded, max(0, mention.span[0] - 12), mention.span[0])
    found = parse_quantities(f"1{header[1]}") if header else []
    whole = len(found) == 1 and found[0].text == f"1{header[1]}" if header else False
    if not whole or not found[0].unit:
        return mention
    scale = found[0].value
    scaled = replace(
        quantity, unit=found[0].unit, value=quantity.value * scale, low=quantity.low * scale, high=quantity.high * scale
    )
    return replace(mention, quantity=scaled)


def _shared_units(text: str, mentions: list[NumberMention]) -> list[NumberMention]:
    """Give 20.9 and 36.2 their unit in 20.9、36.2、54个百分点: numbers of one list share the unit of the last."""
    for index in range(len(mentions) - 2, -1, -1):
        here, after = mentions[index], mentions[index + 1]
        if here.quantity is None or after.quantity is None or here.quantity.unit or not after.quantity.unit:
            continue
        if text[here.span[1] : after.span[0]] in ("、", "和", "或", "及", "与"):
            mentions[index] = replace(here, quantity=replace(here.quantity, unit=after.quantity.unit))
    return mentions


def parse_quantities(text: str) -> list[Quantity]:
    """Quantities of a text in order.

    Args:
        text: Any text.

    Returns:
        Values in plain units (192.46万元 → 1924600 元); percent keeps its unit (54.02, "%"), percentage points are
        "个百分点"; fractions and 成 become "%"; a range has the qualifier 区间, `low` and `high`, and its lower end as
        `value`; a ratio a:b has the unit "比" and the value a/b; 翻一番 has the unit "番". Dates, codes, list marks
        and names are left out.
    """
    return [m.quantity for m in parse_numbers(text) if m.kind == "quantity" and m.quantity is not None]


def _digits(value: float) -> str:
    plain = format(Decimal(repr(value)), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def format_quantity(quantity: Quantity) -> str:
    """A quantity in digits, as one would write it; parsing it gives the same value, unit, qualifier and bounds."""
    unit = quantity.unit
    if quantity.qualifier == RANGE_WORD:
        return f"{_digits(quantity.low)}-{_digits(quantity.high)}{unit}"
    if unit == "比":
        return f"{_digits(quantity.value)}:1"
    if unit == "番":
        times = int(quantity.value)
        return f"翻{'一两三四'[times - 1] if 1 <= times <= 4 else times}番"
    before, inner, after = qualifier_parts(quantity.qualifier)
    return f"{before}{_digits(quantity.value)}{inner}{unit}{after}"
