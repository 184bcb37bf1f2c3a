"""Where a stretch of a draft's text stands in the Word document that it was read from, down to the single character.

The loaders tell a paragraph as a line (with its automatic number) and a row of a table as a sentence with the headers'
words between its cells; white space is folded. So lines are matched to paragraphs, and rows to rows, by their
characters without white space, in the order of the document.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOT_SHOWN = frozenset(
    {W + name for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "delInstrText", "rt", "sdtPr")}
    | {_FALLBACK, W + "txbxContent", W + "p"}
)
LONGEST_NUMBER = 16  # characters of an automatic number before a paragraph: （一）, 第十二条
AROUND, LEAST = (14, 8, 4, 2), 4
_BEFORE, _AFTER = "：，；", "，。；！？"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One shown character: its run, and the w:t that holds it at `index`; None for a tab, break or hyphen."""

    character: str
    run: Any
    node: Any
    index: int


@dataclass(frozen=True, kw_only=True)
class Place:
    """Characters `start` to `end` of those that a paragraph shows, white space left out."""

    paragraph: Any
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class _Unit:
    """A paragraph up to a line break, as characters without white space; the cell it stands in, if any."""

    text: str
    paragraph: Any
    start: int
    cell: Any


def letters(paragraph: Any) -> list[Letter]:
    """The characters a paragraph shows, in order, without white space but with line breaks."""
    return [one for one in _walk(paragraph, None) if one.character == "\n" or not one.character.isspace()]


def _walk(element: Any, run: Any) -> Iterator[Letter]:
    for child in element:
        tag = child.tag
        if tag in _NOT_SHOWN:
            continue
        if tag == W + "r":
            properties = child.find(W + "rPr")
            hidden = properties.find(W + "vanish") if properties is not None else None
            if hidden is None or hidden.get(W + "val", "1") in ("0", "false", "off"):
                yield from _walk(child, child)
        elif tag == W + "t":
            for index, character in enumerate(child.text or ""):
                yield Letter(character=character, run=run, node=child, index=index)
        elif tag in (W + "br", W + "cr"):
            yield Letter(character="\n", run=run, node=None, index=0)
        elif tag == W + "noBreakHyphen":
            yield Letter(character="-", run=run, node=None, index=0)
        elif isinstance(tag, str):
            yield from _walk(child, run)


class Places:
    """The places of one text in one document.

    Args:
        body: The w:body.
        text: What a loader read from it, perhaps edited since: lines that are not in the document have no place.
    """

    def __init__(self, body: Any, text: str) -> None:
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines[:-1]:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._units = list(_units(body))
        self._by_text: defaultdict[str, list[int]] = defaultdict(list)
        for at, unit in enumerate(self._units):
            self._by_text[unit.text].append(at)
        self._rows = _rows(self._units)
        self._told = self._aligned()

    def find(self, start: int, end: int) -> Place | None:
        """Where a stretch stands; the greatest part of it where it runs over several paragraphs; None for nowhere.

        Args:
            start: First code point of the text.
            end: One past the last; an empty stretch stands for the character before it.
        """
        at = bisect_right(self._starts, start if start < end else max(0, start - 1)) - 1
        line, offset = self._lines[at], self._starts[at]
        first, last = start - offset, min(end - offset, len(line))
        if first >= last:
            first, last = last - 1, last
        first, last = (len(_squeezed(line[: max(0, edge)])) for edge in (first, last))
        best: Place | None = None
        for number, begin in self._told.get(at, ()):
            unit = self._units[number]
            left, right = max(first, begin), min(last, begin + len(unit.text))
            if left < right and (best is None or right - left > best.end - best.start):
                moved = unit.start - begin
                best = Place(paragraph=unit.paragraph, start=left + moved, end=right + moved)
        return best or self._by_words(_squeezed(line), first, last)

    def _by_words(self, line: str, first: int, last: int) -> Place | None:
        """The one paragraph that tells a figure in the same words."""
        for around in AROUND if first < last else ():
            begin = max(0, first - around)
            words = line[begin : last + around]
            holding = [unit for unit in self._units if words in unit.text]
            if len(holding) == 1 and len(words) >= max(LEAST, last - first + 1):
                start = holding[0].start + holding[0].text.index(words) + first - begin
                return Place(paragraph=holding[0].paragraph, start=start, end=start + last - first)
        return None

    def _aligned(self) -> dict[int, list[tuple[int, int]]]:
        """For each line the units that it tells, each with where it begins in the line's characters."""
        record: dict[int, list[tuple[int, int]]] = {}
        used: set[int] = set()
        at = row_at = 0
        for number, line in enumerate(map(_squeezed, self._lines)):
            if not line:
                continue
            found = self._paragraph_of(line, at, used)
            if found is not None:
                record[number] = [found]
                used.add(found[0])
                at = found[0] + 1
                continue
            order = (*range(row_at, len(self._rows)), *range(row_at))
            for row in order:
                if used.isdisjoint(self._rows[row]) and (cells := self._row_in(line, self._rows[row])):
                    record[number] = cells
                    used.update(self._rows[row])
                    row_at, at = row + 1, self._rows[row][-1] + 1
                    break
        return record

    def _paragraph_of(self, line: str, at: int, used: set[int]) -> tuple[int, int] | None:
        for begin in range(min(LONGEST_NUMBER, len(line))):
            if line[:begin].endswith(tuple(_BEFORE)):
                return None  # no number ends so: what follows is a cell
            known = self._by_text.get(line[begin:]) or self._by_text.get(line[begin:].removesuffix("。"), [])
            free = [one for one in known if one not in used]
            if free:
                return next((one for one in free if one >= at), free[0]), begin
        return None

    def _row_in(self, line: str, row: Sequence[int]) -> list[tuple[int, int]]:
        """The cells of a row where a line tells them, in order; none where it does not tell them all."""
        found: list[tuple[int, int]] = []
        at = 0
        for place, number in enumerate(row):
            unit = self._units[number]
            runs_on = place + 1 < len(row) and self._units[row[place + 1]].cell is unit.cell
            begin = line.find(unit.text, at)
            while begin >= 0 and not _stands_alone(line, begin, begin + len(unit.text), at, runs_on=runs_on):
                begin = line.find(unit.text, begin + 1)
            if begin < 0:
                return []
            found.append((number, begin))
            at = begin + len(unit.text)
        return found if len(found) > 1 else []


def _stands_alone(line: str, begin: int, end: int, after: int, *, runs_on: bool) -> bool:
    return (begin in (0, after) or line[begin - 1] in _BEFORE) and (runs_on or end == len(line) or line[end] in _AFTER)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _units(body: Any) -> Iterator[_Unit]:
    for paragraph in body.iter(W + "p"):
        if next(paragraph.iterancestors(W + "txbxContent", _FALLBACK), None) is not None:
            continue  # Word has no comments in text boxes
        cell = next(paragraph.iterancestors(W + "tc"), None)
        shown = "".join(one.character for one in letters(paragraph))
        start = 0
        for part in shown.split("\n"):
            if part:
                yield _Unit(text=part, paragraph=paragraph, start=start, cell=cell)
            start += len(part) + 1


def _rows(units: Sequence[_Unit]) -> list[list[int]]:
    """The units of each row of each table."""
    rows: dict[Any, list[int]] = {}
    for at, unit in enumerate(units):
        if unit.cell is not None:
            rows.setdefault(next(unit.cell.iterancestors(W + "tr"), None), []).append(at)
    return list(rows.values())
