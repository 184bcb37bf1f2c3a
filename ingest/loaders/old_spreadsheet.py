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
from ingest.loaders.date_formats import CHINESE_DATES
from ingest.loaders.number_formats import show, too_long
from ingest.loaders.sheets import Sheet, check_cells, write_sheet


@reads("xls", ".xls", ".et")
def load_xls(path: Path) -> Iterator[RawDocument]:
    """One document a book of the old binary format, which WPS calls et; values as saved and as shown.

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
    for source in book.sheets():
        sheet = _sheet(book, source)
        count += len(sheet.cells)
        check_cells(count, path)
        write_sheet(builder, sheet, titled=book.nsheets > 1)
    yield builder.build(properties={"author": book.user_name or ""})


def _sheet(book: Any, source: Any) -> Sheet:
    import xlrd

    sheet = Sheet(
        name=source.name,
        hidden=bool(source.visibility),
        merges=[(r0, c0, r1 - r0, c1 - c0) for r0, r1, c0, c1 in source.merged_cells],
        hidden_rows={row for row, one in source.rowinfo_map.items() if one.hidden or one.height == 0},
        hidden_columns={column for column, one in source.colinfo_map.items() if one.hidden or one.width == 0},
    )
    for row in range(source.nrows):
        for column in range(source.row_len(row)):
            kind = source.cell_type(row, column)
            if kind == xlrd.XL_CELL_ERROR:
                sheet.errors.append((row, column))
            elif kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                value, form = _valued(book, source, row, column)
                if result := show(value, form):
                    sheet.cells[row, column] = result
                    if too_long(value):
                        sheet.long.append((row, column))
                elif value not in (0, "") and str(value).strip():
                    sheet.veiled.append((row, column))
    return sheet


def _valued(book: Any, source: Any, row: int, column: int) -> tuple[object, str]:
    """A cell's value and format."""
    import xlrd

    kind, value = source.cell_type(row, column), source.cell_value(row, column)
    number = book.xf_list[source.cell_xf_index(row, column)].format_key
    form = book.format_map[number].format_str or CHINESE_DATES.get(number, "")
    if kind == xlrd.XL_CELL_DATE:
        value = xlrd.xldate_as_datetime(value, book.datemode)
    return (bool(value) if kind == xlrd.XL_CELL_BOOLEAN else value), form
