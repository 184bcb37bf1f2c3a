"""The ledger as xlsx: text stays text, whatever it begins with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.ledger_figure import LedgerFigure
from corpus.library import Library
from tools.compare_draft import Conflict
from tools.reports.cells import put_row
from ui.ledger_rows import ROLES, change_text

HEAD = ["主体", "数值", "下限", "上限", "单位", "原文写法", "变化", "地区", "时间", "性质", "原句", "文件", "位置"]
WIDTHS = (28, 12, 10, 10, 8, 16, 14, 24, 14, 8, 60, 36, 14)
CONFLICT_HEAD = ["主体", "地区", "时间", "一处", "文件", "原句", "另一处", "文件", "原句"]


def write_ledger(rows: Sequence[LedgerFigure], conflicts: Sequence[Conflict], library: Library, path: Path) -> Path:
    """Write rows of the ledger and the conflicts among them.

    Args:
        rows: Figures; 万 and 亿 are multiplied out in 数值, 原文写法 keeps them.
        conflicts: Pairs of rows, on a sheet of their own.
        library: For the documents' titles.
        path: Where to write the .xlsx.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "数字台账"
    put_row(sheet, 1, [*HEAD])
    for number, row in enumerate(rows, 2):
        open_ended = row.value is None
        low, high = (row.low, row.high) if open_ended or row.low != row.high else (None, None)
        items: list[str | float | None] = [row.subject, row.value, low, high, row.unit, row.text, change_text(row)]
        title = library.document(row.document_id).title
        put_row(sheet, number, [*items, row.place, row.period, ROLES[row.role], row.sentence, title, str(row.span[0])])
    second = book.create_sheet("文件之间的矛盾")
    put_row(second, 1, [*CONFLICT_HEAD])
    for number, one in enumerate(conflicts, 2):
        values: list[str | float | None] = [one.first.subject, one.first.place, one.first.period]
        for side in (one.first, one.second):
            values += [side.text, library.document(side.document_id).title, side.sentence]
        put_row(second, number, values)
    for page in (sheet, second):
        page.freeze_panes = "A2"
        for cell in page[1]:
            cell.font = Font(bold=True)
    for column, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    book.save(path)
    return path
