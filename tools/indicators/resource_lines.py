"""The lines of the seven resource items and of their coefficients."""

from __future__ import annotations

from tools.indicators.resources import RESOURCES
from tools.indicators.standards import Standards, Threshold

NAME = "优质均衡"


def lines_for(standards: Standards, stage: str, period: str, prefix: str = "") -> dict[str, Threshold]:
    """The national line of each resource (or of its CV, with prefix "CV-"), by resource code."""
    found = {}
    for resource in RESOURCES:
        line = standards.find(NAME, prefix + resource.code, stage=stage, period=period)
        if line is not None:
            found[resource.code] = line
    return found
