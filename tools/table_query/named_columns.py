"""Columns of a table that a question names, by header, synonym, outer level or ending."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tools.table_query.named import NamedColumn
from tools.table_query.named_rows import sex_words
from tools.table_query.typed import Column, TypedTable
from tools.table_query.vocabulary import Vocabulary, is_generic

# Endings of headers that are asked for in many ways and name no column.
_PLAIN_ENDINGS = frozenset(
    [
        "学校",
        "单位",
        "名称",
        "时间",
        "日期",
        "情况",
        "结果",
        "人数",
        "数量",
        "总数",
        "金额",
        "项目",
        "教师",
        "老师",
        "学生",
        "类型",
        "方式",
        "地址",
        "备注",
        "电话",
    ]
)
_UNBROKEN = "(?<![大中小托])"
MIN_ENDING, MIN_BEGINNING, NEAR_OUTER, NEAR_BEHIND = 2, 3, 10, 8
WEAK = 0.4  # of a word's letters where it may ask for other things
# What makes a figure another one: 公用经费 is not 公用经费预算.
_OTHER_FIGURE = re.compile(r"预算|决算|标准|目标|比例|占比|率|上限|下限|系数|增|减")
# What makes a figure that of a part: 特教公用经费 is not asked for by 公用经费.
_NARROWER = re.compile(
    r"特教|特殊教育|民办|公办|普惠|农村|乡村|城区|男|女|高级|骨干|在编|编外|非|新|小学|初中|高中|学前|幼儿|职业|寄宿|留守|随迁|残疾"
)


def columns_named(table: TypedTable, text: str, vocabulary: Vocabulary, used: list[bool]) -> list[NamedColumn]:
    """Columns that a question names, in its order; of several for one stretch the one that it names most of."""
    found: list[tuple[float, int, int, int, NamedColumn]] = []
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
            if around and not any(_near(start, end, at, outer_end) for at, outer_end in around):
                continue
            if any(used[start:end]) and not is_generic(column.path[-1]):
                continue
            own = (
                0.0
                if is_generic(column.path[-1])
                else (end - start) * (WEAK if vocabulary.is_weak(column, text[start:end]) else 1.0)
            )
            one = NamedColumn(
                start=start,
                end=end,
                column=column.index,
                letters=letters + own,
                around=tuple(around),
            )
            apart = min((max(start - outer_end, at - end, 0) for at, outer_end in around), default=0)
            found.append((one.letters, int(exact), -int(column.inner), -apart, one))
    chosen: list[NamedColumn] = []
    for *_, one in sorted(found, key=lambda item: (*item[:4], -item[4].start), reverse=True):
        path = table.columns[one.column].path
        narrower = is_generic(path[-1]) and any(
            table.columns[other.column].path[:-1] == path[:-1] != () for other in chosen
        )
        if not narrower and not any(one.start < other.end and other.start < one.end for other in chosen):
            chosen.append(replace(one, shared=_is_shared(table, one, [item[-1] for item in found], text, vocabulary)))
    return sorted(chosen, key=lambda one: one.start)


def _is_shared(
    table: TypedTable, one: NamedColumn, found: Sequence[NamedColumn], text: str, vocabulary: Vocabulary
) -> bool:
    """Whether other columns that tell parts of the same thing are named no less, and none is the thing itself."""
    same = {
        other.column for other in found if (other.start, other.end, other.letters) == (one.start, one.end, one.letters)
    }
    columns = [table.columns[index] for index in same]
    concept = vocabulary.concept_of(table.columns[one.column])
    if len(columns) < 2 or concept is None or any(vocabulary.concept_of(column) is not concept for column in columns):
        return False
    plain = {text[one.start : one.end], *concept.columns, *concept.asked}
    return not any({vocabulary.core(column.path[-1]), column.path[-1]} & plain for column in columns)


def _near(start: int, end: int, at: int, outer_end: int) -> bool:
    """Whether an outer level stands where it says of the inner one: before it, or a few characters behind."""
    return 0 <= start - outer_end <= NEAR_OUTER or (start <= at and at - end <= NEAR_BEHIND)


def _level_at(level: str, text: str, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """Where a question names an outer level of a header."""
    for name in (level, *vocabulary.level_names(level)):
        # 幼儿 of 幼儿园 and 班 of 小班 name no column of children or classes.
        found = re.search(f"{_UNBROKEN if len(name) == 1 else ''}{re.escape(name)}(?!园)", text)
        if found is not None:
            return found.span()
    return None


def _spans(table: TypedTable, column: Column, text: str, vocabulary: Vocabulary) -> Iterator[tuple[int, int, bool]]:
    header = column.path[-1]
    sex = sex_words(table, header, "".join(column.path[:-1]))
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
        yield from _by_beginning(table, header, text)
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
        left_out = header[: len(header) - length]
        at = -1 if ending in _PLAIN_ENDINGS or _NARROWER.search(left_out) else text.find(ending)
        if at >= 0:
            if sum(one.path[-1].endswith(ending) for one in table.columns) == 1:
                yield at, at + length, False
            return


def _by_beginning(table: TypedTable, header: str, text: str) -> Iterator[tuple[int, int, bool]]:
    """计划招 names 计划招聘 where no other column begins so."""
    for length in range(len(header) - 1, MIN_BEGINNING - 1, -1):
        beginning = header[:length]
        at = -1 if _OTHER_FIGURE.search(header[length:]) else text.find(beginning)
        if at >= 0:
            if sum(one.path[-1].startswith(beginning) for one in table.columns) == 1:
                yield at, at + length, False
            return
