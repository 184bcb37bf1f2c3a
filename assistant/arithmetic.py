"""Arithmetic over figures that were read: each operand with its own statement, the formula with plain numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.calculation import Calculation, Kind, Operand
from assistant.gather import Answer, Finder, figure_name
from assistant.plan import Part, Plan, without_scope
from assistant.slots import segment_of
from core.corrected import apply_corrections
from core.quantity import parse_quantities
from core.schema import Quantity
from core.units import same_dimension
from retrieval.statement import Statement

PERCENT, POINT = "%", "个百分点"
_POWERS = {"万": 1e4, "亿": 1e8}
_SIGNS: dict[Kind, str] = {
    "difference": "-",
    "sum": "+",
    "share": "/",
    "mean": "/",
    "multiple": "/",
    "growth": "-",
    "decline": "-",
}


@dataclass(frozen=True, kw_only=True)
class ReadOperand:
    """An operand with the statement that tells it."""

    label: str
    quantity: Quantity
    statement: Statement


@dataclass(frozen=True, kw_only=True)
class Worked:
    """A calculation done: `formula` in plain numbers, `shown` as the text writes them, the result and its unit.

    `power` is 万 or 亿 where every operand is written with it: formula and result are in 亿元 then, as in the texts.
    """

    kind: Kind
    operands: tuple[ReadOperand, ...]
    formula: str
    shown: str
    value: float
    unit: str
    power: str = ""


def read_operands(plan: Plan, calculation: Calculation, finder: Finder) -> tuple[list[ReadOperand], tuple[Answer, ...]]:
    """The operands of a calculation as the texts tell them, and the answers that tell none."""
    answers = [_operand_answer(plan, operand, operand.question, finder, ()) for operand in calculation.operands]
    items = [answer.statement for answer in answers if answer.statement is not None]
    name = next((name for one in items if (name := figure_name(one))), "")
    read: list[ReadOperand] = []
    behind: list[Answer] = []
    missing_operands: list[Answer] = []
    for operand, answer in zip(calculation.operands, answers, strict=True):
        if not answer.found and name and operand.year is not None:
            # Another year's text tells it in the words that were found.
            answer = _operand_answer(plan, operand, f"{operand.year}年{name}多少", finder, items)
        if not answer.found and operand.plainly:
            answer = _operand_answer(plan, operand, operand.plainly, finder, [one.statement for one in read])
        used = [one.statement for one in read]
        if answer.statement in used:
            answer = _operand_answer(plan, operand, operand.question, finder, used)
        cell = answer.cells[0] if len(answer.cells) == 1 else None
        statement = cell.statement if cell else answer.statement
        quantity = cell.quantity if cell else _quantity(statement) if statement else None
        # One figure is never two operands, however the question for each was worded.
        twice = any(_same_figure(one, quantity, statement) for one in read)
        if quantity is None or statement is None or twice or (operand.unit and quantity.unit != operand.unit):
            missing_operands.append(answer)
        else:
            read.append(ReadOperand(label=operand.label, quantity=quantity, statement=statement))
            behind.append(answer)
    if not missing_operands and all(one.year is not None or one.place is not None for one in calculation.operands):
        # All pupils of one year against those of 小学 of another would be a figure of nothing.
        asked = finder.parts.named(plan.standalone)
        parts = [_parts_told(one, finder, asked) for one in read]
        odd = [i for i, result in enumerate(parts) if result and any(result != other for other in parts)]
        missing_operands = [replace(behind[i], statement=None) for i in odd]
        read = [one for i, one in enumerate(read) if i not in odd]
    return read, tuple(missing_operands)


def _parts_told(one: ReadOperand, finder: Finder, asked: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The parts of a whole that an operand's own words name and the question does not."""
    result = finder.parts.named(segment_of(one.statement))
    return {name: members for name, members in result.items() if name not in asked}


def _same_figure(one: ReadOperand, quantity: Quantity | None, statement: Statement | None) -> bool:
    return (
        quantity is not None
        and statement is not None
        and (one.statement.document.id, one.quantity.span) == (statement.document.id, quantity.span)
    )


def _operand_answer(plan: Plan, operand: Operand, question: str, finder: Finder, used: Sequence[Statement]) -> Answer:
    """What the texts say of one operand."""
    asked = without_scope(question, plan.named)
    place = operand.place or (plan.places[0] if plan.places else None)
    years = plan.years if operand.year is None else frozenset({operand.year})
    # 除了一中，其他学校合计多少: the whole is of no school, though the question names one.
    apart = plan.calculation is not None and any(one.school for one in plan.calculation.operands)
    school = operand.school if apart else plan.school
    return finder.answer(plan, Part(text=question, asked=asked, alone=asked, school=school), place, used, years)


def _quantity(statement: Statement) -> Quantity | None:
    """The quantity that a statement tells, its span in the document's text."""
    for words, start in ((statement.text, statement.start), (segment_of(statement), -1)):
        found = parse_quantities(words)
        if found:
            at = start if start >= 0 else statement.document.text.find(words, statement.sentence[0])
            one = apply_corrections(found, at, statement.document)[0]
            return replace(one, span=(one.span[0] + at, one.span[1] + at))
    return None


def work(kind: Kind, operands: Sequence[ReadOperand]) -> Worked | None:
    """The calculation; None where units do not go together or a divisor is zero.

    Args:
        kind: What to calculate.
        operands: In the order of the formula.
    """
    quantities = [operand.quantity for operand in operands]
    if len(quantities) < 2:
        return None
    first, second = quantities[0], quantities[1]
    alike = all(_alike(first.unit, other.unit) for other in quantities[1:])
    if kind != "mean" and not alike:
        return None
    power = _power(quantities)
    values = [in_power(quantity.value, power) for quantity in quantities]
    if kind in ("share", "mean", "multiple", "growth") and not values[1]:
        return None
    numbers = [plain_number(value) for value in values]
    texts = [quantity.text.strip() for quantity in quantities]
    formula, shown = _SIGNS[kind].join(numbers), {"-": "－", "+": "＋", "/": "÷"}[_SIGNS[kind]].join(texts)
    if kind == "difference":
        value, unit = values[0] - values[1], POINT if first.unit == PERCENT else f"{power}{first.unit}"
        if value < 0:
            # How many fewer is told as a positive number, the larger figure first.
            turned = work(kind, [operands[1], operands[0]])
            return turned and replace(turned, operands=tuple(operands))
    elif kind == "sum":
        value, unit = sum(values), f"{power}{first.unit}"
    elif kind == "growth" and values[0] < values[1]:
        # A fall is told as a positive number too.
        value, unit, kind = (values[1] - values[0]) / values[1] * 100, PERCENT, "decline"
        formula, shown = f"({numbers[1]}-{numbers[0]})/{numbers[1]}*100", f"（{texts[1]}－{texts[0]}）÷{texts[1]}"
    elif kind == "growth":
        value, unit = (values[0] - values[1]) / values[1] * 100, PERCENT
        formula, shown = f"({numbers[0]}-{numbers[1]})/{numbers[1]}*100", f"（{texts[0]}－{texts[1]}）÷{texts[1]}"
    elif kind == "share":
        value, unit = values[0] / values[1] * 100, PERCENT
        formula = f"{numbers[0]}/{numbers[1]}*100"
    else:
        value = values[0] / values[1]
        unit = "倍" if kind == "multiple" else f"{first.unit}/{second.unit}"
    return Worked(
        kind=kind, operands=tuple(operands), formula=formula, shown=shown, value=value, unit=unit, power=power
    )


def in_power(value: float, power: str) -> float:
    """A value in 万 or 亿; as it is without a power."""
    return value / _POWERS[power] if power else value


def _power(quantities: Sequence[Quantity]) -> str:
    """The power of ten that every quantity is written with, or none: 3.5亿元 and 1.2亿元 are taken in 亿."""
    written = [re.search(r"\d\s*(亿|万)", quantity.text) for quantity in quantities]
    known = {found[1] if found else "" for found in written}
    return known.pop() if len(known) == 1 and len({quantity.unit for quantity in quantities}) == 1 else ""


def plain_number(value: float) -> str:
    """A number as a formula shows it: no exponent, no needless zeros."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _alike(a: str, b: str) -> bool:
    return a == b or not a or not b or same_dimension(a, b)
