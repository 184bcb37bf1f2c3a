"""Means, ratios, products, the same amount in another unit, weighted scores."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from core.arithmetic.changes import CHANGES
from core.arithmetic.claim import Claim, Reading, named, reading
from core.arithmetic.quotients import SAME, of_other_base
from core.arithmetic.sums import weights_of_a_whole
from core.arithmetic.view import Number, View, digits
from core.units import convert, same_dimension

_MEAN = re.compile(
    r"(?:平均|人均|生均|校均|班均|园均|师均|月均|年均|日均|周均|场均|镇均|县均|户均|每[百千万][\u4e00-\u9fff]{1,6}|(?<=平均)每[\u4e00-\u9fff]{1,8})[^\d，。；]{0,12}$"
)
_PER_HUNDRED = re.compile(r"每(?P<base>百|千|万)(?P<of>名?[\u4e00-\u9fff]{1,5})")
_PRODUCT = re.compile(
    r"(?:共计?|合计|总计|累计|总共|共需|约需|需|总额|支出|发放|安排|共[\u4e00-\u9fff]{1,4})[^\d，。；]{0,8}$"
)
_FACTORS = {"百": 100, "千": 1000, "万": 10_000}


OF_EACH = re.compile(r"每|各")
DISTANT = 50  # characters
_PER_TIME = re.compile(r"[人生校班]均每[月年天日周]|每[月年][^，。\d]{0,3}[人生]均")
# A ratio that a rule sets is of no figures near it.
_A_LINE, _A_LINE_BEFORE = re.compile(r"\s*的?(?:标准|要求|规定)"), re.compile(r"[省国]定|国家|规定|标准[为是]?$")
_TIMES = ("天", "日", "周", "小时", "分钟", "个小时")


def means(view: View) -> Iterator[Claim]:
    """Every figure that words call a mean, a ratio, a product, a weighted score or the same amount again."""
    for number in view.numbers:
        for kind, found in (
            ("均值", _means(view, number)),
            ("比", _ratios(view, number)),
            ("积", _products(view, number)),
            ("换算", _same_amount(view, number)),
            ("权重", _weighted(view, number)),
        ):
            readings = tuple(found)
            if readings:
                yield Claim(kind=kind, stated=number, readings=readings)


def _means(view: View, number: Number) -> Iterator[Reading]:
    if number.unit in ("个百分点", "番", "比") or not _MEAN.search(number.before):
        return
    if (number.unit == "%" and CHANGES.search(number.before)) or _PER_TIME.search(number.before):
        return
    excuse = of_other_base(view, number)
    near = [one for one in _nearest(view, number, 6) if "满分" not in one.before]
    per = _PER_HUNDRED.search(number.before)
    factor = _FACTORS[per["base"]] if per else 1
    same = [one for one in near if _alike(one, number) and one.unit != "%"]
    others = [
        one for one in near if one not in same and not _pointed(one) and one.unit not in ("%", "个百分点", "比", "")
    ]
    pairs = [
        (total, count) for total in same for count in others if count.value > 0 and not OF_EACH.search(total.before)
    ]
    for total, count in reversed(pairs):
        evidence = {
            "only": len([p for p in pairs if p[0].sentence == p[1].sentence == number.sentence]) == 1,
            "crossed": number.sentence not in (total.sentence, count.sentence), "two": len(pairs) == 1,
            "distant": number.start - min(total.start, count.start) > DISTANT,
            "other thing": bool(per) and not _shares_word(per["of"], count.before[-8:] + count.noun),  # type: ignore[index]
        }  # fmt: skip
        found = reading(
            [total, count], f"{digits(total.value)}/{digits(count.value)}{f'*{factor}' if factor > 1 else ''}",
            lambda t, c, factor=factor: t / c * factor, *named(evidence), excuse=excuse,
        )  # fmt: skip
        if found:
            yield found
    yield from _mean_of_list(view, number, factor, excuse)
    if re.search(r"月均|平均每月", number.before):
        for total in [one for one in same if one.value > number.value][-1:]:
            told = ["only", "two"] if re.search(r"全年|12\s?个月|1\s?[-至]\s?12\s?月", view.lead(total, 24)) else []
            found = reading([total], f"{digits(total.value)}/12", lambda t: t / 12, *told)
            if found:
                yield found


def _pointed(one: Number) -> bool:
    """Whether a count in words only numbers what follows: 两个重点."""
    return one.unit == "个" and not any(c.isdigit() for c in one.quantity.text)


def _shares_word(one: str, other: str) -> bool:
    """Whether two stretches share two characters in a row."""
    return any(one[i : i + 2] in other for i in range(len(one) - 1))


def _nearest(view: View, number: Number, most: int) -> list[Number]:
    """The figures before one in its sentence; those of the sentence before it where it has not two."""
    own = view.before(number)[-most:]
    return own if len(own) >= 2 else view.before(number, 1)[-most:]


def _alike(one: Number, number: Number) -> bool:
    """Whether a figure can be the total that a mean is of: 学时 and 学时, 平方米 and 平方米."""
    return one.unit == number.unit or (same_dimension(one.unit, number.unit) and number.unit != "")


def _mean_of_list(view: View, number: Number, factor: int, excuse: str) -> Iterator[Reading]:
    """年均 of figures told year by year; a rate's mean needs the numbers behind it."""
    run = [
        one for one in view.before(number)
        if one.unit == number.unit and one.value > 0 and one.quantity.low == one.quantity.high
    ]  # fmt: skip
    if len(run) < 3 or factor > 1:
        return
    count = len(run)
    found = reading(run[:4], "", lambda *values: sum(values) / len(values))
    if found is None:
        return
    exact = sum(one.value for one in run) / count
    formula = f"({'+'.join(digits(one.value) for one in run)})/{count}"
    weighted = "率的平均应按人数加权，人数未给出" if number.unit == "%" else excuse
    strung = all(view.between(a, b) == "、" for a, b in itertools.pairwise(run))
    listed = (
        {"listed"} if strung or re.search(r"依次|分别|[：:]", view.text[run[0].clause[0] - 12 : run[0].end]) else set()
    )
    yield Reading(
        operands=tuple(run), formula=formula, low=exact, high=exact, exact=exact,
        evidence=frozenset(listed | {"only"} if listed else {"bare"}), excuse=weighted,
    )  # fmt: skip


def _ratios(view: View, number: Number) -> Iterator[Reading]:
    if number.unit != "比" or _A_LINE.match(number.after) or _A_LINE_BEFORE.search(number.before):
        return
    near = [
        one for one in (*_nearest(view, number, 4), *view.after(number)[:2]) if one.unit not in ("%", "比", "年")
    ]  # fmt: skip
    pairs = list(itertools.combinations(near, 2))
    head = re.match(r"[^\d]*(?P<a>[\d.]+)\D+(?P<b>[\d.]+)", number.quantity.text)
    if head is None:
        return
    left, right = float(head["a"]), float(head["b"])
    first_is_one = left <= right
    step = _ratio_step(number)
    if min(left, right) > 1:
        yield from _parts_of_ten(pairs, left, right, step)
        return
    for a, b in reversed(pairs):
        high, low = max(a.value, b.value), min(a.value, b.value)
        if not low or same_dimension(a.unit, "元") or abs(a.start - b.start) > 80:
            continue
        told = 1 / number.value if first_is_one else number.value
        exact = high / low
        near_told = abs(exact - told) <= step / 2 + 1e-9
        formula = f"{digits(high)}/{digits(low)}"
        value = number.value if near_told else (1 / exact if first_is_one else exact)
        evidence = {
            "only": len(pairs) == 1 or (a.sentence == b.sentence == number.sentence and _two_in(near, number)),
            "crossed": a.sentence != number.sentence,
        }  # fmt: skip
        yield Reading(
            operands=(a, b), formula=formula, low=value, high=value, exact=value,
            evidence=named(evidence), excuse=of_other_base(view, number),
        )  # fmt: skip


def _parts_of_ten(pairs: list[tuple[Number, Number]], left: float, right: float, step: float) -> Iterator[Reading]:
    """3.8∶6.2: two parts told as parts of ten, or of as many as both sides make."""
    for a, b in reversed(pairs):
        if not a.agrees_with(b) or not a.value + b.value:
            continue
        share = a.value / (a.value + b.value) * (left + right)
        if share >= left + right:
            continue
        near = abs(share - left) <= step / 2 + 1e-9
        value = left / right if near else share / (left + right - share)
        formula = f"{digits(a.value)}/({digits(a.value)}+{digits(b.value)})*{digits(left + right)}"
        beside = {"only", "adjacent"} if len(pairs) == 1 else {"bare"}
        yield Reading(
            operands=(a, b), formula=formula, low=value, high=value, exact=value, evidence=frozenset(beside)
        )  # fmt: skip


def _two_in(near: list[Number], number: Number) -> bool:
    return sum(one.sentence == number.sentence for one in near) == 2


def _ratio_step(number: Number) -> float:
    places = re.findall(r"\d+(?:\.(\d+))?", number.quantity.text)
    return 10.0 ** -max((len(one) for one in places), default=0)


def _products(view: View, number: Number) -> Iterator[Reading]:
    """每生每年625元 × 3709名, 每周4课时 × 17周; 80分钟 × 5天 in hours."""
    if (
        number.unit in ("%", "个百分点", "比", "番")
        or CHANGES.search(number.before)
        or not _PRODUCT.search(number.before)
    ):
        return
    near = [one for one in view.before(number, 0) if one.value != 1][-4:]
    for a, b in reversed(list(itertools.combinations(near, 2))):
        each = OF_EACH.search(a.before) or OF_EACH.search(b.before) or OF_EACH.search(number.before)
        if not each or a.unit == "%" or b.unit == "%":
            continue
        for unit_of, other in ((a, b), (b, a)):
            alike = same_dimension(other.unit, number.unit) and other.unit not in _TIMES
            if not same_dimension(_plain(unit_of.unit), number.unit) or alike:
                continue
            factor = _in_unit(unit_of.unit, number.unit)
            found = reading(
                [a, b], f"{digits(a.value)}*{digits(b.value)}{'' if factor == 1 else f'*{digits(factor)}'}",
                lambda x, y, factor=factor: x * y * factor, "each", *(["only"] if len(near) == 2 else []),
            )  # fmt: skip
            if found:
                yield found


def _plain(unit: str) -> str:
    return unit.split("/")[0]


def _in_unit(source: str, target: str) -> float:
    return convert(1.0, _plain(source), target)


def _same_amount(view: View, number: Number) -> Iterator[Reading]:
    """即0.68万平方米: the figure right before it in another unit or magnitude."""
    if not SAME.search(number.before) and number.quantity.qualifier not in ("约", "近"):
        return
    before = view.before(number)[-1:]
    for one in before:
        gap = view.between(one, number)
        close = len(gap) <= 10 and not re.search(r"其中|[、。；]", gap)
        if not close or not same_dimension(one.unit, number.unit) or one.unit == "%":
            continue
        factor = _in_unit(one.unit, number.unit)
        told = bool(re.search(r"即|合|相当|换算", gap))
        found = reading(
            [one], digits(one.value * factor), lambda v, factor=factor: v * factor, "only", *(["told"] if told else [])
        )  # fmt: skip
        if found:
            yield found


def _weighted(view: View, number: Number) -> Iterator[Reading]:
    """A score weighted by percentages that were told: as many scores as weights, in the same order."""
    if (
        not re.search(r"(?:总分|综合|总成绩|加权|得分|总评|成绩)[^\d，。；]{0,6}$", number.before)
        or number.unit != "分"
    ):
        return
    scores = [one for one in view.before(number) if one.unit in ("分", "")]
    for run, _ in weights_of_a_whole(view):
        close = 0 <= number.sentence - run[0].sentence <= 2 and run[0].start < number.start
        if not close or len(scores) != len(run) or abs(sum(one.value for one in run) - 100) > 1e-6:
            continue
        exact = sum(one.value * share.value for one, share in zip(scores, run, strict=True)) / 100
        formula = "+".join(f"{digits(o.value)}*{digits(s.value)}%" for o, s in zip(scores, run, strict=True))
        yield Reading(
            operands=(*scores, *run), formula=formula, low=exact, high=exact, exact=exact,
            evidence=frozenset({"only", "listed"}),
        )  # fmt: skip
