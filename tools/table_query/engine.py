"""Runs a `TableQuery` with DuckDB through its relational interface: made-up column names, bound values, no SQL text."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import duckdb
from duckdb import ColumnExpression, ConstantExpression, Expression, FunctionExpression

from tools.table_query.query import Condition, Measure, ResultValue, TableQuery, TableResult
from tools.table_query.typed import TypedTable

_AGGREGATES = {"sum": "sum", "mean": "avg", "max": "max", "min": "min"}


def run(table: TypedTable, query: TableQuery) -> TableResult:
    """The result of a query.

    A missing cell is no zero: sums and means leave it out and count it, conditions on its column do not hold. A ratio
    takes only rows that have both numbers.
    """
    with _database().cursor() as connection:
        relation: Any = connection.from_df(table.frame()[_needed(table, query)])
        for condition in query.where:
            relation = relation.filter(_test(table, condition))
        if query.keep is not None:
            relation = _keep(relation, query.keep)
        # Kept once: the parts of an answer (rows, groups, sums) would each read and filter the whole frame again.
        kept = f"chosen_{uuid.uuid4().hex}"
        relation.to_table(kept)
        try:
            relation = connection.table(kept)
            rows = _rows(relation)
            if query.how in ("value", "list", "rank"):
                items = _by_row(table, query, relation)
            elif query.group is not None:
                items = _by_group(table, query, relation)
            else:
                items = [_aggregate(table, query, relation, "", rows)]
        finally:
            connection.execute(f"DROP TABLE {kept}")
        return TableResult(values=tuple(items), rows=rows)


@lru_cache(maxsize=1)
def _database() -> duckdb.DuckDBPyConnection:
    """One database in memory for all queries, each with a cursor of its own; opening one takes ten queries' time."""
    return duckdb.connect(":memory:")


def _needed(table: TypedTable, query: TableQuery) -> list[str]:
    """The columns of the frame that a query reads."""
    measure = query.measure
    asked = [*(one.column for one in query.where), measure.column, *measure.plus, measure.per, query.group]
    return ["row", *dict.fromkeys(table.columns[index].field for index in asked if index is not None)]


def _keep(relation: Any, positions: Sequence[int]) -> Any:
    if not positions:
        return relation.filter(ConstantExpression(False))
    return relation.filter(ColumnExpression("row").isin(*map(ConstantExpression, positions)))


def _rows(relation: Any) -> tuple[int, ...]:
    return tuple(sorted(int(row) for (row,) in relation.select(ColumnExpression("row")).fetchall()))


def _test(table: TypedTable, condition: Condition) -> Expression:
    column = ColumnExpression(table.columns[condition.column].field)
    if condition.test == "missing":
        return column.isnull()
    if condition.test == "told":
        return column.isnotnull()
    if condition.test == "in":
        return column.isin(*map(ConstantExpression, condition.words))
    if condition.test == "not in":
        return column.isnotnull() & column.isnotin(*map(ConstantExpression, condition.words))
    if condition.test == "contains":
        found = FunctionExpression("contains", column, ConstantExpression(condition.words[0]))
        for word in condition.words[1:]:
            found = found | FunctionExpression("contains", column, ConstantExpression(word))
        return found
    test = column.isnotnull()
    if condition.low is not None:
        low = ConstantExpression(condition.low)
        test = test & (column > low if condition.open_low else column >= low)
    if condition.high is not None:
        high = ConstantExpression(condition.high)
        test = test & (column < high if condition.open_high else column <= high)
    return test


def _usable(table: TypedTable, relation: Any, measure: Measure) -> Any:
    """Rows that have the measure's numbers; a ratio's denominator is not zero."""
    for position in (measure.column, *measure.plus, measure.per):
        if position is not None:
            relation = relation.filter(ColumnExpression(table.columns[position].field).isnotnull())
    return relation


def _aggregate(table: TypedTable, query: TableQuery, relation: Any, label: str, rows: tuple[int, ...]) -> ResultValue:
    measure = query.measure
    usable = _usable(table, relation, measure)
    count = int(usable.aggregate([FunctionExpression("count", ColumnExpression("row"))]).fetchall()[0][0])
    missing = len(rows) - count
    if measure.column is None:
        # A nine-year school has a row for each stage and is one school.
        staged = table.key >= 0 and any(column.name == "学段" for column in table.columns)
        names = {table.keys[row] or str(row) for row in rows} if staged else rows
        return ResultValue(label=label, value=float(len(names)), rows=rows)
    if measure.is_ratio:
        top = _total(table, usable, measure.column)
        bottom = float(count) if measure.per is None else _total(table, usable, measure.per)
        value = top / bottom if top is not None and bottom else None
        return ResultValue(label=label, value=value, rows=rows, missing=missing, numerator=top, denominator=bottom)
    if query.how == "count":
        return ResultValue(label=label, value=float(count), rows=rows, missing=missing)
    if measure.plus:
        totals = [_total(table, usable, position) for position in (measure.column, *measure.plus)]
        added = sum(one for one in totals if one is not None) if None not in totals else None
        return ResultValue(label=label, value=added, rows=rows, missing=missing)
    name = _AGGREGATES[query.how]
    result = usable.aggregate([FunctionExpression(name, ColumnExpression(table.columns[measure.column].field))])
    value = result.fetchall()[0][0]
    top = _total(table, usable, measure.column) if query.how == "mean" else None
    if isinstance(value, int):
        value = float(value)
    return ResultValue(
        label=label,
        value=value,
        rows=rows,
        missing=missing,
        numerator=top,
        denominator=float(count) if query.how == "mean" else None,
    )


def _total(table: TypedTable, relation: Any, position: int) -> float | None:
    result = relation.aggregate([FunctionExpression("sum", ColumnExpression(table.columns[position].field))])
    value = result.fetchall()[0][0]
    return None if value is None else float(value)


def _by_group(table: TypedTable, query: TableQuery, relation: Any) -> list[ResultValue]:
    assert query.group is not None
    field = table.columns[query.group].field
    labels = [label for (label,) in relation.select(ColumnExpression(field)).distinct().fetchall()]
    order = {text: at for at, text in enumerate(table.columns[query.group].values)}
    made = []
    for label in sorted(labels, key=lambda one: (one is None, order.get(str(one), len(order)), str(one))):
        column = ColumnExpression(field)
        part = relation.filter(column.isnull() if label is None else column == ConstantExpression(label))
        made.append(_aggregate(table, query, part, "未填报" if label is None else str(label), _rows(part)))
    return made


def _by_row(table: TypedTable, query: TableQuery, relation: Any) -> list[ResultValue]:
    measure = query.measure
    if measure.column is None:
        by_name: dict[str, list[int]] = {}
        for row in _rows(relation):
            by_name.setdefault(table.keys[row] or f"第{table.rows[row].number}行", []).append(row)
        return [ResultValue(label=name, value=None, rows=tuple(rows)) for name, rows in by_name.items()]
    top = ColumnExpression(table.columns[measure.column].field)
    fields = [ColumnExpression("row"), top.alias("top")]
    if measure.per is not None:
        fields.append(ColumnExpression(table.columns[measure.per].field).alias("bottom"))
    listed = []
    for row, value, *rest in relation.select(*fields).fetchall():
        bottom = float(rest[0]) if rest and rest[0] is not None else None
        own = _divided(value, bottom) if measure.per is not None else _plain(value)
        listed.append(
            ResultValue(
                label=table.keys[row],
                value=own,
                rows=(int(row),),
                missing=int(own is None),
                numerator=float(value) if measure.per is not None and value is not None else None,
                denominator=bottom,
            )
        )
    if query.how != "rank":
        return sorted(listed, key=lambda one: one.rows)
    filled = [one for one in listed if one.value is not None]
    ranked = (
        sorted(filled, key=lambda one: (one.value, -one.rows[0]), reverse=True)
        if query.descending
        else sorted(filled, key=lambda one: (one.value, one.rows[0]))
    )
    return first_of(ranked, query)


def first_of(ranked: Sequence[ResultValue], query: TableQuery) -> list[ResultValue]:
    """What a rank wants of values in order: the first so many and those level with the last of them, or that one."""
    if not query.most or len(ranked) < query.most:
        return [] if query.nth else list(ranked)
    last = ranked[query.most - 1].value
    return [one for at, one in enumerate(ranked) if one.value == last or (at < query.most and not query.nth)]


def _divided(top: float | None, bottom: float | None) -> float | None:
    return top / bottom if top is not None and bottom else None


def _plain(value: Any) -> Any:
    if isinstance(value, (int, float)):
        return float(value)
    return value.date() if hasattr(value, "date") else value
