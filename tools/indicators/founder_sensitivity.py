"""Schools the county does not run: whether they count is not settled, so what they change is told (指标手册 §1.5)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tools.indicators.judging import meets
from tools.indicators.resource_figures import stage_units
from tools.indicators.resource_lines import lines_for
from tools.indicators.resources import RESOURCES
from tools.indicators.standards import Standards
from tools.indicators.units import STAGES, Policy, SchoolUnits, build_units
from tools.indicators.variation import weighted_spread
from tools.tables.loading import LoadedTable

OTHERS = ("省市直属", "高校附属", "企业")


def founder_sensitivity(standards: Standards, table: LoadedTable, units: SchoolUnits, policy: Policy) -> list[str]:
    """Coefficients that cross their line when schools of other founders are left out; a note where there are any.

    Args:
        standards: Lines.
        table: 表A.
        units: Units as computed.
        policy: The policy they were built with.
    """
    others = units.frame[units.frame["举办者"].isin(OTHERS)]
    if others.empty or units.stopped:
        return []
    without = build_units(table, units.place, units.period, replace(policy, include_other_founders=False))
    crossed = []
    for stage in STAGES:
        lines = lines_for(standards, stage, units.period, "CV-")
        groups = [stage_units(one, stage, {}) for one in (units, without)]
        for resource in RESOURCES:
            line = lines.get(resource.code)
            values = []
            for group in groups:
                totals = group.totals[resource.code]
                known = ~np.isnan(totals)
                if known.any() and totals[known].sum() > 0:
                    values.append(weighted_spread(totals[known], group.pupils[known]).cv)
            if line is None or len(values) < 2:
                continue
            if meets(values[0], line.value, line.comparison) != meets(values[1], line.value, line.comparison):
                crossed.append(f"{stage}CV-{resource.code} {values[0]:.3f}→{values[1]:.3f}")
    text = "、".join(crossed) if crossed else "各项差异系数的判定不变"
    names = "、".join(dict.fromkeys(str(name) for name in others["学校名称"]))
    return [f"非本县举办的学校默认纳入（{names}）；若不纳入：{text}"]
