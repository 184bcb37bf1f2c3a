"""Changes: differences, growth, points and multiples of two figures of the same thing, and what remains of one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from core.arithmetic.claim import Claim, Reading, reading, summed
from core.arithmetic.remains import REMAINS, remaining
from core.arithmetic.view import Number, View, digits

_UP = r"增加|增长|提高|上升|提升|攀升|扩大|新增|净增|增|多|高|超|前移|涨|升"
_DOWN = r"下降|降低|减少|压减|净减|缩减|精简|缩短|回落|减|降|少|低|后退|后移|下滑"
CHANGES = re.compile(
    rf"(?<!最)(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:[出于长加]|幅度?(?:为|达到?)?)?(?:[了近约]|也|均|分别|累计|仅|\s)*$"
    r"|(?:相差|差距|相距|差)(?:[为达约近有是]|仅|\s)*$"
)
CHANGE_RATE = re.compile(
    r"(?:(?P<up>增幅|增速|增长率|涨幅|提高率|增比|增率)|(?P<down>压减率|降幅|减幅|下降率|压缩率|减少率))[^\d，。；]{0,4}$"
)
_TO = re.compile(r"到|至|为|达|成")
_FROM = re.compile(r"[由从自]")
_THAN = re.compile(
    r"(?<!占)比(?![例重率])|较|上年|去年|上一年|前年|上次|上一?[轮届次月季]|上学期|上学年|同期|原来|而|往年|上一轮|上期|基期|期初|年初|分别为|后者"
)
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
_TIMES_OF = re.compile(r"(?:是|为|相当于|达到?|即)[^，。；]{0,20}$")
_OF_IT = re.compile(r"[\u4e00-\u9fff]{0,4}的(?:近|约)?")
_ON_TOP = re.compile(r"在此基础上|每[^，。；]{0,8}[再另]|[再另][增加减]")
_IN_SHARE = re.compile(r"原|前者|上年|去年")
_REBASED = re.compile(r"可比|口径|剔除|不含|同口径|不变价|折算|不包括")
# What may stand before a verb of change without naming another thing that changed.
_COMPARING = re.compile(
    r"(?:其中|(?:19|20)\d\d年|一年间|按可比口径|两年|三年|五年|同比|环比|累计|共|实际|总计|平均|也|均|都|已|预计|大幅|明显|小幅|略有|连续|进一步|[，、,（(\s]|"
    r"(?:比|较|与)?(?:上年|去年|上一年|同期|前年|[年期]初|原来|计划|目标|上次|全[省市县国区](?:平均(?:水平)?)?|平均(?:水平)?)?(?:同期|相比|的?)?)*"
)
_NOW = re.compile(r"如今|现有|今年|本年|目前|现在|当年|本期")
_LAST = re.compile(r"[去上]年|前年|上次|原来|年前|原有|起初|最初")
_SPAN_OF_YEARS, _YEARS = re.compile(r"([两三四五])年(?:累计|间|来|共)?"), {"两": 2, "三": 3, "四": 4, "五": 5}
_HIGHEST, _LOWEST = re.compile(r"最[高多大]"), re.compile(r"最[低少小]")
_BEGIN, _END = re.compile(r"[年期学月]初|之初|起初"), re.compile(r"[年期学月]末|[年月]底|目前|结束时")
FAR_APART = 30
_YEARLY = re.compile(r"年均|平均每年")
_AT_CONSTANT_PRICES = re.compile(r"生产总值|增加值|GDP")
SUBJECT = 3  # characters
_RATE_NAME = re.compile(r"[\u4e00-\u9fff]{2}(?:率|满意度|知晓度|占比|比重)(?=[^率度]{0,8}$)")
_STAGE = re.compile(r"小学|初中|高中|学前|中职|城区|乡村|农村")
_NOT_LEVEL = ("个百分点", "番", "倍")


def changes(view: View) -> Iterator[Claim]:
    """Every figure that a verb of change or of remaining stands before, with the pairs that may have made it."""
    for number in view.numbers:
        verb = CHANGES.search(number.before) or CHANGE_RATE.search(number.before) or _against(view, number)
        tail = view.text[number.end : number.end + 2]
        if number.unit == "倍" and verb and _own_subject(number, verb):
            continue
        if number.unit in ("倍", "番") or "之" in number.quantity.text or "成" in number.quantity.text[-1:]:
            times = list(_times(view, number, grown=bool(verb and verb["up"])))
            if times:
                yield Claim(kind="倍数", stated=number, readings=tuple(times))
                continue
        if (
            REMAINS.search(number.before)
            and not number.before.endswith(("到", "至"))
            and number.unit not in ("%", *_NOT_LEVEL)
        ):
            left = list(remaining(view, number))
            if left:
                yield Claim(kind="差", stated=number, readings=tuple(left))
                continue
        if number.unit == "个" and number.value != int(number.value):
            continue  # 分别提高5.7个和6.4个百分点
        if not verb or (tail.startswith(("的", "以")) and number.unit not in ("%", "个百分点")):
            continue
        found = list(_changed(view, number, verb))
        if found:
            kind = {"%": "增长率", "个百分点": "百分点"}.get(number.unit, "差")
            yield Claim(kind=kind, stated=number, readings=tuple(found))


def _against(view: View, number: Number) -> re.Match[str] | None:
    """高于全市平均水平（59.2%）6个百分点: the verb stands before what it is set against."""
    return re.search(
        r"(?:(?P<up>高|多|超)|(?P<down>低|少))[出于过][^，。；（(]{0,14}[（(][^）)]*[）)]$", view.text_before(number)
    )


def _levels(view: View, number: Number, sentences: int = 1) -> list[Number]:
    """Figures before one that are levels, and no changes of their own."""
    return [
        one for one in view.before(number, sentences) if one.unit not in _NOT_LEVEL and not CHANGES.search(one.before)
    ][-6:]


def _pairs(view: View, levels: Sequence[Number], to: Number) -> Iterator[tuple[Number, Number, set[str]]]:
    """(old, new, evidence) of figures of one dimension that may have made `to`, most likely first."""
    own = [one for one in levels if one.sentence == levels[-1].sentence]
    # What a sentence tells itself is not looked for in the one before it.
    chosen = own if any(a.agrees_with(b) for a, b in itertools.combinations(own, 2)) else levels
    alone = len(chosen) == 2
    for later, earlier in itertools.combinations(reversed(chosen), 2):
        if not earlier.agrees_with(later) or _other_rates(earlier, later):
            continue
        gap = view.between(earlier, later)
        evidence = {"adjacent"} if levels.index(later) - levels.index(earlier) == 1 else set()
        evidence |= {"only"} if alone else set()
        if earlier.sentence != later.sentence:
            evidence.add("crossed")
        years = [_year_of(view, earlier), _year_of(view, later)]
        span = _SPAN_OF_YEARS.search(view.text[to.clause[0] : to.start])
        if span and all(years) and years[0] != years[1] and years[1] - years[0] != _YEARS[span[1]]:
            continue
        if later.clause[1] + 1 >= to.clause[0]:
            evidence.add("touching")
        lead = view.lead(earlier, 16)
        named = view.text[later.clause[0] : later.start]
        low, high = sorted((earlier.value, later.value))
        if to.unit == "%" and later.value and high > FAR_APART * max(low, 1e-9):
            continue
        if _FROM.search(lead) and _TO.search(gap):
            yield earlier, later, evidence | {"from to"}
        elif (_NOW.search(view.text_before(later)) and (years[0] or _LAST.search(view.text_before(earlier)))) or (
            _BEGIN.search(view.text[earlier.clause[0] : earlier.start]) and _END.search(named)
        ):
            yield earlier, later, evidence | {"years"}
        elif _HIGHEST.search(view.text[earlier.clause[0] : earlier.start]) and _LOWEST.search(named):
            yield later, earlier, evidence | {"extremes"}
        elif all(years) and years[0] != years[1]:
            old, new = (earlier, later) if years[0] < years[1] else (later, earlier)
            yield old, new, evidence | {"years"}
        elif _THAN.search(named) or re.search(r"[高低多少超][于出过][^，。；]{0,16}$", named):
            yield later, earlier, evidence | {"than"}
        else:
            yield earlier, later, evidence | {"bare"}
            yield later, earlier, evidence | {"bare"}


def _other_rates(one: Number, other: Number) -> bool:
    """Whether two percentages are of different names: 覆盖率 and 合格率."""
    names = [_RATE_NAME.search(number.before) for number in (one, other)]
    return one.unit == "%" and all(names) and names[0][0] != names[1][0]  # type: ignore[index]


def _year_of(view: View, number: Number) -> int:
    """The year that stands nearest before a figure in its sentence; 0 for none."""
    found = _YEAR.findall(view.text_before(number))
    return int(found[-1]) if found else 0


def _changed(view: View, number: Number, verb: re.Match[str]) -> Iterator[Reading]:
    sign = -1 if verb["down"] else 1 if verb["up"] else 0
    excuse = _excuse(view, number)
    if number.unit in ("%", "个百分点") and (_YEARLY.search(number.before) or _own_subject(number, verb)):
        return
    if number.unit == "个百分点":
        yield from _differences(view, number, "%", sign, excuse)
    elif number.unit == "%":
        yield from _growth(view, number, sign, excuse)
    elif not _ON_TOP.search(view.text[number.clause[0] : number.start]):
        yield from _differences(view, number, number.unit, sign, excuse)


def _of_another(levels: Sequence[Number], old: Number, new: Number, number: Number) -> bool:
    """Whether a change stands right behind a figure that is none of the two (及格率88%，比上年提高2个百分点)."""
    last = levels[-1]
    touching = last.clause[1] + 1 >= number.clause[0]
    return touching and last is not old and last is not new


def _own_subject(number: Number, verb: re.Match[str]) -> bool:
    """Whether the words before the verb name a thing of their own: 收入增长5% is of no figure before it."""
    words = _COMPARING.sub("", number.before[: verb.start()].rpartition("（")[2])
    return len(words) >= SUBJECT or _STAGE.fullmatch(words) is not None


def _excuse(view: View, number: Number) -> str:
    if number.unit == "%" and _AT_CONSTANT_PRICES.search(view.text_before(number)):
        return "总量的增长率通常按不变价计算，按现价复算不必相等"
    around = view.text[number.clause[0] : min(len(view.text), number.clause[1] + 30)]
    return "文中说明口径或基数另有调整，按公布数复算不必相等" if _REBASED.search(around) else ""


def _differences(view: View, number: Number, unit: str, sign: int, excuse: str) -> Iterator[Reading]:
    levels = [one for one in _levels(view, number) if one.unit == unit or (unit != "%" and one.agrees_with(number))]
    parts = [one for one in view.before(number, 2) if one.agrees_with(number) and CHANGES.search(one.before)]
    if len(parts) >= 2 and sign:
        ways = [sign * (-1 if CHANGES.search(one.before)["down"] else 1) for one in parts]  # type: ignore[index]
        yield summed(parts, ways, "bare")
    for old, new, evidence in _pairs(view, levels, number):
        if _of_another(levels, old, new, number):
            continue
        signs = [1, -1] if sign > 0 or (sign == 0 and new.value >= old.value) else [-1, 1]
        if sign == 0 or "bare" in evidence:
            signs = [1, -1] if new.value >= old.value else [-1, 1]
        yield summed(
            [new, old], signs, *evidence, "nearest" if new is levels[-1] or old is levels[-1] else "", excuse=excuse
        )


def _growth(view: View, number: Number, sign: int, excuse: str) -> Iterator[Reading]:
    levels = [one for one in _levels(view, number) if one.unit not in ("", "岁", "年")]
    for old, new, evidence in _pairs(view, levels, number):
        if _of_another(levels, old, new, number):
            continue
        a, b = digits(old.value), digits(new.value)
        nearest = "nearest" if new is levels[-1] or old is levels[-1] else ""
        way = sign or 1
        percent = "of percent" if old.unit == "%" else ""
        found = reading(
            [old, new],
            f"({b}-{a})/{a}*100",
            lambda o, n, way=way: way * (n - o) / o * 100,
            *evidence,
            nearest,
            percent,
            excuse=excuse,
        )
        if found:
            yield found
    # 3072万元，较上年增加523万元，增长20.5%: the change tells the base.
    for change in [
        one for one in view.before(number) if CHANGES.search(one.before) and one.unit not in ("%", *_NOT_LEVEL)
    ][-1:]:
        items = [one for one in levels if one.agrees_with(change) and one.start < change.start]
        for level in reversed(items):
            down = bool(CHANGES.search(change.before)["down"])  # type: ignore[index]
            base = f"({digits(level.value)}{'+' if down else '-'}{digits(change.value)})"
            found = reading(
                [level, change],
                f"{digits(change.value)}/{base}*100",
                lambda n, d, down=down: d / (n + d if down else n - d) * 100,
                *(("by change", "nearest") if level is items[-1] else ()),
                excuse=excuse,
            )
            if found:
                yield found


def _times(view: View, number: Number, *, grown: bool) -> Iterator[Reading]:
    """Multiples: 是…的N倍, 增长了N倍, 翻N番, 增长近两成, 仅为原来的三分之一."""
    share = number.unit == "%"
    factor = 100 if share else 1
    wording = view.text[number.clause[0] : number.start]
    for old, new, evidence in _pairs(view, [one for one in _levels(view, number, 0) if one.unit != "%"], number):
        a, b = digits(old.value), digits(new.value)
        if number.unit == "番":
            if new.value > old.value > 0:
                yield _doubling(old, new, evidence)
        elif grown or (share and CHANGES.search(number.before)):
            found = reading([old, new], f"({b}-{a})/{a}", lambda o, n: abs(n - o) / o * factor, *evidence)
            if found:
                yield found
        elif _IN_SHARE.search(number.before) if share else _TIMES_OF.search(wording):
            # 是2019年50万元的6倍: what stands right before is the base.
            base = {"than", "adjacent"} if _OF_IT.fullmatch(view.between(old, number)) else set()
            told_by = (evidence - {"bare"} if base else evidence) | base
            found = reading([old, new], f"{b}/{a}", lambda o, n: n / o * factor, *told_by, "times")
            if found:
                yield found
    rates = [one for one in view.before(number) if one.unit == "%" and CHANGES.search(one.before)]
    if number.unit == "倍" and rates and re.search(r"相当于|是|为", number.before):
        sign = -1 if CHANGES.search(rates[-1].before)["down"] else 1  # type: ignore[index]
        found = reading(
            rates[-1:],
            f"1{'+' if sign > 0 else '-'}{digits(rates[-1].value)}/100",
            lambda r, sign=sign: 1 + sign * r / 100,
            "by change",
            "times",
        )
        if found:
            yield found


def _doubling(old: Number, new: Number, evidence: set[str]) -> Reading:
    """翻一番 is twice as much, give or take a tenth of the step: offices round it."""
    exact = 0.0
    while old.value * 2 ** (exact + 1) <= new.value * 1.08:
        exact += 1
    near = abs(new.value / (old.value * 2**exact) - 1) <= 0.12
    return Reading(
        operands=(old, new),
        formula=f"{digits(new.value)}/{digits(old.value)}",
        low=exact if near else exact + 0.3,
        high=exact if near else exact + 0.3,
        exact=exact if near else exact + 0.3,
        evidence=frozenset(evidence),
    )
