"""Shares: a part of a whole in percent, in tenths or as a fraction."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from core.arithmetic.changes import CHANGE_RATE, CHANGES
from core.arithmetic.claim import Claim, Reading, fits, named, reading
from core.arithmetic.sums import weights_of_a_whole
from core.arithmetic.view import Number, View, digits, shared_pairs
from core.units import same_dimension

_SHARE = re.compile(r"(?:占|占比|比例|比重|[^效频]率|面)[^\d，。；]{0,14}$")
_DIRECT = re.compile(
    r"(?:占|占比)(?:比|全[^\d，。；]{1,8}的|总[^\d，。；]{1,6}的|其中的|当年的)?(?:[约达为近到]|超过?|不足|恰为|高达|仅)*$"
)
_REST = re.compile(r"(?:其余|余下|剩余|其他)(?:的)?(?:[约为]|占)*$")
_BY_SHARE = re.compile(r"按(?:照)?$|占$|比例[^\d，。；]{0,8}$|按[^，。；\d]{0,10}$")
_BRACKET = re.compile(r"[^。；]{0,4}[（(][^）)]*(?:不含|口径|按|扣除|折算|剔除)")
_RATIO = re.compile(r"比")
_OF_EACH = re.compile(r"每|各")
_MEAN = re.compile(r"[生人师校班园]均|平均|每")
SAME = re.compile(r"(?:即|折合|约合|(?<![整融结联组综])合|相当于|约|也就是|换算为)[约为]?$")
_UNWEIGHTED = re.compile(r"率|%|％|合格|优秀")
_OWN_BASE = re.compile(r"按[^，。；]{1,10}(?:计算|口径|折算)|不含|可比|口径|折算|折合")
_WEIGHT = re.compile(r"[率分值绩][（(]占?$")
# 由10个增至12个: one thing at two times.
_GROWN = re.compile(r"^[^，。；]{0,6}(?:增|升|扩|减|降|提高|少|缩)[长大加低少]?[至到为][^，。；]{0,10}$")
_OF = re.compile(r"占(?P<base>[^\d，。；]{2,20})的[^\d，。；]{0,6}$")
_ANY_WHOLE = re.compile(
    r"全[省市县区校国部体]|总[数量额计人]数?|其中|当年|同期|本年|所有|该|学生|教师|人数|学校|[的数]"
)
MIN_BASE, LEAST_SHARED = 3, 1 / 3
_HEAD = re.compile(r"占|的?(?:比例|比重)|[达为约]")
_LED = re.compile(r"^(?:[按据依照]\D*|\D*(?:测算|计算|折算|换算))$")
NEAREST = 5
MIN_SUBJECT, DISTANT = 3, 50  # characters


def quotients(view: View) -> Iterator[Claim]:
    """Every figure that words call a share of a whole near it."""
    paired = list(respective(view))
    yield from paired
    weights = {claim.stated.start for claim in paired}
    weights |= {one.start for run, _ in weights_of_a_whole(view) if _is_whole(run) for one in run}
    whole: tuple[Number, int] | None = None  # of the share before, and its sentence
    for number in view.numbers:
        if number.start in weights:
            continue
        again = _of_whole(view, number, whole[0]) if whole and number.sentence - whole[1] <= 1 else None
        for found in ((*_shares(view, number), *([again] if again else [])), _by_share(view, number)):
            readings = tuple(found)
            if readings:
                yield Claim(kind="占比", stated=number, readings=readings)
            right = [one for one in readings if fits(one, number) and len(one.operands) == 2]
            if right:
                whole = (right[0].operands[1], number.sentence)


def _of_whole(view: View, number: Number, whole: Number) -> Reading | None:
    """A share of what the share before it was of: 女生60人，占60%；男生40人，占40%."""
    if number.unit != "%" or not _DIRECT.search(number.before):
        return None
    parts = [one for one in view.before(number) if one.agrees_with(whole) and one.start != whole.start][-1:]
    if not parts or parts[0].clause[1] + 1 < number.clause[0]:
        return None
    return reading(
        [parts[0], whole],
        f"{digits(parts[0].value)}/{digits(whole.value)}*100",
        lambda p, w: p / w * 100,
        "direct",
        "only",
        "touching",
        "listed",
        excuse=of_other_base(view, number),
    )


def _is_whole(run: list[Number]) -> bool:
    return abs(sum(one.value for one in run) - 100) < 0.5


def of_other_base(view: View, number: Number) -> str:
    """Why a figure may have another base than the figures near it; '' for no reason."""
    tail = view.text[number.end : number.end + 24]
    # The clause, and the one before it where that says by what is counted: 按…口径测算，生师比为15∶1.
    led = view.text_before(number).rpartition("，")[0].rpartition("，")[2]
    clause = view.text[slice(*number.clause)] + led * bool(_LED.search(led))
    if _BRACKET.match(tail) or _OWN_BASE.search(clause):
        return "文中另注了口径，分母或分子不是这里写出的数"
    return ""


def _shares(view: View, number: Number) -> Iterator[Reading]:
    if number.unit != "%" or CHANGES.search(number.before) or CHANGE_RATE.search(number.before):
        return
    if _REST.search(number.before) or re.match(r"[^，。；\d]{0,4}其余", view.text[number.clause[0] : number.start]):
        for other in [one for one in view.before(number) if one.unit == "%"][-1:]:
            yield Reading(
                operands=(other,),
                formula=f"100-{digits(other.value)}",
                low=100 - other.quantity.high,
                high=100 - other.quantity.low,
                exact=100 - other.value,
                evidence=frozenset({"rest", "only"}),
            )
        return
    if _WEIGHT.search(number.before):
        return  # 优秀率（占40%）: a weight, of no figure near it
    words = not any(c.isdigit() for c in number.quantity.text)
    of_whole = re.search(r"占[^，。；]{0,16}的$", view.text[number.clause[0] : number.start])
    if not _SHARE.search(number.before) and not words and not of_whole:
        return
    items = [
        one
        for one in view.before(number, 2)
        if one.unit not in ("%", "个百分点", "岁", "年", "")
        and not SAME.search(one.before)
        and not CHANGES.search(one.before)
        and not _MEAN.search(one.before)
    ]
    # The last few, and what the account opens with: the whole of all its parts.
    near = [*items[:-NEAREST][:1], *items[-NEAREST:]]
    pairs = [
        (a, b)
        for a, b in itertools.combinations(near, 2)
        if a.agrees_with(b) and a.value != b.value and not _GROWN.search(view.between(a, b))
    ]
    if _told_before(view, number):
        return
    base = _base(number)
    own = [pair for pair in pairs if all(one.sentence == number.sentence for one in pair)]
    for a, b in reversed(own or pairs):
        part, whole = (a, b) if a.value < b.value else (b, a)
        if base and shared_pairs(base, whole.before + whole.noun) < LEAST_SHARED:
            continue  # 占财政支出的20%: of a whole that has another name
        evidence = {
            "short rate": bool(re.search(r"^[，、（]?[\u4e00-\u9fff]{1,4}率[达为]?到?$", number.before.strip())),
            "own subject": (not words or "率" in number.before) and len(_subject(number)) > MIN_SUBJECT,
            "parallel": view.between(a, b).startswith("、") and "其中" not in view.between(a, b),
            "loose": part.clause[1] + 1 < number.clause[0],
            "direct": bool(_DIRECT.search(number.before) or of_whole),
            "only": len(own or pairs) == 1,
            "words": words,
            "alone": len(pairs) == 1,
            "crossed": a.sentence != number.sentence,
            "touching": part.clause[1] + 1 >= number.clause[0],
            "parted": "其中" in view.between(a, b) or "有" in part.before[-4:],
        }
        found = reading(
            [part, whole],
            f"{digits(part.value)}/{digits(whole.value)}*100",
            lambda p, w: p / w * 100,
            *named(evidence),
            excuse=of_other_base(view, number),
        )
        if found:
            yield found


def _base(number: Number) -> str:
    """What a share is said to be of (占全年计划的), without words that name any whole; '' where nothing is said."""
    found = _OF.search(number.before)
    words = _ANY_WHOLE.sub("", found["base"]) if found else ""
    return words if len(words) >= MIN_BASE else ""


def _told_before(view: View, number: Number) -> bool:
    """Whether the sentence told the same rate before (参训率95%，其中小学90人，参训率90%): this is another's."""
    rate = re.search(r"[\u4e00-\u9fff]{2,5}率", number.before)
    return rate is not None and rate[0] in view.text_before(number)[: -len(number.before) or None]


def _subject(number: Number) -> str:
    """What the words before 占 name."""
    return _HEAD.split(number.before)[0].strip("，、（ 其中")


def respective(view: View) -> Iterator[Claim]:
    """327人、987人，分别占48.7%和16.1%: each share against its own part."""
    for sentence in view.sentences:
        rates = [one for one in sentence.numbers if one.unit == "%" and one.kind == "quantity"]
        if len(rates) < 2 or not re.search(r"分别占[^，。；\d]{0,6}$", rates[0].before):
            continue
        run = [one for one in rates if view.between(rates[0], one).count("，") == 0 or one is rates[0]]
        counts = [one for one in sentence.numbers if one.start < run[0].start and one.unit not in ("%", "年", "岁")]
        if len(counts) <= len(run):
            continue
        wholes, parts = counts[: -len(run)], counts[-len(run) :]
        for part, rate in zip(parts, run, strict=True):
            found = reading(
                [part, wholes[-1]],
                f"{digits(part.value)}/{digits(wholes[-1].value)}*100",
                lambda p, w: p / w * 100,
                "direct",
                "only",
                "touching",
            )
            if found and part.agrees_with(wholes[-1]):
                yield Claim(kind="占比", stated=rate, readings=(found,))


def _by_share(view: View, number: Number) -> Iterator[Reading]:
    """按70%的比例将1260个…分配; 基础性绩效1784万元、占70% is told the other way round."""
    if number.unit in ("%", "个百分点", "") or CHANGES.search(number.before):
        return
    rates = [one for one in view.before(number) if one.unit == "%" and re.search(r"按(?:照)?$", one.before)][-1:]
    for rate in rates:
        if rate.clause != number.clause or "比例" not in view.between(rate, number):
            continue
        for whole in [one for one in view.before(rate, 1) if same_dimension(one.unit, number.unit)][-2:]:
            found = reading(
                [whole, rate],
                f"{digits(whole.value)}*{digits(rate.value)}/100",
                lambda w, r: w * r / 100,
                "direct",
                "only",
            )
            if found:
                yield found
