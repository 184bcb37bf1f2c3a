"""Sheets as text and tables, every cell with its reference: xlsx and csv. Formulas are never evaluated."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.building import TextBuilder, one_line
from ingest.loaders.grids import GridCell
from ingest.loaders.limits import MAX_MERGED_CELLS, MAX_SHEET_CELLS, MAX_SHEET_XML_BYTES, MAX_TEXT_BYTES, MIB
from ingest.loaders.packages import opened_package
from ingest.loaders.text import read_decoded

Merges = Sequence[tuple[int, int, int, int]]  # first row, first column, rows, columns
_SIMPLE = re.compile(r"^(?:#,##)?0(?:\.0+)?_?\s?$")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"')
NO_VALUE = "公式没有保存计算结果，未读取"
HIDDEN = "工作表“{}”是隐藏的，已一并读取"


def column_letters(column: int) -> str:
    """The letters of a column counted from 0: 0 → A, 27 → AB."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def add_sheet(
    builder: TextBuilder, name: str, cells: Mapping[tuple[int, int], str], merges: Merges = (), *, titled: bool = True
) -> None:
    """Write one sheet: rows of one cell as lines, blocks of rows as tables.

    Args:
        builder: The document.
        name: The sheet's name, for the marks.
        cells: Text by (row, column) from 0; empty cells left out.
        merges: Merged ranges.
        titled: Whether to write the name above, where the book has several sheets.
    """
    if not cells:
        return
    if titled:
        builder.mark(f"{name}!A1")
        builder.line(name)
    reach = {(row, column): (rows, columns) for row, column, rows, columns in merges}
    rows: dict[int, list[int]] = {}
    for row, column in sorted(cells):
        rows.setdefault(row, []).append(column)
    for block in _blocks(rows, {row: rows_ for (row, _), (rows_, _) in reach.items() if rows_ > 1}):
        first = block[0]
        if len(block) == 1 and len(rows[first]) == 1:
            column = rows[first][0]
            builder.mark(f"{name}!{column_letters(column)}{first + 1}")
            builder.line(cells[first, column])
            continue
        left = min(column for row in block for column in rows[row])
        grid, names = [], {}
        for row in block:
            for column in rows[row]:
                tall, wide = reach.get((row, column), (1, 1))
                at = (row - first, column - left)
                tall = min(tall, block[-1] - row + 1)
                grid.append(GridCell(row=at[0], column=at[1], text=cells[row, column], rows=tall, columns=wide))
                names[at] = f"{name}!{column_letters(column)}{row + 1}"
        builder.table(grid, names=names)


def _blocks(rows: Mapping[int, Sequence[int]], tall: Mapping[int, int]) -> Iterator[list[int]]:
    """Rows that belong together: a table is rows with two cells or more, and lone cells between such rows."""
    order = sorted(rows)
    block: list[int] = []
    for i, row in enumerate(order):
        several = len(rows[row]) > 1
        adjoining = bool(block) and row - block[-1] == 1
        between = (
            adjoining
            and i + 1 < len(order)
            and order[i + 1] - row == 1
            and len(rows[order[i + 1]]) > 1
            and (rows[row][0] > 0 or any(start < row < start + count for start, count in tall.items()))
        )
        within = any(start < row < start + count for start, count in tall.items())
        if (several and (adjoining or not block)) or (block and (between or (adjoining and within))):
            block.append(row)
            continue
        if block:
            yield block
            block = []
        if several:
            block = [row]
        else:
            yield [row]
    if block:
        yield block


def show(value: Any, form: str = "") -> str:
    """A cell's value as the sheet shows it: 0.5402 under 0.00% is 54.02%, dates are 2024-03-01."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        plain = not (value.hour or value.minute or value.second)
        return value.date().isoformat() if plain else value.isoformat(" ", "minutes")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return _figure(value, form.split(";")[0].strip())
    return one_line(str(value))


def _figure(value: float, form: str) -> str:
    """A number with the decimals of its format, and with all its own where the format would round them away."""
    share = form.endswith("%")
    plain = value * 100 if share else value
    # Fifteen digits are what a spreadsheet keeps: 0.1 + 0.2 is 0.3.
    own = f"{plain:.15g}"
    if "e" in own or not _SIMPLE.match(form.rstrip("%")):
        return own + ("%" if share else "")
    decimals = max(len(form.rstrip("%").partition(".")[2]), len(own.partition(".")[2]))
    return f"{plain:{',' if ',' in form else ''}.{decimals}f}{'%' if share else ''}"


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
                if told := one_line(value):
                    cells[row, column] = told
            check_cells(len(cells), path)
    except csv.Error as error:
        raise LoadError(f"{path.name} 不是完好的 csv（{error}）", next_step="请另存为 xlsx 后再导入") from error
    builder = TextBuilder()
    for warning in warnings:
        builder.warn(warning)
    _warn_of_formulas(builder, path.stem, cells)
    add_sheet(builder, path.stem, cells, titled=False)
    yield builder.build()


def _delimiter(text: str) -> str:
    head = text[:2000]
    return max((",", "\t", ";"), key=head.count) if "," not in head.split("\n")[0] else ","


def _warn_of_formulas(builder: TextBuilder, sheet: str, cells: Mapping[tuple[int, int], str]) -> None:
    """Text that a spreadsheet would run as a formula is kept as the text it is, and said."""
    found = [at for at, text in cells.items() if text[0] in "=@" and len(text) > 1]
    if found:
        row, column = found[0]
        builder.warn(
            f"{sheet}!{column_letters(column)}{row + 1} 等 {len(found)} 个单元格以公式开头，按文字读取，未计算"
        )


def warn_of_errors(builder: TextBuilder, sheet: str, errors: Sequence[str]) -> None:
    """Say which cells of a sheet show an error (#DIV/0!, #REF!) where a figure should stand."""
    if errors:
        told = "、".join(f"{sheet}!{one}" for one in errors[:5]) + (f"等 {len(errors)} 处" if errors[5:] else "")
        builder.warn(f"{told}是错误值，未读取")


def check_cells(count: int, path: Path) -> None:
    """Refuse a book with too many filled cells.

    Raises:
        LoadError: If there are more than `MAX_SHEET_CELLS`.
    """
    if count > MAX_SHEET_CELLS:
        raise LoadError(f"{path.name} 超过 {MAX_SHEET_CELLS // 10_000} 万个单元格", next_step="请按县区或年份拆开")


@reads("xlsx", ".xlsx", ".xlsm")
def load_xlsx(path: Path) -> Iterator[RawDocument]:
    """One document a book, hidden sheets included, values as saved.

    Raises:
        LoadError: If it is damaged, encrypted or too large.
    """
    import openpyxl

    with opened_package(path) as package:
        xml = sum(
            i.file_size for i in package.infolist() if i.filename.startswith("xl/") and i.filename.endswith(".xml")
        )
        if xml > MAX_SHEET_XML_BYTES:
            raise LoadError(f"{path.name} 表格内容超过 {MAX_SHEET_XML_BYTES // MIB} MB", next_step="请按县区或年份拆开")
        for sheet_part in (i for i in package.infolist() if i.filename.startswith("xl/worksheets/")):
            _check_merges(package.read(sheet_part), path)
        macros = "xl/vbaProject.bin" in package.namelist()
    # By its bytes and not its name: openpyxl refuses an ending it does not know.
    data = path.read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(data), data_only=False)
    builder = TextBuilder()
    if macros:
        builder.warn("含宏，宏未读取也未运行")
    count = 0
    for sheet in book.worksheets:
        cells: dict[tuple[int, int], str] = {}
        errors = [cell.coordinate for cell in _filled(sheet) if cell.data_type == "e"]
        warn_of_errors(builder, sheet.title, errors)
        for cell in _filled(sheet):
            if cell.data_type != "e" and (told := show(cell.value, cell.number_format or "")):
                cells[cell.row - 1, cell.column - 1] = told
        count += len(cells)
        check_cells(count, path)
        _unsaved(builder, sheet, formulas[sheet.title])
        merges = [(m.min_row - 1, m.min_col - 1, m.size["rows"], m.size["columns"]) for m in sheet.merged_cells.ranges]
        if sheet.sheet_state != "visible" and cells:
            builder.warn(HIDDEN.format(sheet.title))
        add_sheet(builder, sheet.title, cells, merges, titled=len(book.worksheets) > 1)
    properties = book.properties
    yield builder.build(
        properties={
            "title": properties.title or "", "author": properties.creator or "",
            "created": str(properties.created or ""), "modified": str(properties.modified or ""),
        }
    )  # fmt: skip


def _check_merges(sheet: bytes, path: Path) -> None:
    """Refuse merged ranges that openpyxl would fill cell by cell until the memory is gone."""
    area = 0
    for first, top, last, bottom in _MERGED.findall(sheet):
        columns = [sum((c - 64) * 26**i for i, c in enumerate(reversed(letters))) for letters in (first, last)]
        area += (columns[1] - columns[0] + 1) * (int(bottom) - int(top) + 1)
    if area > MAX_MERGED_CELLS:
        raise LoadError(f"{path.name} 的合并单元格范围过大", next_step="请取消整行整列的合并后再导入")


def _filled(sheet: Any) -> list[Any]:
    # Not iter_rows: one stray cell at the far corner of a sheet would make it walk over 17 billion empty ones.
    return [cell for _, cell in sorted(sheet._cells.items()) if cell.value is not None]


def _unsaved(builder: TextBuilder, values: Any, formulas: Any) -> None:
    lacking = [
        cell.coordinate for cell in _filled(formulas) if cell.data_type == "f" and values[cell.coordinate].value is None
    ]
    if lacking:
        told = "、".join(f"{values.title}!{one}" for one in lacking[:5]) + (
            f"等 {len(lacking)} 处" if lacking[5:] else ""
        )
        builder.warn(f"{told}的{NO_VALUE}：请在表格软件中打开并保存一次")
