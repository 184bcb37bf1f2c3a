"""Tables in a text: lines of cells, each with its number and its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.number_kinds import fold

_SPLIT = re.compile(r"\s*[|｜]\s*|\t+| {2,}|　{2,}")
_NUMBER = re.compile(r"[-−+＋]?\d[\d,]*(?:\.\d+)?\s*[%％]?|1\s*[∶:]\s*\d+(?:\.\d+)?")
MAX_CELLS = 4000


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell: its text, its number (None for words) with the size of its last digit, its place in the text."""

    text: str
    value: float | None
    step: float
    span: tuple[int, int]


Row = Sequence[Cell]


def tables(text: str) -> Iterator[list[Row]]:
    """The tables of a text, each as its rows."""
    rows: list[Row] = []
    at = 0
    for line in (*text.split("\n"), ""):
        cells = _cells(line, at)
        at += len(line) + 1
        numbers = sum(cell.value is not None for cell in cells)
        if len(cells) >= 2 and (numbers or rows == [] or re.fullmatch(r"[|｜\-:\s]+", line)):
            if not re.fullmatch(r"[|｜\-:\s]+", line):
                rows.append(cells)
            continue
        if sum(any(cell.value is not None for cell in row) for row in rows) >= 2:
            yield rows
        rows = [cells] if len(cells) >= 2 else []


def _cells(line: str, at: int) -> Row:
    cells = []
    start = 0
    for end, following in [*((m.start(), m.end()) for m in _SPLIT.finditer(line)), (len(line), len(line))]:
        words = line[start:end].strip()
        begin = at + start + (line[start:end].index(words[0]) if words else 0)
        cells.append(_cell(words, begin))
        start = following
    # A table drawn with bars has one at either end of a line.
    first = 1 if line.lstrip().startswith(("|", "｜")) else 0
    last = len(cells) - (1 if line.rstrip().endswith(("|", "｜")) else 0)
    return cells[first:last][: MAX_CELLS // 10]


def _cell(words: str, begin: int) -> Cell:
    plain = fold(words).replace(",", "").replace("−", "-").strip()
    value, step = None, 0.0
    if _NUMBER.fullmatch(fold(words)):
        number = plain.rstrip("%").split(":")[-1].strip()
        value, step = float(number), 10.0 ** -len(number.partition(".")[2])
    return Cell(text=words, value=value, step=step, span=(begin, begin + len(words)))
