"""Values that cannot be: shares above 100 %, dates and times that do not exist, a mean outside its range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from core.arithmetic.changes import CHANGES
from core.arithmetic.claim import Statement
from core.arithmetic.view import View, digits

_RATE = re.compile(
    r"(?:参训|参与|合格|优秀|巩固|覆盖|达标|到位|普及|毕业|及格|满意|到岗|入学|安置|占|比例|比重|占比|普惠|就读|知晓|办结|开设|开工|完工|录取|上线|配备|持证|参[\u4e00-\u9fff])率?[^\d，。；]{0,8}$"
)
_MAY_EXCEED = re.compile(
    r"毛入|完成|增|提高|超|升|涨|幅|达成|投入|执行|利用|负荷|是[^，。；]{0,6}的|相当|为[^，。；]{0,6}的|同比|计划|翻|占[\u4e00-\u9fff]*任务"
)
_CLOCK = re.compile(r"(?<!\d)(?P<hour>\d{1,2})\s?时\s?(?P<minute>\d{1,2})\s?分")
_DATE = re.compile(r"(?<!\d)(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日")
_WENT_OUT, _CAME_BACK = re.compile(r"发放|发出|下发|应到|应参[加检]|印发"), re.compile(r"收回|回收|实到|实际?参[加检]")
_EACH = re.compile(r"每|各|标准|补助")
_AMONG = re.compile(r"[^，。；、]{0,14}(?<![初高])中[，,]?\s*(?:仅|只|已|共)?有")
HOURS, MINUTES = 24, 60
_LONG = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_RANGE = re.compile(r"(?<!\d)(?P<m>\d{1,2})月(?P<d>\d{1,2})日(?:至|到|-{1,2})(?P<n>\d{1,2})月(?P<e>\d{1,2})日")
_AVERAGE, _TOP, _BOTTOM = (
    re.compile(r"平均[^，。；\d]{0,6}$"),
    re.compile(r"最高[^，。；\d]{0,8}$"),
    re.compile(r"最低[^，。；\d]{0,8}$"),
)


def impossible(view: View) -> Iterator[Statement]:
    """Every value of a text that cannot be."""
    yield from _impossible(view)
    yield from _between(view)
    yield from _too_large(view)
    yield from _came_back(view)


def _between(view: View) -> Iterator[Statement]:
    """A mean outside what is told as highest and lowest."""
    for sentence in view.sentences:
        record = {
            name: number
            for number in sentence.numbers
            for name, cue in (("top", _TOP), ("bottom", _BOTTOM), ("mean", _AVERAGE))
            if cue.search(number.before)
        }
        if len(record) == 3 and len({number.unit for number in record.values()}) == 1:
            low, mean, high = (record[name].value for name in ("bottom", "mean", "top"))
            yield Statement(
                kind="不可能的值",
                numbers=tuple(record.values()),
                span=record["mean"].clause,
                holds=low <= mean <= high,
                formula=f"{digits(low)}<={digits(mean)}<={digits(high)}",
                stated_text=record["mean"].quantity.text,
                evidence=frozenset({"rate"}),
                suggestion="平均数应在最低与最高之间",
            )


def _impossible(view: View) -> Iterator[Statement]:
    for found in _RANGE.finditer(view.folded):
        if (int(found["m"]), int(found["d"])) > (int(found["n"]), int(found["e"])) and int(found["m"]) == int(
            found["n"]
        ):
            yield Statement(
                kind="不可能的值",
                numbers=(),
                span=found.span(),
                formula=found[0],
                holds=False,
                stated_text=found[0],
                evidence=frozenset({"rate"}),
                suggestion="结束日期早于开始日期，请核对",
            )
    for number in view.numbers:
        clause = view.text[number.clause[0] : number.clause[1] + 6]
        if number.unit == "%" and number.value > 100 and _RATE.search(number.before) and not _MAY_EXCEED.search(clause):
            yield Statement(
                kind="不可能的值",
                numbers=(number,),
                span=number.clause,
                formula=f"{digits(number.value)}<=100",
                holds=False,
                stated_text=number.quantity.text,
                evidence=frozenset({"rate"}),
                suggestion="这类比率不能超过100%，请核对",
            )
    for pattern, exists, result in ((_CLOCK, _is_time, "时刻不存在"), (_DATE, _is_date, "日期不存在")):
        for found in pattern.finditer(view.folded):
            if not exists(found):
                yield Statement(
                    kind="不可能的值",
                    numbers=(),
                    span=found.span(),
                    formula=found[0],
                    holds=False,
                    stated_text=found[0],
                    evidence=frozenset({"rate"}),
                    suggestion=f"{result}，请核对",
                )


def _came_back(view: View) -> Iterator[Statement]:
    """发放420份，收回436份: no more comes back than went out."""
    for out, back in pairwise(view.numbers):
        went = _WENT_OUT.search(out.before) and _CAME_BACK.search(back.before) and out.agrees_with(back)
        if went and out.sentence == back.sentence and back.value > out.value:
            yield Statement(
                kind="不可能的值",
                numbers=(out, back),
                span=back.clause,
                formula=f"{digits(back.value)}<={digits(out.value)}",
                holds=False,
                stated_text=back.quantity.text,
                evidence=frozenset({"rate"}),
                suggestion=f"收回的{back.quantity.text}多于发出的{out.quantity.text}",
            )


def _is_time(found: re.Match[str]) -> bool:
    return int(found["hour"]) <= HOURS and int(found["minute"]) < MINUTES


def _is_date(found: re.Match[str]) -> bool:
    month = int(found["month"])
    return 1 <= month <= len(_LONG) and 1 <= int(found["day"]) <= _LONG[month - 1]


def _too_large(view: View) -> Iterator[Statement]:
    """426名参加，其中469人达到: a part above its whole."""
    for whole, part in pairwise(view.numbers):
        counted = whole.sentence == part.sentence and whole.unit not in ("%", "个百分点", "比", "分", "")
        # What grew or shrank by so much, and one of several side by side, are no wholes; a line is no part.
        counted = counted and not CHANGES.search(whole.before) and not view.text[: whole.start].endswith("、")
        counted = counted and not _EACH.search(part.before) and not _EACH.search(whole.before)
        larger_before = any(
            one.agrees_with(part) and one.value >= part.value and one.start < whole.start
            for one in view.sentences[whole.sentence].numbers
        )
        counted = counted and not larger_before and part.quantity.low == part.quantity.high and "、" not in whole.before
        larger = whole.agrees_with(part) and part.quantity.low > whole.quantity.high
        # 其中12个; 在10个班中，有12个.
        inside = "其中" in view.between(whole, part) or _AMONG.fullmatch(view.between(whole, part))
        if counted and larger and inside:
            yield Statement(
                kind="不可能的值",
                numbers=(whole, part),
                span=part.clause,
                holds=False,
                stated_text=part.quantity.text,
                formula=f"{digits(part.value)}<={digits(whole.value)}",
                evidence=frozenset({"rate"}),
                suggestion=f"其中的{part.quantity.text}多于全部的{whole.quantity.text}",
            )
