"""Changes told as pairs: from a to b, now and as planned, this year and the year before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.finding import Finding, FindingVerdict, agreement
from core.relations_growth import own_rate
from core.relations_view import Number, Sentence, View, digits

_TO = re.compile(
    r"(?:增加|提高|提升|上升|增长|扩大|增|升|下降|减少|降低|压减|压缩|减|降|缩小|缩减|发展|跃升|攀升|回落)(?:到|至|为)"
    r"(?:(?:19|20)\d\d年[底末初]?的?)?[^，。；;\d]{0,4}$|^[^，。；;]{0,8}?(?:到|至)(?:(?:19|20)\d\d年[底末初]?的?)?[^，。；;\d]{0,4}$"
)
_FROM = re.compile(r"(?:从|由)[^，。；;]{0,24}$")
_GONE = re.compile(r"(?:消除|清零|归零|全部取消|降为零|减至零)")


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
                yield view.finding(
                    "降幅",
                    [number],
                    f"(0-{digits(number.value)})/{digits(number.value)}*100",
                    -100.0,
                    "仅派生",
                    readings=(f"减少{digits(number.value)}{number.unit}",),
                )


def _change_findings(view: View, sentence: Sentence, first: Number, second: Number) -> Iterator[Finding]:
    change = second.value - first.value
    relative = change / first.value * 100 if first.value else None
    after = [n for n in sentence.numbers[second.index + 1 : second.index + 3] if len(view.between(second, n)) <= 16]
    stated = next((n for n in after if n.unit in ("个百分点", "%") and own_rate(view.between(second, n))), None)
    if first.unit == "%":
        shown = digits(round(change, 4))
        readings: tuple[str, ...] = (f"变化{shown}个百分点", f"相对变化{relative:.2f}%") if relative is not None else ()
        if stated is None:
            yield view.finding(
                "百分点",
                [first, second],
                f"{digits(second.value)}-{digits(first.value)}",
                change,
                "仅派生",
                readings=readings,
                suggestion="写作“个百分点”，不写“%”",
            )
            return
        verdict = agreement(abs(change), abs(change), stated.quantity, abs(change))
        if stated.unit == "个百分点" or verdict is None:
            yield view.finding(
                "百分点",
                [first, second, stated],
                f"{digits(second.value)}-{digits(first.value)}",
                change,
                verdict or _relative_reading(relative, stated),
                stated=stated.quantity.text,
                readings=readings,
                suggestion="" if verdict else f"改为{shown}个百分点",
            )
        else:
            yield view.finding(
                "百分点",
                [first, second, stated],
                f"{digits(second.value)}-{digits(first.value)}",
                change,
                "口径可疑",
                stated=stated.quantity.text,
                readings=readings,
                suggestion=f"两个百分比之差应写作{shown}个百分点",
            )
        return
    if relative is None:
        return
    formula = f"({digits(second.value)}-{digits(first.value)})/{digits(first.value)}*100"
    readings = (f"变化{digits(change)}{second.unit}",)
    if stated is None or stated.unit == "个百分点":
        yield view.finding("变化率", [first, second], formula, relative, "仅派生", readings=readings)
        return
    verdict = agreement(abs(relative), abs(relative), stated.quantity, abs(relative))
    yield view.finding(
        "变化率",
        [first, second, stated],
        formula,
        relative,
        verdict or "不通过",
        stated=stated.quantity.text,
        readings=readings,
        suggestion="" if verdict else f"变化率改为{abs(relative):.2f}%",
    )


def _relative_reading(relative: float | None, stated: Number) -> FindingVerdict:
    if (
        relative is not None
        and stated.unit == "%"
        and agreement(abs(relative), abs(relative), stated.quantity, abs(relative))
    ):
        return "通过"
    return "不通过"


_PRIOR = re.compile(
    r"[，,；;（(、]?(?:而)?(?:(?:19|20)\d\d年(?:同期)?|去年(?:同期)?|上年(?:同期)?|上届)(?:只有|仅有|仅|只|为)?"
)


def prior_years(view: View) -> Iterator[Finding]:
    """7人，2023年0人: the same count of an earlier year right behind the present one."""
    for sentence in view.sentences:
        for now, then in zip(sentence.numbers, sentence.numbers[1:], strict=False):
            gap = view.between(now, then).removeprefix(now.noun)
            if now.unit != then.unit or now.unit in ("年", "%", "") or not _PRIOR.fullmatch(gap):
                continue
            change = now.value - then.value
            if then.value == 0:
                yield view.finding(
                    "增量",
                    [now, then],
                    f"{digits(now.value)}-0",
                    change,
                    "仅派生",
                    readings=("基期为0，增长率不可比，只报净增量",),
                )
                continue
            formula = f"({digits(now.value)}-{digits(then.value)})/{digits(then.value)}*100"
            yield view.finding(
                "变化率",
                [now, then],
                formula,
                change / then.value * 100,
                "仅派生",
                readings=(f"变化{digits(change)}{now.unit}",),
            )


_LAST = re.compile(r"去年|上年|20\d\d年|上学年|上届")
_THIS = re.compile(r"今年|本年|20\d\d年|本学年|本届")


def two_years(view: View) -> Iterator[Finding]:
    """去年新增1500个，今年新增2100个，同比增长40%: two years side by side with the rate between them."""
    for sentence in view.sentences:
        for then, now, rate in zip(sentence.numbers, sentence.numbers[1:], sentence.numbers[2:], strict=False):
            if then.unit != now.unit or then.unit in ("%", "年", "") or rate.unit != "%" or then.value <= 0:
                continue
            told = _LAST.search(view.lead(then)) and _THIS.search(view.between(then, now))
            if not told or "其中" in view.between(then, now) or not own_rate(view.between(now, rate)):
                continue
            exact = (now.value - then.value) / then.value * 100
            verdict = agreement(abs(exact), abs(exact), rate.quantity, abs(exact)) or "不通过"
            yield view.finding(
                "变化率",
                [then, now, rate],
                f"({digits(now.value)}-{digits(then.value)})/{digits(then.value)}*100",
                exact,
                verdict,
                stated=rate.quantity.text,
                suggestion="" if verdict != "不通过" else f"变化率改为{abs(exact):.2f}%",
            )


def grown_shares(view: View) -> Iterator[Finding]:
    """占5.18%，比2018年增幅9%: the earlier share that a relative change implies."""
    for sentence in view.sentences:
        for share, rate in zip(sentence.numbers, sentence.numbers[1:], strict=False):
            if share.unit != "%" or rate.unit != "%" or share.is_range or rate.is_range:
                continue
            if re.fullmatch(
                r"[，,](?:比|较)[^，。；]{0,10}(?:增幅|增长率|降幅|减幅)(?:为|达)?", view.between(share, rate)
            ):
                sign = -1 if re.search(r"[降减]幅", rate.before) else 1
                base = share.value / (1 + sign * rate.value / 100)
                yield view.finding(
                    "基期",
                    [share, rate],
                    f"{digits(share.value)}/(1{'+' if sign > 0 else '-'}{digits(rate.value)}/100)",
                    base,
                    "歧义",
                    readings=(f"若为相对增幅，上期约{base:.2f}%", "若指百分点，应写“个百分点”"),
                )


def planned_growth(view: View) -> Iterator[Finding]:
    """目前20个……到2025年30个: the same thing now and as a target."""
    for sentence in view.sentences:
        for first, second in zip(sentence.numbers, sentence.numbers[1:], strict=False):
            gap = view.between(first, second)
            if not first.noun or first.noun != second.noun or first.unit != second.unit or first.value <= 0:
                continue
            if re.search(r"(?:到|至|力争|计划|预计).{0,4}(?:20\d\d年|年底|末)", gap) and second.value > first.value:
                rate = (second.value - first.value) / first.value * 100
                yield view.finding(
                    "增量",
                    [first, second],
                    f"({digits(second.value)}-{digits(first.value)})/{digits(first.value)}*100",
                    rate,
                    "仅派生",
                    readings=(f"增加{digits(second.value - first.value)}{second.unit}",),
                )
