"""xlsx: every sheet as its formats show it. Formulas are never evaluated."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.building import TextBuilder
from ingest.loaders.date_formats import CHINESE_DATES
from ingest.loaders.limits import MAX_MERGED_CELLS, MAX_SHEET_XML_BYTES, MIB
from ingest.loaders.number_formats import show, too_long
from ingest.loaders.packages import opened_package, transitional_package
from ingest.loaders.sheets import Place, Sheet, check_cells, write_sheet

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"')
_BOX_TEXT = re.compile(rb"<a:t>[^<]*\S[^<]*</a:t>")


@reads("xlsx", ".xlsx", ".xlsm")
def load_xlsx(path: Path) -> Iterator[RawDocument]:
    """One document a book, hidden sheets included, values as saved and as shown.

    Raises:
        LoadError: If it is damaged, encrypted or too large.
    """
    import openpyxl

    builder = TextBuilder()
    with opened_package(path) as package:
        xml = sum(
            i.file_size for i in package.infolist() if i.filename.startswith("xl/") and i.filename.endswith(".xml")
        )
        if xml > MAX_SHEET_XML_BYTES:
            raise LoadError(f"{path.name} 表格内容超过 {MAX_SHEET_XML_BYTES // MIB} MB", next_step="请按县区或年份拆开")
        for sheet_part in (i for i in package.infolist() if i.filename.startswith("xl/worksheets/")):
            _check_merges(package.read(sheet_part), path)
        _warn_of_parts(builder, package)
        # By its bytes and not its name: openpyxl refuses an ending it does not know.
        data = transitional_package(package) or path.read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(data), data_only=False)
    count = 0
    for source in book.worksheets:
        sheet = _sheet(source, formulas[source.title], book.epoch)
        count += len(sheet.cells)
        check_cells(count, path)
        write_sheet(builder, sheet, titled=len(book.worksheets) > 1)
    properties = book.properties
    yield builder.build(
        properties={
            "title": properties.title or "",
            "author": properties.creator or "",
            "created": str(properties.created or ""),
            "modified": str(properties.modified or ""),
        }
    )


def _warn_of_parts(builder: TextBuilder, package: zipfile.ZipFile) -> None:
    """Say what of a book is not in its cells."""
    names = package.namelist()
    if "xl/vbaProject.bin" in names:
        builder.warn("含宏，宏未读取也未运行")
    drawn = [name for name in names if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)]
    if any(_BOX_TEXT.search(package.read(name)) for name in drawn):
        builder.warn("含文本框，其中的文字未读取")
    if any(name.startswith("xl/media/") for name in names):
        builder.warn("含图片，图片未读取")
    if any(re.match(r"xl/(?:threadedC|c)omments", name) for name in names):
        builder.warn("含批注，批注未读取")


def _check_merges(sheet: bytes, path: Path) -> None:
    """Refuse merged ranges that openpyxl would fill cell by cell until the memory is gone."""
    area = 0
    for first, top, last, bottom in _MERGED.findall(sheet):
        columns = [sum((c - 64) * 26**i for i, c in enumerate(reversed(letters))) for letters in (first, last)]
        area += (columns[1] - columns[0] + 1) * (int(bottom) - int(top) + 1)
    if area > MAX_MERGED_CELLS:
        raise LoadError(f"{path.name} 的合并单元格范围过大", next_step="请取消整行整列的合并后再导入")


def _sheet(source: Any, formulas: Any, epoch: Any) -> Sheet:
    sheet = Sheet(
        name=source.title,
        hidden=source.sheet_state != "visible",
        merges=[(m.min_row - 1, m.min_col - 1, m.size["rows"], m.size["columns"]) for m in source.merged_cells.ranges],
        hidden_rows={number - 1 for number, one in source.row_dimensions.items() if one.hidden or one.ht == 0},
        hidden_columns={
            column - 1
            for one in source.column_dimensions.values()
            if one.hidden or one.width == 0
            for column in range(one.min or 1, (one.max or one.min or 1) + 1)
        },
    )
    for cell in _filled(source):
        place: Place = (cell.row - 1, cell.column - 1)
        if cell.data_type == "e":
            sheet.errors.append(place)
        elif result := show(*_valued(cell, epoch)):
            sheet.cells[place] = result
            if too_long(cell.value):
                sheet.long.append(place)
        elif cell.value not in (0, "") and str(cell.value).strip():
            sheet.veiled.append(place)
    sheet.unsaved += [
        (cell.row - 1, cell.column - 1)
        for cell in _filled(formulas)
        if cell.data_type == "f" and source[cell.coordinate].value is None
    ]
    return sheet


def _valued(cell: Any, epoch: Any) -> tuple[object, str]:
    """A cell's value and format; openpyxl does not know the dates among the built-in formats of Chinese Excel."""
    from openpyxl.utils.datetime import from_excel

    number = cell._style.numFmtId
    value = cell.value
    if number in CHINESE_DATES:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 2_958_466:
            value = from_excel(value, epoch)
        return value, CHINESE_DATES[number]
    return value, cell.number_format or ""


def _filled(sheet: Any) -> list[Any]:
    # Not iter_rows: one stray cell at the far corner of a sheet would make it walk over 17 billion empty ones.
    return [cell for _, cell in sorted(sheet._cells.items()) if cell.value is not None]
