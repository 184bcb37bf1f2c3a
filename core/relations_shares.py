"""Shares: A……其中B……占r%; N个中有m个; completion rates; share of a total left implicit."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from core.finding import Finding, agreement, bounds
from core.relations_view import Number, Sentence, View, digits, same_noun

_SHARE = re.compile(r"(?:占比|占|比例|比重|占有率|达标率|不达标率|合格率|通过率)[^，。；;\d]{0,14}$")
_AMONG = re.compile(r"其中|中有|中，|当中|里有|占|的有|的为")
_PICKED = re.compile(r"遴选|选出|选取|评选|选派|确定|选择|抽取|挑选")
_COMPLETED = re.compile(r"(?:完成率|达成率|完成比例)(?:达到?|为|超过?)?\s*$")
_LARGEST_TARGET = 1000


def _pairs(sentence: Sentence) -> Iterator[tuple[Number, Number]]:
    yield from zip(sentence.numbers, sentence.numbers[1:], strict=False)


def stated_share(view: View) -> Iterator[Finding]:
    """Whole, part and stated percentage: the part over the whole must round to it."""
    for place, sentence in enumerate(view.sentences):
        for at, rate in enumerate(sentence.numbers):
            if rate.unit != "%" or at < 1:
                continue
            part = sentence.numbers[at - 1]
            if not _own_share(view, part, rate) or len(view.between(part, rate)) > 20:
                continue
            before = view.sentences[place - 1] if place else None
            continued = before and before.paragraph == sentence.paragraph and view.text[before.end - 1] in "；;"
            earlier = [*(before.numbers if before and continued else ()), *sentence.numbers[: at - 1]]
            whole = _whole_of(view, part, rate, earlier)
            if whole is not None:
                yield _share_finding(view, whole, part, rate)


def _whole_of(view: View, part: Number, rate: Number, earlier: Sequence[Number]) -> Number | None:
    """The whole of a part: the number that 其中 stands behind, or the one before a rate named after the part."""
    same = [n for n in earlier if _comparable(part, n) and (n.unit == part.unit or {n.unit, part.unit} <= _PERSONS)]
    if not same:
        return None
    near = same[-1]
    gap = view.between(near, part)
    if _HOLDS.search(gap) and not _COMPARED_WITH_PAST.search(gap.split("其中")[-1]):
        return near
    named = _NAMED_RATE.fullmatch(view.between(part, rate).removeprefix(part.noun).strip())
    if named and not _CHANGE_RATE.search(named["name"]) and len(gap) <= 16 and part.value <= near.value:
        return near
    # 320人，其中研究生96人，占30%；本科生224人，占70%: the second part belongs to the same whole.
    for whole in reversed(same[:-1]):
        after = view.text[whole.end : whole.end + 14]
        if "其中" in after and whole.value >= part.value and not re.search(r"[。\n]", view.between(whole, part)):
            return whole
    return None


_OWN_SHARE = re.compile(
    r"[，、,（(]?(?:约|仅|只)?(?:占比|占|比例|比重)(?:[^，。；\d]{0,12}的)?(?:已|均|都|达到?|为|约|近|超过?)*"
)
_NAMED_RATE = re.compile(r"[，、,（(](?P<name>[一-鿿]{2,6})率(?:已|均|都|达到?|为|约|近|超过?)*")


def _own_share(view: View, part: Number, rate: Number) -> bool:
    """Whether a percentage speaks of the part before it: 占比81.5%, or 合格率 behind 合格1900人."""
    gap = view.between(part, rate)
    gap = gap.removeprefix(part.noun).strip()
    named = _NAMED_RATE.fullmatch(gap)
    return bool(_OWN_SHARE.fullmatch(gap)) or bool(named and named["name"] in part.before + part.noun)


_HOLDS = re.compile(r"其中|中有|当中|里有|的有|的为")
_CHANGE_RATE = re.compile(r"压减|下降|减|增|涨|提高|回落")
_PERSONS = frozenset({"人", "名", "位"})
_COMPARED_WITH_PAST = re.compile(r"(?<![占])比(?![例重])|较|同比|增长|增加")


def _comparable(part: Number, whole: Number) -> bool:
    plain = part.unit not in ("", "%", "个百分点", "年", "倍") and not part.is_range and not whole.is_range
    return plain and part.agrees_with(whole) and whole.value > 0


def _share_finding(view: View, whole: Number, part: Number, rate: Number) -> Finding:
    exact = part.value / whole.value * 100
    (low_p, high_p), (low_w, high_w) = bounds(part.quantity), bounds(whole.quantity)
    finite = all(map(math.isfinite, (low_p, high_p, low_w, high_w))) and low_w > 0
    low, high = (low_p / high_w * 100, high_p / low_w * 100) if finite else (exact, exact)
    verdict = agreement(low, high, rate.quantity, exact)
    formula = f"{digits(part.value)}/{digits(whole.value)}*100"
    if verdict:
        return view.finding("占比", [whole, part, rate], formula, exact, verdict, stated=rate.quantity.text)
    implied = part.value / (rate.value / 100) if rate.value else 0.0
    readings = (
        f"总数{whole.quantity.text}与部分{part.quantity.text}正确：占比应为{exact:.2f}%",
        f"占比{rate.quantity.text}正确：总数应约为{implied:.0f}，或部分应约为{whole.value * rate.value / 100:.0f}",
    )
    return view.finding(
        "占比",
        [whole, part, rate],
        formula,
        exact,
        "不通过",
        stated=rate.quantity.text,
        readings=readings,
        suggestion=f"请核对三个数；若两个数量无误，占比改为{exact:.2f}%",
    )


def derived_share(view: View) -> Iterator[Finding]:
    """30所小学中有13所……; 16个区……遴选4个区: a part of a counted whole without its percentage."""
    for sentence in view.sentences:
        for whole, part in _pairs(sentence):
            if not _comparable(part, whole) or part.value > whole.value or part.value < 1 or whole.value < 3:
                continue
            gap = view.between(whole, part)
            if (
                len(gap) > 24
                or not re.search(r"中有|中，|其中|里有|当中", gap + " ")
                or _COMPARED_WITH_PAST.search(gap)
            ) and (
                not re.search(r"有$", gap)
                or not (same_noun(whole.noun, part.noun) or (whole.unit == part.unit and whole.noun))
                or len(gap) > 16
            ):
                continue
            after = sentence.numbers[part.index + 1 : part.index + 2]
            if after and after[0].unit == "%" and _SHARE.search(after[0].before):
                continue
            yield _derived(view, whole, part)
    for first, second in zip(view.sentences, view.sentences[1:], strict=False):
        if second.paragraph == first.paragraph:
            yield from _picked(view, first.numbers + second.numbers[:1])
    for sentence in view.sentences:
        yield from _picked(view, sentence.numbers)


def _derived(view: View, whole: Number, part: Number) -> Finding:
    share = part.value / whole.value * 100
    rest = whole.value - part.value
    return view.finding(
        "比例",
        [whole, part],
        f"{digits(part.value)}/{digits(whole.value)}*100",
        share,
        "仅派生",
        readings=(f"其余{digits(rest)}{whole.unit}，占{100 - share:.2f}%",),
    )


def _picked(view: View, numbers: tuple[Number, ...]) -> Iterator[Finding]:
    """N个区……遴选4个区; 这100个……从近1200个中遴选: chosen over available, in either order."""
    for one in numbers:
        for other in numbers:
            if (
                one is other
                or not _comparable(one, other)
                or not 1 <= one.value < other.value
                or one.unit != other.unit
            ):
                continue
            if not same_noun(one.noun, other.noun) or other.end > one.start + 160 or one.end > other.start + 160:
                continue
            chosen = bool(_PICKED.search(one.before)) and other.end <= one.start
            gap = view.text[other.end : other.end + 14]
            left = bool(re.search(r"中(?:遴选|选出|评选|挑选|选取)", gap))
            if chosen or left:
                yield _derived(view, other, one)


def completion_rate(view: View) -> Iterator[Finding]:
    """新增22组，完成率达147%: the whole-number target that the rate implies."""
    for sentence in view.sentences:
        for done, rate in _pairs(sentence):
            if rate.unit != "%" or not _COMPLETED.search(rate.before) or done.unit in ("%", "") or rate.value <= 0:
                continue
            if done.value != int(done.value) or len(view.between(done, rate)) > 30:
                continue
            around = done.value / (rate.value / 100)
            for target in range(max(1, math.floor(around)), min(_LARGEST_TARGET, math.ceil(around)) + 1):
                exact = done.value / target * 100
                verdict = agreement(exact, exact, rate.quantity, exact)
                if verdict:
                    yield view.finding(
                        "反推",
                        [done, rate],
                        f"{digits(done.value)}/{target}*100",
                        exact,
                        verdict,
                        stated=rate.quantity.text,
                        readings=(f"隐含目标{target}{done.unit}；完成率可大于100%",),
                    )
                    break
            else:
                if around < _LARGEST_TARGET:
                    yield view.finding(
                        "反推",
                        [done, rate],
                        f"{digits(done.value)}/({digits(rate.value)}/100)",
                        around,
                        "口径可疑",
                        stated=rate.quantity.text,
                        readings=("没有整数目标与该完成率相符，完成率的分子可能另有口径",),
                    )


def implied_whole(view: View) -> Iterator[Finding]:
    """68万余人，其中……占比89.27% (the part), and 达到148人，占……的1/8以上 (the whole)."""
    for sentence in view.sentences:
        for number, rate in _pairs(sentence):
            if rate.unit != "%" or number.unit in ("%", "", "年", "个百分点") or number.is_range or rate.value <= 0:
                continue
            gap = view.between(number, rate)
            if len(gap) > 24 or _COMPARED_WITH_PAST.search(gap) or not _SHARE.search(rate.before):
                continue
            before = sentence.numbers[number.index - 1] if number.index else None
            if before and _comparable(number, before) and _AMONG.search(view.between(before, number)):
                continue
            if "其中" in gap:
                yield view.finding(
                    "占比反推",
                    [number, rate],
                    f"{digits(number.value)}*{digits(rate.value)}/100",
                    number.value * rate.value / 100,
                    "仅派生",
                    readings=(f"部分约为{number.value * rate.value / 100:.0f}{number.unit}",),
                )
            elif re.search(r"占[^，。；]*的$", rate.before + "" if "占" in rate.before else gap):
                whole = number.value / (rate.value / 100)
                yield view.finding(
                    "占比反推",
                    [number, rate],
                    f"{digits(number.value)}/({digits(rate.value)}/100)",
                    whole,
                    "仅派生",
                    readings=(f"隐含总数约{whole:.0f}{number.unit}",),
                )


def paired_rates(view: View) -> Iterator[Finding]:
    """公办占比54.02%，普惠占比85.76%: two shares told side by side, and their difference in percentage points."""
    for sentence in view.sentences:
        for first, second in _pairs(sentence):
            if first.unit != "%" or second.unit != "%" or first.is_range or second.is_range:
                continue
            one, two = (re.sub(r"(?:达到?|为|超过?|约)$", "", n.before)[-2:] for n in (first, second))
            if one == two and one and re.search(r"[率比例]$", one) and len(view.between(first, second)) <= 20:
                low, high = sorted((first.value, second.value))
                yield view.finding(
                    "差",
                    [first, second],
                    f"{digits(high)}-{digits(low)}",
                    high - low,
                    "仅派生",
                    readings=(f"相差{digits(round(high - low, 4))}个百分点",),
                )
                yield from _feasible_counts(view, first, second)


def _feasible_counts(view: View, first: Number, second: Number) -> Iterator[Finding]:
    """Head counts (800-1299) for which both rates are whole persons rounded to two places."""
    if not all(re.search(r"\.\d\d%", n.quantity.text) and n.value < 100 for n in (first, second)):
        return

    def fits(count: int, rate: float) -> bool:
        return any(
            abs(round(k / count * 100, 2) - rate) < 1e-9 for k in (int(count * rate / 100), int(count * rate / 100) + 1)
        )

    counts = [n for n in range(800, 1300) if fits(n, first.value) and fits(n, second.value)]
    if counts and re.search(r"升学率|录取率|合格率|优秀率|达线率|上线率", first.before + second.before):
        yield view.finding(
            "整数可行性",
            [first, second],
            "人数四舍五入两位可行的分母",
            float(counts[0]),
            "仅派生",
            readings=("若按人数四舍五入到两位，800—1299之间可行的参考人数：" + "、".join(map(str, counts[:12])),),
        )
