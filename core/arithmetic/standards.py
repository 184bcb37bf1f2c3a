"""Figures beside the lines of standards: a line of the office's own list, or one that the text told before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.arithmetic.changes import CHANGES
from core.arithmetic.claim import Statement, quoted
from core.arithmetic.view import Number, View, digits
from core.finding import Finding
from core.qualifiers import is_lower_bound, is_upper_bound

_MET = re.compile(r"(?<![未不])(?:达到|符合|满足|达标)[^，。；]{0,10}")
_MISSED = re.compile(r"未(?:达到|达|符合|满足)|不达标|不符合|没有达到")
_STAGE = re.compile(r"小学|初中|高中|幼儿园|中学")
_CLAIMED = re.compile(r"(?<![未不])(?:达到|符合|满足|做到)(?:了)?[^，。；\d]{0,8}$")
_MISSED_BEFORE = re.compile(r"(?:未能?|没有?)(?:达到|符合|满足|做到)(?:了)?[^，。；\d]{0,8}$")
_KEPT = re.compile(r"[^。；]{0,4}，?[^，。；]{0,4}(?<![未不])(?:符合|达到|满足)(?:[规要标][定求准]|了)?")
_RULE = re.compile(r"规定|要求|标准|不得|应当?|须")
MOST_LINES, TAIL = 8, 30


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """One line of a standard.

    `words` must all stand in the figure's clause; with `wide`, all but the last may stand anywhere in its sentence.
    `comparison` is >= or <=; `source` names the standard.
    """

    words: tuple[str, ...]
    stage: str
    value: float
    comparison: str
    unit: str
    source: str
    wide: bool = False


def standard_lines(view: View, thresholds: Sequence[Threshold]) -> Iterator[Finding]:
    """A figure whose words name an indicator of a standard, beside its line: it is told, and never called wrong."""
    units = {line.unit for line in thresholds}
    for number in (one for one in view.numbers if one.unit in units):
        clause, sentence = view.text[slice(*number.clause)], view.sentences[number.sentence]
        whole = view.text[sentence.start : sentence.end]
        for line in thresholds:
            result = (
                all(word in (whole if line.wide else clause) for word in line.words[:-1]) and line.words[-1] in clause
            )
            if line.unit != number.unit or not result or (line.stage and line.stage not in clause):
                continue
            met = _meets(number, line.value, line.comparison)
            note = f"{line.source}：{line.comparison}{digits(line.value)}{line.unit}"
            span = quoted(view, number)
            yield Finding(
                kind="阈值",
                quote=view.whole[slice(*span)],
                operands=(number.operand(),),
                formula=f"{digits(number.value)}{line.comparison}{digits(line.value)}",
                computed=met,
                stated=number.quantity.text,
                verdict="通过" if met else "仅派生",
                span=span,
                readings=(note,) if met else (note, "未达到该线；若为目标或另有口径，请注明"),
            )
            break


def stated_lines(view: View) -> Iterator[Statement]:
    """小学在0.225-0.779之间，未达到规定标准: a claim against the line that the text told before for the same stage."""
    lines: list[Number] = []
    for sentence in view.sentences:
        for number in sentence.numbers:
            tail = view.text[number.end : min(sentence.end, number.end + TAIL)]
            missed = _MISSED.search(tail)
            said = missed or _MET.search(tail)
            line = _line_for(view, number, lines)
            if said and line is not None and not number.unit:
                upper = is_upper_bound(line.quantity.qualifier)
                met = _meets(number, line.value, "<=" if upper else ">=")
                worst = number.quantity.high if upper else number.quantity.low
                yield Statement(
                    kind="阈值",
                    numbers=(number, line),
                    span=(number.clause[0], min(sentence.end, number.end + said.end() + 8)),
                    formula=f"{digits(worst)}{'<=' if upper else '>='}{digits(line.value)}",
                    holds=met != bool(missed),
                    stated_text="未达到" if missed else "达到",
                    evidence=frozenset({"extreme", "listed"}),
                    suggestion=f"前文规定{line.quantity.text}，结论与数值不符",
                )
            if is_upper_bound(number.quantity.qualifier) or is_lower_bound(number.quantity.qualifier):
                lines.append(number)


def kept_lines(view: View) -> Iterator[Statement]:
    """占4.5%，达到不低于5%的规定; 不得小于4.5平方米，实测4.2平方米，符合要求: a figure and its line in one sentence."""
    for sentence in view.sentences:
        numbers = [one for one in sentence.numbers if one.kind == "quantity"]
        for line in numbers:
            floor = is_lower_bound(line.quantity.qualifier)
            if floor == is_upper_bound(line.quantity.qualifier):
                continue
            lead = view.text[line.clause[0] : line.start]
            missed = _MISSED_BEFORE.search(lead)
            claimed = missed or _CLAIMED.search(lead)
            # What grew by so much keeps no line: 下降8%，利用率达到90%以上.
            before = [
                one
                for one in numbers
                if one.unit == line.unit and one.end <= line.start and _plain(one) and not CHANGES.search(one.before)
            ]
            after = [one for one in numbers if one.unit == line.unit and one.start >= line.end and _plain(one)]
            tail = view.text[after[0].end : min(sentence.end, after[0].end + TAIL)] if after else ""
            own = (
                before[-1]
                if claimed and before
                else after[0]
                if _KEPT.match(tail) and _RULE.search(_head(view, line))
                else None
            )
            if own is None:
                continue
            holds = _meets(own, line.value, ">=" if floor else "<=") != bool(missed)
            start, end = min(own.clause[0], line.clause[0]), max(own.clause[1], line.clause[1])
            if own is not line and own.start > line.start:
                start, end = own.clause[0], min(sentence.end, own.clause[1] + TAIL)
            yield Statement(
                kind="阈值",
                numbers=(own, line),
                span=(start, end),
                stated_text=own.quantity.text,
                holds=holds,
                formula=f"{digits(own.value)}{'>=' if floor else '<='}{digits(line.value)}",
                evidence=frozenset({"extreme", "listed"}),
                suggestion=f"{own.quantity.text}没有达到“{line.quantity.qualifier}{digits(line.value)}{line.unit}”的界线",
            )


def _plain(number: Number) -> bool:
    return number.quantity.low == number.quantity.high


def _head(view: View, number: Number) -> str:
    return view.text[max(number.clause[0], number.start - TAIL) : number.start + 4]


def _line_for(view: View, number: Number, lines: Sequence[Number]) -> Number | None:
    stage = _STAGE.search(view.text[number.clause[0] : number.start])
    for line in reversed(lines[-MOST_LINES:]):
        own = _STAGE.search(view.text[line.clause[0] : line.start])
        if line.unit == number.unit and stage and own and stage[0] == own[0]:
            return line
    return None


def _meets(number: Number, value: float, comparison: str) -> bool:
    quantity = number.quantity
    if comparison == ">=":
        return (quantity.low if quantity.low > -1e300 else quantity.value) >= value
    return (quantity.high if quantity.high < 1e300 else quantity.value) <= value
