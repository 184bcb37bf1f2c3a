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
    while at < len(lines):
        found = next((run for separator in _SEPARATORS if (run := _run(lines, at, separator))), None)
        if found is None:
            at += 1
            continue
        yield found
        at = found[1]


def _run(lines: Sequence[str], first: int, separator: re.Pattern[str]) -> tuple[int, int, re.Pattern[str]] | None:
    """The table that begins at a line; None where none does: too few rows, or no figure under its first row."""
    columns = _columns(lines[first], separator)
    after, rows = first, 0
    while after < len(lines) and (_is_rule(lines[after]) or _columns(lines[after], separator) == columns):
        rows += not _is_rule(lines[after])
        after += 1
    told = any(_FIGURE.search(line) for line in lines[first + 1 : after])
    return (first, after, separator) if columns >= MIN_COLUMNS and rows >= MIN_ROWS and told else None


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
