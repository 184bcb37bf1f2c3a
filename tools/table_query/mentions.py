"""What of a table a question names: rows, words of its columns, columns, bounds on figures."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.quantity import parse_quantities
from core.units import convert, same_dimension
from tools.table_query.query import Condition
from tools.table_query.short_names import short_names
from tools.table_query.typed import Column, TypedTable
from tools.table_query.vocabulary import Vocabulary, is_generic

# What may stand before the short form of a name (实验小学 of 某县实验小学): anything else may be a longer, other name.
_BEFORE_NAME = re.compile(r"(?:^|[，。、？！,?\s的在问和与跟及查看下对把年里到说比有“”（）]|请|告诉我)$")
_NEGATED = re.compile(r"(?:不含|不包括|不算|除了?|除去|除开|剔除|非)$")
_PUPILS, _STAFF = r"(?:学?生|孩|童|娃)", r"(?:性?的?(?:教师|老师|教职工)|性|的)"
_IN_NAME = re.compile(
    r"(?:校名|园名|名称?|名字)[里中]?(?:带有?|含有?|包含|有)[“\"‘「]?(?P<word>[\u4e00-\u9fff]{1,6}?)[”\"’」]?(?:二?两?三?字)?(?=的|[，。？]|$)"
)
_TAILS = re.compile(r"(?:学校|学历|中|类|级|工程|项目|资金)$")
_HEADS = re.compile(r"^(?:已|正在|硕士|全日制|在职)")
_SORTS = frozenset({"种", "类", "年", "项", "条"})  # how many kinds or years are spoken of
_IS = re.compile(r"(?:达到?|已达|等于|[是为=]|有|刚好|正好)(?:了)?$")
# Endings of headers that are asked for in many ways and name no column.
_PLAIN_ENDINGS = frozenset(
    "学校 单位 名称 时间 日期 情况 结果 人数 数量 总数 金额 项目 教师 老师 学生 类型 方式 地址 备注 电话".split()
)
_STAFFED = "教师|教职工|人员"
_MONEY = {"块": "元", "块钱": "元"}
_STRICT_LOW = re.compile(r"超过|大于|高于|多于|超出|突破|超|逾|>")
_STRICT_HIGH = re.compile(r"不足|不到|少于|低于|小于|不满|未满|<")
_YEAR_BOUND = re.compile(
    r"(?P<early>早于|不晚于)\s*(?P<y1>(?:19|20)\d\d)年?|(?P<late>晚于|不早于)\s*(?P<y2>(?:19|20)\d\d)年?"
    r"|(?P<y3>(?:19|20)\d\d)年?(?P<with>[（(]含[)）]|及)?(?P<side>之?前|以前|之?后|以后|及以后|及以前)"
)
_ONE = re.compile(r"^[一1](?:个|所|家|名|位|间|项|座|人|班|户|年|月|天)")
_NONE = re.compile(r"(?:没有?报|未填?报|没填|未填|缺报?|漏报|空着|没上报|未上报)$")
_MORE_THAN_NONE, _NO = re.compile(r"(?<!没)(?<!所)有$"), re.compile(r"(?:没有?|无|零)$")
_NOT_YET = re.compile(r"(?:未|没有?|还没有?|尚未)$")
_ALREADY = re.compile(r"(?:已经?|都?已经?)$")


MIN_ENDING, MAX_GAP, NEAR_OUTER, MIN_PART = 2, 3, 10, 4
LONG_NAME, MOST_OF_NAME, NEXT_NAME = 8, 0.5, 0.8
WEAK = 0.4  # of a word's letters where it may ask for other things
_NOUNS = re.compile(r"幼儿园|中小学(?!生)|学校")


@dataclass(frozen=True, kw_only=True)
class Named:
    """A stretch of the question that names something of the table."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class NamedRow(Named):
    """A row by its name."""

    key: str


@dataclass(frozen=True, kw_only=True)
class NamedValue(Named):
    """A word that stands in the cells of a column: 民办."""

    column: int
    word: str
    negated: bool = False


@dataclass(frozen=True, kw_only=True)
class NamedColumn(Named):
    """A column; `letters` is how much of the question names it, the header's outer levels (at `around`) included."""

    column: int
    letters: float
    around: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class NamedBound(Named):
    """A condition on figures or dates: 不足100人; `of_column`: the column is named for it alone (没报占地面积)."""

    condition: Condition
    of_column: bool = False


@dataclass(frozen=True, kw_only=True)
class Mentions:
    """Everything of a table that a question names, each kind in order; `loose` are figures that bound no column."""

    rows: tuple[NamedRow, ...]
    values: tuple[NamedValue, ...]
    columns: tuple[NamedColumn, ...]
    bounds: tuple[NamedBound, ...]
    loose: tuple[str, ...] = ()

    def spans(self) -> Iterator[tuple[int, int]]:
        """Stretches of the question that are explained."""
        for one in (*self.rows, *self.values, *self.columns, *self.bounds):
            yield one.start, one.end
        for column in self.columns:
            yield from column.around


def mentions_of(table: TypedTable, text: str, vocabulary: Vocabulary, taken: Sequence[tuple[int, int]]) -> Mentions:
    """What of a table a question names.

    Args:
        table: The table.
        text: The question.
        vocabulary: How columns are asked for.
        taken: Stretches that say something else: years, how many are wanted.
    """
    used = [False] * len(text)
    _take(used, taken)
    rows = tuple(_rows(table, text, used)) or tuple(_described_row(table, text, used))
    _take(used, [(one.start, one.end) for one in rows])
    values = tuple(_values(table, text, used))
    free = list(used)
    _take(free, [(one.start, one.end) for one in values if len(one.word) > 1])
    _take(free, [found.span() for found in _NOUNS.finditer(text)])
    columns = _columns(table, text, vocabulary, free)
    _take(used, [(one.start, one.end) for one in (*values, *columns)])
    bounds, loose = _bounds(table, text, vocabulary, used, columns)
    return Mentions(rows=rows, values=values, columns=tuple(columns), bounds=tuple(bounds), loose=tuple(loose))


def _take(used: list[bool], spans: Sequence[tuple[int, int]]) -> None:
    for start, end in spans:
        used[start:end] = [True] * (end - start)


def _rows(table: TypedTable, text: str, used: list[bool]) -> Iterator[NamedRow]:
    if table.key < 0:
        return
    free = list(used)
    names = short_names(table)
    for word in sorted(names, key=len, reverse=True):
        for found in re.finditer(re.escape(word), text):
            if any(free[found.start() : found.end()]):
                continue
            if word != names[word] and not _BEFORE_NAME.search(text[: found.start()]):
                continue
            free[found.start() : found.end()] = [True] * len(word)
            yield NamedRow(start=found.start(), end=found.end(), key=names[word])


def _described_row(table: TypedTable, text: str, used: list[bool]) -> Iterator[NamedRow]:
    """The one row with a long name most of which the question says, in whatever words between: 望渡中学建实验室那个项目."""
    if table.noun in ("学校", "幼儿园", "教师", "学生"):
        return  # a name that is nearly another's is another's
    pairs = {text[at : at + 2] for at in range(len(text) - 1)}
    shares = []
    for key in dict.fromkeys(table.keys):
        if len(key) < LONG_NAME:
            continue
        own = [key[at : at + 2] for at in range(len(key) - 1)]
        shares.append((sum(pair in pairs for pair in own) / len(own), key))
    shares.sort(reverse=True)
    if not shares or shares[0][0] < MOST_OF_NAME or (len(shares) > 1 and shares[1][0] > NEXT_NAME * shares[0][0]):
        return
    key = shares[0][1]
    for at in range(len(key) - 1):
        start = text.find(key[at : at + 2])
        if start >= 0 and not any(used[start : start + 2]):
            yield NamedRow(start=start, end=start + 2, key=key)


def _values(table: TypedTable, text: str, used: list[bool]) -> Iterator[NamedValue]:
    free = list(used)
    # A column that tells the same in every row (县区) sorts nothing.
    known = [
        (value, column.index) for column in table.columns for value in column.values
        if column.index != table.key and len(column.values) > 1
    ]  # fmt: skip
    # 施工单位 is a header and holds no 施工(中).
    headers = [
        found.span() for column in table.columns if len(column.path[-1]) > 2
        for found in re.finditer(re.escape(column.path[-1]), text)
    ]  # fmt: skip
    forms = [(form, value, column) for value, column in known for form in _forms(value)]
    told_of = Counter((form, column) for form, _, column in forms)
    for form, value, column in sorted(forms, key=lambda one: len(one[0]), reverse=True):
        if told_of[form, column] > 1 and form != value:
            continue
        pattern = _sex(table, value) or (re.escape(form) if len(form) > 1 else "")
        if not pattern or value in ("是", "否"):
            continue
        # 中小学 is both, 高中 of 初高中 too: a stage that another runs into is no word of its own.
        for found in re.finditer(rf"(?<![中高初]){pattern}" if value == "小学" else pattern, text):
            if any(free[found.start() : found.end()]):
                continue
            if form != value and any(a <= found.start() and found.end() <= b for a, b in headers):
                continue
            free[found.start() : found.end()] = [True] * len(found[0])
            yield NamedValue(
                start=found.start(), end=found.end(), column=column, word=value,
                negated=bool(_NEGATED.search(text[: found.start()])),
            )  # fmt: skip
    yield from _yes_no(table, text, free)


def _forms(value: str) -> list[str]:
    """A word of a cell and what it is called for short: 九年一贯制 for 九年一贯制学校, 施工 for 施工中, 研究生, 屋面防水 for 屋面防水维修."""
    made = [value, *(value[:length] for length in range(MIN_PART, len(value)))]
    if "性" in value[1:]:
        made.append(value.replace("性", ""))
    for pattern in (_TAILS, _HEADS):
        short = pattern.sub("", value)
        if short != value and len(short) > 1:
            made.append(short)
    return made


def _yes_no(table: TypedTable, text: str, free: list[bool]) -> Iterator[NamedValue]:
    """寄宿制 names 是 of the column 是否寄宿制, 非寄宿制 names 否."""
    for column in table.columns:
        if not column.values or not set(column.values) <= {"是", "否"} or not column.name.startswith("是否"):
            continue
        for found in re.finditer(re.escape(column.name.removeprefix("是否")), text):
            before = text[: found.start()]
            word = "否" if re.search(r"(?:非|不是|没有?|不)$", before) else "是"
            if word in column.values and not any(free[found.start() : found.end()]):
                yield NamedValue(start=found.start(), end=found.end(), column=column.index, word=word)


def _sex(table: TypedTable, word: str, over: str = "") -> str:
    """How 男 or 女 is asked for of pupils or of staff, by the header over it, else the table; '' for any other word."""
    if word not in ("男", "女"):
        return ""
    told = next(
        (one for one in (over, table.noun, table.name, table.title) if re.search(_STAFFED + "|学生|幼儿", one)), ""
    )
    return word + (_STAFF if re.search(_STAFFED, told) and not re.search("学生|幼儿", told) else _PUPILS)


def _columns(table: TypedTable, text: str, vocabulary: Vocabulary, used: list[bool]) -> list[NamedColumn]:
    found: list[tuple[float, int, int, NamedColumn]] = []
    for column in table.columns:
        outer = [level for level in column.path[:-1] if not is_generic(level)]
        found_at = [_level_at(level, text, vocabulary) for level in outer]
        alone = not is_generic(column.path[-1]) and sum(one.path[-1] == column.path[-1] for one in table.columns) == 1
        if alone and None in found_at:
            # 办学条件·计算机台数: the group above says nothing that the header does not.
            outer, found_at = [], []
        if None in found_at:
            continue
        around = [at for at in found_at if at is not None]
        letters = float(sum(end - start for start, end in around))
        if is_generic(column.path[-1]):
            spans = [(start, end, True) for start, end in around][-1:]
        else:
            spans = list(_spans(table, column, text, vocabulary))
        for start, end, exact in spans:
            # 普通高中金额占总金额: the outer level is told with its own figure.
            if around and not any(0 <= start - outer_end <= NEAR_OUTER or start <= at for at, outer_end in around):
                continue
            if any(used[start:end]) and not is_generic(column.path[-1]):
                continue
            own = (
                0.0
                if is_generic(column.path[-1])
                else (end - start) * (WEAK if vocabulary.is_weak(column, text[start:end]) else 1.0)
            )
            one = NamedColumn(
                start=start, end=end, column=column.index, letters=letters + own,
                around=tuple(around),
            )  # fmt: skip
            found.append((one.letters, int(exact), -int(column.inner), one))
    chosen: list[NamedColumn] = []
    for _, _, _, one in sorted(found, key=lambda told: (*told[:3], -told[3].start), reverse=True):
        path = table.columns[one.column].path
        narrower = is_generic(path[-1]) and any(
            table.columns[other.column].path[:-1] == path[:-1] != () for other in chosen
        )
        if not narrower and not any(one.start < other.end and other.start < one.end for other in chosen):
            chosen.append(one)
    return sorted(chosen, key=lambda one: one.start)


def _level_at(level: str, text: str, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """Where a question names an outer level of a header."""
    for name in (level, *vocabulary.level_names(level)):
        at = text.find(name)
        if at >= 0:
            return at, at + len(name)
    return None


def _spans(table: TypedTable, column: Column, text: str, vocabulary: Vocabulary) -> Iterator[tuple[int, int, bool]]:
    header = column.path[-1]
    sex = _sex(table, header, "".join(column.path[:-1]))
    names = vocabulary.names(column) if not sex else ()
    for word in names:
        # 本科及以上学历的教师 names 本科及以上学历教师.
        pattern = "的?".join(map(re.escape, word)) if len(word) >= 4 else re.escape(word)
        # 教师人数 asks for teachers, not for people.
        pattern += r"(?:的?(?:总人数|人数|总数|数量))?" if len(word) > 1 else ""
        for found in re.finditer(pattern, text):
            yield found.start(), found.end(), word in header or header in word
    if not sex and not outer_named(column, text, names):
        yield from _by_ending(table, header, text)
    if sex:
        for found in re.finditer(sex, text):
            yield found.start(), found.end(), True


def outer_named(column: Column, text: str, names: Sequence[str]) -> bool:
    """Whether a question has one of a column's own names."""
    return any(name in text for name in names)


def _by_ending(table: TypedTable, header: str, text: str) -> Iterator[tuple[int, int, bool]]:
    """教育支出 names 一般公共预算教育支出 where no other column ends so."""
    for length in range(len(header) - 1, MIN_ENDING - 1, -1):
        ending = header[-length:]
        at = -1 if ending in _PLAIN_ENDINGS else text.find(ending)
        if at >= 0:
            if sum(one.path[-1].endswith(ending) for one in table.columns) == 1:
                yield at, at + length, False
            return


def _bounds(
    table: TypedTable, text: str, vocabulary: Vocabulary, used: list[bool], columns: Sequence[NamedColumn]
) -> tuple[list[NamedBound], list[str]]:
    """Bounds on columns, and figures that bound none."""
    made = list(_year_bounds(table, text, vocabulary, columns))
    loose: list[str] = []
    free = list(used)
    _take(free, [(one.start, one.end) for one in made])
    for quantity in parse_quantities(text):
        start, end = quantity.span
        if any(free[start:end]) or _ONE.match(quantity.text) or quantity.unit in _SORTS:
            continue
        unit = _MONEY.get(quantity.unit, quantity.unit)
        column = _bounded(table, vocabulary, columns, unit, start, end)
        exact = quantity.low == quantity.high
        if column is None or (exact and not _IS.search(text[:start])):
            # 两年, 三个学校 count what is asked about; a figure in digits that nothing takes must not be passed over.
            loose += [quantity.text] if re.search(r"\d", quantity.text) else []
            continue
        factor = _factor(vocabulary.unit_of(column), unit)
        low, high, word = quantity.low, quantity.high, quantity.qualifier
        condition = Condition(
            column=column.index, test="between", low=None if low == float("-inf") else low / factor,
            high=None if high == float("inf") else high / factor,
            open_low=bool(_STRICT_LOW.search(word)) and not word.startswith("不"),
            open_high=bool(_STRICT_HIGH.search(word)) and not re.match(r"不(?:得|能|应|宜)?(?:少|低|小)", word),
        )  # fmt: skip
        beside = any(one.column == column.index and 0 <= start - one.end <= MAX_GAP for one in columns)
        made.append(NamedBound(start=start, end=end, condition=condition, of_column=beside))
    named = _IN_NAME.search(text)
    if named is not None and table.key >= 0:
        condition = Condition(column=table.key, test="contains", words=(named["word"],))
        made.append(NamedBound(start=named.start(), end=named.end(), condition=condition))
    for one in columns:
        filled = _filled(table.columns[one.column], text, one)
        if filled is not None:
            made.append(NamedBound(start=max(0, one.start - 3), end=one.end, condition=filled, of_column=True))
    return made, loose


def _filled(column: Column, text: str, one: NamedColumn) -> Condition | None:
    """没报占地面积, 有寄宿生的小学, 还没开工: whether a column is filled or more than nothing."""
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
            return Condition(column=column.index, test="between", low=0.0, high=0.0)
    return None


def _year_bounds(
    table: TypedTable, text: str, vocabulary: Vocabulary, columns: Sequence[NamedColumn]
) -> Iterator[NamedBound]:
    for found in _YEAR_BOUND.finditer(text):
        named = [table.columns[one.column] for one in columns]
        dated = [one for one in (*named, *table.columns) if one.kind == "date" or "年份" in one.name]
        if not dated:
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
                column=column.index, test="between", low=None if early else float(year),
                high=float(year) if early else None, open_low=not inclusive, open_high=not inclusive,
            )  # fmt: skip
        yield NamedBound(start=found.start(), end=found.end(), condition=bound)


def _bounded(
    table: TypedTable, vocabulary: Vocabulary, columns: Sequence[NamedColumn], unit: str, start: int, end: int
) -> Column | None:
    """The column that a figure of the question bounds: the one named next to it with its unit, else the only one."""
    number = [column for column in table.columns if column.kind == "number"]

    def fits(column: Column) -> bool:
        own = vocabulary.unit_of(column)
        return (
            not own
            or not unit
            or own == unit
            or same_dimension(own.split("/")[0].lstrip("十百千万亿"), unit)
            or (unit in _ANY and own in _ANY)
        )

    near = sorted(
        (one for one in columns if table.columns[one.column].kind == "number" and fits(table.columns[one.column])),
        key=lambda one: min(abs(start - one.end), abs(one.start - end)) + 3 * (one.start >= end),
    )
    if near:
        return table.columns[near[0].column]
    main = [
        column for column in number
        if unit in ("人", "名", "个", "") and (concept := vocabulary.concept_of(column)) is not None and concept.main
    ]  # fmt: skip
    exact = [column for column in number if unit and vocabulary.unit_of(column) and fits(column)]
    if main:
        return main[0]
    return exact[0] if len(exact) == 1 else None


_ANY = frozenset({"人", "名", "个", "位"})


def _factor(own: str, unit: str) -> float:
    """How many plain units one unit of the column is: 10,000 for 万元."""
    base = own.split("/")[0]
    told = parse_quantities(f"1{base}") if base else []
    if len(told) == 1 and told[0].text == f"1{base}" and told[0].value:
        plain = told[0]
        if unit and plain.unit != unit and same_dimension(plain.unit, unit):
            return float(plain.value * convert(1.0, plain.unit, unit))
        return float(plain.value)
    return 1.0
