"""The rows that an answer used, as a workbook one can check by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from core.chart import UsedRows
from tools.reports.cells import put_row
from tools.table_query.typed import Row, TypedTable

WIDTH, NAME_WIDTH = 14, 28
MAX_TITLE = 31  # characters of a sheet's name
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write_rows(used: Sequence[tuple[TypedTable, UsedRows]], path: Path) -> Path:
    """Write the used rows of each table on a sheet of its own, with their numbers in the file; the path.

    Args:
        used: Tables with the rows of them that were used.
        path: Where to write the .xlsx.
    """
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for number, (table, rows) in enumerate(used, 1):
        sheet = book.create_sheet(f"{number} {table.title}".translate(_FORBIDDEN)[:MAX_TITLE])
        put_row(sheet, 1, [f"{table.title}：用到{len(rows.numbers)}行"])
        put_row(sheet, 2, ["行号", *(column.name for column in table.columns)])
        wanted = set(rows.numbers)
        for at, row in enumerate((row for row in table.rows if row.number in wanted), 3):
            put_row(sheet, at, [float(row.number), *_cells(row)])
        for cell in (sheet.cell(1, 1), *sheet[2]):
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A3"
        for column in range(1, len(table.columns) + 2):
            wide = column == table.key + 2
            sheet.column_dimensions[get_column_letter(column)].width = NAME_WIDTH if wide else WIDTH
    book.save(path)
    return path


def _cells(row: Row) -> list[str | float | None]:
    """Numbers as numbers, all else as the office wrote it."""
    result = zip(row.values, row.texts, strict=True)
    return [value if isinstance(value, float) else text for value, text in result]
