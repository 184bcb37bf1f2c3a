"""哪些学校差一项: schools that fail 单校综合评估, those nearest to meeting it first."""

from __future__ import annotations

from dataclasses import dataclass

from core.schema import Figure
from tools.indicators.family import IndicatorResult
from tools.indicators.judging import meets

RESOURCE_CODES = tuple(f"L{k}" for k in range(1, 8))


@dataclass(frozen=True, kw_only=True)
class NearMiss:
    """A failing school: how many items short of six, and the figures of the items it misses, with their gaps.

    `items` are ordered by how small the shortfall is, as a share of the line; `fewest` are the ones that suffice.
    """

    unit_id: str
    name: str
    stage: str
    place: str
    period: str
    short_of_six: int
    below_85: int
    items: tuple[Figure, ...]

    @property
    def fewest(self) -> tuple[Figure, ...]:
        """The fewest items to mend: all below 85% must reach it, and enough must reach the standard for six."""
        must = [one for one in self.items if one.gap is not None and (one.gap.to_85 or 0) > 0]
        others = [one for one in self.items if one not in must]
        return tuple(must + others[: max(0, self.short_of_six - len(must))])


def near_misses(result: IndicatorResult) -> tuple[NearMiss, ...]:
    """Failing schools of a 优质均衡 result, those that need the fewest items mended first.

    Returns:
        Ordered by items to mend, then by how far they are from the line.
    """
    by_unit: dict[tuple[str, str, str, str], list[Figure]] = {}
    for one in result.figures:
        if one.code not in RESOURCE_CODES or one.value is None or one.threshold is None or not one.unit_id:
            continue
        if not meets(one.value, one.threshold, ">="):
            by_unit.setdefault((one.place, one.period, one.stage, one.unit_id), []).append(one)
    found = []
    for school in result.figures:
        if school.code != "L" or school.verdict != "不达标" or school.gap is None or school.unit_id is None:
            continue
        items = by_unit.get((school.place, school.period, school.stage, school.unit_id), [])
        found.append(
            NearMiss(
                unit_id=school.unit_id,
                name=result.unit_names.get(school.unit_id, school.unit_id),
                stage=school.stage,
                place=school.place,
                period=school.period,
                short_of_six=int(school.gap.to_standard),
                below_85=int(school.gap.to_85 or 0),
                items=tuple(sorted(items, key=_shortfall)),
            )
        )
    return tuple(sorted(found, key=lambda one: (len(one.fewest), sum(_shortfall(item) for item in one.fewest))))


def _shortfall(one: Figure) -> float:
    if one.value is None or not one.threshold:
        return 0.0
    return 1 - one.value / one.threshold
