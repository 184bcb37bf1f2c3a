"""A table of the figures that several sides of a comparison tell in the same words, each cell with its source."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.ledger_figure import LedgerFigure
from core.units import same_dimension

MIN_SUBJECT = 3
# What stands before a subject and is no part of its name: 全县共有各级各类学校.
_LEAD = re.compile(r"^(?:全(?:县|区|市|省|系统|校|年)|共有|现有|有)+")
_SHARE = re.compile(r"率|比|占")
_MARKS = re.compile(r"[（）()《》“”、]")


@dataclass(frozen=True, kw_only=True)
class Side:
    """One side: how the table calls it, and the ledger's rows of it."""

    name: str
    rows: tuple[LedgerFigure, ...]


@dataclass(frozen=True, kw_only=True)
class ComparedRow:
    """One figure of at least two sides; `cells` has a row of the ledger for each side, None where it tells none."""

    subject: str
    cells: tuple[LedgerFigure | None, ...]


def compared_rows(sides: Sequence[Side], most: int, words_of: Callable[[str], Sequence[str]]) -> list[ComparedRow]:
    """What at least two sides tell by the same subject, role and unit; what more sides tell comes first.

    A side that tells several values of one subject is left empty there: nothing says which is meant.

    Args:
        sides: At least two.
        most: Most rows.
        words_of: Words of a text, which joined are the text.
    """
    by_key: dict[tuple[str, str, str], dict[int, list[LedgerFigure]]] = defaultdict(lambda: defaultdict(list))
    for at, side in enumerate(sides):
        for row in side.rows:
            if row.role == "result" and row.unit and _is_named(row, words_of):
                by_key[(row.subject, row.change, row.base)][at].append(row)
    found = []
    for (subject, change, _), result in by_key.items():
        cells = [_one(result.get(at, [])) for at in range(len(sides))]
        first = next((cell for cell in cells if cell is not None), None)
        if first is None:
            continue
        cells = [cell if cell is not None and same_dimension(cell.unit, first.unit) else None for cell in cells]
        if sum(cell is not None for cell in cells) >= 2:
            share = "占比" if first.unit == "%" and not change and not _SHARE.search(subject) else ""
            named = _LEAD.sub("", subject)
            named = named if len(named) >= MIN_SUBJECT else subject
            # 交流轮岗教师168人，其中骨干教师45人: a part of what was just told.
            named = f"其中：{named}" if f"其中{subject}" in first.sentence else named
            label = f"{named}{share}（{change}）" if change else f"{named}{share}"
            found.append(ComparedRow(subject=label, cells=tuple(cells)))
    found.sort(key=lambda row: -sum(cell is not None for cell in row.cells))
    return found[:most]


def _is_named(row: LedgerFigure, words_of: Callable[[str], Sequence[str]]) -> bool:
    """Whether a subject stands in its sentence as whole words: one pieced together names nothing one could look up."""
    at = row.sentence.find(row.subject)
    if len(row.subject) < MIN_SUBJECT or at < 0 or _MARKS.search(row.subject):
        return False
    borders = set(itertools.accumulate((len(word) for word in words_of(row.sentence)), initial=0))
    return at in borders and at + len(row.subject) in borders


def _one(rows: Sequence[LedgerFigure]) -> LedgerFigure | None:
    """The row, where all tell one value."""
    values = {(row.value, row.low, row.high, row.unit) for row in rows}
    return rows[0] if len(values) == 1 else None


def table_of(
    rows: Sequence[ComparedRow], sides: Sequence[Side], cite: Callable[[LedgerFigure], str]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Head and rows of the table; an empty cell says 未写.

    Args:
        rows: What is compared.
        sides: In the order of the cells.
        cite: Gives the number of a figure's source.
    """
    head = ("项目", *(side.name for side in sides))
    body = []
    for row in rows:
        cells = (f"{cell.text}[{cite(cell)}]" if cell is not None else "未写" for cell in row.cells)
        body.append((row.subject, *cells))
    return head, tuple(body)
