"""A question about several as it is asked of one of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from assistant.slots import wants_amount
from retrieval.schools import SchoolMention

# What is asked of each is asked of one without saying so.
_OF_EACH = re.compile(
    r"[两三四五六七八九十几]个(?:地方|地区|县区|县|区|市)|[两三四五六七八九十几][所家个]学?校"
    r"|各自|各(?=[^级类项种])|分别|都(?=[是有])|列一下|比一比|放一起"
)
_RANK_ASKED = re.compile(
    r"谁(?:更|最)?|哪(?:个|里|家|边|所|一个)(?:地方|地区|县区|县|区|市|学校)?(?:更|最)?|谁高谁低|谁多谁少"
)
_HIGHER = re.compile(r"(?:更|最|较)?[高低多少大小][？?。！呢啊\s]*$")
BETWEEN = re.compile(r"[、，,和与跟及同比还有以\s]*")


def without_each(text: str) -> str:
    """A text without what says that it is of several (各, 分别, 两所学校)."""
    return _OF_EACH.sub("", text)


def as_of_one(question: str) -> str:
    """A question without what says that it is asked of several, 谁高 as how high."""
    bare = without_each(question)
    if not _RANK_ASKED.search(bare):
        return bare
    bare = _RANK_ASKED.sub("", bare)
    return bare if wants_amount(bare) else f"{_HIGHER.sub('', bare)}是多少"


def by_schools(question: str, schools: Sequence[SchoolMention]) -> tuple[tuple[str, str], ...]:
    """A question about schools named one after the other, for each with its name; () for fewer than two.

    Args:
        question: One turn.
        schools: Those that it names, in its order.
    """
    if len({one.text for one in schools}) < 2:
        return ()
    start, end = schools[0].start, schools[-1].end
    between = [question[one.end : other.start] for one, other in itertools.pairwise(schools)]
    if not all(map(BETWEEN.fullmatch, between)):
        return ()
    before, after = question[:start], as_of_one(question[end:]).lstrip("，,、的 ")
    return tuple((f"{before}{question[one.start : one.end]}{after}", one.text) for one in schools)
