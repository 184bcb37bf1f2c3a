"""Spreadsheet files as sheets of text: csv in UTF-8, UTF-16 or GB18030, xlsx, xls and et. Row numbers are their own."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from core.errors import LoadError
from ingest.loaders.sniffing import TITLES, is_typed_table, sniff
from tools.tables.workbooks import MAX_ROWS, Sheet, xls_sheets, xlsx_sheets

MAX_BYTES = 50 * 2**20
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et")
TEXTS = (".csv", ".tsv", ".txt")
# What a page or a folder takes for a table; .txt may be any text.
ENDINGS = (".csv", ".tsv", *WORKBOOKS)
_AGAIN = "另存为 xlsx 或 UTF-8 的 csv 后再上传"


def read_sheets(path: Path, asked: str = "") -> tuple[Sheet, ...]:
    """Every sheet of a file, in its order; hidden ones are named and have no rows.

    A file is read as what it is: systems export text or xlsx under the ending .xls.

    Args:
        path: File ending in .csv, .tsv, .txt, .xlsx, .xlsm, .xls or .et.
        asked: A sheet to read though it be hidden.

    Raises:
        LoadError: If the file is missing, too large, of another format, empty, or cannot be decoded.
    """
    if not path.is_file():
        raise LoadError(f"没有这个表格文件：{path.name}", next_step="检查文件名和路径")
    if path.stat().st_size > MAX_BYTES:
        raise LoadError(f"{path.name} 超过 {MAX_BYTES // 2**20} MB", next_step="拆成几个文件，或去掉图片和空行")
    ending = path.suffix.lower()
    if ending not in (*WORKBOOKS, *TEXTS):
        raise LoadError(f"{path.name} 不是 csv 或 xlsx、xls、et", next_step=_AGAIN)
    kind = sniff(path)
    if kind == "encrypted":
        raise LoadError(f"{path.name} 已加密，需要密码", next_step="去掉打开密码后再上传")
    if kind == "xls" or (kind == "" and ending in (".xls", ".et") and not is_typed_table(path)):
        sheets = xls_sheets(path, asked)
    elif kind == "xlsx" or ending in (".xlsx", ".xlsm"):
        sheets = xlsx_sheets(path, asked)
    elif kind == "":
        sheets = (Sheet(name=asked or path.stem, rows=tuple(_csv_rows(path))),)
    else:
        raise LoadError(f"{path.name} 的内容是{TITLES[kind]}，不是表格", next_step=f"用表格软件打开，{_AGAIN}")
    if asked and asked not in [sheet.name for sheet in sheets]:
        names = "、".join(sheet.name for sheet in sheets)
        raise LoadError(f"{path.name} 没有工作表“{asked}”", next_step=f"有：{names}")
    if not any(any(row) for sheet in sheets for row in sheet.rows):
        hidden = "、".join(sheet.name for sheet in sheets if sheet.hidden)
        text = f"隐藏的工作表没有读：{hidden}；要用请先取消隐藏" if hidden else "检查是否选错了文件或工作表"
        raise LoadError(f"{path.name} 是空表", next_step=text)
    return sheets


def read_sheet(path: Path, sheet: str = "") -> Sheet:
    """One sheet of a file: the one named, or the first visible one with cells that is not a 填表说明.

    Raises:
        LoadError: As `read_sheets`.
    """
    sheets = read_sheets(path, sheet)
    filled = [one for one in sheets if any(any(row) for row in one.rows)]
    named = [one for one in filled if one.name == sheet]
    return (named or [one for one in filled if "说明" not in one.name] or filled)[0]


def _csv_rows(path: Path) -> list[tuple[str, ...]]:
    data = path.read_bytes()
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise LoadError(f"{path.name} 的编码既不是 UTF-8 也不是 GB18030", next_step="另存为 UTF-8 的 csv")
    if "\x00" in text:
        raise LoadError(f"{path.name} 不是文本表格", next_step=_AGAIN)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            rows.append(tuple(cell.strip() for cell in row))
            if len(rows) > MAX_ROWS:
                raise LoadError(f"{path.name} 超过 {MAX_ROWS} 行", next_step="按县区拆开")
    except csv.Error as error:
        raise LoadError(f"{path.name} 不是完好的 csv：{error}", next_step="另存为 xlsx 后再上传") from error
    return rows


def _delimiter(text: str) -> str:
    """A comma, or the tab where the first lines have more of those: its ending does not tell."""
    head = text[:4096]
    return "\t" if head.count("\t") > head.count(",") else ","
