"""W06: figures so near their line that what is shown hides on which side they are (指标手册 §0.2.3, §8.6)."""

from __future__ import annotations

import re

from core.schema import Problem
from tools.indicators.family import IndicatorResult


def edge_problems(result: IndicatorResult) -> list[Problem]:
    """One hint for every 临界 figure, with the row of its first operand where it has one."""
    found = []
    for one in result.figures:
        if one.verdict != "临界" or one.value is None or one.threshold is None:
            continue
        source = one.inputs[0].source if one.inputs else ""
        row = re.search(r"第(\d+)(?:\+\d+)*行$", source)
        found.append(
            Problem(
                level="提示",
                code="W06",
                table=source[: row.start()].strip() if row else source,
                row=int(row[1]) if row else None,
                column=one.name,
                value=f"{one.value:.8g}",
                rule=f"与要求{one.threshold:g}之差不到显示精度的半个单位，按未舍入值判断",
                unit_name=result.unit_names.get(one.unit_id or "", ""),
                affected=(one.code,),
                advice="核对原始数",
            )
        )
    return found
