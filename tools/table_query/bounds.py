"""Bounds on figures and dates of a table that a question sets: 不足100人, 1950年以前, 没报, 还没开工."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from core.period import find_periods
from core.quantity import parse_quantities
from core.units import convert, same_dimension
from tools.table_query.named import NamedBound, NamedColumn, take
from tools.table_query.query import Condition
from tools.table_query.typed import Column, TypedTable
from tools.table_query.vocabulary import Vocabulary

_IN_NAME = re.compile(
    r"(?:校名|园名|名称?|名字)[里中]?(?:带有?|含有?|包含|有)[“\"‘「]?(?P<word>[\u4e00-\u9fff]{1,6}?)[”\"’」]?(?:二?两?三?字)?(?=的|[，。？]|$)"
)
_SORTS = frozenset({"种", "类", "年", "项", "条"})  # how many kinds or years are spoken of
_IS = re.compile(r"(?:达到?|已达|等于|[是为=]|有|刚好|正好)(?:了)?$")
_MONEY = {"块": "元", "块钱": "元"}
_STRICT_LOW = re.compile(r"超过|大于|高于|多于|超出|突破|超|逾|>")
_STRICT_HIGH = re.compile(r"不足|不到|少于|低于|小于|不满|未满|<")
_OVER = re.compile(r"(?<![超不经通])过$|(?<![不未])[满够]$")
_BEHIND = re.compile(r"[\u4e00-\u9fff]{1,3}?(?P<word>及?以[上下])")
_NUMERAL = re.compile(r"[\d一二两三四五六七八九十百千]")
_DENIED = re.compile("不(?!足|到|满)|没|未(?!满)")
_YEAR_BOUND = re.compile(
    r"(?P<early>早于|不晚于)\s*(?P<y1>(?:19|20)\d\d)年?|(?P<late>晚于|不早于)\s*(?P<y2>(?:19|20)\d\d)年?"
    r"|(?P<y3>(?:19|20)\d\d)年?(?P<with>[（(]含[)）]|及)?(?P<side>之?前|以前|之?后|以后|及以后|及以前)"
)
_ONE = re.compile(r"^[一1](?:个|所|家|名|位|间|项|座|人|班|户|年|月|天)")
_NONE = re.compile(r"(?:没有?报|未填?报|没填|未填|缺报?|漏报|空着|没上报|未上报)$")
_MORE_THAN_NONE, _NO = re.compile(r"(?<!没)(?<!所)有$"), re.compile(r"(?:没有?|无|零)$")
_NOT_YET = re.compile(r"(?:未|没有?|还没有?|尚未)$")
_ALREADY = re.compile(r"(?:已经?|都?已经?)$")
MAX_GAP = 3
LONGEST_MONTHS = 200  # days: half a year at most
FIRST_YEAR, LAST_YEAR = 1850, 2100
_PEOPLE = frozenset({"人", "名", "位"})
_ANY = _PEOPLE | {"个"}


def bounds_of(
    table: TypedTable, text: str, vocabulary: Vocabulary, used: list[bool], columns: Sequence[NamedColumn]
) -> tuple[list[NamedBound], list[str]]:
    """Bounds on columns, and figures that bound none."""
    made, loose = _year_bounds(table, text, columns)
    free = list(used)
    take(free, [(one.start, one.end) for one in made])
    for quantity in parse_quantities(text):
        start, end = quantity.span
        # Of 30个班 the column takes 班; the number is still a condition.
        number = _NUMERAL.search(text, start, end)
        if free[number.start() if number else start] or _ONE.match(quantity.text) or quantity.unit in _SORTS:
            continue
        unit = _MONEY.get(quantity.unit, quantity.unit)
        column = _bounded(table, vocabulary, columns, unit, text, start, end)
        exact = quantity.low == quantity.high
        if exact and (behind := _BEHIND.match(text, end)):
            # 20个班以上 is 20个以上 of classes.
            quantity = parse_quantities(f"{quantity.text}{behind['word']}")[0]
            exact, end = False, behind.end()
        over = _OVER.search(text[:start]) if exact and not quantity.qualifier else None
        if over is not None:
            # 学生过1000的: more than a thousand.
            quantity = replace(quantity, high=float("inf"), qualifier="超过" if over[0] == "过" else "至少")
            exact = False
        if column is None or (exact and not _IS.search(text[:start])):
            # 两年, 三个学校 count what is asked about; a figure in digits that nothing takes must not be passed over.
            loose += [quantity.text] if re.search(r"\d", quantity.text) else []
            continue
        factor = _factor(vocabulary.unit_of(column), unit)
        low, high, word = quantity.low, quantity.high, quantity.qualifier
        condition = Condition(
            column=column.index,
            test="between",
            low=None if low == float("-inf") else low / factor,
            high=None if high == float("inf") else high / factor,
            open_low=bool(_STRICT_LOW.search(word)) and not _DENIED.match(word),
            open_high=bool(_STRICT_HIGH.search(word)) and not _DENIED.match(word),
        )
        if any(_apart(one.condition, condition) for one in made):
            # 小学生超过1500人，小学教师不到150人 bounds two columns, whatever was found for them.
            loose.append(quantity.text)
            continue
        beside = any(one.column == column.index and 0 <= start - one.end <= MAX_GAP for one in columns)
        made.append(NamedBound(start=start, end=end, condition=condition, of_column=beside))
    named = _IN_NAME.search(text)
    if named is not None and table.key >= 0:
        condition = Condition(column=table.key, test="contains", words=(named["word"],))
        made.append(NamedBound(start=named.start(), end=named.end(), condition=condition))
    for one in columns:
        filled = _filled(table, table.columns[one.column], text, one)
        if filled is not None:
            made.append(NamedBound(start=max(0, one.start - 3), end=one.end, condition=filled, of_column=True))
    return made, loose


def _apart(one: Condition, other: Condition) -> bool:
    """Whether two bounds of one column leave nothing between them."""
    if one.column != other.column or one.test != "between" or other.test != "between":
        return False
    lows = [c.low for c in (one, other) if isinstance(c.low, float)]
    highs = [c.high for c in (one, other) if isinstance(c.high, float)]
    return bool(lows and highs) and max(lows) > min(highs)


def _filled(table: TypedTable, column: Column, text: str, one: NamedColumn) -> Condition | None:
    """没报占地面积, 有寄宿生的小学, 还没开工: whether a column is filled or more than nothing.

    没有寄宿生 asks for noughts; in a table that writes none it asks for the cells left empty.
    """
    before, after = text[: one.start], text[one.end :]
    if _NONE.search(before) or re.match(r"(?:(?:这|那|一)?栏)?(?:没有?报|未填?报|没填|未填|是?空(?:着|的|白))", after):
        return Condition(column=column.index, test="missing")
    if column.kind == "date":
        if _NOT_YET.search(before):
            return Condition(column=column.index, test="missing")
        if _ALREADY.search(before):
            return Condition(column=column.index, test="told")
    if column.kind == "number":
        if re.match(r"的(?!有|多少|几|是|数|总|平均|合计|比)", after) and _MORE_THAN_NONE.search(before):
            return Condition(column=column.index, test="between", low=0.0, open_low=True)
        if _NO.search(before) or re.match(r"(?:都|也)没有", after):
            known = {row.values[column.index] for row in table.rows}
            if None in known and 0.0 not in known:
                return Condition(column=column.index, test="missing")
            return Condition(column=column.index, test="between", low=0.0, high=0.0)
    return None


def _year_bounds(table: TypedTable, text: str, columns: Sequence[NamedColumn]) -> tuple[list[NamedBound], list[str]]:
    """Bounds by a year (1980年以前建的, 2023年开工的), and those for which no column tells years or days."""
    made: list[NamedBound] = []
    loose: list[str] = []
    named = [table.columns[one.column] for one in columns]
    dated = [one for one in (*named, *table.columns) if one.kind == "date" or _tells_years(table, one)]
    for found in _YEAR_BOUND.finditer(text):
        if not dated:
            loose.append(found[0])
            continue
        column, year = dated[0], int(found["y1"] or found["y2"] or found["y3"])
        side = found["side"] or ""
        early = bool(found["early"]) or "前" in side
        if column.kind == "date":
            # 2015年以后 and 2015年（含）以后 begin with that year, 晚于2015年 after it.
            after = dt.date(year - 1, 12, 31) if found["with"] or side == "以后" else dt.date(year, 12, 31)
            low, high = (None, dt.date(year, 1, 1)) if early else (after, None)
            bound = Condition(column=column.index, test="between", low=low, high=high, open_low=True, open_high=True)
        else:
            inclusive = found[0].startswith("不") or bool(found["with"]) or "及" in side or side == "以后"
            bound = Condition(
                column=column.index,
                test="between",
                low=None if early else float(year),
                high=float(year) if early else None,
                open_low=not inclusive,
                open_high=not inclusive,
            )
        made.append(NamedBound(start=found.start(), end=found.end(), condition=bound))
    days = next((one for one in dated if one.kind == "date"), None)
    for mention in find_periods(text):
        first, last = mention.period.start, mention.period.end
        if days is None or first is None or last is None or _taken(made, mention.start):
            continue
        if (last - first).days < LONGEST_MONTHS:
            # 2024年4月查出的: a ledger's entries of that month.
            bound = Condition(column=days.index, test="between", low=first, high=last)
            made.append(NamedBound(start=mention.start, end=mention.end, condition=bound))
    for column in dated:
        # 开工 of 开工日期 right behind a year.
        match = re.search(rf"((?:19|20)\d\d)年(?={re.escape(column.name[:2])})", text)
        if match is None or _taken(made, match.start()):
            continue
        year = int(match[1])
        bound = Condition(column=column.index, test="between", low=float(year), high=float(year))
        if column.kind == "date":
            bound = replace(bound, low=dt.date(year, 1, 1), high=dt.date(year, 12, 31))
        made.append(NamedBound(start=match.start(), end=match.end(), condition=bound, of_column=True))
    return made, loose


def _taken(made: Sequence[NamedBound], at: int) -> bool:
    return any(one.start <= at < one.end for one in made)


def _tells_years(table: TypedTable, column: Column) -> bool:
    """Whether every figure of a column is a calendar year: 建校年份, 创办时间."""
    items = [row.values[column.index] for row in table.rows]
    years = [value for value in items if isinstance(value, float)]
    return column.kind == "number" and bool(years) and all(FIRST_YEAR <= year <= LAST_YEAR for year in years)


def _bounded(
    table: TypedTable,
    vocabulary: Vocabulary,
    columns: Sequence[NamedColumn],
    unit: str,
    text: str,
    start: int,
    end: int,
) -> Column | None:
    """The column that a figure of the question bounds: the one named next to it with its unit, else the only one."""
    number = [column for column in table.columns if column.kind == "number"]

    def fits(column: Column) -> bool:
        return _fits(vocabulary.unit_of(column), unit)

    counted = [word for concept in vocabulary.concepts if concept.unit == "个" for word in concept.asked]
    if unit in _PEOPLE and any(text[end:].startswith(f"的{word}") or text[:start].endswith(word) for word in counted):
        return None  # 超过50人的班 bounds how large classes are, which neither their number nor the pupils tell
    near = sorted(
        (one for one in columns if table.columns[one.column].kind == "number" and fits(table.columns[one.column])),
        key=lambda one: min(abs(start - one.end), abs(one.start - end)) + 3 * (one.start >= end),
    )
    if near:
        return table.columns[near[0].column]
    main = [
        column
        for column in number
        if unit in ("人", "名", "个", "") and (concept := vocabulary.concept_of(column)) is not None and concept.main
    ]
    exact = [column for column in number if unit and vocabulary.unit_of(column) and fits(column)]
    if main:
        return main[0]
    return exact[0] if len(exact) == 1 else None


def _fits(own: str, unit: str) -> bool:
    """Whether a figure with a unit may bound a column of another; people are no 个 of classes."""
    if own == "个" and unit in _PEOPLE:
        return False
    plain = own.split("/")[0].lstrip("十百千万亿")
    return not own or not unit or own == unit or same_dimension(plain, unit) or (unit in _ANY and own in _ANY)


def _factor(own: str, unit: str) -> float:
    """How many plain units one unit of the column is: 10,000 for 万元."""
    base = own.split("/")[0]
    items = parse_quantities(f"1{base}") if base else []
    if len(items) == 1 and items[0].text == f"1{base}" and items[0].value:
        plain = items[0]
        if unit and plain.unit != unit and same_dimension(plain.unit, unit):
            return float(plain.value * convert(1.0, plain.unit, unit))
        return float(plain.value)
    return 1.0
