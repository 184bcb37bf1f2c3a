"""Elements of an OFD package, whatever their namespace prefix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Matrix = tuple[float, float, float, float, float, float]
_PLAIN: Matrix = (1, 0, 0, 1, 0, 0)


def local(element: Any) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rsplit("}", 1)[-1]


def each(element: Any, name: str) -> Iterator[Any]:
    """Elements of a name within an element, in order."""
    return (found for found in element.iter() if local(found) == name)


def first(element: Any, name: str) -> Any:
    """The first element of a name within an element; None where there is none."""
    return next(each(element, name), None)


def text_of(element: Any, name: str) -> str:
    """The text of the first element of a name; '' where there is none."""
    found = first(element, name) if element is not None else None
    return (found.text or "").strip() if found is not None else ""


def numbers(text: str | None) -> list[float]:
    """Numbers parted by spaces."""
    return [float(word) for word in (text or "").split()]


def deltas(text: str | None) -> list[float]:
    """Distances of characters; `g 3 1.5` stands for 1.5 three times."""
    words = (text or "").split()
    found: list[float] = []
    at = 0
    while at < len(words):
        if words[at] == "g" and at + 2 < len(words):
            found += [float(words[at + 2])] * min(int(words[at + 1]), 10_000)
            at += 3
        else:
            found.append(float(words[at]))
            at += 1
    return found


def matrix(item: Any) -> Matrix:
    """How an object is set on its page: its CTM, or none."""
    given = numbers(item.get("CTM"))
    return (given[0], given[1], given[2], given[3], given[4], given[5]) if len(given) == 6 else _PLAIN
