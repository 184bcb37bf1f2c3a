"""Averages and products left implicit: amount per person, persons per school, a yearly sum over the years told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.finding import Finding
from core.relations_view import Number, Sentence, View, digits

_MONEY = ("元",)
_PERSONS = ("人", "名", "位")
_TAKERS = ("人次", "人", "名", "位", "所", "个", "户", "家", "项")
_HOLDERS = ("所", "个", "场", "次", "期", "校", "支", "县", "班", "组")
_YEARS = re.compile(r"((?:19|20)\d\d)\s*年?\s*(?:[-—–~～]{1,2}|至|到)\s*((?:19|20)\d\d)\s*年")
# An amount already told per head or per place has no mean over the number beside it.
_PER_HEAD = re.compile(r"每[人生所县个班校户名月亩]|标准|人均|生均|均价")
_YEARLY = re.compile(r"每年[^，。；\d]{0,16}$")


def _ratio(view: View, over: Number, under: Number, note: str) -> Finding:
    # An average of a 万元 or more is told in 万元, as the amount itself is.
    mean = over.value / under.value
    multiple = 1.0 if over.unit not in _MONEY or mean < 1e4 else 1e4 if mean < 1e8 else 1e8
    mean = over.value / multiple / under.value
    unit = f"{'万' if multiple == 1e4 else '亿' if multiple == 1e8 else ''}{over.unit}/{under.unit}"
    vague = over.quantity.qualifier or under.quantity.qualifier
    return view.finding(
        "均值",
        [over, under],
        f"{digits(over.value / multiple)}/{digits(under.value)}",
        mean,
        "仅派生",
        readings=(f"约{mean:.2f}{unit}{'（约数，只作量级）' if vague else ''}{note}",),
    )


def _plain(number: Number) -> bool:
    return not number.is_range and number.kind == "quantity" and number.value > 1


def means(view: View) -> Iterator[Finding]:
    """Two neighbouring numbers of one sentence whose quotient means something: 元/人次, 名/所, 人次/场, 个学位/所."""
    for place, sentence in enumerate(view.sentences):
        for first, second in zip(sentence.numbers, sentence.numbers[1:], strict=False):
            gap = view.between(first, second)
            if (
                not (_plain(first) and _plain(second))
                or len(gap) > 60
                or re.search(r"比|较|其中|到20|增加到|降", gap[:6])
            ):
                continue
            pair = _meaningful(first, second)
            if pair and pair[0].value > pair[1].value:
                yield _ratio(view, *pair, "")
        yield from _levels(view, sentence)
        if place and view.sentences[place - 1].paragraph == sentence.paragraph:
            yield from _neighbouring(view, view.sentences[place - 1], sentence)


def _meaningful(first: Number, second: Number) -> tuple[Number, Number] | None:
    """(amount, bearers) of a pair, in whichever order they stand; None where a quotient means nothing."""
    for over, under in ((first, second), (second, first)):
        if over.unit in _MONEY and under.unit in _TAKERS and not _PER_HEAD.search(over.before[-10:]):
            return over, under
        if over.unit == "人次" and under.unit in ("场", "次", "期", "个", "所"):
            return over, under
        if (
            over.unit in _PERSONS
            and over.value >= 10
            and under.unit in _HOLDERS
            and (under.noun != over.noun or not over.noun)
        ):
            return over, under
        if over.unit == "个" and over.noun.startswith(("学位", "岗位", "编制", "床位")) and under.unit in ("所", "校"):
            return over, under
        if over.unit == "个" and under.unit == "所" and "学位" in over.before:
            return over, under
        if over.unit in ("次", "场") and under.unit in ("个", "所"):
            return over, under
        if (
            over.unit in ("批", "个")
            and under.unit == "次"
            and over.value < 100
            and under.value < 100
            and "批" in over.unit
        ):
            return over, under
        if (
            over.unit == "所"
            and under.unit == "个"
            and re.search(r"集团|共同体|联盟|学区|[县区市]$", under.before[-8:])
        ):
            return over, under
        if over.unit in ("学时", "课时") and under.unit == "年" and "周期" in under.after:
            return over, under
    return None


def _levels(view: View, sentence: Sentence) -> Iterator[Finding]:
    """20条二级指标和62条三级指标: items of one level under each of the level above."""
    for first, second in zip(sentence.numbers, sentence.numbers[1:], strict=False):
        upper = re.match(r"[一二三]级|[一-鿿]{0,2}大类", view.text[first.end : first.end + 6])
        lower = re.match(r"[二三四]级|[一-鿿]{0,2}小类", view.text[second.end : second.end + 6])
        if first.unit == second.unit and upper and lower and second.value > first.value > 1:
            yield _ratio(view, second, first, "")


def _neighbouring(view: View, before: Sentence, here: Sentence) -> Iterator[Finding]:
    """A head count of people in one sentence over the same people in the next: 450名优秀党员, 1500余名党员."""
    if not before.numbers or not here.numbers:
        return
    last, first = before.numbers[-1], here.numbers[0]
    if (
        _plain(last)
        and _plain(first)
        and last.unit in _HOLDERS
        and first.unit in _PERSONS
        and last.noun
        and last.noun in first.after
    ):
        yield _ratio(view, first, last, "")


def yearly_totals(view: View) -> Iterator[Finding]:
    """2023—2025年新增300亿元，每年投入20亿元: the yearly amount over the years told, beside the total."""
    for sentence in view.sentences:
        years = _YEARS.search(view.text[sentence.start : sentence.end])
        if not years:
            continue
        span = int(years[2]) - int(years[1]) + 1
        money = [n for n in sentence.numbers if n.unit == "元" and not n.is_range]
        for yearly in money:
            if not _YEARLY.search(yearly.before) or not 1 < span <= 20:
                continue
            whole = next((n for n in money if n is not yearly and n.start < yearly.start), None)
            product = yearly.value * span
            shown = product / _shown_multiple(yearly)
            readings = [f"{span}年共{digits(shown)}{_shown_unit(yearly)}"]
            if whole:
                readings.append(f"占{whole.quantity.text}的{product / whole.value * 100:.1f}%（若含在其中）")
            yield view.finding(
                "包含",
                [n for n in (whole, yearly) if n],
                f"{digits(yearly.value / _shown_multiple(yearly))}*{span}",
                shown,
                "仅派生",
                readings=tuple(readings),
            )


def _shown_multiple(number: Number) -> float:
    return 1e8 if "亿" in number.quantity.text else 1e4 if "万" in number.quantity.text else 1.0


def _shown_unit(number: Number) -> str:
    return {1e8: "亿元", 1e4: "万元"}.get(_shown_multiple(number), number.unit)


def ratio_products(view: View) -> Iterator[Finding]:
    """按照师生比1:15配置5.8万名: the persons the ratio implies; a staff ratio of other than teachers is doubtful."""
    for sentence in view.sentences:
        for ratio, staff in zip(sentence.numbers, sentence.numbers[1:], strict=False):
            if (
                ratio.unit != "比"
                or staff.unit not in _PERSONS
                or not re.search(r"配|设|安排", view.between(ratio, staff))
            ):
                continue
            named = re.search(r"(师生比|生师比)", ratio.before)
            factor = max(ratio.value, 1 / ratio.value) if ratio.value else 0.0
            implied = staff.value * factor
            other = bool(named) and not re.search(r"教师|教职工", view.between(ratio, staff))
            multiple = _shown_multiple(staff)
            yield view.finding(
                "反推",
                [ratio, staff],
                f"{digits(staff.value / multiple)}*{digits(round(factor, 6))}",
                implied / multiple,
                "口径可疑" if other else "仅派生",
                readings=(f"隐含对应约{implied:.0f}人",)
                + ((f"“{named[1]}”通常指学生与专任教师之比，此处对象不是教师" if named else "",) if other else ()),
                suggestion="写明比例的两端各是谁" if other else "",
            )
