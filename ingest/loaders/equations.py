"""Equations of Office (OMML) as a line of text: CV=S/X̄×100%, a fraction is a/b, a power x²."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT_OUT = {_W + "del", _W + "moveFrom", _W + "rPr", _W + "instrText"}
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_COMPOSITE = re.compile(r"[^\w.%√̄̂⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ₀-₉]")
_BAR, _HAT = "\u0304", "\u0302"


def raised(text: str) -> str | None:
    """A text in raised characters; None where they do not exist."""
    result = text.translate(_RAISED)
    return result if all(ord(a) != ord(b) for a, b in zip(text, result, strict=True)) else None


def lowered(text: str) -> str | None:
    """A text in lowered characters; None where they do not exist."""
    result = text.translate(_LOWERED)
    return result if all(ord(a) != ord(b) for a, b in zip(text, result, strict=True)) else None


def linear(element: Any) -> str:
    """An equation, or a part of one, in one line."""
    return "".join(_part(child) for child in element)


def _part(element: Any) -> str:
    if element.tag in _LEFT_OUT or not isinstance(element.tag, str):
        return ""
    name = element.tag.removeprefix(M)
    if name in ("t", _W + "t"):
        return element.text or ""
    if name.endswith("Pr"):
        return ""
    write = _WRITERS.get(name)
    return write(element) if write else linear(element)


def _child(element: Any, name: str) -> str:
    found = element.find(M + name)
    return linear(found).strip() if found is not None else ""


def _setting(element: Any, name: str, default: str) -> str:
    """A setting of a construct (its m:…Pr); the default where it is not told."""
    for properties in element:
        if str(properties.tag).endswith("Pr"):
            found = properties.find(M + name)
            if found is not None:
                return str(found.get(M + "val", default))
    return default


def _grouped(text: str) -> str:
    closed = text.startswith("(") and text.endswith(")") and text.count("(") == 1
    return text if closed or not _COMPOSITE.search(text) else f"({text})"


def _fraction(element: Any) -> str:
    above, below = _child(element, "num"), _child(element, "den")
    if _setting(element, "type", "bar") == "noBar":
        return f"({above} {below})"
    return f"{_grouped(above)}/{_grouped(below)}"


def _power(base: str, above: str) -> str:
    if not above:
        return base
    return _grouped(base) + (raised(above) or f"^{_grouped(above)}")


def _index(base: str, below: str) -> str:
    return base + (lowered(below) or f"_{_grouped(below)}") if below else base


def _root(element: Any) -> str:
    degree, inside = _child(element, "deg"), _grouped(_child(element, "e"))
    return (raised(degree) or f"{degree}次") + "√" + inside if degree else f"√{inside}"


def _accent(element: Any) -> str:
    return _grouped(_child(element, "e")) + _setting(element, "chr", _HAT)


def _bar(element: Any) -> str:
    return _grouped(_child(element, "e")) + ("\u0332" if _setting(element, "pos", "bot") == "bot" else _BAR)


def _large(element: Any) -> str:
    sign = _index(_setting(element, "chr", "∫"), _child(element, "sub"))
    above = _child(element, "sup")
    return sign + (raised(above) or f"^{_grouped(above)}" if above else "") + " " + _child(element, "e")


def _brackets(element: Any) -> str:
    inside = _setting(element, "sepChr", "|").join(linear(one) for one in element.findall(M + "e"))
    return _setting(element, "begChr", "(") + inside + _setting(element, "endChr", ")")


def _rows(element: Any) -> str:
    return "；".join(linear(one) for one in element.findall(M + "e"))


def _matrix(element: Any) -> str:
    rows = ("，".join(linear(one) for one in row.findall(M + "e")) for row in element.findall(M + "mr"))
    return f"[{'；'.join(rows)}]"


_WRITERS: dict[str, Callable[[Any], str]] = {
    "f": _fraction,
    "rad": _root,
    "acc": _accent,
    "bar": _bar,
    "nary": _large,
    "d": _brackets,
    "eqArr": _rows,
    "m": _matrix,
    "sSup": lambda e: _power(_child(e, "e"), _child(e, "sup")),
    "sSub": lambda e: _index(_child(e, "e"), _child(e, "sub")),
    "sSubSup": lambda e: _power(_index(_child(e, "e"), _child(e, "sub")), _child(e, "sup")),
    "sPre": lambda e: _power("", _child(e, "sup")) + _index("", _child(e, "sub")) + _child(e, "e"),
    "limLow": lambda e: _index(_child(e, "e"), _child(e, "lim")),
    "limUpp": lambda e: _power(_child(e, "e"), _child(e, "lim")),
    "func": lambda e: f"{_child(e, 'fName')}{_grouped(_child(e, 'e'))}",
    "phant": lambda e: _child(e, "e") if _setting(e, "show", "1") in ("1", "on", "true") else "",
}
