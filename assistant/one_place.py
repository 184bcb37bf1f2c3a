"""A question about several places as it is asked of one of them."""

from __future__ import annotations

import re

from assistant.of_one import as_of_one
from assistant.plan import Plan
from core.schema import Place

_JOINED = re.compile(r"^[、和跟与及同比，,\s]+|(?<=年)[、和跟与及同比，,\s]+|[、和跟与及同比]+(?=[、和跟与及同比，,])")


def of_place_alone(question: str, place: Place | None, plan: Plan) -> str:
    """A question about several places as it is asked of one of them."""
    if place is None or len(plan.places) < 2:
        return question
    bare = question
    for name in sorted({*plan.named, *(one.name for one in plan.places)}, key=len, reverse=True):
        bare = bare.replace(name, "、")
    return f"{place.name}{_JOINED.sub('', as_of_one(bare)).strip()}"
