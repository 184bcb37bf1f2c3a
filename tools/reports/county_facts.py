"""县情: schools, pupils, classes and teachers of a county as its own table tells them, a year at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from tools.indicators.units import rows_of, years_and_places
from tools.tables.loading import LoadedTable

STAGES = ("小学", "初中")


@dataclass(frozen=True, kw_only=True)
class Total:
    """A column added up over rows; `missing` rows have no value, `value` is None where none has."""

    value: float | None
    missing: int


@dataclass(frozen=True, kw_only=True)
class StageFacts:
    """One stage: school units, pupils, classes, teachers."""

    stage: str
    units: int
    pupils: Total
    classes: Total
    teachers: Total


@dataclass(frozen=True, kw_only=True)
class CountyYear:
    """One county and year: schools by kind and by founder, and its stages.

    `left_out` rows had errors and are in none of the sums.
    """

    place: str
    period: str
    schools: int
    kinds: tuple[tuple[str, int], ...]
    private: int | None
    stages: tuple[StageFacts, ...]
    left_out: int
    source: str


def county_years(tables: Sequence[LoadedTable], place: str = "") -> tuple[CountyYear, ...]:
    """Every year of the county that the tables of schools hold, the oldest first; '' for every county."""
    found = [
        _year(table, own, period)
        for table in tables
        if table.kind == "A"
        for own, period in years_and_places(table)
        if place in ("", own)
    ]
    return tuple(sorted(found, key=lambda one: (one.place, one.period)))


def _year(table: LoadedTable, place: str, period: str) -> CountyYear:
    here = table.frame[rows_of(table, place, period)]
    rows = here[~here.index.isin(list(table.left_out))]
    counted = rows[rows["是否计校数"] != "否"] if "是否计校数" in rows.columns else rows
    schools = counted.drop_duplicates("学校标识码")
    kinds = schools["办学类型"].value_counts() if "办学类型" in schools.columns else pd.Series(dtype=int)
    stages = tuple(
        StageFacts(
            stage=stage,
            units=int((counted["学段"] == stage).sum()),
            pupils=_total(rows, stage, "在校生数"),
            classes=_total(rows, stage, "班数"),
            teachers=_total(rows, stage, "专任教师数"),
        )
        for stage in STAGES
        if (rows["学段"] == stage).any()
    )
    founder = "举办者" in schools.columns and schools["举办者"].notna().all()
    return CountyYear(
        place=place,
        period=period,
        schools=len(schools),
        kinds=tuple((str(kind), int(count)) for kind, count in kinds.items()),
        private=int((schools["举办者"] == "民办").sum()) if founder else None,
        stages=stages,
        left_out=len(here) - len(rows),
        source=table.title,
    )


def _total(rows: pd.DataFrame, stage: str, column: str) -> Total:
    own = rows[rows["学段"] == stage]
    if column not in own.columns:
        return Total(value=None, missing=len(own))
    known = own[column].dropna()
    return Total(value=float(known.sum()) if len(known) else None, missing=len(own) - len(known))
