"""What a follow-up takes over: a reading for another year's table, the row that came first."""

from __future__ import annotations

import re
from dataclasses import replace

from tools.table_query.asked import Reading
from tools.table_query.query import TableResult
from tools.table_query.typed import TypedTable
from tools.table_query.vocabulary import Vocabulary

_IT = re.compile(
    r"(?:那么?)?(?:它(?!们)|该校|该园|该镇|该项目|[这那](?:所|家|个)(?:学校|幼儿园|乡镇|项目|镇)|[这那][所家](?=[有的]))(?:的|那儿|那里)?"
)


_OF_THAT = re.compile(
    r"(?!一共|总共|合计|全|最|那|排|第|其)[\u4e00-\u9fff]{2,6}?[是有]?(?:多少|几[个所人名班台册]|什么|哪年)[个所人名班台册]?[？?]?"
)


def named_again(turn: str, kind: str, result: TableResult | None) -> str | None:
    """它有多少教师 after a rank (`kind`) of one row: with that row's name; None where nobody knows what 它 is."""
    found = _IT.match(turn)
    first = result is not None and kind in ("rank", "group rank") and len(result.values) == 1
    if found is None:
        # 金额是多少 after 哪个乡镇最多 is asked of that one.
        return f"{result.values[0].label}{turn}" if first and result and _OF_THAT.fullmatch(turn) else turn
    if not first or result is None:
        return None
    return f"{result.values[0].label}{turn[found.end() :]}"


def moved(vocabulary: Vocabulary, earlier: Reading, table: TypedTable) -> Reading | None:
    """A reading carried to another year's table, its columns found again by what they tell; None where one is gone."""
    if table.id == earlier.table.id:
        return earlier
    exact = {column.path: column.index for column in reversed(table.columns)}
    # 同校其他学段在校生数 tells pupils too: of columns that share a name the first is meant.
    names = {vocabulary.canonical(column): column.index for column in reversed(table.columns)}

    def at(index: int) -> int | None:
        column = earlier.table.columns[index]
        return exact.get(column.path, names.get(vocabulary.canonical(column)))

    measure = earlier.query.measure
    needed = {*(one.column for one in earlier.where), measure.column, measure.per, *measure.plus, earlier.query.group}
    if any(index is not None and at(index) is None for index in needed):
        return None
    where = tuple(replace(one, column=found) for one in earlier.where if (found := at(one.column)) is not None)
    columns, plus, beside = (
        tuple(found for index in item if (found := at(index)) is not None)
        for item in (earlier.columns, earlier.query.measure.plus, earlier.beside)
    )
    top, per = (None if index is None else at(index) for index in (measure.column, measure.per))
    keyed = tuple(replace(one, column=table.key) for one in earlier.query.where if one.column == earlier.table.key)
    query = replace(
        earlier.query,
        where=(*where, *keyed),
        measure=replace(measure, column=top, per=per, plus=plus),
        group=None if earlier.query.group is None else at(earlier.query.group),
    )
    return replace(earlier, table=table, where=where, columns=columns, query=query, beside=beside)
