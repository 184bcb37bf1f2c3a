"""Tables in a text: the identity that most rows, or most columns, obey, and the rows and columns that do not."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence

from core.arithmetic import mends
from core.arithmetic.cells import Cell, Row, tables
from core.arithmetic.view import digits
from core.finding import Finding, Mend, Operand
from core.number_kinds import fold

_TOTAL = re.compile(
    r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|[\u4e00-\u9fff]{0,4}总\s*(?:人数|数|量|额)|全[县市区省校]|总\s*和)$"
)
_MET, _MISSED = re.compile(r"^(?:达标|合格|达到|符合|是)$"), re.compile(r"^(?:未达标|不达标|不合格|未达到|否)$")
_LINE = re.compile(r"(?P<sign>[≤≥<>＜＞])\s*=?\s*(?P<value>\d+(?:\.\d+)?)")
MIN_ROWS, MOST_OF = 3, 0.5
EQUAL = 1e-6


Rule = tuple[int, tuple[int, ...], str, Callable[..., float]]


def table_findings(text: str) -> Iterator[Finding]:
    """What does not add up in the tables of a text, row by row and column by column."""
    for rows in tables(text):
        yield from _columns(text, rows)
        yield from _rows(text, rows)


def _body(rows: Sequence[Row]) -> tuple[list[Row], Row | None, Row | None]:
    """The rows of numbers of one width, the row of totals among them, and the header."""
    width = max((len(row) for row in rows if any(cell.value is not None for cell in row)), default=0)
    body = [row for row in rows if len(row) == width and any(cell.value is not None for cell in row[1:])]
    total = next((row for row in body if _TOTAL.match(next((cell.text for cell in row if cell.text), ""))), None)
    header = next((row for row in rows if all(cell.value is None for cell in row)), None)
    return [row for row in body if row is not total], total, header


def _columns(text: str, rows: Sequence[Row]) -> Iterator[Finding]:
    """Each column's total, and a column of shares of another's total."""
    body, total, header = _body(rows)
    if total is None or len(body) < 2:
        return
    for column in range(1, len(total)):
        if header and len(header) == len(total) and re.search(r"序号|编号|年份|名次", header[column].text):
            continue
        cells = [row[column] for row in body]
        stated = total[column]
        if stated.value is None or any(cell.value is None for cell in cells):
            continue
        if "%" in fold(stated.text) and abs(stated.value - 100) > 1:
            continue
        said = sum(cell.value or 0 for cell in cells)
        slack = sum(cell.step for cell in (*cells, stated) if cell.step < 1) / 2
        name = header[column].text if header and len(header) == len(total) else f"第{column + 1}列"
        # A column of means or rates has no sum.
        if abs(said - stated.value) > 0.4 * abs(stated.value) and "%" not in fold(stated.text):
            continue
        yield _finding(
            text,
            total,
            (*cells, stated),
            f"{'+'.join(digits(c.value or 0) for c in cells)}",
            said,
            stated,
            abs(said - stated.value) <= slack + 1e-6,
            f"“{name}”一列",
        )


def _rows(text: str, rows: Sequence[Row]) -> Iterator[Finding]:
    body, total, header = _body(rows)
    every = [*body, total] if total is not None else body
    if len(body) < 2:
        return
    done: set[int] = set()
    best: dict[int, tuple[tuple[tuple[int, ...], str, Callable[..., float]], list[Row]]] = {}
    for column, operands, formula, function in _rules(len(body[0])):
        listed = [row for row in every if all(row[i].value is not None for i in (column, *operands))]
        if len(listed) < max(2, MIN_ROWS - 1) or all(row[column].value == 0 for row in listed):
            continue
        right = [row for row in listed if _holds(row, column, operands, function)]
        if (
            len(right) >= 2
            and len(right) >= MOST_OF * len(listed)
            and len(right) > len(best[column][1] if column in best else ())
        ):
            best[column] = ((operands, formula, function), right)
    for column, ((operands, formula, function), right) in best.items():
        listed = [row for row in every if all(row[i].value is not None for i in (column, *operands))]
        done.add(column)
        name = header[column].text if header and len(header) == len(body[0]) else f"第{column + 1}列"
        for row in listed:
            values = [row[i].value or 0.0 for i in operands]
            exact = function(*values)
            yield _finding(
                text,
                row,
                [row[i] for i in (*operands, column)],
                formula.format(*map(digits, values)),
                exact,
                row[column],
                row in right,
                f"“{row[0].text}”一行的“{name}”",
            )
    yield from _ranks(text, every, header)
    yield from _shares_of_total(text, body, total, header, done)
    yield from _conclusions(text, body)


def _rules(width: int) -> Iterator[Rule]:
    """Identities between a column and others, sums of neighbouring columns first."""
    for column in range(1, width):
        others = [i for i in range(1, width) if i != column]
        for count in range(min(len(others), 8), 1, -1):
            for first in range(len(others) - count + 1):
                chosen = tuple(others[first : first + count])
                if chosen[-1] - chosen[0] == count - 1 and (column == chosen[-1] + 1 or column == chosen[0] - 1):
                    yield column, chosen, "+".join(["{}"] * count), lambda *v: sum(v)
    for column in range(3, width):
        for a, b in itertools.permutations(range(1, column), 2):
            yield column, (a, b), "{}-{}", lambda x, y: x - y
            yield column, (a, b), "({1}-{0})/{0}*100", lambda x, y: (y - x) / x * 100 if x else float("nan")
            yield column, (a, b), "{}/{}", lambda x, y: x / y if y else float("nan")
            yield column, (a, b), "{}/{}*10000", lambda x, y: x / y * 10_000 if y else float("nan")
            yield column, (a, b), "{}/{}*100", lambda x, y: x / y * 100 if y else float("nan")


def _holds(row: Row, column: int, operands: Sequence[int], function: Callable[..., float]) -> bool:
    exact = function(*(row[i].value for i in operands))
    slack = row[column].step / 2 + sum(row[i].step / 2 for i in operands if row[i].step < 1)
    return abs(exact - (row[column].value or 0.0)) <= slack + 1e-9


def _ranks(text: str, body: Sequence[Row], header: Row | None) -> Iterator[Finding]:
    """A column of ranks beside the column it ranks."""
    if len(body) < MIN_ROWS or not header or len(header) != len(body[0]):
        return
    for column, head in enumerate(header):
        if not re.search(r"名次|排名|位次|位序", head.text):
            continue
        best: tuple[list[Row], list[int], int, int] | None = None
        for other in range(1, len(header)):
            scored = [row for row in body if row[column].value is not None and row[other].value is not None]
            if other == column or len(scored) < MIN_ROWS:
                continue
            values = [row[other].value or 0.0 for row in scored]
            for way in (1, -1):
                ranks = [1 + sum(way * v > way * value for v in values) for value in values]
                right = sum(rank == row[column].value for rank, row in zip(ranks, scored, strict=True))
                if right >= MOST_OF * len(scored) and (best is None or right > best[3]):
                    best = (scored, ranks, other, right)
        if best is None:
            continue
        # Of several columns the one whose order the ranks follow most is what they rank.
        scored, ranks, other, _ = best
        for row, rank in zip(scored, ranks, strict=True):
            yield _finding(
                text,
                row,
                [row[other], row[column]],
                f"第{rank}",
                float(rank),
                row[column],
                rank == row[column].value,
                f"“{row[0].text}”一行的名次",
            )
        return


def _shares_of_total(
    text: str, body: Sequence[Row], total: Row | None, header: Row | None, done: set[int]
) -> Iterator[Finding]:
    if total is None:
        return
    for column in range(2, len(total)):
        headed = header is not None and len(header) == len(total) and "%" in fold(header[column].text)
        items = all("%" in fold(row[column].text) for row in body if row[column].value is not None)
        if column in done or not (headed or items):
            continue
        for other in range(1, column):
            whole = total[other].value
            if not whole or any(row[i].value is None for row in body for i in (other, column)):
                continue
            right = [
                abs((row[other].value or 0) / whole * 100 - (row[column].value or 0)) <= row[column].step / 2 + 1e-9
                for row in body
            ]
            if sum(right) >= max(2, MOST_OF * len(body)):
                for row, holds in zip(body, right, strict=True):
                    exact = (row[other].value or 0) / whole * 100
                    yield _finding(
                        text,
                        row,
                        [row[other], total[other], row[column]],
                        f"{digits(row[other].value or 0)}/{digits(whole)}*100",
                        exact,
                        row[column],
                        holds,
                        f"“{row[0].text}”一行的占比",
                    )


def _conclusions(text: str, body: Sequence[Row]) -> Iterator[Finding]:
    """A value, a line and the word 达标 or 未达标 in one row."""
    for row in body:
        lines = [found for cell in row if (found := _LINE.search(fold(cell.text)))]
        words = [cell for cell in row if _MET.match(cell.text) or _MISSED.match(cell.text)]
        values = [cell for cell in row if cell.value is not None]
        if len(lines) != 1 or len(words) != 1 or len(values) != 1:
            continue
        line, value = float(lines[0]["value"]), values[0].value or 0.0
        met = value <= line if lines[0]["sign"] in "≤<＜" else value >= line
        holds = met == bool(_MET.match(words[0].text))
        yield _finding(
            text,
            row,
            values,
            f"{digits(value)}{lines[0]['sign']}{digits(line)}",
            met,
            words[0],
            holds,
            f"“{row[0].text}”一行的结论",
        )


def _finding(
    text: str, row: Row, cells: Sequence[Cell], formula: str, exact: float | bool, stated: Cell, holds: bool, where: str
) -> Finding:
    start, end = row[0].span[0], row[-1].span[1]
    if end - start > 120:
        start = max(start, stated.span[1] - 120)
        end = min(end, start + 120)
    written: tuple[Mend | None, ...] = ()
    if isinstance(exact, bool):
        other = "达标" if exact else "未达标"
        if stated.text in ("达标", "未达标", "不达标"):
            written = (mends.word_mend(text, stated.span, other, f"若数值和界线无误，“{stated.text}”改为“{other}”"),)
    elif not holds:
        written = (mends.figure_mend(text, stated.span, exact, "若其余各数无误"), *_parts(text, cells, stated, exact))
    shown = ("是" if exact else "否") if isinstance(exact, bool) else digits(round(exact, 2))
    return Finding(
        kind="表内关系",
        quote=text[start:end],
        formula=formula,
        computed=exact,
        stated=stated.text,
        operands=tuple(
            Operand(name="", value=cell.value or 0.0, unit="", text=cell.text, span=cell.span) for cell in cells[-8:]
        ),
        verdict="通过" if holds else "不通过",
        span=(start, end),
        suggestion="" if holds else f"{where}写{stated.text}，按{formula[:80]}应为{shown}",
        mends=() if holds else mends.of(*written),
    )


def _parts(text: str, cells: Sequence[Cell], stated: Cell, said: float) -> list[Mend]:
    """Each cell of a sum as the total and the others make it; none where the figure is no sum of them."""
    parts = [cell for cell in cells if cell is not stated]
    values = [cell.value or 0.0 for cell in parts]
    total = stated.value or 0.0
    if abs(sum(values) - said) > EQUAL:
        return []
    return mends.value_mends(
        text,
        [cell.span for cell in parts],
        values,
        lambda *item: sum(item),
        total,
        lambda value: abs(value - total) < EQUAL,
        f"若{stated.text}和其余各数无误",
    )
