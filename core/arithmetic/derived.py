"""What figures of a text imply and the text does not say: 仅派生, never a judgement."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from core.arithmetic.claim import quoted
from core.arithmetic.view import Number, View, digits
from core.finding import Finding
from core.units import same_dimension

_FROM, _TO = re.compile(r"[从由][^，。；]{0,20}$"), re.compile(r"到|至|为")
_JOIN = re.compile(r"^[^，。；]{0,14}[、，和及][^，。；]{0,14}$")
_SHARE = re.compile(r"占比|比例|率|占|比重")
_NOT_COUNTED = ("%", "个百分点", "比", "倍", "番", "年", "岁", "个月", "天", "小时", "分钟", "")
MOST_PARTS, WINDOW = 8, 4


def derived(view: View) -> Iterator[Finding]:
    """Differences, rates of change, sums, shares and means of figures that stand side by side."""
    for sentence in view.sentences:
        numbers = [one for one in sentence.numbers if one.kind == "quantity" and not one.is_range]
        for one, other in itertools.pairwise(numbers):
            yield from _of_two(view, one, other)
        yield from _sums(view, numbers)


def _of_two(view: View, one: Number, other: Number) -> Iterator[Finding]:
    a, b = digits(one.value), digits(other.value)
    if one.agrees_with(other) and one.unit not in ("年", "个百分点", "番"):
        moved = _FROM.search(view.lead(one, 24)) and _TO.search(view.between(one, other))
        if moved and one.value:
            yield _found(
                view, "变化率", (one, other), f"({b}-{a})/{a}*100", (other.value - one.value) / one.value * 100
            )
            yield _found(view, "差", (one, other), f"{b}-{a}", other.value - one.value)
        elif one.unit == "%" and _SHARE.search(one.before) and _SHARE.search(other.before):
            yield _found(view, "百分点", (one, other), f"{b}-{a}", other.value - one.value)
        elif re.search(r"其中|中有|中，|有", view.between(one, other)) and 0 < other.value < one.value:
            yield _found(view, "占比", (other, one), f"{b}/{a}*100", other.value / one.value * 100)
    elif one.unit not in _NOT_COUNTED and other.unit not in _NOT_COUNTED and one.value and other.value:
        total, count = (other, one) if same_dimension(other.unit, "元") or other.value >= one.value else (one, other)
        if not same_dimension(count.unit, "元"):
            formula = f"{digits(total.value)}/{digits(count.value)}"
            yield _found(view, "均值", (total, count), formula, total.value / count.value)


def _sums(view: View, numbers: Sequence[Number]) -> Iterator[Finding]:
    run: list[Number] = []
    for one in (*numbers, None):
        if one is not None and run and one.agrees_with(run[-1]) and _JOIN.match(view.between(run[-1], one)):
            run.append(one)
            continue
        if 2 <= len(run) <= MOST_PARTS:
            formula = "+".join(digits(part.value) for part in run)
            yield _found(view, "和", run, formula, sum(part.value for part in run))
        run = [one] if one is not None and one.unit not in _NOT_COUNTED else []


def _found(view: View, kind: str, numbers: Sequence[Number], formula: str, value: float) -> Finding:
    first, last = quoted(view, numbers[0]), quoted(view, numbers[-1])
    span = (min(first[0], last[0]), max(first[1], last[1]))
    if span[1] - span[0] > 120:
        span = last
    return Finding(
        kind=kind,
        quote=view.whole[slice(*span)].strip(),
        operands=tuple(one.operand() for one in numbers),
        formula=formula,
        computed=value,
        stated="",
        verdict="仅派生",
        span=span,
    )
