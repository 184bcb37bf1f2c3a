"""Growth: present value, change and rate; from-to pairs; changes of parts against the change of the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.finding import Finding, agreement, bounds
from core.relations_view import Number, Sentence, View, digits

_DOWN = re.compile(r"减少|下降|降低|减|降|少|压减|压缩|回落|缩减")
_CHANGE = re.compile(
    r"(?:比|较|相较|同比|相比)[^，。；;\d]{0,12}?(?:净?增加|增长|增|多|提高|上升|减少|下降|降低|减|少|压减)(?:了)?[^，。；;\d]{0,4}$"
    r"|(?:净增加?|增加|增长|减少|下降)(?:了)?$"
)
_COMPARED = re.compile(r"比|较|同比|相比")
_RATE = re.compile(
    r"(?:增比|增幅|增长率|增速|涨幅|升幅|减幅|降幅|跌幅|压减率|下降率|减少率|同比增长|同比下降|增长|下降|减少|提高|降低)(?:了|为|达到?|约)?\s*$"
)
_BARE_RATE = re.compile(
    r"(?:增比|增幅|增长率|增速|涨幅|升幅|减幅|降幅|跌幅|压减率|下降率|减少率)(?:了|为|达到?|约)?\s*$"
)
# Output is told at current prices, its growth at constant ones: the two need not agree.
REAL_TERMS = re.compile(r"生产总值|增加值|产值|GDP")
_BOUND_WORDS = ("以上", "以下")


def is_rate(number: Number) -> bool:
    """Whether a number is a percentage."""
    return number.unit == "%"


def _score_mark(number: Number) -> bool:
    return number.unit in ("分", "岁") or number.quantity.qualifier.endswith(_BOUND_WORDS)


def stated_growth(view: View) -> Iterator[Finding]:
    """Present value A, change d and rate r: the base is A∓d, and r must be d over it."""
    sentences = view.sentences
    for place, sentence in enumerate(sentences):
        for change in sentence.numbers:
            if is_rate(change) or change.is_range or change.unit in ("个百分点", "倍", "番"):
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
    if following and is_rate(following[0]) and len(view.between(change, following[0])) <= 12:
        return following[0] if own_rate(view.between(change, following[0])) else None
    return None


def _growth_finding(view: View, present: list[Number], change: Number, rate: Number, down: bool) -> Finding:
    best = present[0]
    sign = 1 if down else -1
    # 较上期的9323亿元增加4374亿元 tells the base itself.
    told = bool(re.search(r"(?:比|较)[^，。；\d]{0,8}(?:(?:19|20)\d\d年)?[^，。；\d]{0,8}$", view.lead(best, 30)))
    if told:
        sign = 0
    base = best.value + sign * change.value
    if base <= 0:
        return view.finding(
            "增长率",
            [best, change, rate],
            f"{digits(best.value)}{'+' if down else '-'}{digits(change.value)}",
            base,
            "口径可疑",
            stated=rate.quantity.text,
            readings=("基期不为正数，增长率不可比",),
        )
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
        return view.finding(
            "增长率",
            [best, change, rate],
            formula,
            exact,
            verdict,
            stated=rate.quantity.text,
            readings=(f"基期为{digits(base)}{best.unit}",),
        )
    if REAL_TERMS.search(view.lead(best, 40) + best.before):
        readings = (f"按现价计算为{exact:.2f}%", f"{rate.quantity.text}可能按不变价计算")
        return view.finding(
            "增长率",
            [best, change, rate],
            formula,
            exact,
            "口径可疑",
            stated=rate.quantity.text,
            readings=readings,
            suggestion="注明增速的价格口径",
        )
    implied = change.value / (rate.value / 100) if rate.value else 0.0
    word = "减幅" if down else "增幅"
    readings = (
        f"现期{best.quantity.text}与变化量{change.quantity.text}正确：基期为{digits(base)}，{word}应为{exact:.2f}%",
        f"变化量{change.quantity.text}与{word}{rate.quantity.text}正确：基期为{implied:.0f}，"
        f"现期应为{implied - sign * change.value:.0f}",
    )
    suggestion = f"请核对三个数；若现期与变化量无误，{word}改为{exact:.2f}%"
    return view.finding(
        "增长率",
        [best, change, rate],
        formula,
        exact,
        "不通过",
        stated=rate.quantity.text,
        readings=readings,
        suggestion=suggestion,
    )


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
        yield view.finding(
            "基期", [best, change], f"{digits(best.value)}{'+' if down else '-'}{digits(change.value)}", base, "仅派生"
        )
        yield view.finding(
            "增长率",
            [best, change],
            f"{digits(change.value)}/({digits(best.value)}{'+' if down else '-'}{digits(change.value)})*100",
            rate,
            "仅派生",
            readings=(f"上期为{digits(base)}{best.unit}",),
        )


OWN_RATE = re.compile(
    r"[，、,；]?(?:同比|累计|共|净|绝对|相对)?(?:增比|增幅|增长率|增速|涨幅|升幅|减幅|降幅|跌幅|压减率|下降率|减少率|增长|下降|减少|提高|提升|上升|降低|回落|增加)"
    r"(?:了|为|达到?|约|近|超过?)*"
)


def own_rate(gap: str) -> bool:
    """Whether a rate behind a pair speaks of the pair itself: 年均 and a subject of its own do not."""
    return bool(OWN_RATE.fullmatch(gap.strip()))


def parts_of_change(view: View) -> Iterator[Finding]:
    """The change of a whole beside the changes of its parts, in one or two neighbouring sentences."""
    for place, sentence in enumerate(view.sentences):
        window = [s for s in view.sentences[max(0, place - 2) : place + 1] if s.paragraph == sentence.paragraph]
        changes: list[tuple[Number, float]] = []
        for number in [n for s in window for n in s.numbers]:
            lead = view.lead(number)
            if _CHANGE.search(lead) and not is_rate(number) and re.search(r"比|较", lead):
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
            yield view.finding(
                "差",
                [n for n, _ in changes],
                "+".join(digits(v) for _, v in parts).replace("+-", "-"),
                total,
                "通过",
                stated=digits(whole[1]),
            )
        elif nested:
            yield view.finding(
                "差",
                [n for n, _ in changes],
                "+".join(digits(v) for _, v in parts).replace("+-", "-"),
                total,
                "不通过",
                stated=digits(whole[1]),
                readings=("总数等于两部分之和，变化量却不等",),
                suggestion=f"总变化量改为{digits(total)}{whole[0].unit}，或核对两部分的变化量",
            )
