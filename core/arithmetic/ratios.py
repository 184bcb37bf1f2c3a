"""Ratios: 生师比15∶1, 普职比5∶4, one to so many."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from core.arithmetic.changes import CHANGES
from core.arithmetic.claim import Reading, named
from core.arithmetic.quotients import of_other_base
from core.arithmetic.view import Number, View, digits
from core.units import same_dimension

# A ratio that a rule sets is of no figures near it.
# 由12人增加到30人 is one figure at two times, and no relation of two.
_BECAME = re.compile(
    r"[^，。；\d]{0,3}(?:增[加长]?|扩[大充]|提[高升]|上?升|减少?|缩[减小]|下?降低?|压[缩减]|调整?|发展)[到至为][^，。；\d]{0,3}"
)
_A_LINE = re.compile(r"\s*的?(?:标准|要求|规定|比例|目标)")
_A_LINE_BEFORE = re.compile(r"[省国]定|国家|规定|标准[为是]?$|不[低高少多]于|不超过|目标|[由从][^，。；]{0,8}$")
_PUPILS_TO_TEACHERS = re.compile(r"(?:生师|师生)比[^例\d，。；]{0,4}$")
_RATIO_OF = re.compile(r"(?P<a>[\u4e00-\u9fff]{2,8})[与和](?P<b>[\u4e00-\u9fff]{2,8}?)之?比[^\d，。；]{0,4}$")
# 生师比在15:1左右 may be 15.2.
_ABOUT, _ABOUT_BEFORE, NEAR = re.compile(r"左右|上下"), re.compile(r"[约近]$|大约$"), 0.03
_PUPILS, _TEACHERS = re.compile(r"(?:在校生|学生|在园幼儿|幼儿|学员)(?!会)"), re.compile(r"专任教师|教师(?!资格)")


def ratios(view: View, number: Number) -> Iterator[Reading]:
    """Readings of a ratio as the quotient of two figures near it."""
    if number.unit != "比" or _A_LINE.match(number.after) or _A_LINE_BEFORE.search(number.before):
        return
    near = [one for one in (*nearest(view, number, 4), *view.after(number)[:2]) if one.unit not in ("%", "比", "年")]
    pairs = list(itertools.combinations(near, 2))
    pairs = [pair for pair in pairs if not any(CHANGES.search(one.before) for one in pair)]
    pairs = [pair for pair in pairs if not _BECAME.fullmatch(view.between(*pair))]
    between = _RATIO_OF.search(number.before)
    if between:
        pairs = [
            pair
            for pair in pairs
            if all(any(between[side][-2:] in one.before + one.noun for one in pair) for side in ("a", "b"))
        ]
    if _PUPILS_TO_TEACHERS.search(number.before):
        pairs = _of_pupils_and_teachers(view, number)
    head = re.match(r"[^\d]*(?P<a>[\d.]+)\D+(?P<b>[\d.]+)", number.quantity.text)
    if head is None:
        return
    left, right = float(head["a"]), float(head["b"])
    if not left or not right:
        return
    first_is_one = left <= right
    step = _ratio_step(number)
    if min(left, right) > 1:
        yield from _parts_of_ten(pairs, left, right, step)
        return
    for a, b in reversed(pairs):
        high, low = max(a.value, b.value), min(a.value, b.value)
        if not low or same_dimension(a.unit, "元") or abs(a.start - b.start) > 80:
            continue
        result = 1 / number.value if first_is_one else number.value
        exact = high / low
        slack = NEAR * result if _ABOUT.match(number.after) or _ABOUT_BEFORE.search(number.before) else step / 2
        near_told = abs(exact - result) <= slack + 1e-9
        formula = f"{digits(high)}/{digits(low)}"
        value = number.value if near_told else (1 / exact if first_is_one else exact)
        evidence = {
            "only": len(pairs) == 1 or (a.sentence == b.sentence == number.sentence and _two_in(near, number)),
            "crossed": a.sentence != number.sentence,
        }
        yield Reading(
            operands=(a, b),
            formula=formula,
            low=value,
            high=value,
            exact=value,
            evidence=named(evidence),
            excuse=of_other_base(view, number),
        )


def _of_pupils_and_teachers(view: View, number: Number) -> list[tuple[Number, Number]]:
    """The nearest figure of pupils and of teachers before a ratio of theirs; none where one of them is not told."""
    items = [one for one in view.before(number, 4) if one.unit not in ("%", "比", "年")]
    pupils, teachers = (
        [one for one in items if kind.search(one.before + one.noun[:6])] for kind in (_PUPILS, _TEACHERS)
    )
    return [(pupils[-1], teachers[-1])] if pupils and teachers else []


def _parts_of_ten(pairs: list[tuple[Number, Number]], left: float, right: float, step: float) -> Iterator[Reading]:
    """3.8∶6.2: two parts told as parts of ten, or of as many as both sides make."""
    # 普职比 and 职普比 are told of the same two.
    both = [*pairs, *((b, a) for a, b in pairs)]
    for a, b in reversed(both):
        if not a.agrees_with(b) or not a.value + b.value:
            continue
        share = a.value / (a.value + b.value) * (left + right)
        if share >= left + right:
            continue
        near = abs(share - left) <= step / 2 + 1e-9
        value = left / right if near else share / (left + right - share)
        formula = f"{digits(a.value)}/({digits(a.value)}+{digits(b.value)})*{digits(left + right)}"
        beside = {"only", "adjacent"} if len(pairs) == 1 else {"bare"}
        yield Reading(operands=(a, b), formula=formula, low=value, high=value, exact=value, evidence=frozenset(beside))


def _two_in(near: list[Number], number: Number) -> bool:
    return sum(one.sentence == number.sentence for one in near) == 2


def _ratio_step(number: Number) -> float:
    places = re.findall(r"\d+(?:\.(\d+))?", number.quantity.text)
    return 10.0 ** -max((len(one) for one in places), default=0)


def nearest(view: View, number: Number, most: int) -> list[Number]:
    """The figures before one in its sentence; those of the sentence before it where it has not two."""
    own = view.before(number)[-most:]
    return own if len(own) >= 2 else view.before(number, 1)[-most:]
