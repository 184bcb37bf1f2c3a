"""Years and changes that a question asks for: 2023年, 比去年多了几个, 今年没了的."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from core.period import find_periods
from tools.table_query import cues as words
from tools.table_query.cues import cues_of
from tools.table_query.query import Condition, TableQuery, TableResult
from tools.table_query.typed import TypedTable

SHORT = 8
_BEFORE, _AFTER = re.compile(r"前一?学?年|上一?学?年|去年|头一年"), re.compile(r"后面?一?学?年|下一?学?年")


def year_step(question: str) -> int:
    """Whether a follow-up asks for the year before (-1) or after (1) the one before it; 0 for neither."""
    return -1 if _BEFORE.search(question) else 1 if _AFTER.search(question) else 0


def summed_by_name(result: TableResult) -> dict[str, float]:
    """Values by row name; the stages of one school are added."""
    made: dict[str, float] = {}
    for one in result.values:
        if isinstance(one.value, float):
            made[one.label] = made.get(one.label, 0.0) + one.value
    return made


def level_of(query: TableQuery) -> TableQuery:
    """The same as a level, where a change was read as a rank or a list."""
    if query.how in ("rank", "list"):
        return replace(query, how="sum" if query.measure.column is not None else "count")
    if query.how == "value":
        return replace(query, how="sum")
    return query


def years_asked(question: str) -> frozenset[int]:
    """Years that say which table is asked, without those that bound a column (1950年以前)."""
    bounded = re.sub(
        r"(?:早于|晚于|不早于|不晚于)\s*(?:19|20)\d\d年?|(?:19|20)\d\d年?(?:[（(]含[)）])?及?(?:之?[前后]|以[前后])",
        "",
        question,
    )
    return frozenset(year for mention in find_periods(bounded) for year in mention.years)


def years_bound(where: Sequence[Condition]) -> frozenset[int]:
    """Years that bind a column (2023年开工的), and so do not say which table is asked."""
    spans = [(one.low, one.high) for one in where if one.test == "between"]
    days = {low.year for low, high in spans if isinstance(low, dt.date) and isinstance(high, dt.date)}
    return frozenset(days | {int(low) for low, high in spans if isinstance(low, float) and low == high})


def is_of_years(table: TypedTable, years: frozenset[int]) -> bool:
    """Whether a table is of the asked year: a school year is that of its autumn, or both where both are asked."""
    if not years or not table.years:
        return not years
    if len(table.years) == 1 or len(years) > 1:
        return years <= table.years
    return years == {min(table.years)} or (years == {max(table.years)} and "学年" not in table.period)


def change_of(question: str) -> str:
    """What of two years a question asks for; '' for none."""
    cues = cues_of(question)
    which = cues.which or cues.listed
    if words.BOTH.search(question) or (which and (words.GREW.search(question) or words.FELL.search(question))):
        if words.GREW.search(question):
            return "grew"
        if words.FELL.search(question):
            return "fell"
    if which and words.GONE.search(question):
        return "gone"
    if which and words.NEW.search(question) and (re.search(r"今年|去年|相比|比|20\d\d", question)):
        return "came"
    two = len({mention.period.label for mention in find_periods(question)}) > 1
    return "level" if cues.change or (two and re.search(r"变化|增|减|多了|少了|各|分别|和|与", question)) else ""


def tells_itself(question: str) -> bool:
    """Whether a change that a column itself may tell is asked for."""
    return bool(re.search(r"进度|新增学位", question)) and not re.search(r"去年|上年|相比", question)


def plain_question(question: str) -> str:
    """A question for one year's level: without the years and the words of change."""
    text = re.sub(
        r"(?:比|较|与|跟|和|同)?(?:去年|上一?年|前一年|上一?学年|上年度|(?:19|20)\d\d\s*[-—至到]?\s*(?:(?:19|20)\d\d)?\s*(?:学年|年)?)(?:同期)?(?:相比|比)?",
        "",
        question,
    )
    text = re.sub(
        r"(?:两年都在的?|同比|变化了?|(?:增加|减少|增长|下降|涨|掉|多(?!少)|(?<!多)少)(?:了|得)?(?:最[多大快厉害]+)?(?:还是少了)?)",
        "",
        text,
    )
    return re.sub(
        r"，?(?:降幅|增幅|涨幅|幅度|差)[^，。？]*|涨了多少|掉了多少|新增了?哪些|一年下来|哪(?:一)?[所个家些]", "", text
    )


def goes_on(turn: str, places: Sequence[str] = ()) -> bool:
    """Whether a question goes on about the one before; a short one that names one of `places` itself does not."""
    return bool(
        re.search(
            r"^(?:那|其中|里面|当中|这|它|再|还|后面|前|到(?:19|20)\d\d|占|排|第[二三四五])|呢[？?。，,]",
            turn.strip() + "。",
        )
    ) or (len(turn) <= SHORT and not any(place in turn for place in places))
