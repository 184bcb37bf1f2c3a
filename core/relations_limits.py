"""Limits: thresholds told in the text or by a standard, and impossible values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.finding import Finding, FindingVerdict
from core.qualifiers import is_lower_bound, is_upper_bound
from core.relations_view import Number, View, digits

_MET = re.compile(
    r"(?<!未)(?<!不)(?<!没有)(?:达到|符合|满足|达标|优于)[^，。；]{0,10}(?:标准|要求|规定)?|(?<!不)(?<!未)达标"
)
_MISSED = re.compile(r"未(?:达到|达|符合|满足)|不达标|不符合|没有达到")
# Rates that may exceed 100%: what is done against a plan, gross enrolment of any age, growth.
_MAY_EXCEED = re.compile(
    r"完成|毛入学|增|提高|超|升|涨|扩|同比|(?<![占])比(?![例重])|幅|达成|覆盖面|投入|到位|翻|是.{0,6}的|执行|利用率|负荷|偿|拨备|承载"
)
_SHARE_WORD = re.compile(r"(?:占比|占|比例|比重|率)(?:已|均|都|达到?|为|约|仅|超过?)*\s*$")


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """One line of a standard.

    `words` must all stand in the figure's clause; with `wide`, all but the last may stand anywhere in its sentence.
    `comparison` is >= or <=; `source` names the standard.
    """

    words: tuple[str, ...]
    stage: str
    value: float
    comparison: str
    unit: str
    source: str
    wide: bool = False


def _meets(number: Number, value: float, comparison: str) -> bool:
    quantity = number.quantity
    if comparison == ">=":
        return (quantity.low if quantity.low > -1e300 else quantity.value) >= value
    high = quantity.high if quantity.high < 1e300 else quantity.value
    return high <= value


def _subject(number: Number) -> str:
    found = re.search(r"小学|初中|高中|幼儿园|中学", number.before)
    return found[0] if found else ""


def claims(view: View) -> Iterator[Finding]:
    """小学在0.225-0.779之间，未达到规定标准: a claim of meeting a limit against the limit told earlier in the text."""
    limits: list[Number] = []
    for sentence in view.sentences:
        for number in sentence.numbers:
            tail = view.text[number.end : min(sentence.end, number.end + 30)]
            if number.unit == "" and number.value < 3 and (missed := _MISSED.search(tail) or _MET.search(tail)):
                limit = _limit_for(number, limits)
                claimed = not _MISSED.search(tail)
                if limit is not None:
                    yield _claim_finding(view, number, limit, claimed, missed.end())
            if is_upper_bound(number.quantity.qualifier) or is_lower_bound(number.quantity.qualifier):
                limits.append(number)


def _limit_for(number: Number, limits: Sequence[Number]) -> Number | None:
    subject = _subject(number)
    for limit in reversed(limits[-8:]):
        if limit.unit == number.unit and subject and _subject(limit) == subject:
            return limit
    return None


def _claim_finding(view: View, number: Number, limit: Number, claimed: bool, tail: int) -> Finding:
    upper = is_upper_bound(limit.quantity.qualifier)
    met = _meets(number, limit.value, "<=" if upper else ">=")
    bound = number.quantity.high if upper else number.quantity.low
    sign = "<=" if upper else ">="
    formula = f"{digits(bound)}{sign if met else ('>' if upper else '<')}{digits(limit.value)}"
    right = met == claimed
    return view.finding(
        "阈值",
        [number, limit],
        formula,
        True if right else met,
        "通过" if right else "不通过",
        stated="达到" if claimed else "未达到",
        span=(number.clause[0], min(number.end + tail + 8, number.end + 60)),
        readings=() if right else (f"前文规定{limit.quantity.text}",),
        suggestion="" if right else "结论与数值不符，请核对数值或结论",
    )


def standard_limits(view: View, thresholds: Sequence[Threshold]) -> Iterator[Finding]:
    """A figure whose words name an indicator of a standard, beside its line."""
    for sentence in view.sentences:
        for number in sentence.numbers:
            if number.unit not in {t.unit for t in thresholds} or number.quantity.qualifier in ("不超过", "不低于"):
                continue
            if re.search(r"[从由][^，。；]{0,14}$", number.before):
                continue  # where a rate came from is not what it is
            window = view.text[number.clause[0] : number.clause[1]]
            whole = view.text[sentence.start : sentence.end]
            for threshold in thresholds:
                told = all(word in (whole if threshold.wide else window) for word in threshold.words[:-1])
                told = told and threshold.words[-1] in window
                if threshold.unit != number.unit or not told:
                    continue
                if threshold.stage and not re.search(rf"(?<!中){threshold.stage}", window):
                    continue
                met = _meets(number, threshold.value, threshold.comparison)
                note = f"{threshold.source}：{threshold.comparison}{digits(threshold.value)}{threshold.unit}"
                verdict: FindingVerdict = "通过" if met else "口径可疑"
                yield view.finding(
                    "阈值",
                    [number],
                    f"{digits(number.value)}{threshold.comparison}{digits(threshold.value)}",
                    met,
                    verdict,
                    stated=number.quantity.text,
                    readings=(note,) if met else (note, "未达到该线；若为目标或另有口径，请注明"),
                )
                break


def impossible(view: View) -> Iterator[Finding]:
    """Percentages over 100 that name a share, negative counts, a ceiling under its own floor."""
    for sentence in view.sentences:
        for number in sentence.numbers:
            if number.unit != "%" or number.kind != "quantity" or number.quantity.high <= 100 or number.value <= 100:
                continue
            around = view.text[number.clause[0] : min(number.clause[1], number.end + 6)]
            if _SHARE_WORD.search(number.before) and not _MAY_EXCEED.search(around):
                yield view.finding(
                    "不可能的值",
                    [number],
                    f"{digits(number.value)}<=100",
                    False,
                    "不通过",
                    stated=number.quantity.text,
                    readings=("占比、覆盖率等不能超过100%",),
                    suggestion="请核对该百分比",
                )


_OWN = re.compile(r"我[区县市校省局院]|本[区县市校省局]|学校")


def stricter_rules(view: View) -> Iterator[Finding]:
    """规定不得超过两次，我区限定最多一次: an office's own ceiling must not lie above the rule it cites."""
    for sentence in view.sentences:
        for rule, own in zip(sentence.numbers, sentence.numbers[1:], strict=False):
            both = is_upper_bound(rule.quantity.qualifier) and is_upper_bound(own.quantity.qualifier)
            if (
                both
                and rule.unit == own.unit
                and _OWN.search(view.between(rule, own))
                and re.search(r"规定|要求|办法", view.lead(rule, 40))
            ):
                kept = own.value <= rule.value
                yield view.finding(
                    "阈值",
                    [rule, own],
                    f"{digits(own.value)}<={digits(rule.value)}",
                    kept,
                    "通过" if kept else "口径可疑",
                    stated=own.quantity.text,
                    readings=("自定标准严于或等于规定" if kept else "自定标准宽于所引规定",),
                )
