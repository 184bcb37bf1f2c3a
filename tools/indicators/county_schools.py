"""The rows of 表A of one county and year, for conditions that every school must meet."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from core.schema import FigureInput, Stage
from tools.tables.loading import LoadedTable

THROUGH = ("九年一贯制", "十二年一贯制")
STAGE: dict[str, Stage] = {"小学": "小学", "初中": "初中"}


@dataclass(frozen=True, kw_only=True)
class CountySchools:
    """The sound rows of 表A of one place and year, special and vocational schools aside, column by column.

    `schools` gives the positions of each school's rows, by 学校标识码; `incomplete` are schools that lost another row.
    """

    table: LoadedTable
    place: str
    period: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    stages: tuple[Stage, ...]
    areas: tuple[str, ...]
    sources: tuple[str, ...]
    numbers: Mapping[str, tuple[float, ...]]
    schools: Mapping[str, tuple[int, ...]]
    incomplete: frozenset[str]

    def value(self, position: int, column: str) -> float | None:
        """A cell's number; None where it is missing or the table lacks the column."""
        values = self.numbers.get(column)
        if values is None or values[position] != values[position]:
            return None
        return values[position]

    def cell(self, position: int, column: str) -> FigureInput:
        """A cell as an operand."""
        return FigureInput(name=column, value=self.value(position, column), source=self.sources[position])

    def lost_a_row(self, code: str) -> bool:
        """Whether a row of this school was left out, or is absent though its pupils are told in another row."""
        rows = self.schools[code]
        if code in self.incomplete:
            return True
        if len(rows) > 1 or self.kinds[rows[0]] not in THROUGH:
            return False
        return any(self.value(rows[0], f"同校其他学段在校生数({stage})") for stage in STAGE)

    def has_any(self, *columns: str) -> bool:
        """Whether the table has one of these columns."""
        return any(column in self.numbers for column in columns)

    def sum_of(self, name: str, column: str, unit: str, stage: str = "") -> FigureInput:
        """A column's total over the rows of a stage, or of all; missing if any cell is."""
        chosen = [self.value(i, column) for i, one in enumerate(self.stages) if stage in ("", one)]
        known = [value for value in chosen if value is not None]
        whole = math.fsum(known) if chosen and len(known) == len(chosen) else None
        return FigureInput(name=name, value=whole, unit=unit, source=f"{self.table.title} {len(chosen)}行合计")


def county_schools(table: LoadedTable, place: str, period: str) -> CountySchools:
    """The rows that the school-by-school conditions ask about."""
    frame = table.frame[(table.frame["县区"] == place) & (table.frame["年度"] == period)]
    frame = frame[~frame.index.isin(list(table.left_out)) & ~frame["办学类型"].isin(["特教", "职业"])]
    ids = tuple(str(code) for code in frame["学校标识码"])
    schools: dict[str, list[int]] = {}
    for position, code in enumerate(ids):
        schools.setdefault(code, []).append(position)
    areas = frame["城乡类型"].tolist() if "城乡类型" in frame.columns else [""] * len(frame)
    return CountySchools(
        table=table,
        place=place,
        period=period,
        ids=ids,
        names=tuple(str(name) for name in frame["学校名称"]),
        kinds=tuple(str(kind) for kind in frame["办学类型"]),
        stages=tuple(STAGE[str(stage)] for stage in frame["学段"]),
        areas=tuple(area if isinstance(area, str) else "" for area in areas),
        sources=tuple(table.source(int(str(row))) for row in frame.index),
        numbers={name: tuple(frame[name].tolist()) for name in frame.columns if frame[name].dtype == float},
        incomplete=frozenset(str(code) for code in table.frame.loc[list(table.left_out), "学校标识码"].dropna()),
        schools={code: tuple(positions) for code, positions in schools.items()},
    )
