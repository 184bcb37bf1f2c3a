"""Spans of time: years, days and hours told against the dates they run between, weekdays, how manyeth."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator
from itertools import pairwise

from core.arithmetic import mends
from core.arithmetic.claim import Statement
from core.arithmetic.view import Number, View, digits
from core.quantity import parse_quantities
from core.schema import Quantity

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?:年|(?=\s*[-—至到]))")
_RANGE = re.compile(r"(?<!\d)(?P<a>(?:19|20)\d\d)\s*(?:学年|年)?\s*(?:-{1,2}|至|到)\s*(?P<b>(?:19|20)\d\d)\s*年?")
_DAYS = re.compile(
    r"(?:(?P<m>\d{1,2})\s*月\s*)?(?P<a>\d{1,2})\s*日?\s*(?:-{1,2}|至|到)\s*(?:(?P<n>\d{1,2})\s*月\s*)?(?P<b>\d{1,2})\s*[日号]"
)
_DATE = re.compile(r"(?:(?P<y>(?:19|20)\d\d)\s*年\s*)?(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日")
_WEEKDAY = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日\s*[（(]?\s*(?:星期|周)(?P<w>[一二三四五六日天])"
)
_UNTIL = re.compile(r"距(?:离)?[^，。；]{0,3}(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日[^，。；\d]{0,14}$")
_CLOCK = re.compile(r"(?<!\d)(?P<h>\d{1,2})\s*[:时]\s*(?P<m>\d{1,2})")
_LASTED = re.compile(r"(?:历时|为期|共计?|持续|用时|时长|会期|连续|为|共用)[^\d，。；]{0,4}$")
_POINT = re.compile(
    r"(?:(?P<y>(?:19|20)\d\d)\s*年\s*)?(?<!\d)(?P<m>\d{1,2})\s*月(?:份|\s*(?P<d>\d{1,2})\s*[日号])?(?!\d)"
)
_SPENT = re.compile(
    r"(?:历时|为期|工期|用时|共用|共计?|持续|前后|历经|经过|从[教事业]|[任执]教|坚持|服务|工作)[^\d，。；]{0,4}$"
)
_TRAVEL = re.compile(r"报到|返程|返回|离会|启程|出发")
_STRUNG = re.compile(r"[、，,和及与\s]*")
MONTH_TAIL = 3  # days
_SINCE = re.compile(r"连续|建校|迎来|成立|创办|创建|历经|坚持|周年")
_ORDINAL = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s*年(?:是|为|举办|迎来)?[^，。；]{0,6}第(?P<n>[一二三四五六七八九十百\d]+)届"
)
_YEARLY = re.compile(r"每年|逐年|年年|一年一|从未间断")
_BOTH, _ONE = re.compile(r"首尾(?:两日|均|都)"), re.compile(r"不含|不计")
_BY_ANNIVERSARY = "按学年或周年计，首尾年份只算一次"
_OTHER_ENDS = "连续年数可能另有起止，请注明"
WEEK = "一二三四五六日"


def spans(view: View) -> Iterator[Statement]:
    """Every span of time that a text tells with its ends."""
    for sentence in view.sentences:
        for number in sentence.numbers:
            if number.is_range or number.quantity.qualifier:
                continue
            yield from _of_years(view, number, sentence.start, sentence.end)
            yield from _of_days(view, number, sentence.start)
            yield from _of_hours(view, number, sentence.start)
            yield from _between_dates(view, number, sentence.start)
    yield from _weekdays(view)
    yield from _ordinals(view)
    yield from _of_years_and_months(view)


def _told(
    view: View,
    numbers: tuple[Number, ...],
    span: tuple[int, int],
    formula: str,
    value: float,
    fits: set[float],
    stated: Quantity | float,
    *evidence: str,
    excuse: str = "",
) -> Statement:
    result = stated.value if isinstance(stated, Quantity) else stated
    return Statement(
        kind="年数" if "year" in evidence else "天数",
        numbers=numbers,
        span=span,
        formula=formula,
        holds=result in fits,
        stated_text=view.text[slice(*span)][-24:],
        evidence=frozenset(evidence),
        excuse=excuse,
        suggestion=f"按起止时间应为{digits(value)}",
        mends=mends.of(*(mends.figure_mend(view.whole, (n.start, n.end), value, "若起止时间无误") for n in numbers)),
    )


def _of_years(view: View, number: Number, start: int, end: int) -> Iterator[Statement]:
    if number.unit not in ("年", "周年") or not 2 <= number.value <= 400:
        return
    plan = _RANGE.search(view.folded, number.end, min(end, number.end + 24))
    if plan and re.search(r"计划|规划|方案|行动|工程", view.text[number.end : plan.start()]) and number.value < 30:
        whole = int(plan["b"]) - int(plan["a"]) + 1
        yield _told(
            view,
            (number,),
            (number.clause[0], plan.end()),
            f"{plan['b']}-{plan['a']}+1",
            whole,
            {whole, whole - 1} if "学年" in plan[0] else {whole},
            number.quantity,
            "year",
            "named",
            excuse=_BY_ANNIVERSARY if number.value == whole - 1 else "",
        )
        return
    years = [int(year) for year in _YEAR.findall(view.folded[start : number.start])]
    if len(years) < 2 or not _SINCE.search(view.text[start : number.end + 2]) or years[-1] <= years[0]:
        return
    gap = years[-1] - years[0]
    whole = gap if number.unit == "周年" or "周年" in view.text[number.end - 1 : number.end + 2] else gap + 1
    running = "连续" in number.before
    allowed = {float(gap)} if number.unit == "周年" else {float(gap), float(gap + 1)}
    if running and re.search(r"每年|起", view.text[start : number.start]):
        allowed = {float(gap + 1)}
    yield _told(
        view,
        (number,),
        (number.clause[0], number.end),
        f"{years[-1]}-{years[0]}{'+1' if whole > gap else ''}",
        whole,
        allowed,
        number.quantity,
        "year",
        "named" if running or number.unit == "周年" else "far",
        excuse="" if len(allowed) == 1 else _OTHER_ENDS,
    )


def _of_days(view: View, number: Number, start: int) -> Iterator[Statement]:
    if number.unit not in ("天", "日"):
        return
    until = _UNTIL.search(view.folded, start, number.start)
    dates = list(_DATE.finditer(view.folded, start, number.start))
    if until and len(dates) >= 2 and dates[0]["y"]:
        first = _date(int(dates[0]["y"]), dates[0])
        last = _date(int(dates[0]["y"]), until)
        if first and last:
            days = (last - first).days
            yield _told(
                view,
                (number,),
                (until.start(), number.end),
                f"{last}-{first}",
                days,
                {days, days - 1, days + 1} if re.search("左右|约", number.before) else {days},
                number.quantity,
                "named",
            )
        return
    runs = list(_DAYS.finditer(view.folded, max(start, number.start - 70), number.start))
    # 3日至5日报名，8日至9日展演，共两天: of what stands right before, and what is strung to it.
    while len(runs) > 1 and not all(_STRUNG.fullmatch(view.folded, a.end(), b.start()) for a, b in pairwise(runs)):
        runs.pop(0)
    if not runs or not _LASTED.search(number.before):
        return
    total = 0
    for run in runs:
        month = int(run["m"] or 1)
        first, last = _made(month, run["a"]), _made(int(run["n"] or month), run["b"])
        if first is None or last is None or last < first:
            return
        total += (last - first).days + 1
    around = view.text[runs[0].start() : number.end]
    fits = {total} if _BOTH.search(around) else {total - len(runs)} if _ONE.search(around) else {total, total - 1}
    yield _told(
        view,
        (number,),
        (min(number.clause[0], runs[0].start()), number.end),
        f"{runs[-1]['b']}-{runs[0]['a']}+1",
        total,
        set(map(float, fits)),
        number.quantity,
        "named",
    )


def _made(month: int, day: str, year: int = 2023) -> dt.date | None:
    try:
        return dt.date(year, month, int(day))
    except ValueError:
        return None


def _date(year: int, found: re.Match[str]) -> dt.date | None:
    return _made(int(found["m"]), found["d"], year)


def _of_hours(view: View, number: Number, start: int) -> Iterator[Statement]:
    if number.unit not in ("分钟", "小时", "个小时") or not re.search(r"时长|历时|用时|持续|共|为", number.before):
        return
    clocks = list(_CLOCK.finditer(view.folded, start, number.start))
    for one, other in list(pairwise(clocks))[-1:]:
        minutes = (int(other["h"]) - int(one["h"])) * 60 + int(other["m"]) - int(one["m"])
        value = minutes / (1 if number.unit == "分钟" else 60)
        if minutes > 0:
            yield _told(
                view,
                (number,),
                (one.start(), number.end),
                f"{other[0]}-{one[0]}",
                value,
                {value},
                number.quantity,
                "named",
            )


def _between_dates(view: View, number: Number, start: int) -> Iterator[Statement]:
    """5月1日开工，9月1日竣工，工期两个月; 2019年3月启动，2022年2月结束，历时五年; 前后共用9天."""
    points = list(_POINT.finditer(view.folded, start, number.start))[-2:]
    if number.unit not in ("年", "个月", "天", "日") or len(points) != 2 or not _SPENT.search(number.before):
        return
    one, other = points
    if _DAYS.match(view.folded, one.start("m"), number.start):
        return  # 5月10日至19日 is one stretch, and may be one of several
    years = int(other["y"] or one["y"] or 0) - int(one["y"] or other["y"] or 0)
    months = years * 12 + int(other["m"]) - int(one["m"])
    if number.unit in ("天", "日"):
        first, last = (_made(int(found["m"]), found["d"] or "") for found in points)
        value = float((last - first).days) if first and last and not years else 0.0
        fits = {value, value + 1}
        if _TRAVEL.search(view.folded, one.end(), number.start):
            fits.add(value - 1)  # neither day counts
    elif number.unit == "个月":
        value = float(months)
        part = bool(one["d"] and other["d"]) and abs(int(other["d"]) - int(one["d"])) <= MONTH_TAIL
        fits = {value} if part else {value, value + 1}
    else:
        value = months / 12 if one["y"] and other["y"] else 0.0
        fits = {float(math.floor(value)), float(math.ceil((months + 1) / 12))}
    if value > 0:
        unit = number.unit
        yield _told(
            view,
            (number,),
            (min(one.start(), number.clause[0]), number.end),
            f"{other[0].strip()}-{one[0].strip()}",
            value,
            fits,
            number.quantity,
            "named",
            *(["year"] if unit == "年" else []),
        )


def _of_years_and_months(view: View) -> Iterator[Statement]:
    """2021年3月开工、2023年9月交付，历时一年零六个月."""
    for sentence in view.sentences:
        text = view.folded[sentence.start : sentence.end]
        said = re.search(r"(?P<y>[一二两三四五六七八九十\d]+)年(?:零(?P<m>[一二两三四五六七八九十\d]+)个月|半)", text)
        dates = (
            [(int(y), int(m)) for y, m in re.findall(r"((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月", text[: said.start()])]
            if said
            else []
        )
        counts = parse_quantities(f"{said['y']}项，{said['m'] or 6}项") if said else []
        if said is None or len(dates) != 2 or len(counts) != 2:
            continue
        months = (dates[1][0] - dates[0][0]) * 12 + dates[1][1] - dates[0][1]
        result = counts[0].value * 12 + counts[1].value
        span = (sentence.start + said.start(), sentence.start + said.end())
        yield _told(view, (), span, f"{dates[1]}-{dates[0]}", months, {months, months + 1.0}, result, "year", "named")


def _weekdays(view: View) -> Iterator[Statement]:
    for found in _WEEKDAY.finditer(view.folded):
        day = _date(int(found["y"]), found)
        if day is not None:
            result, right = WEEK.index("日" if found["w"] == "天" else found["w"]), WEEK[day.weekday()]
            yield Statement(
                kind="天数",
                numbers=(),
                span=found.span(),
                formula=f"weekday({day})",
                holds=day.weekday() == result,
                stated_text=found[0],
                evidence=frozenset({"named"}),
                suggestion=f"{day}是星期{right}",
                mends=mends.of(mends.word_mend(view.whole, found.span("w"), right, f"若日期无误，改为星期{right}")),
            )


def _ordinals(view: View) -> Iterator[Statement]:
    """自2001年首届起每年举办一届，2021年是第二十一届."""
    for sentence in view.sentences:
        text = view.folded[sentence.start : sentence.end]
        found = _ORDINAL.search(text)
        first = re.search(r"((?:19|20)\d\d)\s*年(?:首届|创办|第一届|首次)", text)
        if not found or not first or not _YEARLY.search(text):
            continue
        count = parse_quantities(f"{found['n']}次")
        value = int(found["y"]) - int(first[1]) + 1
        if count:
            yield _told(
                view,
                (),
                (sentence.start + found.start(), sentence.start + found.end()),
                f"{found['y']}-{first[1]}+1",
                value,
                {value},
                count[0].value,
                "year",
                "named",
            )
