"""Means, ratios, products, the same amount in another unit, weighted scores."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from core.arithmetic.changes import CHANGES
from core.arithmetic.claim import Claim, Reading, named, reading
from core.arithmetic.quotients import SAME, of_other_base
from core.arithmetic.ratios import nearest, ratios
from core.arithmetic.sums import weights_of_a_whole
from core.arithmetic.view import Number, View, digits, shared_pairs
from core.units import convert, same_dimension

_MEAN = re.compile(
    r"(?:平均|人均|生均|校均|班均|园均|师均|月均|年均|日均|周均|场均|镇均|县均|户均|每[百千万][\u4e00-\u9fff]{1,6}|(?<=平均)每[\u4e00-\u9fff]{1,8})[^\d，。；]{0,12}$"
)
_PER_HUNDRED = re.compile(r"每(?P<base>百|千|万)(?P<of>名?[\u4e00-\u9fff]{1,5})")
_PRODUCT = re.compile(
    r"(?:共计?|合计|总计|累计|总共|共需|约需|需|总额|支出|发放|安排|共[\u4e00-\u9fff]{1,4}|总价|造价|投资|经费|资金)[^\d，。；]{0,8}$"
)
# What a mean is of: 平均班额 of classes, 校均 of schools.
_MEAN_OF = (
    (re.compile(r"人均|生均|师均"), re.compile(r"^[人名位]\||学生|教师|教职工|在校生")),
    (re.compile(r"班额|班均|每班"), re.compile("班")),
    (re.compile(r"校均|园均|每[所校园]"), re.compile(r"[校所园]")),
)
_NAMED_MEAN = re.compile(r"[\u4e00-\u9fff]{2,}(?:中学|小学|学校|[县区乡镇])(?:的)?平均")
_FACTORS = {"百": 100, "千": 1000, "万": 10_000}


OF_EACH = re.compile(r"每|各")
DISTANT = 50  # characters
_PER_TIME = re.compile(r"[人生校班]均每[月年天日周]|每[月年][^，。\d]{0,3}[人生]均")
_HALF, _BASE_OF_RATIO = re.compile(r"[上下]半年|半年|[春秋]季|首批|第[一二三]批"), re.compile(r"每$")
_PER = re.compile(r"每(?:人次|[生人名所园校班个天月周日]|学期)")
PER_WORDS = 12  # characters
_TIMES = ("天", "日", "周", "小时", "分钟", "个小时")


def means(view: View) -> Iterator[Claim]:
    """Every figure that words call a mean, a ratio, a product, a weighted score or the same amount again."""
    for number in view.numbers:
        for kind, found in (
            ("均值", _means(view, number)),
            ("比", ratios(view, number)),
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
    if re.search(r"[由从]$", number.before):
        return  # 平均班额由50人降到45人: of another time than the figures told
    excuse = of_other_base(view, number)
    of = next((kind for cue, kind in _MEAN_OF if cue.search(number.before)), None)
    near = [one for one in nearest(view, number, 6) if "满分" not in one.before]
    per = _PER_HUNDRED.search(number.before)
    factor = _FACTORS[per["base"]] if per else 1
    same = [one for one in near if _alike(one, number) and one.unit != "%"]
    others = [
        one for one in near if one not in same and not _pointed(one) and one.unit not in ("%", "个百分点", "比", "")
    ]
    pairs = [
        (total, count)
        for total in same
        for count in others
        if count.value > 1
        and not OF_EACH.search(total.before)
        and (of is None or of.search(f"{count.unit}|{count.noun[:6]}{count.before[-6:]}"))
    ]
    for total, count in reversed(pairs):
        evidence = {
            "only": len([p for p in pairs if p[0].sentence == p[1].sentence == number.sentence]) == 1,
            "crossed": number.sentence not in (total.sentence, count.sentence),
            "two": len(pairs) == 1,
            "distant": number.start - min(total.start, count.start) > DISTANT,
            "other thing": bool(per) and not shared_pairs(per["of"], count.before[-8:] + count.noun),  # type: ignore[index]
        }
        found = reading(
            [total, count],
            f"{digits(total.value)}/{digits(count.value)}{f'*{factor}' if factor > 1 else ''}",
            lambda t, c, factor=factor: t / c * factor,
            *named(evidence),
            excuse=excuse,
        )
        if found:
            yield found
    yield from _mean_of_list(view, number, factor, excuse)
    if re.search(r"月均|平均每月", number.before):
        for total in [one for one in same if one.value > number.value][-1:]:
            items = ["only", "two"] if re.search(r"全年|12\s?个月|1\s?[-至]\s?12\s?月", view.lead(total, 24)) else []
            found = reading([total], f"{digits(total.value)}/12", lambda t: t / 12, *items)
            if found:
                yield found


def _pointed(one: Number) -> bool:
    """Whether a count in words only numbers what follows: 两个重点."""
    return one.unit == "个" and not any(c.isdigit() for c in one.quantity.text)


def _alike(one: Number, number: Number) -> bool:
    """Whether a figure can be the total that a mean is of: 学时 and 学时, 平方米 and 平方米."""
    return one.unit == number.unit or (same_dimension(one.unit, number.unit) and number.unit != "")


def _mean_of_list(view: View, number: Number, factor: int, excuse: str) -> Iterator[Reading]:
    """年均 of figures told year by year; a rate's mean needs the numbers behind it."""
    run = [
        one
        for one in view.before(number)
        if one.unit == number.unit and one.value > 0 and one.quantity.low == one.quantity.high
    ]
    if len(run) < 3 or factor > 1:
        return
    count = len(run)
    found = reading(run[:4], "", lambda *values: sum(values) / len(values))
    if found is None:
        return
    exact = sum(one.value for one in run) / count
    formula = f"({'+'.join(digits(one.value) for one in run)})/{count}"
    weighted = "率的平均应按人数加权，人数未给出" if number.unit == "%" else excuse
    if _NAMED_MEAN.search(number.before):
        return  # 某中学平均分400分 is that school's
    strung = all(view.between(a, b) == "、" for a, b in itertools.pairwise(run))
    listed = (
        {"listed"} if strung or re.search(r"依次|分别|[：:]", view.text[run[0].clause[0] - 12 : run[0].end]) else set()
    )
    yield Reading(
        operands=tuple(run),
        formula=formula,
        low=exact,
        high=exact,
        exact=exact,
        evidence=frozenset(listed | {"only"} if listed else {"bare"}),
        excuse=weighted,
    )


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
        if _HALF.search(view.text[a.end : number.start]) or any(_BASE_OF_RATIO.search(one.before) for one in (a, b)):
            continue
        each = OF_EACH.search(a.before) or OF_EACH.search(b.before) or OF_EACH.search(number.before)
        if not each or a.unit == "%" or b.unit == "%":
            continue
        for unit_of, other in ((a, b), (b, a)):
            if not _per_fits(view, unit_of, other):
                continue
            alike = same_dimension(other.unit, number.unit) and other.unit not in _TIMES
            if not same_dimension(_plain(unit_of.unit), number.unit) or alike:
                continue
            factor = _in_unit(unit_of.unit, number.unit)
            found = reading(
                [a, b],
                f"{digits(a.value)}*{digits(b.value)}{'' if factor == 1 else f'*{digits(factor)}'}",
                lambda x, y, factor=factor: x * y * factor,
                "each",
                *(["only"] if len(near) == 2 else []),
            )
            if found:
                yield found
    if len(near) >= 3 and any(OF_EACH.search(one.before) for one in near):
        yield from _of_three(number, near[-3:])


def _per_fits(view: View, each: Number, other: Number) -> bool:
    """Whether what a rate is for (每生每天) is what the other figure counts: pupils and days are both wanted."""
    per = "".join(_PER.findall(view.text[max(each.clause[0], each.start - PER_WORDS) : each.end + 1]))
    if any(time in per for time in "天月周日期") and other.unit not in _TIMES:
        return False
    kinds = {"生": "人名", "人": "人名", "名": "人名", "所": "所", "园": "所", "校": "所", "班": "个班", "个": "个"}
    wanted = [kinds[one] for one in per if one in kinds]
    return not wanted or other.unit in _TIMES or any(other.unit and other.unit in units for units in wanted)


def _of_three(number: Number, near: list[Number]) -> Iterator[Reading]:
    """每人每天30元、10天、200人: money for each, times how often, times how many."""
    each = [one for one in near if same_dimension(_plain(one.unit), number.unit) and OF_EACH.search(one.before)]
    others = [one for one in near if one not in each]
    if len(each) == 1 and len({one.unit for one in others}) == 2 and any(one.unit in _TIMES for one in others):
        formula = "*".join(digits(one.value) for one in (*each, *others))
        found = reading([*each, *others], formula, lambda x, y, z: x * y * z, "each", "only")
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
        result = bool(re.search(r"即|合|相当|换算", gap))
        found = reading(
            [one],
            digits(one.value * factor),
            lambda v, factor=factor: v * factor,
            "only",
            *(["told"] if result else []),
        )
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
            operands=(*scores, *run),
            formula=formula,
            low=exact,
            high=exact,
            exact=exact,
            evidence=frozenset({"only", "listed"}),
        )
