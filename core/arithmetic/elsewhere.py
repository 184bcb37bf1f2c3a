"""What else in a text may have made a stated figure: before it is called wrong, other figures near it are tried."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from core.arithmetic.claim import Claim, Reading, fits, reading
from core.arithmetic.view import Number, View, digits

# 由20兆扩至50兆，扩大1.5倍: the two ends stand there, though their unit is none that is read.
_FROM_TO = re.compile(r"[由从][^，。；]{1,12}?[\u4e00-\u9fff]{0,2}[至到][^，。；]{1,10}[，,]?[^，。；\d]{0,6}$")
NEAR = 2  # sentences


def made_elsewhere(claim: Claim, found: Reading, view: View) -> bool:
    """Whether figures near a stated one, other than those of a reading, make it or may make it.

    Args:
        claim: The stated figure and its kind.
        found: The reading that does not fit.
        view: The text.
    """
    if claim.kind == "占比":
        # The same part of another whole; another part is the slip itself (两项占比互换).
        own_part = found.operands[0].start
        wholes = (one for one in _shares(view, claim.stated) if one.operands[0].start == own_part)
        return any(fits(one, claim.stated) for one in wholes)
    if claim.kind == "增长率":
        ends = _FROM_TO.search(view.text_before(claim.stated))
        apart = ends is not None and all(one.end <= claim.stated.start - len(ends[0]) for one in found.operands)
        # The same two the other way round are the slip itself.
        own = {one.start for one in found.operands}
        others = (
            one
            for one in _growths(view, claim.stated)
            if own & {n.start for n in one.operands} and {n.start for n in one.operands} != own
        )
        return apart or any(fits(one, claim.stated) for one in others)
    if claim.kind in ("差", "百分点"):
        others = (
            one
            for one in _gaps(view, claim.stated)
            if {n.start for n in one.operands} & {n.start for n in found.operands}
        )
        return any(fits(one, claim.stated) for one in others)
    if claim.kind == "和":
        return _another_total(view, claim.stated, found.operands, found.exact)
    return False


def _counts(view: View, number: Number) -> list[Number]:
    return [one for one in view.before(number, NEAR) if one.unit not in ("%", "个百分点", "岁", "年", "")]


def _shares(view: View, number: Number) -> Iterator[Reading]:
    for a, b in itertools.combinations(_counts(view, number), 2):
        part, whole = sorted((a, b), key=lambda one: one.value)
        if a.agrees_with(b) and part.value < whole.value:
            formula = f"{digits(part.value)}/{digits(whole.value)}*100"
            if result := reading([part, whole], formula, lambda p, w: p / w * 100):
                yield result


def _growths(view: View, number: Number) -> Iterator[Reading]:
    for old, new in itertools.permutations(_counts(view, number), 2):
        if old.agrees_with(new) and old.value != new.value and old.sentence == new.sentence:
            formula = f"({digits(new.value)}-{digits(old.value)})/{digits(old.value)}*100"
            if result := reading([old, new], formula, lambda o, n: abs(n - o) / o * 100):
                yield result


def _gaps(view: View, number: Number) -> Iterator[Reading]:
    items = [
        one
        for one in view.before(number, NEAR)
        if one.agrees_with(number) or (one.unit == "%" and "百分点" in number.unit)
    ]
    for a, b in itertools.combinations(items, 2):
        if a.unit == b.unit and (
            one := reading([a, b], f"{digits(a.value)}-{digits(b.value)}", lambda x, y: abs(x - y))
        ):
            yield one


def _another_total(view: View, stated: Number, parts: Sequence[Number], exact: float) -> bool:
    """Whether the parts make another figure near it: 共用600万元，比上年500万元增长20%，其中…"""
    members = {one.start for one in (*parts, stated)}
    around = (*view.before(stated, NEAR), *view.sentences[stated.sentence].numbers)
    return any(
        one.start not in members and one.agrees_with(stated) and abs(one.value - exact) <= 1e-6 * abs(exact)
        for one in around
    )
