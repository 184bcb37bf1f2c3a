"""Arithmetic on the figures of one sentence: share, per unit, the year before, points, difference, sum, growth.

Operands are quantities of the chosen sentence; formula and operands are shown, percent and percentage point kept apart.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from core.clauses import clause_spans
from core.corrected import put_right
from core.quantity import parse_quantities
from core.schema import Document, Quantity
from core.units import same_dimension
from retrieval.match import readable, term_match
from retrieval.query import Query
from retrieval.segment import Segmenter

_PER = re.compile(r"平均每一?(?P<unit>人次|个?[\u4e00-\u9fff])|人均(?P<person>)|校均(?P<school>)|生均(?P<pupil>)")
_SHARE = re.compile(r"占几成|百分之几|占比|占多少|占了?百分|几成|比例|比重")
_POINTS = re.compile(r"百分点|几个点")
_BEFORE = re.compile(r"去年|上年|上一年|前一年|原来|原先|之前")
_SUM = re.compile(r"合计|总计|加起来|总共|一共|总和|共有")
_GROWTH = re.compile(r"增长率|增幅|降幅|减幅|增长了?百分之|下降了?百分之|减少了?百分之|增加了?百分之")
_DIFFERENCE = re.compile(
    r"相差|差多少|差几|差了?多少|多多少|少多少|多几|少几|多了|少了|增加了?多少|减少了?多少|提高了?多少|下降了?多少"
)
_CHANGE = re.compile(r"比(?:去年|上年|上一年|前一年|20\d\d年)[^，,；;。]{0,6}?(增加|增长|多|减少|下降|少|提高|降低)")
_DOWN = frozenset({"减少", "下降", "少", "降低"})
_STATED_CHANGE = re.compile(r"(增加|减少|增长|下降|提高|降低|新增)了?(?:近|约|超过?)?\s*\d")
_FALLS = re.compile(r"降|减|少|低|下滑|缩")
PERCENT, POINT = "%", "个百分点"


@dataclass(frozen=True, kw_only=True)
class Sum:
    """A calculation: operands as the text has them, the formula in plain numbers, its value and unit."""

    operands: tuple[tuple[str, Quantity], ...]
    formula: str
    shown: str
    value: float
    unit: str


def asks_sum(question: str) -> bool:
    """Whether a question asks for what its figures come to together."""
    return bool(_SUM.search(question))


def states_change(clause: str, question: str) -> bool:
    """Whether a clause says outright the change a question asks for: 减少631个 needs no calculation."""
    return any(found[1] in question for found in _STATED_CHANGE.finditer(clause))


@dataclass(frozen=True, kw_only=True)
class Named:
    """A quantity with the words before it. `relevance` is how far its clause meets the question, `own` its name.

    `clause` numbers the clause it stands in.
    """

    name: str
    quantity: Quantity
    relevance: float
    own: float
    clause: int


def named_quantities(document: Document, start: int, end: int, query: Query, segmenter: Segmenter) -> list[Named]:
    """Quantities of a stretch of a text with the words before them; spans count from the stretch's start.

    Calculated with is the figure that an editor put right, where there is one.
    """
    text = document.text

    def met(words: str) -> float:
        where = readable(words, segmenter)
        return sum(term.weight * term_match(term, where) for term in query.terms)

    named = []
    for number, (a, b) in enumerate(clause_spans(text, start, end)):
        relevance, last = met(text[a:b]), 0
        for q in parse_quantities(text[a:b]):
            name = text[a + last : a + q.span[0]].strip("，, ")
            last = q.span[1]
            span = (q.span[0] + a - start, q.span[1] + a - start)
            right = put_right([replace(q, span=span)], start, document)[0]
            named.append(
                Named(name=name or text[a:b], quantity=right, relevance=relevance, own=met(name), clause=number)
            )
    return named


def tells_change(sentence: str) -> bool:
    """Whether a sentence tells a figure of this year and by how much it differs from the year before."""
    return any(parse_quantities(sentence[change.end() : change.end() + 12]) for change in _CHANGE.finditer(sentence))


def calculate(
    question: str, found: list[Named], sentence: str, near: int = 0, *, year_before: bool = False
) -> Sum | None:
    """The calculation a question asks for, on the quantities of a sentence; None if it cannot be made.

    Args:
        question: Its words say what to calculate.
        found: Quantities in order.
        sentence: The sentence, for "比去年增加".
        near: Where in the sentence the chosen clause begins.
        year_before: The year before is asked for, whatever the words.
    """
    per = _PER.search(question)
    if year_before:
        return _before(found, sentence)
    attempts: list[tuple[bool, Callable[[], Sum | None]]] = [
        (bool(per), lambda: _per_unit(found, (per["unit"] if per and per["unit"] else "人") if per else "", question)),
        (bool(_POINTS.search(question)), lambda: _points(found, question)),
        (
            bool(_BEFORE.search(question)) or ("年" in question and bool(_CHANGE.search(sentence))),
            lambda: _before(found, sentence),
        ),
        (bool(_GROWTH.search(question)), lambda: _growth(found)),
        (bool(_SHARE.search(question)), lambda: _share(found)),
        (bool(_DIFFERENCE.search(question)), lambda: _difference(found)),
        (asks_sum(question), lambda: _total(found, near)),
    ]
    for wanted, attempt in attempts:
        made = attempt() if wanted else None
        if made:
            return made
    return None


def _sum(operands: list[Named], sign: str, value: float, unit: str, form: str = "") -> Sum:
    numbers = [plain_number(o.quantity.value) for o in operands]
    formula = form.format(*numbers) if form else sign.join(numbers)
    shown = sign.join(o.quantity.text.strip() for o in operands)
    return Sum(
        operands=tuple((o.name, o.quantity) for o in operands), formula=formula,
        shown=shown.replace("*", "×").replace("/", "÷").replace("-", "－"), value=value, unit=unit,
    )  # fmt: skip


def plain_number(value: float) -> str:
    """A number as a formula shows it: no exponent, no needless zeros."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _per_unit(found: list[Named], unit: str, question: str) -> Sum | None:
    below = [n for n in found if n.quantity.unit == unit] or [
        n for n in found if n.quantity.unit and n.quantity.unit != PERCENT and _same(n.quantity.unit, unit)
    ]
    money = "钱" in question or "元" in question or "费" in question
    above = [n for n in found if n not in below and (n.quantity.unit == "元") == money and n.quantity.unit != PERCENT]
    if not below or not above:
        return None
    part, whole = max(above, key=_relevance), max(below, key=_relevance)
    value = part.quantity.value / whole.quantity.value
    return _sum([part, whole], "/", value, f"{part.quantity.unit}/{whole.quantity.unit}")


def _points(found: list[Named], question: str) -> Sum | None:
    shares = [n for n in found if n.quantity.unit == PERCENT]
    if len(shares) < 2:
        return None
    first, last = _best_pair(shares)
    if first.quantity.value > last.quantity.value and _FALLS.search(question):
        first, last = last, first  # asked how far it fell: the fall is positive
    return _sum([last, first], "-", last.quantity.value - first.quantity.value, POINT)


def _before(found: list[Named], sentence: str) -> Sum | None:
    """This year's figure and its change give the year before's: 217 − 84."""
    for change in _CHANGE.finditer(sentence):
        after = [n for n in found if n.quantity.span[0] >= change.end() - 1 and n.quantity.unit not in (PERCENT, POINT)]
        earlier = [n for n in found if n.quantity.span[1] <= change.start() + 1 and after
                   and _same(n.quantity.unit, after[0].quantity.unit)]  # fmt: skip
        if not after or not earlier:
            continue
        # The total stands first; its parts (理科…, 文科…) follow it.
        now, by = max(earlier, key=lambda n: n.quantity.value), after[0]
        sign, value = ("+", now.quantity.value + by.quantity.value) if change[1] in _DOWN else (
            "-", now.quantity.value - by.quantity.value)  # fmt: skip
        return _sum([now, by], sign, value, now.quantity.unit)
    return None


def _growth(found: list[Named]) -> Sum | None:
    pairs = [n for n in found if n.quantity.unit not in (PERCENT, POINT)]
    if len(pairs) < 2:
        return None
    first, last = _best_pair(pairs)
    base = first.quantity.value
    if not base or not _same(first.quantity.unit, last.quantity.unit):
        return None
    made = _sum([last, first], "-", (last.quantity.value - base) / base * 100, PERCENT)
    a, b = plain_number(last.quantity.value), plain_number(base)
    return Sum(operands=made.operands, formula=f"({a}-{b})/{b}*100", shown=f"（{made.shown}）÷{first.quantity.text}",
               value=made.value, unit=PERCENT)  # fmt: skip


def _share(found: list[Named]) -> Sum | None:
    """Part and whole of one unit: the part is what the question names.

    The whole stands before it in its clause (13所初中有8所…), else it is the largest there is.
    """
    counts = [n for n in found if n.quantity.unit not in (PERCENT, POINT) and n.quantity.value > 0]
    options = []
    for i, part in enumerate(counts):
        larger = [
            n for n in counts if n.quantity.value > part.quantity.value and _same(n.quantity.unit, part.quantity.unit)
        ]
        beside = [n for n in larger if n.clause == part.clause and n.quantity.span < part.quantity.span]
        if larger:
            whole = beside[-1] if beside else max(larger, key=lambda n: n.quantity.value)
            options.append((part.own + part.relevance, bool(beside), -i, part, whole))
    if not options:
        return None
    part, whole = max(options, key=lambda option: option[:3])[3:]
    return _sum([part, whole], "/", part.quantity.value / whole.quantity.value * 100, PERCENT, "{}/{}*100")


def _difference(found: list[Named]) -> Sum | None:
    pairs = [n for n in found if n.quantity.unit != PERCENT] or found
    if len(pairs) < 2:
        return None
    first, last = _best_pair(pairs)
    if not _same(first.quantity.unit, last.quantity.unit):
        return None
    high, low = (first, last) if first.quantity.value >= last.quantity.value else (last, first)
    unit = POINT if high.quantity.unit == PERCENT else high.quantity.unit
    return _sum([high, low], "-", high.quantity.value - low.quantity.value, unit)


def _total(found: list[Named], near: int) -> Sum | None:
    """The sum of figures of one unit that stand together, beginning at the chosen clause."""
    start = next((i for i, n in enumerate(found) if n.quantity.span[0] >= near), 0)
    if start >= len(found):
        return None
    unit = found[start].quantity.unit
    parts = [n for n in found[start:] if n.quantity.unit == unit]
    if len(parts) < 2 or unit == PERCENT:
        return None
    return _sum(parts, "+", sum(n.quantity.value for n in parts), unit)


def _best_pair(options: list[Named]) -> tuple[Named, Named]:
    """The two neighbouring quantities that the question speaks of most, in the order of the text."""
    pairs = list(itertools.pairwise(options))
    return max(pairs, key=lambda pair: pair[0].relevance + pair[1].relevance)


def _relevance(named: Named) -> float:
    return named.relevance


def _same(a: str, b: str) -> bool:
    return a == b or bool(a and b and same_dimension(a, b))
