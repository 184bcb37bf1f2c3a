"""xls, which WPS calls et: the old binary workbook, read as the new one is."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.building import TextBuilder
from ingest.loaders.spreadsheet import HIDDEN, add_sheet, check_cells, column_letters, show, warn_of_errors


@reads("xls", ".xls", ".et")
def load_xls(path: Path) -> Iterator[RawDocument]:
    """One document a book of the old binary format, which WPS calls et; values as saved.

    Raises:
        LoadError: If it is damaged, encrypted or too large.
    """
    import xlrd

    try:
        book = xlrd.open_workbook(path, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower() or "password" in str(error).lower():
            raise LoadError(f"{path.name} 已加密，需要密码", next_step="请去掉打开密码后再导入") from error
        raise LoadError(
            f"{path.name} 已损坏，不是完整的工作簿", next_step="请用 Excel 或 WPS 打开后另存为 xlsx"
        ) from error
    builder = TextBuilder()
    count = 0
    for sheet in book.sheets():
        cells = {
            (row, column): told
            for row in range(sheet.nrows)
            for column in range(sheet.row_len(row))
            if (told := _xls_value(book, sheet, row, column))
        }
        errors = [
            f"{column_letters(column)}{row + 1}"
            for row in range(sheet.nrows)
            for column in range(sheet.row_len(row))
            if sheet.cell_type(row, column) == xlrd.XL_CELL_ERROR
        ]
        warn_of_errors(builder, sheet.name, errors)
        count += len(cells)
        check_cells(count, path)
        merges = [(r0, c0, r1 - r0, c1 - c0) for r0, r1, c0, c1 in sheet.merged_cells]
        if sheet.visibility and cells:
            builder.warn(HIDDEN.format(sheet.name))
        add_sheet(builder, sheet.name, cells, merges, titled=book.nsheets > 1)
    yield builder.build(properties={"author": book.user_name or ""})


def _xls_value(book: Any, sheet: Any, row: int, column: int) -> str:
    import xlrd

    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
        return ""
    if kind == xlrd.XL_CELL_DATE:
        return show(xlrd.xldate_as_datetime(value, book.datemode))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return show(bool(value))
    form = book.format_map[book.xf_list[sheet.cell_xf_index(row, column)].format_key].format_str
    return show(value, form or "")
