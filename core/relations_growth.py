"""Growth: present value, change and rate; from-to pairs; changes of parts against the change of the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.finding import Finding, FindingVerdict, agreement, bounds
from core.relations_view import Number, Sentence, View, digits

_DOWN = re.compile(r"减少|下降|降低|减|降|少|压减|压缩|回落|缩减")
_CHANGE = re.compile(
    r"(?:比|较|相较|同比|相比)[^，。；;\d]{0,12}?(?:净?增加|增长|增|多|提高|上升|减少|下降|降低|减|少|压减)(?:了)?[^，。；;\d]{0,4}$"
    r"|(?:净?增加|增长|新增|减少|下降)(?:了)?$"
)
_COMPARED = re.compile(r"比|较|同比|相比")
_RATE = re.compile(
    r"(?:增比|增幅|增长率|增速|涨幅|升幅|减幅|降幅|跌幅|压减率|下降率|减少率|同比增长|同比下降|增长|下降|减少|提高|降低)(?:了|为|达到?|约)?\s*$"
)
_BARE_RATE = re.compile(
    r"(?:增比|增幅|增长率|增速|涨幅|升幅|减幅|降幅|跌幅|压减率|下降率|减少率)(?:了|为|达到?|约)?\s*$"
)
_TO = re.compile(
    r"(?:增加|提高|提升|上升|增长|扩大|增|升|下降|减少|降低|压减|压缩|减|降|缩小|缩减|发展|跃升|攀升|回落)(?:到|至|为)"
    r"(?:(?:19|20)\d\d年[底末初]?的?)?[^，。；;\d]{0,4}$|^[^，。；;]{0,8}?(?:到|至)(?:(?:19|20)\d\d年[底末初]?的?)?[^，。；;\d]{0,4}$"
)
_FROM = re.compile(r"(?:从|由)[^，。；;]{0,24}$")
_GONE = re.compile(r"(?:消除|清零|归零|全部取消|降为零|减至零)")
_BOUND_WORDS = ("以上", "以下")


def _is_rate(number: Number) -> bool:
    return number.unit == "%"


def _score_mark(number: Number) -> bool:
    return number.unit in ("分", "岁") or number.quantity.qualifier.endswith(_BOUND_WORDS)


def stated_growth(view: View) -> Iterator[Finding]:
    """Present value A, change d and rate r: the base is A∓d, and r must be d over it."""
    sentences = view.sentences
    for place, sentence in enumerate(sentences):
        for change in sentence.numbers:
            if _is_rate(change) or change.is_range or change.unit in ("个百分点", "倍", "番"):
                continue
            if not _CHANGE.search(view.lead(change)):
                continue
            down = bool(_DOWN.search(change.before or view.lead(change)))
            base_of = _present(view, sentences[max(0, place - 1) : place + 1], sentence, change)
            rate = _rate_after(view, sentence, change)
            if rate is None:
                yield from _derived_growth(view, sentence, base_of, change, down)
            elif base_of:
                yield _growth_finding(view, base_of, change, rate, down)


def _present(view: View, window: list[Sentence], sentence: Sentence, change: Number) -> list[Number]:
    """Candidates for the present value: the number just before the change first, then totals of the sentence before."""
    near = [n for n in sentence.numbers[: change.index] if n.agrees_with(change) and not _score_mark(n)]
    direct = near[-1:] if near and re.fullmatch(r"[^。；;]{0,24}", view.between(near[-1], change)) else []
    if direct and not _CHANGE.search(view.lead(direct[0])):
        return direct
    if window and window[0] is not sentence and window[0].paragraph == sentence.paragraph:
        earlier = [n for n in window[0].numbers if n.agrees_with(change) and not _score_mark(n)]
        totals = [n for n in earlier if re.search(r"总计|合计|共计|共有|共|总", n.before)]
        return totals[:1]
    return []


def _rate_after(view: View, sentence: Sentence, change: Number) -> Number | None:
    following = sentence.numbers[change.index + 1 : change.index + 2]
    if following and _is_rate(following[0]) and len(view.between(change, following[0])) <= 12:
        return following[0] if _own_rate(view.between(change, following[0])) else None
    return None


def _growth_finding(view: View, present: list[Number], change: Number, rate: Number, down: bool) -> Finding:
    best = present[0]
    sign = 1 if down else -1
    # 较上期的9323亿元增加4374亿元 tells the base itself.
    told = bool(re.search(r"(?:比|较)[^，。；\d]{0,12}$", view.lead(best)))
    if told:
        sign = 0
    base = best.value + sign * change.value
    if base <= 0:
        return view.finding("增长率", [best, change, rate], f"{digits(best.value)}{'+' if down else '-'}{digits(change.value)}",
                            base, "口径可疑", stated=rate.quantity.text, readings=("基期不为正数，增长率不可比",))  # fmt: skip
    exact = change.value / base * 100
    (low_a, high_a), (low_d, high_d) = bounds(best.quantity), bounds(change.quantity)
    bases = [
        b for b in (low_a + sign * low_d, low_a + sign * high_d, high_a + sign * low_d, high_a + sign * high_d) if b > 0
    ]
    low, high = (low_d / max(bases) * 100, high_d / min(bases) * 100) if bases else (exact, exact)
    verdict = agreement(low, high, rate.quantity, exact)
    shown = digits(best.value) if told else f"({digits(best.value)}{'+' if down else '-'}{digits(change.value)})"
    formula = f"{digits(change.value)}/{shown}*100"
    if verdict:
        return view.finding("增长率", [best, change, rate], formula, exact, verdict, stated=rate.quantity.text,
                            readings=(f"基期为{digits(base)}{best.unit}",))  # fmt: skip
    implied = change.value / (rate.value / 100) if rate.value else 0.0
    word = "减幅" if down else "增幅"
    readings = (
        f"现期{best.quantity.text}与变化量{change.quantity.text}正确：基期为{digits(base)}，{word}应为{exact:.2f}%",
        f"变化量{change.quantity.text}与{word}{rate.quantity.text}正确：基期为{implied:.0f}，"
        f"现期应为{implied - sign * change.value:.0f}",
    )
    suggestion = f"请核对三个数；若现期与变化量无误，{word}改为{exact:.2f}%"
    return view.finding("增长率", [best, change, rate], formula, exact, "不通过", stated=rate.quantity.text, readings=readings,
                        suggestion=suggestion)  # fmt: skip


def _derived_growth(
    view: View, sentence: Sentence, present: list[Number], change: Number, down: bool
) -> Iterator[Finding]:
    direct = [n for n in present if n in sentence.numbers]
    if not direct or not _COMPARED.search(view.between(direct[0], change)):
        return
    best = direct[0]
    base = best.value + (change.value if down else -change.value)
    if base > 0:
        rate = (-1 if down else 1) * change.value / base * 100
        yield view.finding("基期", [best, change], f"{digits(best.value)}{'+' if down else '-'}{digits(change.value)}", base, "仅派生")
        yield view.finding("增长率", [best, change], f"{digits(change.value)}/({digits(best.value)}"
                           f"{'+' if down else '-'}{digits(change.value)})*100", rate, "仅派生",
                           readings=(f"上期为{digits(base)}{best.unit}",))  # fmt: skip


def from_to(view: View) -> Iterator[Finding]:
    """从a到b: the change and its rate; percent changes in percentage points; a stated rate or change is checked."""
    for sentence in view.sentences:
        for first, second in zip(sentence.numbers, sentence.numbers[1:], strict=False):
            if first.unit != second.unit and not (first.agrees_with(second) and first.unit and second.unit):
                continue
            gap = view.between(first, second)
            started = _FROM.search(view.lead(first, 30))
            if len(gap) > 26 or not _TO.search(gap) or not (started or re.search(r"[增提升降减压扩缩]", gap)):
                continue
            if first.is_range or second.is_range or first.unit in ("年", "岁", "分", ""):
                continue
            yield from _change_findings(view, sentence, first, second)
        for number in sentence.numbers:
            tail = view.text[number.end : sentence.end].split("，")[0].split(",")[0]
            if _FROM.search(view.lead(number, 30)) and _GONE.search(tail) and "到" in tail and number.value:
                yield view.finding("降幅", [number], f"(0-{digits(number.value)})/{digits(number.value)}*100", -100.0, "仅派生",
                                   readings=(f"减少{digits(number.value)}{number.unit}",))  # fmt: skip


_OWN_RATE = re.compile(
    r"[，、,；]?(?:同比|累计|共|净|绝对|相对)?(?:增比|增幅|增长率|增速|涨幅|升幅|减幅|降幅|跌幅|压减率|下降率|减少率|增长|下降|减少|提高|提升|上升|降低|回落|增加)"
    r"(?:了|为|达到?|约|近|超过?)*"
)


def _own_rate(gap: str) -> bool:
    """Whether a rate behind a pair speaks of the pair itself: 年均 and a subject of its own do not."""
    return bool(_OWN_RATE.fullmatch(gap.strip()))


def _change_findings(view: View, sentence: Sentence, first: Number, second: Number) -> Iterator[Finding]:
    change = second.value - first.value
    relative = change / first.value * 100 if first.value else None
    after = [n for n in sentence.numbers[second.index + 1 : second.index + 3] if len(view.between(second, n)) <= 16]
    stated = next((n for n in after if n.unit in ("个百分点", "%") and _own_rate(view.between(second, n))), None)
    if first.unit == "%":
        shown = digits(round(change, 4))
        readings = (f"变化{shown}个百分点", f"相对变化{relative:.2f}%") if relative is not None else ()
        if stated is None:
            yield view.finding("百分点", [first, second], f"{digits(second.value)}-{digits(first.value)}", change, "仅派生",
                               readings=readings, suggestion="写作“个百分点”，不写“%”")  # fmt: skip
            return
        verdict = agreement(abs(change), abs(change), stated.quantity, abs(change))
        if stated.unit == "个百分点" or verdict is None:
            yield view.finding("百分点", [first, second, stated], f"{digits(second.value)}-{digits(first.value)}", change,
                               verdict or _relative_reading(relative, stated), stated=stated.quantity.text, readings=readings,
                               suggestion="" if verdict else f"改为{shown}个百分点")  # fmt: skip
        else:
            yield view.finding("百分点", [first, second, stated], f"{digits(second.value)}-{digits(first.value)}", change,
                               "口径可疑", stated=stated.quantity.text, readings=readings,
                               suggestion=f"两个百分比之差应写作{shown}个百分点")  # fmt: skip
        return
    if relative is None:
        return
    formula = f"({digits(second.value)}-{digits(first.value)})/{digits(first.value)}*100"
    readings = (f"变化{digits(change)}{second.unit}",)
    if stated is None or stated.unit == "个百分点":
        yield view.finding("变化率", [first, second], formula, relative, "仅派生", readings=readings)
        return
    verdict = agreement(abs(relative), abs(relative), stated.quantity, abs(relative))
    yield view.finding("变化率", [first, second, stated], formula, relative, verdict or "不通过", stated=stated.quantity.text,
                       readings=readings, suggestion="" if verdict else f"变化率改为{abs(relative):.2f}%")  # fmt: skip


def _relative_reading(relative: float | None, stated: Number) -> FindingVerdict:
    if (
        relative is not None
        and stated.unit == "%"
        and agreement(abs(relative), abs(relative), stated.quantity, abs(relative))
    ):
        return "通过"
    return "不通过"


_PRIOR = re.compile(r"[，,；;（(、]?(?:而)?(?:(?:19|20)\d\d年(?:同期)?|去年(?:同期)?|上年(?:同期)?|上届)(?:只有|仅有|仅|只|为)?")


def prior_years(view: View) -> Iterator[Finding]:
    """7人，2023年0人: the same count of an earlier year right behind the present one."""
    for sentence in view.sentences:
        for now, then in zip(sentence.numbers, sentence.numbers[1:], strict=False):
            gap = view.between(now, then).removeprefix(now.noun)
            if now.unit != then.unit or now.unit in ("年", "%", "") or not _PRIOR.fullmatch(gap):
                continue
            change = now.value - then.value
            if then.value == 0:
                yield view.finding("增量", [now, then], f"{digits(now.value)}-0", change, "仅派生", readings=("基期为0，增长率不可比，只报净增量",))
                continue
            formula = f"({digits(now.value)}-{digits(then.value)})/{digits(then.value)}*100"
            yield view.finding("变化率", [now, then], formula, change / then.value * 100, "仅派生", readings=(f"变化{digits(change)}{now.unit}",))


def grown_shares(view: View) -> Iterator[Finding]:
    """占5.18%，比2018年增幅9%: the earlier share that a relative change implies."""
    for sentence in view.sentences:
        for share, rate in zip(sentence.numbers, sentence.numbers[1:], strict=False):
            if share.unit != "%" or rate.unit != "%" or share.is_range or rate.is_range:
                continue
            if re.fullmatch(r"[，,](?:比|较)[^，。；]{0,10}(?:增幅|增长率|降幅|减幅)(?:为|达)?", view.between(share, rate)):
                sign = -1 if re.search(r"[降减]幅", rate.before) else 1
                base = share.value / (1 + sign * rate.value / 100)
                yield view.finding("基期", [share, rate], f"{digits(share.value)}/(1{'+' if sign > 0 else '-'}{digits(rate.value)}/100)",
                                   base, "仅派生", readings=(f"若为相对增幅，上期约{base:.2f}%", "若指百分点，应写“个百分点”"))  # fmt: skip


def planned_growth(view: View) -> Iterator[Finding]:
    """目前20个……到2025年30个: the same thing now and as a target."""
    for sentence in view.sentences:
        for first, second in zip(sentence.numbers, sentence.numbers[1:], strict=False):
            gap = view.between(first, second)
            if not first.noun or first.noun != second.noun or first.unit != second.unit or first.value <= 0:
                continue
            if re.search(r"(?:到|至|力争|计划|预计).{0,4}(?:20\d\d年|年底|末)", gap) and second.value > first.value:
                rate = (second.value - first.value) / first.value * 100
                yield view.finding("增量", [first, second], f"({digits(second.value)}-{digits(first.value)})/{digits(first.value)}*100",
                                   rate, "仅派生", readings=(f"增加{digits(second.value - first.value)}{second.unit}",))  # fmt: skip


def parts_of_change(view: View) -> Iterator[Finding]:
    """The change of a whole beside the changes of its parts, in one or two neighbouring sentences."""
    for place, sentence in enumerate(view.sentences):
        window = [s for s in view.sentences[max(0, place - 2) : place + 1] if s.paragraph == sentence.paragraph]
        changes: list[tuple[Number, float]] = []
        for number in [n for s in window for n in s.numbers]:
            lead = view.lead(number)
            if _CHANGE.search(lead) and not _is_rate(number) and re.search(r"比|较", lead):
                changes.append((number, -number.value if _DOWN.search(number.before) else number.value))
        if len(changes) != 3 or changes[-1][0] not in sentence.numbers or len({n.unit for n, _ in changes}) != 1:
            continue
        whole, *parts = changes
        total = sum(value for _, value in parts)
        values = [
            n.value for s in window for n in s.numbers if n.unit == whole[0].unit and n not in [c[0] for c in changes]
        ]
        nested = len(values) == 3 and values[0] == values[1] + values[2]
        if total == whole[1]:
            yield view.finding("差", [n for n, _ in changes], "+".join(digits(v) for _, v in parts).replace("+-", "-"), total,
                               "通过", stated=digits(whole[1]))  # fmt: skip
        elif nested:
            yield view.finding("差", [n for n, _ in changes], "+".join(digits(v) for _, v in parts).replace("+-", "-"), total,
                               "不通过", stated=digits(whole[1]), readings=("总数等于两部分之和，变化量却不等",),
                               suggestion=f"总变化量改为{digits(total)}{whole[0].unit}，或核对两部分的变化量")  # fmt: skip
