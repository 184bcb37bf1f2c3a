"""SpreadsheetML of 2003, which systems export under .xls: read as the book that it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.errors import LoadError
from ingest.loaders import RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.building import TextBuilder, one_line
from ingest.loaders.limits import MAX_MERGED_CELLS, MAX_SHEET_XML_BYTES
from ingest.loaders.number_formats import show, too_long
from ingest.loaders.packages import parse_xml
from ingest.loaders.sheets import Sheet, check_cells, write_sheet

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_NAMED_FORMATS = {
    "General Number": "",
    "Currency": "#,##0.00",
    "Euro Currency": "#,##0.00",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "Scientific": "",
    "Yes/No": "",
    "General Date": "",
    "Short Date": "",
    "Medium Date": "",
    "Long Date": 'yyyy"年"m"月"d"日"',
    "Short Time": "h:mm",
    "Medium Time": "h:mm",
    "Long Time": "h:mm:ss",
}
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384


@reads("sheetml", limit=MAX_SHEET_XML_BYTES)
def load_sheet_xml(path: Path) -> Iterator[RawDocument]:
    """One document a book, values as saved and as shown.

    Raises:
        LoadError: If its XML is damaged or it is too large.
    """
    root = parse_xml(path.name, path.read_bytes())
    forms = _formats(root)
    sources = list(root.iter(f"{_SS}Worksheet"))
    builder = TextBuilder()
    count = 0
    for source in sources:
        sheet = _sheet(source, forms, path)
        count += len(sheet.cells)
        check_cells(count, path)
        write_sheet(builder, sheet, titled=len(sources) > 1)
    yield builder.build()


def _formats(root: Any) -> dict[str, str]:
    """The number format of every style; a style without one has its parent's."""
    own: dict[str, str] = {}
    for style in root.iter(f"{_SS}Style"):
        form = style.find(f"{_SS}NumberFormat")
        result = form.get(f"{_SS}Format", "") if form is not None else own.get(style.get(f"{_SS}Parent", ""), "")
        own[style.get(f"{_SS}ID", "")] = _NAMED_FORMATS.get(result, result)
    return own


def _whole(element: Any, name: str, default: int, most: int) -> int:
    result = element.get(_SS + name, "")
    return min(int(result), most) if result.isdigit() and len(result) < 9 else default


def _is_hidden(element: Any, size: str) -> bool:
    return bool(element.get(f"{_SS}Hidden") == "1" or element.get(_SS + size) == "0")


def _sheet(source: Any, forms: dict[str, str], path: Path) -> Sheet:
    visible = source.find(f"{_X}WorksheetOptions/{_X}Visible")
    sheet = Sheet(name=source.get(f"{_SS}Name", "表"), hidden=visible is not None and visible.text != "SheetVisible")
    table = source.find(f"{_SS}Table")
    row = column = area = 0
    for element in table if table is not None else ():
        if element.tag == f"{_SS}Column":
            column = _whole(element, "Index", column + 1, _MAX_COLUMN)
            last = min(column + _whole(element, "Span", 0, _MAX_COLUMN), _MAX_COLUMN)
            if _is_hidden(element, "Width"):
                sheet.hidden_columns.update(range(column - 1, last))
            column = last
        elif element.tag == f"{_SS}Row":
            row = _whole(element, "Index", row + 1, _MAX_ROW)
            if _is_hidden(element, "Height"):
                sheet.hidden_rows.add(row - 1)
            area += _row(sheet, element, row - 1, forms)
            if area > MAX_MERGED_CELLS:
                raise LoadError(f"{path.name} 的合并单元格范围过大", next_step="请取消整行整列的合并后再导入")
            row += _whole(element, "Span", 0, _MAX_ROW)
    return sheet


def _row(sheet: Sheet, element: Any, row: int, forms: dict[str, str]) -> int:
    """Enter the cells of a row; how many cells its merged ones cover."""
    column = area = 0
    style = element.get(f"{_SS}StyleID", "")
    for cell in element.iter(f"{_SS}Cell"):
        column = _whole(cell, "Index", column + 1, _MAX_COLUMN)
        wide = 1 + _whole(cell, "MergeAcross", 0, _MAX_COLUMN)
        tall = 1 + _whole(cell, "MergeDown", 0, _MAX_ROW)
        place = (row, column - 1)
        data = cell.find(f"{_SS}Data")
        kind = data.get(f"{_SS}Type", "String") if data is not None else ""
        words = one_line("".join(data.itertext())) if data is not None else ""
        if kind == "Error":
            sheet.errors.append(place)
        elif words:
            value = _value(words, kind)
            if result := show(value, forms.get(cell.get(f"{_SS}StyleID", style), "")):
                sheet.cells[place] = result
                if too_long(value):
                    sheet.long.append(place)
            elif value != 0:
                sheet.veiled.append(place)
        elif cell.get(f"{_SS}Formula"):
            sheet.unsaved.append(place)
        if wide > 1 or tall > 1:
            sheet.merges.append((*place, tall, wide))
            area += wide * tall
        column += wide - 1
    return area


def _value(words: str, kind: str) -> object:
    try:
        if kind == "Number":
            return float(words)
        if kind == "DateTime":
            return dt.datetime.fromisoformat(words)
    except ValueError:
        return words
    return words == "1" if kind == "Boolean" else words
