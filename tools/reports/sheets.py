"""Sheets of a workbook that can be printed: head, filter, frozen panes, formats; what a table says stays text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tools.charts.typeface import text_width

# What a spreadsheet would take for a formula when a cell that begins so is edited.
RISKY = ("=", "+", "-", "@", "\t", "\r")
WHOLE, PLAIN, COEFFICIENT = "#,##0", "#,##0.00", "0.000"
NARROWEST, WIDEST = 6.0, 30.0
# The height of a line of the 10 point text, in points.
LINE = 14.0
A4 = 9


class Sheets:
    """A workbook being written; values of formulas are kept beside them, so that readers that do not compute show them.

    Args:
        path: Where the .xlsx goes.
    """

    def __init__(self, path: str) -> None:
        from xlsxwriter import Workbook

        self.book = Workbook(
            path, {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
        )
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.sheets: list[Sheet] = []

    def format(self, **properties: Any) -> Any:
        """A format by its properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"font_size": 10, "valign": "vcenter", **properties})
        return self._formats[key]

    def add(self, title: str, head: Sequence[str], *, fixed: int = 0, across: int = 1, widest: float = WIDEST) -> Sheet:
        """A sheet with its head in row 1.

        Args:
            title: Of the sheet.
            head: Names of the columns.
            fixed: How many columns stay in sight, and stand on each page.
            across: Over how many pages the columns are printed.
            widest: No column is wider; longer texts take several lines.
        """
        sheet = Sheet(self, title, head, fixed, across, widest)
        self.sheets.append(sheet)
        return sheet

    def close(self) -> None:
        """Set filters, widths and pages of every sheet, and write the file."""
        for sheet in self.sheets:
            sheet.finish()
        self.book.close()


class Sheet:
    """One sheet, written a row at a time; rows and columns count from 1 as a spreadsheet's do.

    `printed_columns` and `printed_rows` bound what goes on paper; None: all that was written.
    """

    def __init__(self, sheets: Sheets, title: str, head: Sequence[str], fixed: int, across: int, widest: float) -> None:
        self.printed_columns: int | None = None
        self.printed_rows: int | None = None
        self._across, self._widest = across, widest
        self._texts: dict[int, list[tuple[int, float]]] = {}
        self.title = title
        self.book = sheets
        self.page = sheets.book.add_worksheet(title)
        self._columns = len(head)
        self._fixed = fixed
        self._rows = 1
        self._widths = [0.0] * len(head)
        bold = sheets.format(bold=True, text_wrap=True, border=1, bg_color="#E8EDF3", align="center")
        for column, name in enumerate(head):
            self.page.write_string(0, column, name, bold)
            # A head may take three lines.
            self._widths[column] = text_width(name, 1) * 0.4
            self._texts.setdefault(1, []).append((column, text_width(name, 1)))

    def text(self, row: int, column: int, text: str) -> None:
        """Write text as text, whatever it begins with."""
        risky = text.startswith(RISKY)
        properties: dict[str, Any] = {"quote_prefix": True} if risky else {}
        self.page.write_string(row - 1, column - 1, text, self.book.format(text_wrap=True, **properties))
        self._grown(row, column, text_width(text, 1))
        self._texts.setdefault(row, []).append((column - 1, text_width(text, 1)))

    def number(self, row: int, column: int, value: float, form: str = PLAIN) -> None:
        """Write a number."""
        self.page.write_number(row - 1, column - 1, value, self.book.format(num_format=form))
        self._grown(row, column, 5.0)

    def formula(self, row: int, column: int, formula: str, value: float | str, form: str = PLAIN) -> None:
        """Write a formula with the value it has."""
        self.page.write_formula(row - 1, column - 1, formula, self.book.format(num_format=form), value)
        self._grown(row, column, 5.0)

    def row(self, row: int, values: Sequence[str | float | None], form: str = PLAIN) -> None:
        """Write texts and numbers from column 1; None leaves a cell empty."""
        for column, value in enumerate(values, 1):
            if isinstance(value, str):
                if value:
                    self.text(row, column, value)
            elif value is not None:
                self.number(row, column, value, WHOLE if float(value).is_integer() else form)

    def _grown(self, row: int, column: int, width: float) -> None:
        self._rows = max(self._rows, row)
        self._widths[column - 1] = max(self._widths[column - 1], width)

    def finish(self) -> None:
        """Filter, frozen panes, widths, and pages: A4 across, all columns on one, the head on each, numbered."""
        # A Chinese character is two of a spreadsheet's units wide.
        wide = [min(max(width * 2 + 2, NARROWEST), self._widest) for width in self._widths]
        for column, width in enumerate(wide):
            self.page.set_column(column, column, width)
        for row, texts in self._texts.items():
            lines = max(math.ceil(width * 2 / (wide[column] - 1)) for column, width in texts)
            if lines > 1:
                self.page.set_row(row - 1, lines * LINE)
        rows, columns = self.printed_rows or max(self._rows, 2), self.printed_columns or self._columns
        self.page.freeze_panes(1, self._fixed)
        self.page.autofilter(0, 0, max(self._rows - 1, 1), self._columns - 1)
        self.page.print_area(0, 0, rows - 1, columns - 1)
        self.page.repeat_rows(0)
        if self._fixed and self._across > 1:
            self.page.repeat_columns(0, self._fixed - 1)
        self.page.set_landscape()
        self.page.set_paper(A4)
        self.page.fit_to_pages(self._across, 0)
        self.page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.6)
        self.page.set_header(f"&C{self.title}")
        self.page.set_footer("&C第 &P 页，共 &N 页")
