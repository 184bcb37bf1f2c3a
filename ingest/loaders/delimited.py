"""Tables of separated text: csv, and tab-separated text that a system exported, whatever its ending says."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.building import TextBuilder, one_line
from ingest.loaders.limits import MAX_TEXT_BYTES
from ingest.loaders.sheets import Sheet, check_cells, column_letters, write_sheet
from ingest.loaders.text import read_decoded

_KEPT_TEXT = re.compile(r'="([^"]*)"')


@reads("csv", ".csv", ".tsv", limit=MAX_TEXT_BYTES)
def load_csv(path: Path) -> Iterator[RawDocument]:
    """One document a file.

    Raises:
        LoadError: If it is not text, is damaged or has too many cells.
    """
    text, warnings = read_decoded(path)
    delimiter = "\t" if path.suffix.lower() == ".tsv" else _delimiter(text)
    cells: dict[tuple[int, int], str] = {}
    try:
        for row, line in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            for column, value in enumerate(line):
                # ="001" keeps a spreadsheet from taking the noughts off a code.
                kept = _KEPT_TEXT.fullmatch(value.strip())
                if result := one_line(kept[1] if kept else value):
                    cells[row, column] = result
            check_cells(len(cells), path)
    except csv.Error as error:
        raise LoadError(f"{path.name} 不是完好的 csv（{error}）", next_step="请另存为 xlsx 后再导入") from error
    builder = TextBuilder()
    for warning in warnings:
        builder.warn(warning)
    _warn_of_formulas(builder, path.stem, cells)
    write_sheet(builder, Sheet(name=path.stem, cells=cells), titled=False)
    yield builder.build()


def _delimiter(text: str) -> str:
    """What parts the cells: the mark that most of the first lines hold, for a title holds none and a figure a comma."""
    lines = [line for line in text[:4000].split("\n") if line.strip()][:20]
    return max("\t,;", key=lambda mark: sum(mark in line for line in lines))


def _warn_of_formulas(builder: TextBuilder, sheet: str, cells: Mapping[tuple[int, int], str]) -> None:
    """Text that a spreadsheet would run as a formula is kept as the text it is, and said."""
    found = [at for at, text in cells.items() if text[0] in "=@" and len(text) > 1]
    if found:
        row, column = found[0]
        builder.warn(
            f"{sheet}!{column_letters(column)}{row + 1} 等 {len(found)} 个单元格以公式开头，按文字读取，未计算"
        )
