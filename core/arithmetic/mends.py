"""Mends of a finding as data: which stretch of the text is replaced, and by what; checked before they are offered."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from core.arithmetic.view import Number
from core.finding import Mend
from core.han_numerals import int_to_han
from core.quantity import parse_quantities

MOST_OFFERED, MOST_TRIED = 3, 40
NEAR = 1e-6
_WRITTEN = re.compile(r"\d[\d,，]*(?:[.．]\d+)?")
_HAN = re.compile(r"[一二三四五六七八九十两]+")
_MULTIPLES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
MOST_HAN, TWO = 99, 2

Span = tuple[int, int]


def of(*mends: Mend | None) -> tuple[Mend, ...]:
    """Those of some mends that there are, each change once."""
    return tuple({(one.span, one.new): one for one in reversed(mends) if one is not None}.values())[::-1]


def word_mend(whole: str, span: Span, new: str, why: str) -> Mend | None:
    """Other words for a stretch of the text; None where they already stand there or there are none."""
    old = whole[slice(*span)]
    return Mend(span=span, old=old, new=new, why=why) if new and old and new != old else None


def figure_mend(whole: str, span: Span, value: float, why: str) -> Mend | None:
    """Another value for a figure, written as the figure is written.

    Args:
        whole: The text.
        span: Where the figure stands in it, with its unit (1.09万人, 55.0%, 三个).
        value: In plain units.
        why: What has to be right for this to be the mend.

    Returns:
        The mend of its digits alone, rounded to the places the text writes; None where that cannot be written.
    """
    result = whole[slice(*span)]
    written, new = _rewritten(result, value)
    if written is None:
        return None
    start, end = span[0] + written[0], span[0] + written[1]
    changed = result[: written[0]] + new + result[written[1] :]
    return word_mend(whole, (start, end), new, f"{why}，{result.strip()}改为{changed.strip()}")


def _rewritten(text: str, value: float) -> tuple[Span | None, str]:
    """Where a figure's digits stand in it, and the digits for another value."""
    found = _WRITTEN.findall(text)
    if value < 0 or len(found) > 1:
        return None, ""
    at = _WRITTEN.search(text)
    if at is None:
        return _rewritten_han(text, value)
    step = 1.0
    for character in text[at.end() :]:
        if character not in _MULTIPLES:
            break
        step *= _MULTIPLES[character]
    places = len(at[0].replace("．", ".").partition(".")[2])
    grouped = "," if "," in at[0] or "，" in at[0] else ""
    new = f"{value / step:{grouped}.{places}f}"
    read = parse_quantities(text[: at.start()] + new + text[at.end() :])
    if len(read) == 1 and abs(read[0].value - value) > 0.5 * step * 10.0**-places + NEAR:
        return None, ""
    return (at.span(), new) if float(new.replace(",", "")) or not value else (None, "")


def _rewritten_han(text: str, value: float) -> tuple[Span | None, str]:
    """See `_rewritten`; for a count in Chinese characters."""
    found = list(_HAN.finditer(text))
    if len(found) != 1 or value != int(value) or not 1 <= value <= MOST_HAN:
        return None, ""
    counted = found[0].end() < len(text)
    new = "两" if value == TWO and counted else int_to_han(int(value))
    read = parse_quantities(text[: found[0].start()] + new + text[found[0].end() :])
    return (found[0].span(), new) if len(read) == 1 and read[0].value == value else (None, "")


def operand_mends(
    whole: str,
    operands: Sequence[Number],
    function: Callable[..., float] | None,
    goal: float,
    fits: Callable[[float], bool],
    why: str,
) -> list[Mend]:
    """Mends of one operand each, with which the stated figure is right; those where one value alone will do.

    Args:
        whole: The text.
        operands: In the order in which `function` takes their values.
        function: Computes the stated figure; None where it is not known, which gives no mends.
        goal: The stated figure.
        fits: Whether a recomputed value agrees with the stated figure.
        why: What has to be right for these to be the mends.
    """
    if function is None or any(one.is_range for one in operands):
        return []
    values = [one.value for one in operands]
    spans = [(one.start, one.end) for one in operands]
    return value_mends(whole, spans, values, function, goal, fits, why)


def value_mends(
    whole: str,
    spans: Sequence[Span],
    values: Sequence[float],
    function: Callable[..., float],
    goal: float,
    fits: Callable[[float], bool],
    why: str,
) -> list[Mend]:
    """See `operand_mends`; for figures given by their place and value."""
    found: list[tuple[float, Mend]] = []
    for at, span in enumerate(spans):

        def told(value: float, at: int = at) -> float:
            return function(*values[:at], value, *values[at + 1 :])

        value = _solved(told, values[at], goal)
        mend = figure_mend(whole, span, value, why) if value is not None and value > 0 else None
        if mend is None:
            continue
        step, rounded = _step_and_value(whole[span[0] : span[1]], mend, span)
        try:
            alone = fits(told(rounded)) and not fits(told(rounded + step)) and not fits(told(rounded - step))
        except (ZeroDivisionError, OverflowError):
            continue
        if alone:
            found.append((_changed_digits(mend), mend))
    # A slip of the pen changes few digits: such mends come first.
    return [mend for _, mend in sorted(found, key=lambda pair: pair[0])][:MOST_OFFERED]


def _step_and_value(text: str, mend: Mend, span: Span) -> tuple[float, float]:
    """The size of the last digit that a mend writes, and the value it writes, both in plain units."""
    tail = text[mend.span[1] - span[0] :]
    step = 1.0
    for character in tail:
        if character not in _MULTIPLES:
            break
        step *= _MULTIPLES[character]
    if not mend.new[0].isdigit():
        return 1.0, parse_quantities(f"{mend.new}个")[0].value
    plain = mend.new.replace(",", "")
    return step * 10.0 ** -len(plain.partition(".")[2]), float(plain) * step


def _solved(function: Callable[[float], float], start: float, goal: float) -> float | None:
    """The value at which a function of one figure gives the goal, sought from where the figure is; None for none."""
    one, other = start, start * 1.01 + NEAR
    try:
        off, last = function(one) - goal, function(other) - goal
        for _ in range(MOST_TRIED):
            if abs(last) <= NEAR * max(1.0, abs(goal)) * 1e-3:
                return other
            if last == off:
                return None
            one, other, off = other, other - last * (other - one) / (last - off), last
            last = function(other) - goal
    except (ZeroDivisionError, OverflowError, TypeError):
        return None
    return None


def _changed_digits(mend: Mend) -> float:
    old, new = mend.old.replace(",", ""), mend.new.replace(",", "")
    return sum(a != b for a, b in zip(old, new, strict=False)) + abs(len(old) - len(new))
