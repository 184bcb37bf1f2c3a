"""Arithmetic over the figures of one account: a share, a mean, a change or the year before, told by its parts.

The reader finds the figure; what goes with it stands in the same sentence or the one before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.arithmetic import PERCENT, POINT, ReadOperand, Worked, plain_number, work
from core.clauses import whole_sentences
from core.corrected import apply_corrections
from core.number_roles import tells_change
from core.period import find_periods
from core.quantity import parse_quantities
from core.schema import Quantity
from core.units import same_dimension
from retrieval.statement import Statement

_CHANGE_ASKED = re.compile(
    r"(?:涨|提高|上升|增加|增长|下降|降低|减少|缩小|降|减)了?(?:多少|几)|多少个?百分点|相差|差多少"
)
_FROM_TO = re.compile(
    r"[从由](?P<first>[^，。；]{1,24}?)(?:的)?(?:提高|上升|增加|增长|下降|降低|减少|缩小|扩大|升|降|增|减)?(?:到|至)(?=[^，。；]{0,6}\d)"
)
_LAST_ASKED = re.compile(
    r"(?:比|较|跟|和)(?:上年|去年|上一年|前一年|往年)|同比|(?:增加|减少|提高|下降|增长|少|多)了?(?:多少|几)"
)
MOST_BETWEEN = 20  # characters
_SHARE_ASKED = re.compile(
    r"占[^，。]{0,8}(?:百分比|比例|比重)|占(?:比|几成|多大|百分之|多少)|百分之几|几成|比例(?!不)|比重"
)
_MEAN_ASKED = re.compile(r"平均每|每(?:人次|人|生|所|个|名|班|校)[^，。]{0,4}多少")
_MEAN_UNIT = re.compile(r"(?:平均)?每(?P<unit>人次|人|名|位|生|所|个|班|校)|(?P<per>[生人校班])均")
_STATED_CHANGE = re.compile(
    r"(?:比|较)(?:去年|上年|上一年|前一年|同期)[^，。；]{0,6}?(?P<way>增加|增长|多|提高|上升|减少|下降|降低|少)了?"
)
_DOWN = re.compile(r"减|降|少")
_LABEL, _LABEL_LEAD = (
    re.compile(r"[\u4e00-\u9fff]+$"),
    re.compile(r"^(?:年的?|的|月底?|分|人|所|个)+(?=[\u4e00-\u9fff]*$)"),
)
_UNITS = {"生": "人", "名": "人", "位": "人", "班": "个", "校": "所"}


def work_within(question: str, statement: Statement, *, year_before: bool = False) -> Worked | None:
    """A calculation over figures of a statement's sentence and the one before; None where its figures do not make one.

    Args:
        question: What it wants calculated.
        statement: What was read.
        year_before: The year before the statement's is asked for.
    """
    text = statement.document.text
    right = apply_corrections(parse_quantities(statement.sentence_text), statement.sentence[0], statement.document)
    items = [_placed(q, statement.sentence[0]) for q in right]
    own = _own(items, statement)
    if year_before:
        return _year_before(statement, items, own)
    if _CHANGE_ASKED.search(question):
        return _from_to(statement, items)
    around = [*_sentence_before(text, statement), *items]
    if _MEAN_ASKED.search(question):
        return _mean(question, statement, own, around)
    if _SHARE_ASKED.search(question) and own is not None and own.unit != PERCENT:
        return _share(statement, own, around)
    return None


def stated_change(question: str, statement: Statement) -> Statement | None:
    """The change that a text states right after a figure, where the question asks for it: 5342人，比上年增加26人."""
    if not _LAST_ASKED.search(question):
        return None
    text = statement.document.text
    items = [_placed(q, statement.sentence[0]) for q in parse_quantities(statement.sentence_text)]
    own = _own(items, statement)
    after = [q for q in items if own is not None and q.span[0] >= own.span[1]][:1]
    if own is None or not after or tells_change(text[statement.sentence[0] : own.span[0]]):
        return None
    between = text[own.span[1] : after[0].span[0]]
    if not tells_change(between) or len(between) > MOST_BETWEEN:
        return None
    return replace(statement, start=after[0].span[0], end=after[0].span[1])


def asks_within(question: str) -> bool:
    """Whether a question wants something that figures of one account may have to be calculated for."""
    return any(pattern.search(question) for pattern in (_CHANGE_ASKED, _MEAN_ASKED, _SHARE_ASKED))


def _placed(quantity: Quantity, base: int) -> Quantity:
    return replace(quantity, span=(quantity.span[0] + base, quantity.span[1] + base))


def _own(items: Sequence[Quantity], statement: Statement) -> Quantity | None:
    return next((q for q in items if q.span[0] < statement.end and statement.start < q.span[1]), None)


def _sentence_before(text: str, statement: Statement) -> list[Quantity]:
    line = text.rfind("\n", 0, statement.sentence[0]) + 1
    before = whole_sentences(text[line : statement.sentence[0]])
    if not before:
        return []
    start, end = line + before[-1][0], line + before[-1][1]
    return [_placed(q, start) for q in parse_quantities(text[start:end])]


def _operand(quantity: Quantity, statement: Statement) -> ReadOperand:
    """An operand with its statement: the same account, at the quantity."""
    text = statement.document.text
    line = text.rfind("\n", 0, quantity.span[0]) + 1
    stop = text.find("\n", quantity.span[1])
    spans = [(line + a, line + b) for a, b in whole_sentences(text[line : stop if stop >= 0 else len(text)])]
    sentence = next((s for s in spans if s[0] <= quantity.span[0] < s[1]), statement.sentence)
    start = max(sentence[0], quantity.span[0] - 12)
    said = _LABEL.search(text[start : quantity.span[0]])
    label = _LABEL_LEAD.sub("", said[0]) if said else ""
    before = text[start : quantity.span[0]]
    named = find_periods(before)
    # From 2017's 62% to 83%: the year that is told of one figure is not the other's.
    own_year = named and not parse_quantities(before[named[-1].end :].removeprefix("年"))
    years = named[-1].years if own_year else frozenset()
    own = replace(statement, sentence=sentence, start=quantity.span[0], end=quantity.span[1], years=years)
    return ReadOperand(label=label.strip(), quantity=quantity, statement=own)


def _from_to(statement: Statement, items: Sequence[Quantity]) -> Worked | None:
    text = statement.document.text
    for found in _FROM_TO.finditer(text, *statement.sentence):
        if statement.end < found.start():
            continue  # another figure's way
        first = [q for q in items if found.start() <= q.span[0] < found.end()]
        after = [q for q in items if q.span[0] >= found.end()]
        if first and after and first[-1].unit == after[0].unit:
            return work("difference", [_operand(after[0], statement), _operand(first[-1], statement)])
    return None


def _mean(question: str, statement: Statement, own: Quantity | None, around: Sequence[Quantity]) -> Worked | None:
    asked = _MEAN_UNIT.search(question)
    if asked is None:
        return None
    unit = asked["unit"] or asked["per"]
    unit = _UNITS.get(unit, unit)
    below = [q for q in around if q.unit == unit] or [q for q in around if q.unit and same_dimension(q.unit, unit)]
    above = [q for q in around if q not in below and q.unit not in (PERCENT, POINT, "")]
    if own in above:
        above = [own] if own else above
    if not below or not above:
        return None
    nearest = min(below, key=lambda q: abs(q.span[0] - above[-1].span[0]))
    return work("mean", [_operand(above[-1], statement), _operand(nearest, statement)])


def _share(statement: Statement, own: Quantity, around: Sequence[Quantity]) -> Worked | None:
    """The statement's figure of the next larger one of its unit that stands before it."""
    wholes = [
        q
        for q in around
        if q.span[0] < own.span[0] and q.value > own.value and q.unit and same_dimension(q.unit, own.unit)
    ]
    return work("share", [_operand(own, statement), _operand(wholes[-1], statement)]) if wholes else None


def _year_before(statement: Statement, items: Sequence[Quantity], own: Quantity | None) -> Worked | None:
    """This year's figure and its change give the year before's: 217 − 84."""
    text = statement.document.text
    for change in _STATED_CHANGE.finditer(text, *statement.sentence):
        by = next((q for q in items if q.span[0] >= change.end() and q.unit not in (PERCENT, POINT)), None)
        now = [
            q for q in items if q.span[1] <= change.start() and by and same_dimension(q.unit or "个", by.unit or "个")
        ]
        if by is None or not now:
            continue
        # The total stands first; its parts follow it. Another figure than what was read may be another place's.
        whole = max(now, key=lambda q: q.value)
        if own is None or whole.span != own.span:
            continue
        sign, value = ("+", whole.value + by.value) if _DOWN.search(change["way"]) else ("-", whole.value - by.value)
        operands = (_operand(whole, statement), _operand(by, statement))
        formula = f"{plain_number(whole.value)}{sign}{plain_number(by.value)}"
        shown = f"{whole.text.strip()}{'＋' if sign == '+' else '－'}{by.text.strip()}"
        return Worked(kind="before", operands=operands, formula=formula, shown=shown, value=value, unit=whole.unit)
    return None
