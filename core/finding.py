"""What a check of figures finds: one relation between numbers of a text, recomputed."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from core.qualifiers import RANGE_WORD
from core.schema import Quantity

FindingVerdict = Literal["通过", "约数内通过", "不通过", "口径可疑", "歧义", "仅派生", "文字残缺"]
Computed = float | bool | None


@dataclass(frozen=True, kw_only=True)
class Operand:
    """One number that takes part in a relation: `value` in plain units, `span` in code points of the text checked."""

    name: str
    value: float
    unit: str
    text: str
    span: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Mend:
    """One way to put a text right: what stands at `span` of the text checked, `old`, gives way to `new`.

    `why` says in words what changes, and what has to be right for this to be the mend.
    """

    span: tuple[int, int]
    old: str
    new: str
    why: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"start": self.span[0], "end": self.span[1], "old": self.old, "new": self.new, "why": self.why}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One relation between figures of a text.

    `computed` is unrounded, in the unit that the formula names; True or False for a comparison; None where nothing
    can be computed. `stated` is the figure as the text writes it, "" where the text states none. `readings` are ways in
    which the text can be right, or its possible mends, side by side. `span` is the quotation's place in the text.
    `mends` are those of the mends that can be written: of the stated figure first, then of what it is computed from.
    """

    kind: str
    quote: str
    operands: tuple[Operand, ...]
    formula: str
    computed: Computed
    stated: str
    verdict: FindingVerdict
    readings: tuple[str, ...] = ()
    suggestion: str = ""
    span: tuple[int, int] = (0, 0)
    mends: tuple[Mend, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; infinities and unrounded tails do not leave here."""
        computed = round(self.computed, 6) if isinstance(self.computed, float) else self.computed
        return {
            "kind": self.kind,
            "quote": self.quote,
            "operands": [
                {"name": o.name, "value": o.value, "unit": o.unit, "text": o.text, "start": o.span[0], "end": o.span[1]}
                for o in self.operands
            ],
            "formula": self.formula,
            "computed": computed,
            "stated": self.stated,
            "verdict": self.verdict,
            "readings": list(self.readings),
            "suggestion": self.suggestion,
            "start": self.span[0],
            "end": self.span[1],
            "mends": [one.to_dict() for one in self.mends],
        }


RECOGNISED = "此处文字由扫描识别而来、把握不大，数字可能是认错的，请先与原件核对"


def with_recognition_cause(findings: Sequence[Finding], doubtful: Sequence[tuple[int, int]]) -> list[Finding]:
    """Findings that touch a stretch that recognition was unsure of say so first: the scan may be right.

    Args:
        findings: Of one text.
        doubtful: Stretches of it, in code points.
    """
    return [
        replace(one, readings=(RECOGNISED, *one.readings))
        if one.verdict in ("不通过", "口径可疑", "歧义") and _touched(one, doubtful)
        else one
        for one in findings
    ]


def _touched(finding: Finding, doubtful: Sequence[tuple[int, int]]) -> bool:
    spans = (finding.span, *(operand.span for operand in finding.operands))
    return any(start < stop and begin < end for start, end in spans for begin, stop in doubtful)


_DIGITS = re.compile(r"\d[\d,]*(?:\.(?P<places>\d+))?")
_MULTIPLES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


def written_step(quantity: Quantity) -> float:
    """Size of the last digit as written: 100 for 1.09万, 0.01 for 5.06%, 1 for 2950."""
    written = _DIGITS.search(quantity.text)
    if written is None:
        return 0.0
    step = 10.0 ** -len(written["places"] or "")
    for char in quantity.text[written.end() :]:
        if char not in _MULTIPLES and char not in "余多馀 ":
            break
        step *= _MULTIPLES.get(char, 1)
    return step


def bounds(quantity: Quantity) -> tuple[float, float]:
    """What a stated figure may stand for: its qualifier's interval, or half a step for a rounded one (1.09万)."""
    if quantity.low != quantity.high:
        return quantity.low, quantity.high
    step = written_step(quantity)
    if step > 1 or (step < 1 and quantity.value != int(quantity.value)):
        return quantity.value - step / 2, quantity.value + step / 2
    return quantity.value, quantity.value


def agreement(low: float, high: float, stated: Quantity, exact: float | None = None) -> FindingVerdict | None:
    """How a recomputed value agrees with a stated one (指标手册 §0.2.8).

    Args:
        low: Least value the operands allow.
        high: Greatest value the operands allow.
        stated: The figure in the text, in the same unit.
        exact: The value with every operand taken as written, if that makes sense.

    Returns:
        通过 where rounding to the places written gives the figure, 约数内通过 where a whole-number rounding, a cut-off
        tail or the qualifiers allow it, None where it does not fit.
    """
    step = written_step(stated) or 1.0
    slack = step / 2 + 1e-9 * max(1.0, abs(stated.value))
    if stated.low == stated.high and exact is not None:
        if abs(exact - stated.value) <= slack:
            near = abs(exact - stated.value) <= 1e-9 * max(1.0, abs(exact))
            return "通过" if low == high and (near or step < 1) else "约数内通过"
        if math.floor(abs(exact) / step + 1e-9) * step - abs(stated.value) == 0 and step < 1:
            return "约数内通过"
    least, most = (
        (stated.low, stated.high) if stated.low != stated.high else (stated.value - slack, stated.value + slack)
    )
    if stated.qualifier == RANGE_WORD:
        least, most = least - slack, most + slack
    if high < least - 1e-9 or low > most + 1e-9:
        return None
    return "通过" if low == high and stated.low != stated.high and math.isinf(most) else "约数内通过"
