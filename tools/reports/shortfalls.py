"""What is missing, by item and by school: what the chapters on problems and on mending are drafted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.schema import Figure
from tools.indicators.family import IndicatorResult
from tools.indicators.judging import meets
from tools.indicators.near_misses import RESOURCE_CODES
from tools.indicators.resources import RESOURCES
from tools.reports.wording import counted

THINGS = {one.code: one.thing for one in RESOURCES}
SPREAD = "CV-"


@dataclass(frozen=True, kw_only=True)
class ItemShortfall:
    """One item of one stage: the schools below its line with their figures, the largest gap first; `units` are all."""

    code: str
    name: str
    stage: str
    figures: tuple[Figure, ...]
    schools: tuple[str, ...]
    units: int

    @property
    def total(self) -> float:
        """What all of them lack together, in the unit of the gaps."""
        return sum(one.gap.to_standard for one in self.figures if one.gap)

    @property
    def unit(self) -> str:
        """The unit of the gaps."""
        return next((one.gap.unit for one in self.figures if one.gap), "")


def below_line(one: Figure) -> bool:
    """Whether a school's item is below its line."""
    return one.value is not None and one.threshold is not None and not meets(one.value, one.threshold, ">=")


def item_shortfalls(result: IndicatorResult, figures: Sequence[Figure]) -> tuple[ItemShortfall, ...]:
    """The seven items of each stage that any school misses, in the order of the standard."""
    found = []
    for stage in ("小学", "初中"):
        for code in RESOURCE_CODES:
            own = [one for one in figures if (one.code, one.stage) == (code, stage)]
            lost = [one for one in own if below_line(one)]
            if lost:
                lost.sort(key=lambda one: -(one.gap.to_standard if one.gap else 0.0))
                found.append(
                    ItemShortfall(
                        code=code,
                        name=own[0].name,
                        stage=stage,
                        figures=tuple(lost),
                        units=len(own),
                        schools=tuple(_school(result, one) for one in lost),
                    )
                )
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class SchoolShortfall:
    """One school unit that fails 单校综合评估: how many items it meets, and the items below their line."""

    name: str
    stage: str
    met: int
    items: tuple[Figure, ...]


def school_shortfalls(result: IndicatorResult, figures: Sequence[Figure]) -> tuple[SchoolShortfall, ...]:
    """Every failing school of some figures, in the order of the table."""
    below: dict[tuple[str, str], list[Figure]] = {}
    for one in figures:
        if one.code in RESOURCE_CODES and one.unit_id and below_line(one):
            below.setdefault((one.stage, one.unit_id), []).append(one)
    return tuple(
        SchoolShortfall(
            name=_school(result, one),
            stage=one.stage,
            met=int(one.value or 0),
            items=tuple(below.get((one.stage, one.unit_id or ""), [])),
        )
        for one in figures
        if one.code == "L" and counted(one) == "不达标"
    )


def failing_units(result: IndicatorResult, figures: Sequence[Figure], code: str) -> tuple[str, ...]:
    """Names of the schools that miss a condition of the county (G3 to G6, Q4)."""
    lost = [one for one in figures if one.code == code and one.unit_id and counted(one) == "不达标"]
    return tuple(dict.fromkeys(_school(result, one) for one in lost))


def _school(result: IndicatorResult, one: Figure) -> str:
    return result.unit_names.get(one.unit_id or "", one.unit_id or "")
