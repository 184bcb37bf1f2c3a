"""Text into spreadsheet cells, never as a formula: what a table says is data."""

from __future__ import annotations

from typing import Any


def put_text(cell: Any, text: str) -> None:
    """Write text as text, even where it begins with = + - or @.

    Args:
        cell: An openpyxl cell.
        text: Anything a user or a table may hold.
    """
    cell.value = text
    if text[:1] in ("=", "+", "-", "@", "\t", "\r"):
        cell.data_type = "s"
        cell.quotePrefix = True


def put_row(sheet: Any, row: int, values: list[str | float | None]) -> None:
    """Write a row of text and numbers from column 1; None leaves a cell empty.

    Args:
        sheet: An openpyxl worksheet.
        row: Its row, from 1.
        values: Text goes through `put_text`.
    """
    for column, value in enumerate(values, 1):
        if isinstance(value, str):
            put_text(sheet.cell(row=row, column=column), value)
        elif value is not None:
            sheet.cell(row=row, column=column, value=value)
