"""Workbooks as rows of text: xlsx, and the older xls that WPS calls et. Hidden sheets are named, never read unasked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import LoadError

MAX_UNZIPPED_BYTES = 400 * 2**20
MAX_ROWS = 200_000


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Cells as text, `rows[0]` is the spreadsheet's row 1; an empty cell is ''. A hidden sheet has no rows."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    hidden: bool = False


def xlsx_sheets(path: Path, asked: str = "") -> tuple[Sheet, ...]:
    """The sheets of an xlsx file in its order; `asked` is read though it be hidden.

    Raises:
        LoadError: If it is damaged or too large.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNZIPPED_BYTES:
                raise LoadError(f"{path.name} 解压后过大", next_step="另存为 csv 后再上传")
        # By its bytes and not its name: openpyxl refuses an ending it does not know.
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise LoadError(f"{path.name} 打不开：{error}", next_step="用表格软件重新保存为 xlsx") from error
    try:
        return tuple(
            _sheet(
                path, one.title, one.sheet_state != "visible" and one.title != asked, one.iter_rows(values_only=True)
            )
            for one in book.worksheets
        )
    finally:
        book.close()


def xls_sheets(path: Path, asked: str = "") -> tuple[Sheet, ...]:
    """As `xlsx_sheets`, of an xls or et file.

    Raises:
        LoadError: If it is damaged, locked or too large.
    """
    import xlrd

    try:
        book = xlrd.open_workbook(path, logfile=io.StringIO())
        return tuple(
            _sheet(path, one.name, bool(one.visibility) and one.name != asked, _xls_rows(one, book.datemode))
            for one in book.sheets()
        )
    except LoadError:
        raise
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower():
            raise LoadError(f"{path.name} 已加密，需要密码", next_step="去掉打开密码后再上传") from error
        raise LoadError(f"{path.name} 打不开：不是完整的工作簿", next_step="用表格软件另存为 xlsx") from error
    # xlrd was never promised to survive damaged bytes: it raises AssertionError, IndexError, struct.error… on them.
    except Exception as error:
        raise LoadError(f"{path.name} 已损坏（{type(error).__name__}）", next_step="用表格软件另存为 xlsx") from error


def _xls_rows(sheet: Any, datemode: int) -> Iterable[tuple[object, ...]]:
    import xlrd

    for row in range(sheet.nrows):
        cells = []
        for kind, value in zip(sheet.row_types(row), sheet.row_values(row), strict=True):
            if kind == xlrd.XL_CELL_DATE:
                value = xlrd.xldate_as_datetime(value, datemode)
            elif kind == xlrd.XL_CELL_BOOLEAN:
                value = bool(value)
            elif kind == xlrd.XL_CELL_ERROR:
                value = xlrd.error_text_from_code.get(value, "#N/A")
            cells.append(value)
        yield tuple(cells)


def _sheet(path: Path, name: str, hidden: bool, rows: Iterable[tuple[object, ...]]) -> Sheet:
    if hidden:
        return Sheet(name=name, rows=(), hidden=True)
    read: list[tuple[str, ...]] = []
    for row in rows:
        read.append(tuple(_cell_text(value) for value in row))
        if len(read) > MAX_ROWS:
            raise LoadError(f"{path.name} 超过 {MAX_ROWS} 行", next_step="按县区拆开")
    return Sheet(name=name, rows=tuple(read))


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()
