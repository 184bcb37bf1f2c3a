"""Words that make a number a bound or an approximation, read as intervals (指标手册 §0.2.7)."""

from __future__ import annotations

import math
import re
from decimal import Decimal

INNER = r"(?:有余|余|馀|多|来|几)"
OUTER = r"(?:(?:\(含\))?(?:及?以上|及?以下|以内|之内|左右|上下)|(?<=[年月天日元里倍时])[多余](?![数种个]))"
RANGE_WORD = "区间"

# 近 is an approximation (近7万), but 附近5所, 最近三年 and 就近 are not; 约 is not in 节约300万元.
_PREFIX = re.compile(
    r"(?P<word>(?:不得|不能|不应|不宜|不|未|没有?)(?:少于|低于|小于|短于|超过|高于|多于|大于|突破|超出|超)|少于或等于|小于或等于|大于或等于"
    r"|小于等于|大于等于|将近|接近|(?<![附临邻相最就靠远])近|大约|(?<![节制预签合履契相])约|超过|(?<!新)突破|超出|超|逾|多于|高于|大于"
    r"|至少|最少|少于|低于|小于|至多|最多|不足|不到|不满|未满|≥|≤|>|<)(?:了|为|到)?\s?$"
)
_PREFIX_LAST = frozenset("于近约超逾过破出少多足到满≥≤><了为 ")
_LOWER = re.compile(
    r"(?:不得|不能|不应|不宜|不|没有?)(?:少于|低于|小于|短于)|至少|最少|≥|大于或?等于|(?:\(含\))?及?以上|多于|高于|大于|超过|突破|超出|超|逾|>"
)
_UPPER = re.compile(
    r"(?:不得|不能|不应|不宜|不|未|没有?)(?:超过|高于|多于|大于|突破|超出|超)|至多|最多|≤|小于或?等于|少于或等于|(?:\(含\))?及?以下|以内|之内"
    r"|少于|低于|小于|不足|不到|不满|未满|<"
)
_PARTS = re.compile(
    r"(?P<before>.*?)(?P<inner>有余|余|馀|(?<![最至])多|来|几)?(?P<after>(?:\(含\))?(?:及?以上|及?以下|以内|之内|左右|上下))?$"
)
# A bound may stand before the verb or the basis: 至少培育30个, 不低于每人每月500元.
_FAR_PREFIX = re.compile(
    r"(?P<word>至少|最多|至多|不少于|不低于|不得少于|不得低于|不超过|不得超过)(?P<gap>[^，。；：、,;:\d\s（()）“”]{1,8})$"
)
# 近五年 is a period that ends now, not "almost five years".
_PERIOD_UNITS = frozenset(
    {"年", "个月", "天", "日", "周", "学年", "个学期", "学期", "个季度", "周年", "届", "期", "次", "轮"}
)


def qualifier_parts(qualifier: str) -> tuple[str, str, str]:
    """A qualifier as it is written: word before the number, word after its digits, word after its unit."""
    parts = _PARTS.match(qualifier)
    return (parts["before"] or "", parts["inner"] or "", parts["after"] or "") if parts else ("", "", "")


def step_of(value: float) -> float:
    """Size of the last digit that is not zero: 100 for 1200, 0.1 for 5.7, 10 for 50; 1 for 0."""
    if value == 0:
        return 1.0
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return float(Decimal(10) ** int(exponent))


def is_lower_bound(qualifier: str) -> bool:
    """Whether the number is a floor: 不少于, 超, 以上."""
    return any(_LOWER.fullmatch(word) for word in qualifier_parts(qualifier) if word)


def is_upper_bound(qualifier: str) -> bool:
    """Whether the number is a ceiling: 不超过, 以下, 不足."""
    return any(_UPPER.fullmatch(word) for word in qualifier_parts(qualifier) if word)


def interval(value: float, qualifier: str) -> tuple[float, float]:
    """Bounds that a qualifier allows: 近7万 → (6.5万, 7万), 5.7万余 → [5.7万, 5.8万), 95%以上 → [95, ∞).

    Args:
        value: The number stated, in plain units.
        qualifier: Its qualifier as `Quantity.qualifier` has it; "" for none.

    Returns:
        (low, high); an open side is infinite. Without a qualifier both equal `value`.

    Source: 指标手册 §0.2.7; one step is the last digit that is not zero.
    """
    if not qualifier:
        return value, value
    words = [word for word in qualifier_parts(qualifier) if word]
    if any(_UPPER.fullmatch(word) for word in words):
        return -math.inf, value
    if any(_LOWER.fullmatch(word) for word in words):
        return value, math.inf
    step = step_of(value)
    low, high = value, value
    for word in words:
        if word in ("近", "将近", "接近"):
            low = value - step / 2
        elif re.fullmatch(INNER, word):
            high = value + step
        else:
            low, high = min(low, value - step / 2), max(high, value + step / 2)
    return low, high


def qualifier_before(text: str, start: int, floor: int, unit: str) -> tuple[str, int]:
    """The qualifier word that ends at `start` of a folded text, and where it begins; ("", start) if there is none."""
    if start <= floor:
        return "", start
    if text[start - 1] not in _PREFIX_LAST:
        far = _FAR_PREFIX.search(text[max(floor, start - 14) : start])
        return (far["word"], start) if far else ("", start)
    first = max(floor, start - 8)
    found = _PREFIX.search(text[first:start])
    if found is None or (found["word"] == "近" and unit in _PERIOD_UNITS):
        return "", start
    return found["word"], first + found.start()
