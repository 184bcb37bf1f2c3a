"""Spreadsheet files as rows of text: csv in UTF-8 or GB18030, xlsx. Row numbers are the spreadsheet's own."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from core.errors import LoadError

MAX_BYTES = 50 * 2**20
MAX_UNZIPPED_BYTES = 400 * 2**20
MAX_ROWS = 200_000


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Cells as text, `rows[0]` is the spreadsheet's row 1; an empty cell is ''."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_sheet(path: Path, sheet: str = "") -> Sheet:
    """Read one sheet of a csv or xlsx file.

    Args:
        path: File ending in .csv, .tsv, .xlsx or .xlsm.
        sheet: Name of the sheet; empty: the first that is not a 填表说明.

    Raises:
        LoadError: If the file is missing, too large, of another format, or cannot be decoded.
    """
    if not path.is_file():
        raise LoadError(f"没有这个表格文件：{path.name}", next_step="检查文件名和路径")
    if path.stat().st_size > MAX_BYTES:
        raise LoadError(f"{path.name} 超过 {MAX_BYTES // 2**20} MB", next_step="拆成几个文件，或去掉图片和空行")
    suffix = path.suffix.lower()
    if suffix in (".csv", ".tsv", ".txt"):
        rows = _csv_rows(path, "\t" if suffix == ".tsv" else ",")
        name = path.stem
    elif suffix in (".xlsx", ".xlsm"):
        name, rows = _xlsx_rows(path, sheet)
    else:
        raise LoadError(f"{path.name} 不是 csv 或 xlsx", next_step="另存为 xlsx 或 UTF-8 的 csv 后再上传")
    if not any(any(row) for row in rows):
        raise LoadError(f"{path.name} 是空表", next_step="检查是否选错了文件或工作表")
    return Sheet(name=name, rows=tuple(rows))


def _csv_rows(path: Path, delimiter: str) -> list[tuple[str, ...]]:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise LoadError(f"{path.name} 的编码既不是 UTF-8 也不是 GB18030", next_step="另存为 UTF-8 的 csv")
    if "\x00" in text:
        raise LoadError(f"{path.name} 不是文本表格", next_step="另存为 xlsx 或 UTF-8 的 csv 后再上传")
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(tuple(cell.strip() for cell in row))
            if len(rows) > MAX_ROWS:
                raise LoadError(f"{path.name} 超过 {MAX_ROWS} 行", next_step="按县区拆开")
    except csv.Error as error:
        raise LoadError(f"{path.name} 不是完好的 csv：{error}", next_step="另存为 xlsx 后再上传") from error
    return rows


def _xlsx_rows(path: Path, sheet: str) -> tuple[str, list[tuple[str, ...]]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNZIPPED_BYTES:
                raise LoadError(f"{path.name} 解压后过大", next_step="另存为 csv 后再上传")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError) as error:
        raise LoadError(f"{path.name} 打不开：{error}", next_step="用表格软件重新保存为 xlsx") from error
    try:
        names = [name for name in book.sheetnames if "说明" not in name] or book.sheetnames
        if sheet and sheet not in book.sheetnames:
            raise LoadError(f"{path.name} 没有工作表“{sheet}”", next_step=f"有：{'、'.join(book.sheetnames)}")
        name = sheet or names[0]
        rows = []
        for row in book[name].iter_rows(values_only=True):
            rows.append(tuple(_cell_text(value) for value in row))
            if len(rows) > MAX_ROWS:
                raise LoadError(f"{path.name} 超过 {MAX_ROWS} 行", next_step="按县区拆开")
        return name, rows
    finally:
        book.close()


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()
