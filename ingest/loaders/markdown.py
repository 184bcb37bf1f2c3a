"""Markdown: its tables become tables, its headings and emphasis lose their marks; every other line stays as written.

Office texts saved as .md are mostly plain text, so lines are never joined and nothing indented is taken for code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.building import TextBuilder, one_line
from ingest.loaders.grids import GridCell
from ingest.loaders.limits import MAX_TEXT_BYTES
from ingest.loaders.text import read_decoded
from ingest.loaders.webpage import write_html

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# Brackets that never close take the square of their number in time; a run as long as this stays as written.
MAX_RUN = 10_000
_TEXTS = frozenset({"text", "text_special", "code_inline"})
_BREAKS = frozenset({"softbreak", "hardbreak"})
# One * stays: 3*4*5 is a product more often than a 4 in italics.
_KEPT_MARKS = frozenset({"em_open", "em_close"})
_BULLET = re.compile(r"^[-*+][ \t]+(?=[^\s\d])")


@reads("markdown", ".md", ".markdown", limit=MAX_TEXT_BYTES)
def load_markdown(path: Path) -> Iterator[RawDocument]:
    """One document a file."""
    text, warnings = read_decoded(path)
    builder = TextBuilder()
    for warning in warnings:
        builder.warn(warning)
    _write(builder, text)
    yield builder.build()


@cache
def _parser(*left_as_written: str) -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").disable(left_as_written)


def _write(builder: TextBuilder, text: str) -> None:
    lines = text.split("\n")
    # Marks inside a block are read apart, where it is short.
    tokens = _parser("code", "list", "blockquote", "reference", "lheading", "inline").parse(text)
    written = 0
    for at, token in enumerate(tokens):
        if not token.map or token.map[0] < written or token.type not in _BLOCKS:
            continue
        start, end = token.map
        for line in lines[written:start]:
            builder.line(line)
        _BLOCKS[token.type](builder, tokens, at, lines[start:end])
        written = end
    for line in lines[written:]:
        builder.line(line)


def _words(token: Token) -> str:
    """The words of a run without the marks of strong words, links and pictures; line breaks stay."""
    if len(token.content) > MAX_RUN:
        return token.content
    items = []
    (run,) = _parser().parseInline(token.content)
    for child in run.children or ():
        if child.type in _TEXTS:
            items.append(child.content)
        elif child.type in _KEPT_MARKS:
            items.append(child.markup)
        elif child.type in _BREAKS:
            items.append("\n")
    return "".join(items)


def _paragraph(builder: TextBuilder, tokens: Sequence[Token], at: int, lines: Sequence[str]) -> None:
    for line in _words(tokens[at + 1]).split("\n"):
        builder.line(_BULLET.sub("", line))


def _html(builder: TextBuilder, tokens: Sequence[Token], at: int, lines: Sequence[str]) -> None:
    write_html(builder, tokens[at].content)


def _verbatim(builder: TextBuilder, tokens: Sequence[Token], at: int, lines: Sequence[str]) -> None:
    for line in lines:
        builder.line(line)


def _nothing(builder: TextBuilder, tokens: Sequence[Token], at: int, lines: Sequence[str]) -> None:
    """A rule across the page is no text."""


def _table(builder: TextBuilder, tokens: Sequence[Token], at: int, lines: Sequence[str]) -> None:
    cells: list[GridCell] = []
    row = column = -1
    for token in tokens[at + 1 :]:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            row, column = row + 1, -1
        elif token.type in ("th_open", "td_open"):
            column += 1
        elif token.type == "inline":
            cells.append(GridCell(row=row, column=column, text=one_line(_words(token))))
    builder.table(cells)


_BLOCKS = {
    "table_open": _table,
    "heading_open": _paragraph,
    "paragraph_open": _paragraph,
    "html_block": _html,
    "fence": _verbatim,
    "hr": _nothing,
}
