"""Figures in the tables of documents: the cell whose row and column a question names.

A row of a table is no sentence: every figure in it stands under a header of its own, and every row is of another thing.
So a cell answers only where the question names its row and its column, and where row, column, caption, heading and
title together name everything that the question asks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.place import short_name
from core.place_identity import lies_in
from core.schema import Document, Place, Quantity, Section
from core.units import same_dimension
from corpus.library import Library
from retrieval.query import Query, QueryReader
from retrieval.segment import Segmenter
from retrieval.statement import Statement
from tools.ledger.document_ledger import document_cells
from tools.ledger.table_figures import TableFigure, names_goal, names_share
from tools.table_labels import NAMED, WHOLLY, Labels, TableLabels

CACHED_DOCUMENTS = 64
MAX_DOCUMENTS = 8  # of those found for a question
ALL_MET, ROW_NAMED, TIE = 0.75, 0.2, 0.05
_EACH = re.compile(r"各(?!级|类)|分别|每[个所类]")
Asked = Mapping[str, tuple[Document, frozenset[int]]]


@dataclass(frozen=True, kw_only=True)
class FoundCell:
    """A cell that answers, in its document; `score` tells how well row and column are named."""

    cell: TableFigure
    document: Document
    section: Section
    place: Place | None
    score: float

    @property
    def statement(self) -> Statement:
        """The cell as a statement of its row."""
        figure = self.cell.figure
        return Statement(
            document=self.document,
            section=self.section,
            sentence=figure.sentence_span,
            start=figure.span[0],
            end=figure.span[1],
            years=frozenset(figure.years),
            place=self.place or self.section.place,
        )

    @property
    def quantity(self) -> Quantity | None:
        """The cell's figure with its unit; None where it holds no single value."""
        figure = self.cell.figure
        if figure.value is None:
            return None
        return Quantity(
            value=figure.value,
            unit=figure.unit,
            qualifier="",
            low=figure.value,
            high=figure.value,
            text=figure.text + self.cell.unit,
            span=figure.span,
        )


class DocumentTables:
    """Finds cells in the tables of documents.

    Args:
        library: The texts with their tables.
        reader: Reads labels as it reads questions.
        segmenter: Words.
    """

    def __init__(self, library: Library, reader: QueryReader, segmenter: Segmenter) -> None:
        self._library = library
        self._labels = TableLabels(reader, segmenter)
        self._cells: Callable[[str], list[TableFigure]] = lru_cache(CACHED_DOCUMENTS)(
            lambda document_id: document_cells(library, document_id)
        )

    def holds(self, document_id: str, at: int) -> bool:
        """Whether a code point of a document stands in a table."""
        return any(table.start <= at < table.end for table in self._library.tables(document_id))

    def find(self, query: Query, documents: Asked, place: Place | None) -> tuple[FoundCell, ...]:
        """The cell that a question asks for; several where it asks for each row or for several years; () for none.

        Args:
            query: What is asked.
            documents: Where to look, best first, by id, each with the years asked for; none: the latest it has.
            place: Whose figure it must be; None: any place's.
        """
        tabled = [(d, years) for d, years in documents.values() if self._library.tables(d.id)][:MAX_DOCUMENTS]
        found = [cell for document, years in tabled for cell in self._in_document(query, document, place, years)]
        if not found:
            return ()
        asked_years = {(year,) for _, years in tabled for year in years}
        best = max(found, key=lambda c: (c.score, c.cell.figure.years))
        row = [c for c in found if (c.cell.table, c.cell.line) == (best.cell.table, best.cell.line)]
        if len(asked_years) > 1 and {c.cell.figure.years for c in row} == asked_years:
            return tuple(row) if len(row) == len(asked_years) else ()
        latest = max(c.cell.figure.years for c in found)
        return _chosen([c for c in found if c.cell.figure.years == latest], each=bool(_EACH.search(query.text)))

    def _in_document(
        self, query: Query, document: Document, place: Place | None, years: frozenset[int]
    ) -> list[FoundCell]:
        cells = self._cells(document.id)
        rows = self._labels.rows_named(cells, query)
        columns = {
            labels: self._labels.named(labels, query, counting=True) for labels in {cell.columns for cell in cells}
        }
        each = bool(_EACH.search(query.text))
        lines: dict[int, set[int]] = {}
        # 小学和初中分别有多少所: two rows are asked for by name; 各学段有多少所: every one.
        by_name: dict[int, set[Labels]] = {}
        for cell in cells:
            lines.setdefault(cell.table, set()).add(cell.line)
            if rows[cell.table, cell.rows].share >= WHOLLY:
                by_name.setdefault(cell.table, set()).add(cell.rows)
        found = []
        for cell in cells:
            figure, row, column = cell.figure, rows[cell.table, cell.rows], columns[cell.columns]
            if years and not (figure.years and frozenset(figure.years) <= years):
                continue
            if self._labels.narrowed(cell, query, total=row.whole):
                continue
            if not _fits(cell, query) or not (column.share >= NAMED or (column.whole and row.share >= NAMED)):
                continue
            known = by_name.get(cell.table, {cell.rows}) if each else {cell.rows}
            if each and (row.whole or cell.rows not in known):
                continue
            if not each and row.share < NAMED and not row.whole and len(lines[cell.table]) > 1:
                continue
            section = self._library.section(document.id, figure.section_id)
            own = section.place or document.place
            if place is not None and not _speaks_for(place, own, cell, document.title):
                continue
            # Where every row is asked for, none of them is named.
            named = () if each and cell.table not in by_name else known
            labels = [*(label for path in named for label in path), *cell.columns]
            around = [*cell.row_names, cell.caption, document.title, *section.heading_path, cell.unit]
            covered = self._labels.covered(query, cell, labels, around)
            if covered >= ALL_MET:
                score = covered + column.share + (0.0 if each else row.share + ROW_NAMED * (row.share >= NAMED))
                found.append(FoundCell(cell=cell, document=document, section=section, place=place or own, score=score))
        return found


def _chosen(found: Sequence[FoundCell], *, each: bool) -> tuple[FoundCell, ...]:
    """The best cell, or a column of the best; nothing where two cells with other values are named as well."""
    best = max(found, key=lambda c: c.score)
    near = [c for c in found if c.document == best.document and best.score - c.score < TIE]
    if each:
        column = [c for c in near if c.cell.table == best.cell.table]
        one = all(c.cell.columns == best.cell.columns for c in column)
        return tuple(column) if one and len({c.cell.line for c in column}) > 1 else ()
    values = {(c.cell.figure.value, c.cell.figure.unit) for c in near}
    return (best,) if len(values) == 1 else ()


def _speaks_for(place: Place, own: Place | None, cell: TableFigure, title: str) -> bool:
    """Whether a cell of a text of the place `own` is a figure of the asked place.

    A table of a wider place speaks for the place that its row or column is of; one of a text without a place speaks for
    the place that caption or title name, too.
    """
    if own is not None and own.full_name == place.full_name:
        return True
    if own is not None and not lies_in(place, own):
        return False
    names = {place.name, place.full_name, short_name(place.name)}
    of_it = any(label in names for label in (*cell.rows, *cell.columns))
    return of_it or (own is None and any(place.name in words for words in (cell.caption, title)))


def _fits(cell: TableFigure, query: Query) -> bool:
    """Whether a cell's unit is what the question asks for (多少人 wants no 所), and a goal where it asks for one."""
    unit = cell.figure.unit
    if (cell.figure.role == "target") != names_goal(query.text):
        return False
    if query.kind == "share":
        return unit == "%" or (not unit and names_share("".join(cell.columns + cell.rows)))
    wanted = query.unit or ("元" if query.kind == "money" else "")
    return not wanted or not unit or unit == wanted or same_dimension(unit, wanted)
