"""Periods: what years a question asks about and what years a sentence speaks of."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from core.han_numerals import han_to_int
from core.number_kinds import WIDE_DIGITS
from core.schema import Period

_YEAR = r"(?:19|20)\d{2}"
_SPAN = re.compile(rf"(?<!\d)({_YEAR})年?\s*(?:[-—–~～至到]|——)\s*({_YEAR})\s*(学年|年)?(?!\d)")
_DAY = re.compile(rf"(?<!\d)({_YEAR})\s*(?:年|[-./])\s*(\d{{1,2}})\s*(?:月|[-./])\s*(\d{{1,2}})\s*日?(?!\d)")
_MONTH = re.compile(rf"(?<!\d)({_YEAR})年\s*(\d{{1,2}})月")
_FULL_YEAR = re.compile(rf"(?<!\d)({_YEAR})\s*(?=年|届|级|学年)")
# A bare number of four digits is a year only where nothing is counted after it: 2006户 is none.
_BARE_YEAR = re.compile(
    r"(?<![\d.\-—〔\[（(])((?:19\d|20[0-3])\d)(?!\d)(?=[上下]半年|第?[一二三四1-4]季度|秋|春|教育|工作|\s|[，。、；：”》）)?？]|$|[^\u4e00-\u9fff\d.%％])"
)
# 连续37年, 第12年, 教龄30年 count years; they name none.
_SHORT_YEAR = re.compile(
    r"(?<![\d续近去达过历第满有了用超龄教])(\d{2})(?=年(?!级|来|以|内|间|前|后|制|的?时间|一|居|获|被|稳|保持|位)|届)"
)
_PLAN = re.compile(r"[“\"]?(十?[一二三四五六七八九十])五[”\"]?(?=规划|时期|期间|以来|那|末|初|，|,|、|”|\"|的)")
_LAST_YEARS = re.compile(
    r"(?:过去|近|最近|这|连续)?([一二三四五六七八九十两\d]{1,2})个?年(?:以来|来|间)|(?:过去|近|最近|这)的?([一二三四五六七八九十两\d]{1,2})年(?!级)"
)
LAST_SHORT_YEAR = 35  # 23年 is 2023; 37年 counts
_RELATIVE = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "上一年": -1, "今年": 0, "本年": 0, "明年": 1}
_RELATIVE_WORD = re.compile("|".join(_RELATIVE))


@dataclass(frozen=True, kw_only=True)
class PeriodMention:
    """A period found in a text. `relative` mentions (去年) were resolved against a given year."""

    period: Period
    text: str
    start: int
    end: int
    relative: bool = False

    @property
    def years(self) -> frozenset[int]:
        """Calendar years the period touches."""
        return years_of(self.period)


def year_period(first: int, last: int | None = None, label: str = "") -> Period:
    """The days from 1 January of `first` to 31 December of `last` (or of `first`)."""
    last = first if last is None else last
    return Period(start=dt.date(first, 1, 1), end=dt.date(last, 12, 31), label=label or f"{first}年")


def years_of(period: Period | None) -> frozenset[int]:
    """Calendar years a period touches; empty for none or an open period."""
    if period is None or period.start is None or period.end is None:
        return frozenset()
    return frozenset(range(period.start.year, period.end.year + 1))


def five_year_plan(number: int) -> tuple[int, int]:
    """First and last year of a five-year plan: 十三五 (13) → 2016, 2020. Source: plans run in fives from 1981 on."""
    first = 1981 + (number - 6) * 5
    return first, first + 4


def find_periods(text: str, base_year: int | None = None) -> list[PeriodMention]:
    """Periods a text names, in order, none overlapping.

    Args:
        text: Any text.
        base_year: What 今年 means; without it 去年 and 今年 are left out.
    """
    found: list[PeriodMention] = []
    taken = [False] * len(text)
    # ２０２２年 is 2022年; what is found is told as it was written.
    written, text = text, text.translate(WIDE_DIGITS)

    def add(match: re.Match[str], period: Period, relative: bool = False) -> None:
        start, end = match.span()
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            found.append(PeriodMention(period=period, text=written[start:end], start=start, end=end, relative=relative))

    for m in _SPAN.finditer(text):
        first, last = int(m[1]), int(m[2])
        if first < last <= first + 30:
            add(m, year_period(first, last, m[0] if m[3] else f"{first}—{last}年"))
    for m in _DAY.finditer(text):
        day = _date(int(m[1]), int(m[2]), int(m[3]))
        if day:
            add(m, Period(start=day, end=day, label=f"{day.year}年{day.month}月{day.day}日"))
    for m in _MONTH.finditer(text):
        first_day = _date(int(m[1]), int(m[2]), 1)
        if first_day:
            after = _date(first_day.year + first_day.month // 12, first_day.month % 12 + 1, 1) or first_day
            add(m, Period(start=first_day, end=after - dt.timedelta(days=1), label=m[0]))
    for m in _FULL_YEAR.finditer(text):
        add(m, year_period(int(m[1])))
    for m in _BARE_YEAR.finditer(text):
        add(m, year_period(int(m[1])))
    for m in _SHORT_YEAR.finditer(text):
        if int(m[1]) <= LAST_SHORT_YEAR:
            add(m, year_period(2000 + int(m[1])))
    for m in _PLAN.finditer(text):
        number = han_to_int(m[1])
        if number >= 6:
            add(m, year_period(*five_year_plan(number), label=f"“{m[1]}五”"))
    if base_year is not None:
        for m in _LAST_YEARS.finditer(text):
            count = 2 if "两" in m[0] else han_to_int(m[1] or m[2])
            add(m, year_period(base_year - count, base_year, label=m[0]), relative=True)
        for m in _RELATIVE_WORD.finditer(text):
            add(m, year_period(base_year + _RELATIVE[m[0]]), relative=True)
    return sorted(found, key=lambda mention: mention.start)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def find_date(text: str) -> dt.date | None:
    """The first full date in a text, or None."""
    for m in _DAY.finditer(text):
        day = _date(int(m[1]), int(m[2]), int(m[3]))
        if day:
            return day
    return None


def mentioned_years(text: str, base_year: int | None = None) -> frozenset[int]:
    """All calendar years the periods of a text touch."""
    years: set[int] = set()
    for mention in find_periods(text, base_year):
        years |= mention.years
    return frozenset(years)
