"""A question about several places as it is asked of one of them."""

from __future__ import annotations

import re

from assistant.plan import Plan
from assistant.slots import wants_amount
from core.schema import Place

# What is asked of each place is asked of one without saying so.
_OF_EACH = re.compile(
    r"[两三四五六七八九十几]个(?:地方|地区|县区|县|区|市)|各自|各(?=[^级类项种])|分别|都(?=[是有])|列一下|比一比|放一起"
)
_RANK_ASKED = re.compile(r"谁(?:更|最)?|哪(?:个|里|家|边|一个)(?:地方|地区|县区|县|区|市)?(?:更|最)?|谁高谁低|谁多谁少")
_HIGHER = re.compile(r"(?:更|最|较)?[高低多少大小][？?。！呢啊\s]*$")
_JOINED = re.compile(r"^[、和跟与及同比，,\s]+|(?<=年)[、和跟与及同比，,\s]+|[、和跟与及同比]+(?=[、和跟与及同比，,])")


def of_place_alone(question: str, place: Place | None, plan: Plan) -> str:
    """A question about several places as it is asked of one of them."""
    if place is None or len(plan.places) < 2:
        return question
    bare = question
    for name in sorted({*plan.named, *(one.name for one in plan.places)}, key=len, reverse=True):
        bare = bare.replace(name, "、")
    bare = _OF_EACH.sub("", bare)
    if _RANK_ASKED.search(bare):
        # 谁的钱多, asked of one: how much it is.
        bare = _RANK_ASKED.sub("", bare)
        bare = bare if wants_amount(bare) else f"{_HIGHER.sub('', bare)}是多少"
    return f"{place.name}{_JOINED.sub('', bare).strip()}"
