"""Builds the text of a document line by line and keeps count, so that marks, doubts and table cells stay exact."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.controls import clean_controls
from core.record import DocumentTable, TableCell
from ingest.loaders import Doubt, Mark, RawDocument
from ingest.loaders.grids import (
    GridCell,
    header_rows_of,
    is_caption,
    is_unit_line,
    labels_of,
    spread,
    starts_outline,
    unit_of,
)

LOOK_BACK = 3


def one_line(text: str) -> str:
    """A cell or a paragraph as one line: a break between Chinese characters vanishes, any other is a space."""
    plain = clean_controls(text).replace("\xa0", " ").strip()
    plain = re.sub(r"(?<=[⺀-鿿，。；：、（）“”》《])\s*[\r\n]+\s*(?=[⺀-鿿，。；：、（）“”》《\d])", "", plain)
    return re.sub(r"\s+", " ", plain)


@dataclass(frozen=True, kw_only=True)
class Sure:
    """How sure recognition was of a stretch of a line that is about to be added."""

    start: int
    end: int
    confidence: float


class TextBuilder:
    """Collects lines and tables of one document.

    A table becomes one line a row: 实验小学，在校生数（人）：1200，专任教师（人）：65。
    The first cell stands for the row, the others carry the header of their column, and the row ends as a sentence does.
    So a row that is quoted alone says what its figures are of, search finds it by the words of its header, and the
    structure tree sees a sentence and no heading. Merged cells are told in every row they cover; `TableCell` points at
    the first.
    """

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._at = 0
        self._marks: list[Mark] = []
        self._doubts: list[Doubt] = []
        self._tables: list[DocumentTable] = []
        self._warnings: list[str] = []

    @property
    def at(self) -> int:
        """Where the next line will start."""
        return self._at

    @property
    def empty(self) -> bool:
        """Whether nothing was added yet."""
        return not self._lines

    def mark(self, label: str) -> None:
        """Say where the next line stands in the file: 第3页, 表名!B4."""
        self.mark_at(self._at, label)

    def mark_at(self, at: int, label: str) -> None:
        """Say where the text from `at` on stands in the file."""
        if self._marks and self._marks[-1].start == at:
            self._marks.pop()
        self._marks.append(Mark(start=at, label=label))

    def warn(self, warning: str) -> None:
        """A warning about the document, told once."""
        if warning not in self._warnings:
            self._warnings.append(warning)

    def line(self, text: str, doubts: Sequence[Sure] = ()) -> tuple[int, int]:
        """Add a line of clean text; its extent."""
        start = self._at
        self._lines.append(text)
        self._at += len(text) + 1
        for doubt in doubts:
            self._doubts.append(Doubt(start=start + doubt.start, end=start + doubt.end, confidence=doubt.confidence))
        return start, start + len(text)

    def table(
        self,
        cells: Sequence[GridCell],
        *,
        header_rows: int | None = None,
        names: Mapping[tuple[int, int], str] | None = None,
    ) -> None:
        """Add a table; its caption and unit are read from the lines before it.

        Args:
            cells: Its cells, merged ones once.
            header_rows: Rows of headers; None: found by `header_rows_of`.
            names: What to mark the cells of a sheet with, by (row, column); None: no marks.
        """
        filled = [c for c in cells if c.text]
        if not filled:
            return
        headers = header_rows_of(cells) if header_rows is None else header_rows
        caption, unit = self._caption()
        start = self._at
        labels = labels_of(cells, headers)
        covered = spread(cells)
        raw: list[TableCell] = []
        rows: dict[int, list[tuple[int, GridCell]]] = {}
        for (row, column), cell in sorted(covered.items(), key=lambda one: one[0]):
            if cell.text:
                rows.setdefault(row, []).append((column, cell))
        for row, here in rows.items():
            # A cell merged over columns is told once a row.
            listed = [(column, cell) for i, (column, cell) in enumerate(here) if not i or here[i - 1][1] is not cell]
            if row < headers:
                listed = [(column, cell) for column, cell in listed if cell.row == row]
            if listed:
                self._row(row, listed, labels if row >= headers else {}, raw, names or {})
        self._tables.append(
            DocumentTable(
                start=start, end=self._at - 1, caption=caption, unit=unit, header_rows=headers, cells=tuple(raw)
            )
        )

    def written_table(self, lines: Sequence[str], cells: Sequence[TableCell]) -> None:
        """Add a table whose lines stay as they are written; its caption and unit are read from the lines before it.

        Args:
            lines: Its lines.
            cells: Its cells, at code points from the beginning of the first line.
        """
        caption, unit = self._caption()
        start = self._at
        for line in lines:
            self.line(line)
        grid = [GridCell(row=one.row, column=one.column, text=one.text) for one in cells]
        self._tables.append(
            DocumentTable(
                start=start,
                end=self._at - 1,
                caption=caption,
                unit=unit,
                header_rows=header_rows_of(grid),
                cells=tuple(replace(one, start=one.start + start, end=one.end + start) for one in cells),
            )
        )

    def adopt(self, raw: RawDocument) -> None:
        """Add another document as a part of this one: its text, doubts, tables and warnings; not its marks."""
        if not raw.text:
            return
        start = self._at
        self._lines += raw.text.split("\n")
        self._at += len(raw.text) + 1
        self._doubts += [replace(one, start=one.start + start, end=one.end + start) for one in raw.doubts]
        for table in raw.tables:
            cells = tuple(replace(one, start=one.start + start, end=one.end + start) for one in table.cells)
            self._tables.append(replace(table, start=table.start + start, end=table.end + start, cells=cells))
        for warning in raw.warnings:
            self.warn(warning)

    def _row(
        self,
        row: int,
        items: Sequence[tuple[int, GridCell]],
        labels: Mapping[int, str],
        raw: list[TableCell],
        names: Mapping[tuple[int, int], str],
    ) -> None:
        line = ""
        for position, (column, cell) in enumerate(items):
            label = labels.get(column, "")
            lead = "，" if position else ""
            if label and label != cell.text and (position or starts_outline(cell.text)):
                lead += f"{label}："
            start = self._at + len(line) + len(lead)
            line += lead + cell.text
            if cell.row == row:
                raw.append(
                    TableCell(
                        row=row,
                        column=cell.column,
                        text=cell.text,
                        start=start,
                        end=start + len(cell.text),
                        rows=cell.rows,
                        columns=cell.columns,
                    )
                )
                if name := names.get((row, cell.column)):
                    self.mark_at(start if position else self._at, name)
        self.line(line if line[-1] in "。；！？" else line + "。")

    def _caption(self) -> tuple[str, str]:
        """Caption and unit in the lines just above: 表1 …, （单位：人）."""
        caption = unit = ""
        items = [line for line in self._lines[-2 * LOOK_BACK :] if line.strip()]
        for line in reversed(items[-LOOK_BACK:]):
            if not unit and is_unit_line(line):
                unit = unit_of(line)
            elif is_caption(line):
                caption = line.strip()
                unit = unit or unit_of(line)
                break
            else:
                break
        return caption, unit

    def build(self, *, name: str = "", properties: Mapping[str, str] | None = None) -> RawDocument:
        """The document as collected."""
        record = {
            key: one_line(str(value))[:200] for key, value in (properties or {}).items() if str(value or "").strip()
        }
        return RawDocument(
            name=name,
            text="\n".join(self._lines),
            properties=record,
            marks=tuple(self._marks),
            doubts=tuple(self._doubts),
            tables=tuple(self._tables),
            warnings=tuple(self._warnings),
        )
