"""Spans of time: days told against dates, years and months against the years named."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from core.finding import Finding
from core.relations_view import Number, Sentence, View, digits

_MONTH_DAYS = re.compile(
    r"(?:(?P<month>\d{1,2})\s*月\s*)?(?P<first>\d{1,2})(?:日)?\s*(?:-|至|到)\s*(?:(?P<month2>\d{1,2})\s*月\s*)?(?P<last>\d{1,2})\s*[日号]"
)
_LASTED = re.compile(r"(?:历时|共计?|为期|持续|用时)\s*$")


def day_spans(view: View) -> Iterator[Finding]:
    """6月7-9日，27-29日，历时6天: days told against the dates before them."""
    for sentence in view.sentences:
        for number in sentence.numbers:
            if number.unit not in ("天", "日") or number.quantity.qualifier or not _LASTED.search(number.before):
                continue
            spans = list(_MONTH_DAYS.finditer(view.folded, max(sentence.start, number.start - 60), number.start))
            days = [_days(found) for found in spans]
            if not days or None in days:
                continue
            total = float(sum(d for d in days if d is not None))
            formula = "+".join(str(d) for d in days)
            same = total == number.value
            yield view.finding(
                "天数",
                [number],
                formula,
                total,
                "通过" if same else "不通过",
                stated=number.quantity.text,
                span=(spans[0].start(), number.end),
                readings=() if same else (f"日期合计{digits(total)}天（首尾都算）",),
                suggestion="" if same else f"天数改为{digits(total)}天，或核对日期",
            )


def _days(found: re.Match[str]) -> int | None:
    month = int(found["month"] or 1)
    try:
        first = dt.date(2024, month, int(found["first"]))
        last = dt.date(2024, int(found["month2"] or month), int(found["last"]))
    except ValueError:
        return None
    return (last - first).days + 1 if last >= first else None


_YEAR_SPAN = re.compile(r"(?P<first>(?:19|20)\d\d)\s*(?:学年|年)?\s*(?:-{1,2}|至|到)\s*(?P<last>(?:19|20)\d\d)\s*年?")


def year_spans(view: View) -> Iterator[Finding]:
    """三年行动计划（2022-2025年）, 从2016年到2020年……连续6年: years told against the years named."""
    for sentence in view.sentences:
        for number in sentence.numbers:
            if number.unit in ("年", "个月"):
                yield from _lasting(view, sentence, number)
            if number.unit == "年" and number.before.endswith("连续"):
                yield from _running(view, sentence, number)
            if number.unit != "年" or number.quantity.qualifier or not 2 <= number.value <= 30:
                continue
            planned = re.match(
                r"(?:行动|工作|发展|提升)*(?:计划|规划|方案)[》”]?[（(]",
                number.after + view.text[number.end + len(number.after) :][:2],
            )
            after = _YEAR_SPAN.match(view.folded, number.end + len(planned[0])) if planned else None
            if planned and after is None:
                after = _YEAR_SPAN.search(view.folded, number.end, min(sentence.end, number.end + 20))
            if after is None:
                continue
            whole = int(after["last"]) - int(after["first"]) + 1
            fits = number.value in (whole, whole - 1)
            yield view.finding(
                "年数",
                [number],
                f"{after['last']}-{after['first']}+1",
                float(whole if number.value == whole else whole - 1),
                "通过" if fits else "不通过",
                stated=number.quantity.text,
                span=(number.clause[0], after.end()),
                readings=("按学年或周年计，首尾年份只算一次",) if number.value == whole - 1 else (),
                suggestion="" if fits else f"年份跨度为{whole}年",
            )


_FROM_YEAR = re.compile(
    r"(?P<y1>(?:19|20)\d\d)年(?:(?P<m1>\d{1,2})月)?\s*(?:起)?(?:至|到|-{1,2})\s*(?P<y2>(?:19|20)\d\d)年(?:(?P<m2>\d{1,2})月)?(?:底|末)?"
)


def _lasting(view: View, sentence: Sentence, number: Number) -> Iterator[Finding]:
    """从2018年到2022年，连续5年; 2022年9月至2023年6月，历时10个月."""
    if number.quantity.qualifier or not re.search(r"(?:历时|连续|为期|持续|共)\s*$", number.before):
        return
    found = _FROM_YEAR.search(view.folded, max(sentence.start, number.start - 40), number.start)
    if found is None or re.search(r"[。；;]", view.text[found.end() : number.start]):
        return
    months = bool(found["m1"] and found["m2"])
    if (number.unit == "个月") != months:
        return
    gap = int(found["y2"]) - int(found["y1"])
    if months:
        gap = gap * 12 + int(found["m2"]) - int(found["m1"])
    fits = number.value in (gap, gap + 1)
    whole = gap if number.value == gap else gap + 1
    yield view.finding(
        "年数" if not months else "月数",
        [number],
        f"{found['y2']}-{found['y1']}",
        float(whole),
        "通过" if fits else "不通过",
        stated=number.quantity.text,
        span=(found.start(), number.end),
        readings=() if fits else (f"首尾都算为{gap + 1}{number.unit}，只算间隔为{gap}{number.unit}",),
        suggestion="" if fits else f"改为{gap + 1}{number.unit}，或核对起止时间",
    )


def _running(view: View, sentence: Sentence, number: Number) -> Iterator[Finding]:
    """从2016年……到2020年……连续6年: more years in a row than the years named before it span."""
    years = [int(y) for y in re.findall(r"((?:19|20)\d\d)年", view.text[sentence.start : number.start])]
    if len(years) != 2 or not years[0] < years[1] or not 2 <= number.value <= 30:
        return
    gap = years[1] - years[0]
    if number.value not in (gap, gap + 1) and abs(number.value - gap) <= 3:
        yield view.finding(
            "年数",
            [number],
            f"{years[1]}-{years[0]}+1",
            float(gap + 1),
            "口径可疑",
            stated=number.quantity.text,
            readings=(f"{years[0]}—{years[1]}年首尾都算为{gap + 1}年", "连续年数可能另有起止"),
            suggestion="注明连续年数的起止年份",
        )
