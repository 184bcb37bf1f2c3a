"""Stricter lines of a province, city or county, shown beside the national ones and never in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.schema import Figure
from tools.indicators.judging import judge
from tools.indicators.standards import Standards


def against_local_lines(standards: Standards, family: str, figures: Sequence[Figure], place: str) -> list[Figure]:
    """The county's figures again, judged by each local line in force.

    Args:
        standards: All lines.
        family: Indicator family.
        figures: What was computed; figures of a school are passed over.
        place: Full name, province to county; a line applies where its place is part of it.

    Returns:
        One figure a line, its code ending in the level: P1-省, G7-市. The gap is left to the national figure.
    """
    found = []
    for one in figures:
        if one.unit_id is not None:
            continue
        for line in standards.local(family, one.code, place=place, stage=one.stage, period=one.period):
            found.append(
                replace(
                    one,
                    ref=f"{one.ref}/{line.level}",
                    code=f"{one.code}-{line.level}",
                    name=f"{one.name}（{line.place}要求）",
                    threshold=line.value,
                    verdict=judge(one.value, line),
                    gap=None,
                    source=line.title if line.firm else f"{line.title}（未核）",
                )
            )
    return found
