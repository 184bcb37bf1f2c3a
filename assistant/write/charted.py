"""The chart of an answer from tables: a rank, groups, or two years, where there are enough rows to look at."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.write.table_pieces import Pieces, place_name
from core.chart import Chart, ChartKind, Series
from tools.table_query.asked import Reading
from tools.table_query.query import ResultValue
from tools.table_query.typed import TypedTable

# Under four, a sentence says it better; beyond thirty, bars are a wall.
LEAST, MOST = 4, 30


def answer_chart(pieces: Pieces, reading: Reading, items: Sequence[ResultValue]) -> tuple[Chart, ...]:
    """The chart of rows or groups that an answer tells, in order of size; bands keep their own order.

    Args:
        pieces: For units and names.
        reading: What was asked.
        items: What the answer tells.
    """
    known = [one for one in items if isinstance(one.value, float)]
    if len(known) < LEAST:
        return ()
    group = reading.query.group
    banded = group is not None and all(any(mark.isdigit() for mark in one.label) for one in known)
    kind: ChartKind = "bands" if banded else "rank"
    if not banded:
        known.sort(key=_number, reverse=reading.query.descending)
    shown = known[:MOST]
    percent = reading.kind == "share"
    values = tuple(_number(one) * (100 if percent else 1) for one in shown)
    table, name = reading.table, pieces.figure_name(reading)
    by = f"（按{table.columns[group].name}）" if group is not None else ""
    some = f"（前{len(shown)}个，共{len(known)}个）" if len(known) > len(shown) else ""
    labels = tuple(_label(table, one) for one in shown)
    title = f"{place_name(table)}{table.period}{pieces.subject(reading, without=group)}{name}{by}{some}"
    return (
        Chart(
            kind=kind,
            title=title,
            labels=labels,
            series=(Series(name=name, values=values),),
            unit="%" if percent else pieces.unit(reading),
            digits=_digits(values),
            note=table.title,
        ),
    )


def change_chart(pieces: Pieces) -> tuple[Chart, ...]:
    """The chart of what changed from one year to the next, a mark a year for each row that both years have."""
    answer = pieces.answer
    if (
        answer.older is None
        or answer.result is None
        or answer.older_result is None
        or answer.change in ("gone", "came")
    ):
        return ()
    new, old = answer.reading, answer.older
    before = {one.label: one.value for one in answer.older_result.values}
    both = []
    for one in answer.result.values:
        was = before.get(one.label)
        if isinstance(one.value, float) and isinstance(was, float):
            both.append((one.label, was, one.value))
    if answer.change in ("grew", "fell"):
        both = [one for one in both if one[0] in answer.names]
    if len(both) < LEAST:
        return ()
    scale = 100 if new.kind == "share" else 1
    shown = both[:MOST]
    then, now = tuple(one[1] * scale for one in shown), tuple(one[2] * scale for one in shown)
    return (
        Chart(
            kind="trend",
            title=f"{place_name(new.table)}{pieces.figure_name(new)}两年对照",
            labels=tuple(one[0] for one in shown),
            series=(Series(name=old.table.period, values=then), Series(name=new.table.period, values=now)),
            unit="%" if scale == 100 else pieces.unit(new),
            digits=_digits((*then, *now)),
            note=new.table.title,
        ),
    )


def _number(one: ResultValue) -> float:
    assert isinstance(one.value, float)
    return one.value


def _label(table: TypedTable, one: ResultValue) -> str:
    """A row's or a group's name; a school with a row a stage says which."""
    if len(one.rows) != 1 or table.keys.count(one.label) < 2:
        return one.label
    stages = [column for column in table.columns if column.name == "学段"]
    return f"{one.label}（{table.rows[one.rows[0]].texts[stages[0].index]}）" if stages else one.label


def _digits(values: Sequence[float]) -> int:
    return 0 if all(value.is_integer() for value in values) else 2
