"""Indicators of single schools as columns beside those that the office wrote, asked like any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from core.collection import Seen
from core.errors import CewenError
from core.schema import Figure
from core.settings import Settings
from tools.compute_indicator import compute_for
from tools.indicators.judging import settled
from tools.indicators.near_misses import RESOURCE_CODES
from tools.table_query.typed import Column, Row, TypedTable
from tools.tables.parsing import normal_year

FAMILY, WHOLE = "优质均衡", "L"
SCHOOL_ID, STAGE, PLACE, YEAR = "学校标识码", "学段", "县区", "年度"
MISSED, MISSED_NAMES, VERDICT, MET = "未达标项数", "未达标项", "单校综合评估", "达标情况"


def computed_beside(table: TypedTable, settings: Settings, seen: Seen = None) -> TypedTable:
    """A table of schools and stages with the indicators of each; the table as it is where none can be computed.

    Args:
        table: Any typed table.
        settings: Where tables and standards are.
        seen: The collections that may be opened; None: all.
    """
    at = {column.name: column.index for column in table.columns}
    if SCHOOL_ID not in at or STAGE not in at:
        return table
    places, years = (_values(table, at.get(name)) for name in (PLACE, YEAR))
    found: list[Figure] = []
    for place in places or [table.place]:
        for year in years or [table.period]:
            try:
                found += compute_for(settings, FAMILY, place=place, period=year, seen=seen).result.figures
            except CewenError:
                # What cannot be computed is told where indicators are asked for, with the next step.
                continue
    return with_figures(table, found, at)


def with_figures(table: TypedTable, figures: Iterable[Figure], at: Mapping[str, int]) -> TypedTable:
    """A table with a column for each indicator of single schools, and what they come to.

    Args:
        table: One row a school and stage, of one year or of several.
        figures: Figures with `unit_id`, `stage` and `period`; others are passed over.
        at: Positions of the table's columns by name.
    """
    own: dict[tuple[str, str, str], dict[str, Figure]] = {}
    for one in figures:
        if one.unit_id and one.code in (*RESOURCE_CODES, WHOLE):
            own.setdefault((one.unit_id, one.stage, one.period), {})[one.code] = one
    if not own:
        return table
    names = _names(own.values())
    first, verdicts = len(table.columns), ("达标", "不达标")
    made = [
        *(Column(index=0, path=(name,), unit=unit, kind="number") for name, unit in names.values()),
        Column(index=0, path=(MISSED,), unit="项", kind="number"),
        Column(index=0, path=(MISSED_NAMES,), unit="", kind="text"),
        Column(index=0, path=(VERDICT,), unit="", kind="text", values=verdicts),
        *(Column(index=0, path=(name + MET,), unit="", kind="text", values=verdicts) for name, _ in names.values()),
    ]
    columns = [replace(one, index=first + number) for number, one in enumerate(made)]
    computed: dict[tuple[int, int], Figure] = {}
    rows = []
    for position, row in enumerate(table.rows):
        period = normal_year(row.texts[at[YEAR]]) if YEAR in at else ""
        result = next(
            (
                one
                for (unit, stage, year), one in own.items()
                if (unit, stage) == (row.texts[at[SCHOOL_ID]], row.texts[at[STAGE]]) and period in ("", year)
            ),
            {},
        )
        for number, code in enumerate(names):
            if code in result and result[code].value is not None:
                computed[position, first + number] = result[code]
        rows.append(_with(row, [result.get(code) for code in names], result.get(WHOLE)))
    return replace(table, columns=(*table.columns, *columns), rows=tuple(rows), computed=computed, _frames={}, named={})


def below_line(figure: Figure) -> bool:
    """Whether an indicator of a school misses its line, by its unrounded value."""
    return settled(figure, ">=") == "不达标"


def operand_columns(table: TypedTable, name: str) -> list[int]:
    """Computed columns that a column of the office goes into, by its name."""
    return sorted(
        {
            index
            for (_, index), figure in table.computed.items()
            if name in [one.name.removeprefix("减：") for one in figure.inputs]
        }
    )


def _values(table: TypedTable, column: int | None) -> list[str]:
    return [] if column is None else list(dict.fromkeys(row.texts[column] for row in table.rows if row.texts[column]))


def _names(listed: Iterable[Mapping[str, Figure]]) -> dict[str, tuple[str, str]]:
    """Name and unit of each indicator that was computed, in the order of the standard."""
    known = {code: (one.name, one.unit) for figures in listed for code, one in figures.items()}
    return {code: known[code] for code in RESOURCE_CODES if code in known}


def _with(row: Row, items: Sequence[Figure | None], whole: Figure | None) -> Row:
    """A row with its indicators; one that is not computed leaves the number of missed items untold too."""
    values = [one.value if one is not None else None for one in items]
    missed = [one for one in items if one is not None and one.value is not None and below_line(one)]
    count = float(len(missed)) if None not in values else None
    texts = [one.text if one is not None and one.value is not None else "" for one in items]
    listed = "、".join(one.name for one in missed)
    met = ["" if one is None or one.value is None else "不达标" if one in missed else "达标" for one in items]
    verdict = whole.verdict if whole is not None and whole.verdict in ("达标", "不达标") else ""
    words = [listed, verdict or "", *met]
    return replace(
        row,
        texts=(*row.texts, *texts, "" if count is None else f"{count:g}", *words),
        values=(*row.values, *values, count, *(word or None for word in words)),
    )
