"""Rows of a table and words of its cells that a question names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tools.table_query.named import NamedRow, NamedValue
from tools.table_query.short_names import short_names
from tools.table_query.typed import TypedTable

# What may stand before the short form of a name (实验小学 of 某县实验小学): anything else may be a longer, other name.
_BEFORE_NAME = re.compile(r"(?:^|[，。、？！,?\s的在问和与跟及查看下对把年里到说比有“”（）]|请|告诉我)$")
_NEGATED = re.compile(r"(?:不含|不包括|不算|除了?|除去|除开|剔除)(?:[^，。；（）()]{1,12}[和、及与或])?$|非$")
_PUPILS, _STAFF = r"(?:学?生|孩|童|娃)", r"(?:性?的?(?:教师|老师|教职工)|性|的)"
_TAILS = re.compile(r"(?:学校|学历|中|类|级|工程|项目|资金)$")
_HEADS = re.compile(r"^(?:已|正在|硕士|全日制|在职)")
_STAFFED = "教师|教职工|人员"
_TWO_WORDS = re.compile(r"[\u4e00-\u9fff]{4}(?:学校)?")
_STAGES = ("小学", "初中", "高中", "中学")
MIN_PART = 4
LONG_NAME, MOST_OF_NAME, NEXT_NAME = 8, 0.5, 0.8


def rows_named(table: TypedTable, text: str, used: list[bool]) -> Iterator[NamedRow]:
    """Rows by their names and short names, the longest first."""
    if table.key < 0:
        return
    free = list(used)
    names = short_names(table)
    # A question is short and a table may be long: its stretches are looked up, not each name in it.
    for length in range(len(text), 1, -1):
        for start in range(len(text) - length + 1):
            word, end = text[start : start + length], start + length
            if word not in names or any(free[start:end]):
                continue
            if word != names[word] and not _BEFORE_NAME.search(text[:start]):
                continue
            free[start:end] = [True] * length
            yield NamedRow(start=start, end=end, key=names[word])


def described_row(table: TypedTable, text: str, used: list[bool]) -> Iterator[NamedRow]:
    """The one row with a long name most of which the question says, whatever stands between."""
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


def values_named(table: TypedTable, text: str, used: list[bool]) -> Iterator[NamedValue]:
    """Words of cells that sort rows, the longest first."""
    free = list(used)
    # A column that tells the same in every row (县区) sorts nothing.
    known = [
        (value, column.index)
        for column in table.columns
        for value in column.values
        if column.index != table.key and len(column.values) > 1
    ]
    # 施工单位 is a header and holds no 施工(中).
    headers = [
        found.span()
        for column in table.columns
        if len(column.path[-1]) > 2
        for found in re.finditer(re.escape(column.path[-1]), text)
    ]
    forms = [(form, value, column) for value, column in known for form in _forms(value)]
    told_of = Counter((form, column) for form, _, column in forms)
    for form, value, column in sorted(forms, key=lambda one: len(one[0]), reverse=True):
        if told_of[form, column] > 1 and form != value:
            continue
        pattern = sex_words(table, value) or (re.escape(form) if len(form) > 1 else "")
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
                start=found.start(),
                end=found.end(),
                column=column,
                word=value,
                negated=bool(_NEGATED.search(text[: found.start()])),
            )
    yield from _yes_no(table, text, free)


def _forms(value: str) -> list[str]:
    """A word of a cell and what it is called for short: 九年一贯制(学校), 施工(中), its beginning."""
    made = [value, *(value[:length] for length in range(MIN_PART, len(value)))]
    if "性" in value[1:]:
        made.append(value.replace("性", ""))
    for pattern in (_TAILS, _HEADS):
        short = pattern.sub("", value)
        if short != value and len(short) > 1:
            made.append(short)
    # 完小 of 完全小学, 职高 of 职业高中: the first characters of its words of two, unless that names a stage.
    if _TWO_WORDS.fullmatch(value) and (initials := value[0] + value[2]) not in _STAGES:
        made.append(initials)
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


def sex_words(table: TypedTable, word: str, over: str = "") -> str:
    """How 男 or 女 is asked for of pupils or of staff, by the header over it, else the table; '' for any other word."""
    if word not in ("男", "女"):
        return ""
    result = next(
        (one for one in (over, table.noun, table.name, table.title) if re.search(_STAFFED + "|学生|幼儿", one)), ""
    )
    return word + (_STAFF if re.search(_STAFFED, result) and not re.search("学生|幼儿", result) else _PUPILS)
