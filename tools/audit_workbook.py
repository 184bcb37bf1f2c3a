"""Lines of the audit log as xlsx: text stays text, whatever somebody asked or called a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from core.errors import DataError
from corpus.audit import KINDS, Asked, Deed, count_deeds, detail_text, read_deeds
from corpus.store import Store
from tools.reports.cells import put_row

HEAD = ["编号", "时间", "人员", "做了什么", "对象或问题", "结果", "依据文件或详情"]
WIDTHS = (8, 20, 16, 14, 60, 12, 80)
MAX_ROWS = 100_000
# What one cell of a workbook can hold.
MAX_CELL = 32_000


def write_audit(store: Store, asked: Asked, path: Path) -> int:
    """Write the wanted lines, the latest first; how many there are.

    Args:
        store: Where the log is.
        asked: Which lines.
        path: Where to write the .xlsx.

    Raises:
        DataError: If there are none, too many for one sheet, or no such kind.
    """
    count = count_deeds(store, asked)
    if not count:
        raise DataError("没有这样的记录", next_step="请放宽人员、类别或日期")
    if count > MAX_ROWS:
        raise DataError(f"有 {count:,} 条记录，一次最多写出 {MAX_ROWS:,} 条", next_step="请按日期分几次写出")
    _write(read_deeds(store, asked, limit=MAX_ROWS), path)
    return count


def _write(deeds: Iterable[Deed], path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "操作记录"
    put_row(sheet, 1, [*HEAD])
    for number, deed in enumerate(deeds, 2):
        result = (
            f"{deed.at:%Y-%m-%d %H:%M:%S}",
            deed.user,
            KINDS.get(deed.kind, deed.kind),
            deed.subject,
            deed.outcome,
        )
        words = [ILLEGAL_CHARACTERS_RE.sub("", one)[:MAX_CELL] for one in (*result, detail_text(deed))]
        put_row(sheet, number, [float(deed.id), *words])
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    book.save(path)
