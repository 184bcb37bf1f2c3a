"""Tables typed into plain text with bars or tabs: the lines stay as written, their cells are known as a table's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core.record import TableCell
from ingest.loaders.building import TextBuilder

MIN_ROWS, MIN_COLUMNS = 3, 2
_SEPARATORS = (re.compile(r"[|｜]"), re.compile(r"\t+"))
_RULE = re.compile(r"[\s|｜:+\-—=]+")
_FIGURE = re.compile(r"\d")


def write_plain(builder: TextBuilder, text: str) -> None:
    """Add a text line by line; runs of lines with the same number of columns become tables."""
    lines = text.split("\n")
    done = 0
    for first, after, separator in _runs(lines):
        for line in lines[done:first]:
            builder.line(line)
        builder.written_table(lines[first:after], _cells(lines[first:after], separator))
        done = after
    for line in lines[done:]:
        builder.line(line)


def _runs(lines: Sequence[str]) -> Iterator[tuple[int, int, re.Pattern[str]]]:
    """Where tables begin and end, as lines, and what parts their cells."""
    at = 0
    # A stretch that is no table holds none further down either: each line is looked at once, however long the text.
    tried = dict.fromkeys(_SEPARATORS, 0)
    while at < len(lines):
        for separator in _SEPARATORS:
            if at < tried[separator] or _columns(lines[at], separator) < MIN_COLUMNS:
                continue
            after = _run_end(lines, at, separator)
            if _is_table(lines[at:after]):
                yield at, after, separator
                at = after
                break
            tried[separator] = after
        else:
            at += 1


def _run_end(lines: Sequence[str], first: int, separator: re.Pattern[str]) -> int:
    """The line after the last one with as many columns as the first; drawn lines are passed over."""
    columns, after = _columns(lines[first], separator), first
    while after < len(lines) and (_is_rule(lines[after]) or _columns(lines[after], separator) == columns):
        after += 1
    return after


def _is_table(lines: Sequence[str]) -> bool:
    """Whether lines of one width are a table: rows enough, and a figure under the first of them."""
    rows = sum(not _is_rule(line) for line in lines)
    return rows >= MIN_ROWS and any(_FIGURE.search(line) for line in lines[1:])


def _is_rule(line: str) -> bool:
    """Whether a line is drawn and says nothing: |---|---|."""
    return bool(line.strip()) and _RULE.fullmatch(line) is not None and "-" in line


def _columns(line: str, separator: re.Pattern[str]) -> int:
    """How many columns a line has: a bar at its very beginning or end parts nothing."""
    bare = separator.sub("|", line.strip(" \u3000")).strip("|")
    return bare.count("|") + 1 if bare else 0


def _cells(lines: Sequence[str], separator: re.Pattern[str]) -> list[TableCell]:
    """The cells of a table's lines, at code points from its beginning."""
    cells: list[TableCell] = []
    at = row = 0
    for line in lines:
        if not _is_rule(line):
            edges = [0, *(edge for found in separator.finditer(line) for edge in found.span()), len(line)]
            spans = list(zip(edges[::2], edges[1::2], strict=True))
            spans = spans[not line[slice(*spans[0])].strip() :]
            for column, (start, end) in enumerate(spans):
                text = line[start:end].strip()
                if text:
                    begin = at + line.index(text, start)
                    stop = begin + len(text)
                    cells.append(TableCell(row=row, column=column, text=text, start=begin, end=stop, rows=1, columns=1))
            row += 1
        at += len(line) + 1
    return cells
