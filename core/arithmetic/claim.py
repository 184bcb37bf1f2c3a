"""What a figure of a text may be: claims with their readings, and the judgement over them.

A claim is one stated figure with every identity that could have produced it. One identity that holds is enough; where
none does, the best believed one is judged by its evidence, whose weights are fitted (`weights.toml`).
"""

from __future__ import annotations

import itertools
import math
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from core.arithmetic import mends
from core.arithmetic.view import Number, View, digits
from core.finding import Computed, Finding, FindingVerdict, Mend, agreement, bounds

WEIGHTS = Path(__file__).with_name("weights.toml")
MAX_QUOTE, MAX_OPERANDS = 120, 8
# 三分之一 and 六成 stand for shares that are near them.
WORDS_NEAR = 2.5
MOST_WRITTEN = 2
# 3倍 may stand for 2.8 and for 3.2, and not for 2.5.
NEAR_MULTIPLE = 0.1
# What nothing links may explain a figure, and never calls it wrong.
UNJUDGED = frozenset({"bare", "no cue"})
# A figure that fits is told from this belief on: without what a slip adds it lies lower than for one that does not.
CHANCE = -1.0


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One identity that a stated figure may be the result of.

    `low`, `high` and `exact` are what its operands allow, in the stated figure's unit; `evidence` names why it is
    believed; `excuse` is a way in which the text may be right though the figures differ. `function` computes it
    from the operands' values, where one is known.
    """

    operands: tuple[Number, ...]
    formula: str
    low: float
    high: float
    exact: float
    evidence: frozenset[str] = frozenset()
    excuse: str = ""
    function: Callable[..., float] | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A stated figure, what kind of relation it states, and the readings of it."""

    kind: str
    stated: Number
    readings: tuple[Reading, ...]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A claim that states no figure but a word (最高, 均未超过): it holds or it does not.

    `mends` may be made only when they are wanted: most candidates are never believed.
    """

    kind: str
    numbers: tuple[Number, ...]
    span: tuple[int, int]
    formula: str
    holds: bool
    stated_text: str
    evidence: frozenset[str]
    excuse: str = ""
    suggestion: str = ""
    mends: tuple[Mend, ...] | Callable[[], tuple[Mend, ...]] = ()


@lru_cache(maxsize=1)
def weights() -> dict[str, float]:
    """The fitted weight of each piece of evidence and of each kind; `bias` is added always."""
    return {name: float(value) for name, value in tomllib.loads(WEIGHTS.read_text(encoding="utf-8")).items()}


def belief(kind: str, evidence: frozenset[str]) -> float:
    """How far an identity is believed, a sum of weights; 0 and more is firm."""
    table = weights()
    return table["bias"] + table.get(kind, 0.0) + sum(table.get(name, 0.0) for name in evidence)


def reading(
    operands: Sequence[Number],
    formula: str,
    function: Callable[..., float],
    *evidence: str,
    excuse: str = "",
) -> Reading | None:
    """A reading from a function of its operands' values; None where it cannot be computed.

    Args:
        operands: Their values go into `function` in this order.
        formula: With plain numbers.
        function: Monotonic in each value.
        evidence: Names of what speaks for it or against it; empty ones are left out.
        excuse: See `Reading`.
    """
    try:
        exact = function(*(one.value for one in operands))
        corners = [function(*corner) for corner in itertools.product(*(set(_ends(one)) for one in operands[:4]))]
    except (ZeroDivisionError, OverflowError, TypeError):
        return None
    if math.isnan(exact) or any(map(math.isnan, corners)):
        return None
    return Reading(
        operands=tuple(operands),
        formula=formula,
        low=min(corners, default=exact),
        high=max(corners, default=exact),
        exact=exact,
        evidence=frozenset(filter(None, evidence)),
        excuse=excuse,
        function=function,
    )


def summed(operands: Sequence[Number], signs: Sequence[int], *evidence: str, excuse: str = "") -> Reading:
    """A reading as a sum of signed operands."""
    low = sum(min(sign * end for end in _ends(one)) for sign, one in zip(signs, operands, strict=True))
    high = sum(max(sign * end for end in _ends(one)) for sign, one in zip(signs, operands, strict=True))
    parts = [f"{'+' if sign > 0 else '-'}{digits(one.value)}" for sign, one in zip(signs, operands, strict=True)]
    exact = math.fsum(sign * one.value for sign, one in zip(signs, operands, strict=True))
    return Reading(
        operands=tuple(operands),
        formula="".join(parts).lstrip("+"),
        low=low,
        high=high,
        exact=exact,
        evidence=frozenset(filter(None, evidence)),
        excuse=excuse,
        function=lambda *values: math.fsum(sign * value for sign, value in zip(signs, values, strict=True)),
    )


def _ends(number: Number) -> tuple[float, float]:
    """What an operand may stand for: two digits (0.8亿元) are taken as written, for rounding would excuse anything."""
    written = re.sub(r"\D", "", number.quantity.text).lstrip("0")
    rounded = number.quantity.low != number.quantity.high or len(written) > MOST_WRITTEN
    return bounds(number.quantity) if rounded else (number.value, number.value)


def fits(found: Reading, stated: Number) -> FindingVerdict | None:
    """How a reading agrees with the stated figure; None where it does not."""
    if stated.unit == "比":
        return "通过" if abs(found.exact - stated.value) <= 1e-9 * stated.value else None
    if found.exact * stated.value < 0:
        return None  # 提高 told as 下降
    if stated.unit == "番":
        return "约数内通过" if found.exact == stated.value else None
    if stated.unit == "倍" and stated.quantity.low == stated.quantity.high:
        off = abs(found.exact - stated.value)
        if off > NEAR_MULTIPLE * stated.value:
            return None
    result = agreement(found.low, found.high, stated.quantity, found.exact)
    if result is None and stated.unit == "%" and not any(c.isdigit() for c in stated.quantity.text):
        near = stated.quantity.low - WORDS_NEAR <= found.exact <= stated.quantity.high + WORDS_NEAR
        return "约数内通过" if near else None
    return result


def named(holds: Mapping[str, bool]) -> frozenset[str]:
    """The evidence that holds."""
    return frozenset(name for name, yes in holds.items() if yes)


def is_slip(a: float, b: float) -> bool:
    """Whether two figures differ as by a slip of the pen: neighbouring digits turned, one digit off, a place lost."""
    if not a or not b or a == b:
        return False
    one, two = (digits(abs(value)).replace(".", "").strip("0") for value in (a, b))
    if one == two:
        return True
    one, two = (f"{round(abs(value) * 10000):d}" for value in (a, b))
    if len(one) != len(two):
        return False
    differing = [i for i, (x, y) in enumerate(zip(one, two, strict=True)) if x != y]
    if len(differing) == 1:
        return True
    turned = len(differing) == 2 and differing[1] == differing[0] + 1
    return turned and one[differing[0]] == two[differing[1]] and one[differing[1]] == two[differing[0]]


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """What does not fit, before it is judged: its kind, what speaks for it, its place in the text."""

    kind: str
    evidence: frozenset[str]
    span: tuple[int, int]
    excuse: str = ""


def judge(claim: Claim, view: View) -> tuple[Finding, bool] | None:
    """The finding of a claim: it holds, it is wrong, it is doubtful; None where nothing can be said.

    With it whether it is believed: what fits by chance explains its figure, and is told nobody.
    """
    fitting = [(one, verdict) for one in claim.readings if (verdict := fits(one, claim.stated))]
    if fitting:
        best, verdict = max(fitting, key=lambda pair: belief(claim.kind, pair[0].evidence))
        return _finding(view, claim, best, verdict), belief(claim.kind, best.evidence) >= CHANCE
    found, evidence = most_believed(claim)
    if UNJUDGED & evidence or belief(claim.kind, evidence) < 0:
        return None
    return _finding(view, claim, found, "口径可疑" if found.excuse else "不通过"), True


def most_believed(claim: Claim) -> tuple[Reading, frozenset[str]]:
    """Of a claim's readings the one that most speaks for, and what does."""
    items = [
        (one, one.evidence | ({"slip"} if is_slip(one.exact, claim.stated.value) else frozenset()))
        for one in claim.readings
    ]
    return max(items, key=lambda pair: (not UNJUDGED & pair[1], belief(claim.kind, pair[1])))


def doubt_of(claim: Claim, view: View) -> Doubt | None:
    """What does not fit in a claim; None where one of its readings does."""
    if any(fits(found, claim.stated) for found in claim.readings):
        return None
    found, evidence = most_believed(claim)
    if UNJUDGED & evidence:
        return None
    span = quoted(view, claim.stated, found.operands)
    return Doubt(kind=claim.kind, evidence=evidence, span=span, excuse=found.excuse)


def _finding(view: View, claim: Claim, found: Reading, verdict: FindingVerdict) -> Finding:
    wrong = verdict in ("不通过", "口径可疑")
    value = digits(round(found.exact, 2))
    span = quoted(view, claim.stated, found.operands)
    unit = claim.stated.unit
    mend = f"文中写{claim.stated.quantity.text}，按{found.formula}应为{value}{unit}" if wrong else ""
    readings: tuple[str, ...] = (found.excuse,) if found.excuse and wrong else ()
    if wrong and not found.excuse:
        readings = (
            f"若其余各数无误，应改为{value}{unit}",
            f"若{claim.stated.quantity.text}无误，请核对{'、'.join(one.quantity.text for one in found.operands[:4])}",
        )
    return Finding(
        kind=claim.kind,
        quote=view.whole[slice(*span)],
        operands=tuple(one.operand() for one in (*found.operands[: MAX_OPERANDS - 1], claim.stated)),
        formula=found.formula,
        computed=found.exact,
        stated=claim.stated.quantity.text,
        verdict=verdict,
        readings=readings,
        suggestion=mend,
        span=span,
        mends=_mends(view, claim.stated, found) if wrong else (),
    )


def _mends(view: View, stated: Number, found: Reading) -> tuple[Mend, ...]:
    """The stated figure as its operands make it, and each operand as the stated figure and the others make it."""

    def agrees(value: float) -> bool:
        return fits(replace(found, low=value, high=value, exact=value), stated) is not None

    others = "若其余各数无误" if not found.excuse else "若口径相同、其余各数无误"
    own = mends.figure_mend(view.whole, (stated.start, stated.end), found.exact, others)
    why = f"若{stated.quantity.text.strip()}{'和其余各数' if len(found.operands) > 1 else ''}无误"
    theirs = mends.operand_mends(view.whole, found.operands, found.function, stated.value, agrees, why)
    return mends.of(own, *theirs)


def quoted(view: View, number: Number, operands: Sequence[Number] = ()) -> tuple[int, int]:
    """The clause of a figure, and those of its operands in the same sentence as far as 120 characters go."""
    start, end = number.clause
    for one in sorted(operands, key=lambda one: abs(one.start - number.start)):
        left, right = min(start, one.clause[0]), max(end, one.clause[1])
        if one.sentence == number.sentence and right - left <= MAX_QUOTE:
            start, end = left, right
    end = min(end, start + MAX_QUOTE)
    if number.end > end:
        start, end = max(number.clause[0], number.end - MAX_QUOTE), number.end
    while start < end and view.text[start].isspace():
        start += 1
    while end > start and view.text[end - 1].isspace():
        end -= 1
    return start, end


def said(statement: Statement, view: View) -> Finding | None:
    """The finding of a statement in words."""
    if not statement.holds and belief(statement.kind, statement.evidence) < 0:
        return None
    start, end = statement.span
    wrong = not statement.holds
    verdict: FindingVerdict = "通过" if statement.holds else "口径可疑" if statement.excuse else "不通过"
    value: Computed = statement.holds
    return Finding(
        kind=statement.kind,
        quote=view.whole[start : min(end, start + MAX_QUOTE)].strip(),
        operands=tuple(one.operand() for one in statement.numbers[:MAX_OPERANDS]),
        formula=statement.formula,
        computed=value,
        stated=statement.stated_text,
        verdict=verdict,
        readings=(statement.excuse,) if wrong and statement.excuse else (),
        suggestion=statement.suggestion if wrong else "",
        span=(start, min(end, start + MAX_QUOTE)),
        mends=() if not wrong else statement.mends() if callable(statement.mends) else statement.mends,
    )
