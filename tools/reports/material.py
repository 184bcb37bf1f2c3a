"""What a 自评报告 is written from: the figures of one county and year, and the verdicts that a report may state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.schema import Figure
from tools.indicators.county_evidence import GOVERNMENT, QUALITY
from tools.indicators.family import IndicatorResult
from tools.reports.county_facts import CountyYear
from tools.reports.wording import counted, full_names

SCHOOLS = "单校综合评估"
PARTS = (("政府保障程度", GOVERNMENT), ("教育质量", QUALITY), ("社会认可度", ("S",)))


@dataclass(frozen=True, kw_only=True)
class Side:
    """One side of the conclusion: how many of its items are met, lost and open."""

    name: str
    unit: str
    met: int
    lost: int
    open: int

    @property
    def words(self) -> str:
        """单校综合评估14个单位达标、29个单位不达标."""
        counts = ((self.met, "达标"), (self.lost, "不达标"), (self.open, "待定"))
        parts = [f"{count}{self.unit}{word}" for count, word in counts if count] or ["没有数据"]
        return f"{self.name}{'、'.join(parts)}"


@dataclass(frozen=True, kw_only=True)
class Material:
    """What one report is written from.

    `figures` are those of the county and year; `years` 县情 of every year there is; `earlier` the result of the year
    before, for the comparison of two years.
    """

    result: IndicatorResult
    figures: tuple[Figure, ...]
    conclusion: Figure
    years: tuple[CountyYear, ...] = ()
    earlier: IndicatorResult | None = None

    @property
    def names(self) -> dict[str, str]:
        """Full names of the figures' codes."""
        return full_names(self.figures)


def material_of(
    result: IndicatorResult,
    *,
    place: str = "",
    period: str = "",
    years: Sequence[CountyYear] = (),
    earlier: IndicatorResult | None = None,
) -> Material:
    """The figures of one county and year.

    Args:
        result: A 优质均衡 result.
        place: County; '' for the first of the result.
        period: Year; '' for the last of the county.
        years: 县情, of any county and year.
        earlier: The result of the year before, where it was computed by itself.
    """
    county = [one for one in result.figures if one.code == "COUNTY" and place in ("", one.place)]
    conclusion = max((one for one in county if period in ("", one.period)), key=lambda one: one.period)
    place, period = conclusion.place, conclusion.period
    others = {one.period for one in result.figures if one.place == place and one.code[0] not in "GQS"} - {period}
    # Conditions of the county may bear the year of the county's own table.
    chosen = tuple(
        one
        for one in result.figures
        if one.place == place and (one.period == period or (one.code[0] in "GQS" and one.period not in others))
    )
    own = tuple(one for one in years if one.place == place and one.period <= period)
    return Material(result=result, figures=chosen, conclusion=conclusion, years=own, earlier=earlier)


def sides_of(material: Material) -> tuple[Side, ...]:
    """The sides of the conclusion as the report counts them: what has no proof is open."""
    found = []
    for name, chosen in (
        (SCHOOLS, [one for one in material.figures if one.code == "L"]),
        ("校际差异系数", [one for one in material.figures if one.code.startswith("CV-")]),
    ):
        found.append(_side(name, [counted(one) for one in chosen]))
    for name, codes in PARTS:
        found.append(_side(name, [_of_code(material, code) for code in codes]))
    return tuple(found)


def _side(name: str, verdicts: Sequence[str]) -> Side:
    met, lost = verdicts.count("达标"), verdicts.count("不达标")
    return Side(
        name=name, unit="个单位" if name == SCHOOLS else "项", met=met, lost=lost, open=len(verdicts) - met - lost
    )


def _of_code(material: Material, code: str) -> str:
    verdicts = [counted(one) for one in material.figures if one.code == code and one.unit_id is None]
    if "不达标" in verdicts:
        return "不达标"
    return "达标" if verdicts and set(verdicts) == {"达标"} else "待定"


def verdict_of(material: Material) -> str:
    """The conclusion a report may state: met only where nothing is lost and nothing is open."""
    sides = sides_of(material)
    if material.conclusion.verdict == "不达标" or any(one.lost for one in sides):
        return "不达标"
    return "待定" if any(one.open for one in sides) else str(material.conclusion.verdict)
