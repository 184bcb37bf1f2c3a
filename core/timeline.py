"""What time each sentence of a document speaks of, where it does not say so itself.

A text names its time once and then tells on: 刚刚过去的2025年，… holds for the parts that follow, 2023年，… for its own
paragraph, a heading for its section. These stretches are frames; the innermost frame open at a place gives its time.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.period import PeriodMention, find_periods, year_period, years_of
from core.schema import Document, Period, Section
from core.textspan import split_sentences

OPENING_CHARS = 12
HEADING_CHARS = 40
COMPARED_CHARS = 4  # of what stands before a year: 比, 快于
_PART = re.compile(r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}(?:部分|章)")
_ITEM = re.compile(r"——|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、]|[一二三四五六七八九十]是|[①-⑳]")
_ADDRESS = re.compile(r"(?:各位\S{2,4}|同志们)[，,！!：:]|——")
_LOOK_BACK = re.compile(r"^(?:回望|回顾|总结|刚刚|已经|即将)*")
# 2025年是…之年, 过去五年, 五年来, “十四五”时期: the words of one who opens an account, not of one who dates an event.
_ACCOUNT = re.compile(
    r"(?:过去|这|近|最近)的?[一二三四五六七八九十两\d]{1,2}个?年|[一二三四五六七八九十两\d]{1,2}个?年(?:来|以来)|"
    r"过去的?(?:19|20)\d{2}年|(?:(?:19|20)\d{2}年|今年|去年)(?:[^，。；]{0,24}(?:之年|一年|不平凡)|，是)|五[”\"]?(?:时期|期间|以来)"
)
_EVENT = re.compile(r"[^，,。：:；;]{0,4}[，,：:]")
_COMPARED = re.compile(r"(?:比|较|同比|相比|快于|高于|低于|多于|少于|超过)(?:了|于|上年|前)?$")
_ACCOUNT_AND_PLAN = re.compile(
    r"(?:总结|回顾|小结|情况|报告|汇报)[^，。]{0,4}(?P<plan>[和及与暨、][^，。]{0,16}(?:计划|打算|安排|思路|要点|谋划))"
)
_BRACKETED = re.compile(r"[（(〔]((?:19|20)\d\d)[)）〕]\s*$")
_YEARLY_MEAN = re.compile(r"年均(?!浓度|气温|降水|降雨|湿度|值)|平均每年")
# Every period holds one of these near its beginning; most sentences open with none.
_TIME_SIGN, SIGN_CHARS = re.compile(r"[\d年五]"), 24
_ONE_YEAR_BACK = re.compile(r"(?:过去|近|这|最近)?的?一个?年(?:来|以来)?$")
FIRST_QUARTER = 3


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A stretch of text, code points, and the time it speaks of."""

    start: int
    end: int
    period: Period


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """The frames of a document in order of their start, the time it speaks of by itself, and what 今年 means in it."""

    frames: tuple[Frame, ...]
    default: Period | None
    base_year: int | None
    mentions: tuple[PeriodMention, ...]

    def period_at(self, at: int) -> Period | None:
        """The time of the innermost frame open at a place, else the document's own; None for a document undated."""
        last = bisect_right(self.frames, at, key=lambda frame: frame.start)
        return next((f.period for f in reversed(self.frames[:last]) if at < f.end), self.default)

    def mentions_in(self, start: int, end: int) -> list[PeriodMention]:
        """Periods named in a stretch."""
        first = bisect_right(self.mentions, start - 1, key=lambda mention: mention.start)
        last = bisect_right(self.mentions, end - 1, key=lambda mention: mention.start)
        return [mention for mention in self.mentions[first:last] if mention.end <= end]

    def years(self, sentence_start: int, start: int, end: int) -> frozenset[int]:
        """Calendar years a clause speaks of: its own; else the last before it in the sentence; else its frame's."""
        own = self.mentions_in(start, end)
        if own:
            return frozenset().union(*(mention.years for mention in own))
        earlier = self.mentions_in(sentence_start, start)
        return earlier[-1].years if earlier else years_of(self.period_at(start))


def is_yearly_mean(text: str) -> bool:
    """Whether a clause tells a mean over several years (年均增长): never the figure of one of them."""
    return bool(_YEARLY_MEAN.search(text))


def own_period(title: str, date: dt.date | None) -> Period | None:
    """The time a document speaks of where its text names none: the year its title names, else that of its date.

    A bulletin of 2024 comes out in January 2025 and tells of 2024. A year further from the date is no year of account
    (2035年远景目标), nor are several; of 2021年工作总结和2022年工作计划 the first is (the plan's headings name theirs).
    A year in brackets behind the title (总结（2023）) is named, too.
    """
    both = _ACCOUNT_AND_PLAN.search(title)
    title = title[: both.start("plan")] if both else title
    title = _BRACKETED.sub(r"\1年", title)
    named = {mention.period for mention in find_periods(title) if len(mention.years) == 1}
    years = frozenset().union(*(mention.years for mention in find_periods(title)))
    if len(named) == 1 and len(years) == 1 and (date is None or abs(min(years) - date.year) <= 1):
        return named.pop()
    return year_period(date.year) if date else None


def timeline_of(document: Document, sections: Sequence[Section] = ()) -> Timeline:
    """The timeline of a document.

    Args:
        document: Its text and date; 今年 and 去年 are read against the date.
        sections: Its sections: headings that name a time frame their own extent.
    """
    base = document.date.year if document.date else None
    default = own_period(document.title, document.date)
    lines = list(_lines(document.text))
    parts = sorted(
        {start for start, line in lines if _opens_part(line, base)} | {s.start for s in sections if not s.depth}
    )
    frames = [*_heading_frames(sections, default), *_stated_frames(lines, parts, len(document.text), document.date)]
    return Timeline(
        frames=tuple(sorted(frames, key=lambda f: (f.start, -f.end))),
        default=default,
        base_year=base,
        mentions=tuple(_mentions(document.text, document.date)),
    )


def years_named(document: Document, start: int, end: int) -> frozenset[int]:
    """Calendar years named in a stretch of a document: as its timeline has them, without making one of the whole."""
    # What stands before says whether a year is only compared with.
    first = max(0, start - COMPARED_CHARS)
    found = _mentions(document.text[first:end], document.date)
    return frozenset().union(*(mention.years for mention in found if mention.start >= start - first))


def _mentions(text: str, date: dt.date | None) -> Iterator[PeriodMention]:
    """Periods named in a text but for those that something is only compared with."""
    return (mention for mention in _periods(text, date) if not _is_base(text, mention))


def _periods(text: str, date: dt.date | None) -> list[PeriodMention]:
    """Periods named in a text; 一年来, said in January, is the year before, said in December, it is this one."""
    found = find_periods(text, date.year if date else None)
    if date is None:
        return found
    one = year_period(date.year - (date.month <= FIRST_QUARTER))
    return [replace(m, period=one) if m.relative and _ONE_YEAR_BACK.match(m.text) else m for m in found]


def _is_base(text: str, mention: PeriodMention) -> bool:
    """Whether a period is only what another is compared with: 比2024年, 快于去年."""
    return bool(_COMPARED.search(text[max(0, mention.start - COMPARED_CHARS) : mention.start]))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, line
        at += len(line) + 1


def _opens_part(line: str, base: int | None) -> bool:
    """Whether a line begins a part of the document: 一、…, 第二部分, or a heading of its own that names a time."""
    if _PART.match(line):
        return True
    alone = len(line) <= HEADING_CHARS and not line.rstrip().endswith(("。", "；", "：", "，", "！"))
    return alone and "。" not in line and not _ITEM.match(line) and bool(find_periods(line, base))


def _heading_frames(sections: Sequence[Section], default: Period | None) -> Iterator[Frame]:
    periods = {section.id: section.period for section in sections}
    for section in sections:
        above = periods.get(section.parent_id) if section.parent_id else default
        if section.period is not None and section.period != above:
            yield Frame(start=section.start, end=section.end, period=section.period)


def _stated_frames(
    lines: Sequence[tuple[int, str]], parts: Sequence[int], length: int, date: dt.date | None
) -> Iterator[Frame]:
    """Frames opened by sentences: an account holds to the end of its part (an item's to its end), an event's line."""
    starts_of_items = [start for start, line in lines if _ITEM.match(line) or _PART.match(line)]
    for start, line in lines:
        if start in parts and len(line) <= HEADING_CHARS:
            continue
        after = bisect_right(parts, start)
        part_end = parts[after] if after < len(parts) else length
        following = bisect_right(starts_of_items, start)
        item_end = starts_of_items[following] if following < len(starts_of_items) else length
        marked = _ITEM.match(line) is not None
        for first, last in split_sentences(line):
            opened = _opened(line[first:last], date)
            if opened is None:
                continue
            period, account = opened
            end = start + len(line)
            if account and not line.startswith("——"):
                end = min(part_end, item_end) if marked else part_end
            yield Frame(start=start + first, end=end, period=period)


def _opened(sentence: str, date: dt.date | None) -> tuple[Period, bool] | None:
    """The time a sentence opens with and whether it opens an account of it; None where it opens with none."""
    address = _ADDRESS.match(sentence)
    result = sentence[address.end() :] if address else sentence
    mark = _ITEM.match(result)
    result = result[mark.end() :] if mark else result
    account = _ACCOUNT.match(result, _LOOK_BACK.match(result).end())  # type: ignore[union-attr]
    if not account and not _TIME_SIGN.search(result[:SIGN_CHARS]):
        return None
    found = _periods(result[:60], date)
    if account:
        inside = [m for m in found if m.start < account.end()]
        return (inside[0].period, True) if inside else None
    if found and found[0].start <= OPENING_CHARS - 4 and _EVENT.match(result, found[0].end):
        return found[0].period, False
    return None
