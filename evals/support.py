"""Which numbers a trace may state: those of its sources, its question, and its sound figures."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from evals.matching import fold_text

_NUMBER = re.compile(r"(?<![a-z\d.])\d+(?:\.\d+)?")
_LIST_MARK = re.compile(r"(?m)^\s*\d+[.、)](?!\d)|[①-⑳⑴-⒇]")
_REFERENCE = re.compile(r"\[f?\d+\]")
_OWN_COUNT = re.compile(r"(?:共|以下|如下|涉及|找到|分)\d{1,2}(?=点|条|项|个|地|处|份|家|方面)")
_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
SOURCE_FIELDS = ("quote", "title", "section", "date", "doc_number")


def plain(number: str) -> str:
    """A number without needless zeros behind the point."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def numbers_of(text: str) -> set[str]:
    """Numbers of a text; list marks, citation marks and the answer's own counting left out."""
    folded = _OWN_COUNT.sub(" ", _REFERENCE.sub(" ", fold_text(_LIST_MARK.sub(" ", text))))
    return {plain(found) for found in _NUMBER.findall(folded)}


def forms(value: float) -> set[str]:
    """How a value may be shown: rounded to four places or fewer, as a percentage, in ten-thousands."""
    return {plain(f"{v:.{k}f}") for v in (value, value * 100, value / 10_000) for k in range(5)}


def evaluate(formula: str) -> float | None:
    """The value of a plain arithmetic formula, None if it is none."""

    def walk(node: ast.AST) -> float:
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            return _OPERATORS[type(node.op)](walk(node.left), walk(node.right))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -walk(node.operand)
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return float(node.value)
        raise ValueError("not arithmetic")

    written = fold_text(formula).replace("×", "*").replace("÷", "/").replace("%", "/100").split("=")[0]
    try:
        return walk(ast.parse(written, mode="eval").body)
    except (ValueError, SyntaxError, ZeroDivisionError):
        return None


def stated_numbers(case: Mapping[str, Any], run: Mapping[str, Any]) -> set[str]:
    """Numbers a run may state for a case."""
    result = numbers_of("".join(case["turns"]))
    for citation in run.get("citations") or []:
        for name in SOURCE_FIELDS:
            result |= numbers_of(str(citation.get(name) or ""))
    quoted = set(result)
    for figure in run.get("figures") or []:
        result |= _told_by_figure(figure, quoted)
    return result


def _told_by_figure(figure: Mapping[str, Any], quoted: set[str]) -> set[str]:
    values = [figure[name] for name in ("value", "low", "high") if isinstance(figure.get(name), int | float)]
    found = numbers_of(str(figure.get("period") or ""))
    if isinstance(figure.get("threshold"), int | float):
        found |= forms(float(figure["threshold"]))
    if figure.get("origin") == "computed":
        operands = [o for o in figure.get("inputs") or [] if isinstance(o.get("value"), int | float)]
        sourced = all(
            (o.get("source") and not str(o["source"]).isdigit()) or forms(float(o["value"])) & quoted for o in operands
        )
        result = evaluate(str(figure.get("formula") or ""))
        agrees = result is None or not values or any(_near(result, float(v)) for v in values)
        if operands and sourced and agrees:
            for value in (*values, *(o["value"] for o in operands)):
                found |= forms(float(value))
            found |= numbers_of(str(figure.get("formula") or ""))
        return found
    text = numbers_of(str(figure.get("text") or "")) | {plain(str(value)) for value in values}
    if text & quoted or any(forms(float(value)) & quoted for value in values):
        found |= text
        for value in values:
            found |= forms(float(value)) & (quoted | text)
    return found


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= 0.006 * max(1, abs(b)) or abs(a * 100 - b) <= 0.6
