"""Figures in the tables of documents: the cell whose row and column a question names.

A row of a table is no sentence: every figure in it stands under a header of its own, and every row is of another thing.
So a cell answers only where the question names its row and its column, and where row, column, caption, heading and
title together name everything that the question asks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from core.place import lies_in, short_name
from core.schema import Document, Place, Section
from core.units import same_dimension
from corpus.library import Library, StoredUnit
from ingest.corrected_figures import document_cells
from ingest.table_figures import TableFigure, is_total
from retrieval.clause import Clause
from retrieval.match import Readable, readable, term_match
from retrieval.query import Query, QueryReader, Term
from retrieval.segment import Segmenter

CACHED_DOCUMENTS, CACHED_LABELS = 64, 20_000
MAX_DOCUMENTS = 8  # of those found for a question
NAMED, WHOLLY, ALL_MET, TERM_MET = 0.6, 0.9, 0.75, 0.5
KEY_WEIGHT, ROW_NAMED, TIE = 6.0, 0.2, 0.05
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-—~至]\s*(?:19|20)?\d\d)?(?:学年度?|年度?)?")
_COUNT_OF = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:总?人?数量?|总量|总额)$")
_EACH = re.compile(r"各(?!级|类)|分别|每[个所类]")
_PLANNED = re.compile(r"目标|计划|规划|预期|任务")
_RATE = re.compile(r"率|占比|比例|比重")
# Measure words that count anything name no column.
_ANYTHING = frozenset({"", "个", "项"})
# What a column of changes tells without saying so.
_CHANGE = "比上年去年同比"
Asked = Mapping[str, tuple[Document, frozenset[int]]]
Labels = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FoundCell:
    """A cell that answers, in its document; `score` tells how well row and column are named."""

    cell: TableFigure
    document: Document
    section: Section
    place: Place | None
    score: float

    @property
    def clause(self) -> Clause:
        """The cell as a clause of its row."""
        figure, section = self.cell.figure, self.section
        unit = StoredUnit(
            document_id=self.document.id, passage_id="", section_id=section.id, sentence=figure.sentence_span,
            start=figure.span[0], end=figure.span[1], vector=None,
        )  # fmt: skip
        return Clause(
            document=self.document, section=section, unit=unit, start=unit.start, end=unit.end,
            years=frozenset(figure.years), spoken_of=None if self.place == section.place else self.place,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Named:
    """How far a question names a path of labels; `whole`: only totals, or nothing of their own, stand there."""

    share: float
    whole: bool


class DocumentTables:
    """Finds cells in the tables of documents.

    Args:
        library: The texts with their tables.
        reader: Reads labels as it reads questions.
        segmenter: Words.
    """

    def __init__(self, library: Library, reader: QueryReader, segmenter: Segmenter) -> None:
        self._library = library
        self._reader = reader
        self._cells: Callable[[str], list[TableFigure]] = lru_cache(CACHED_DOCUMENTS)(
            lambda document_id: document_cells(library, document_id)
        )
        self._terms: Callable[[str], tuple[Term, ...]] = lru_cache(CACHED_LABELS)(
            lambda label: reader.label_terms(_COUNT_OF.sub("", _YEAR.sub("", label)))
        )
        self._readable: Callable[[str], Readable] = lru_cache(CACHED_LABELS)(lambda text: readable(text, segmenter))

    def holds(self, clause: Clause) -> bool:
        """Whether a clause stands in a table."""
        return any(table.start <= clause.start < table.end for table in self._library.tables(clause.document.id))

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
        asked = self._readable(query.text)
        rows = self._rows_named(cells, asked)
        columns = {labels: self._named(labels, asked, query) for labels in {cell.columns for cell in cells}}
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
            if self._narrowed(cell, query, total=row.whole):
                continue
            if not _fits(cell, query) or not (column.share >= NAMED or (column.whole and row.share >= NAMED)):
                continue
            told = by_name.get(cell.table, {cell.rows}) if each else {cell.rows}
            if each and (row.whole or cell.rows not in told):
                continue
            if not each and row.share < NAMED and not row.whole and len(lines[cell.table]) > 1:
                continue
            section = self._library.section(document.id, figure.section_id)
            own = section.place or document.place
            if place is not None and not _speaks_for(place, own, cell, document.title):
                continue
            # Where every row is asked for, none of them is named.
            named = () if each and cell.table not in by_name else told
            labels = [*(label for path in named for label in path), *cell.columns]
            around = [*cell.row_names, cell.caption, document.title, *section.heading_path, cell.unit]
            covered = self._covered(query, cell, labels, around)
            if covered >= ALL_MET:
                score = covered + column.share + (0.0 if each else row.share + ROW_NAMED * (row.share >= NAMED))
                found.append(FoundCell(cell=cell, document=document, section=section, place=place or own, score=score))
        return found

    def _rows_named(self, cells: Sequence[TableFigure], asked: Readable) -> dict[tuple[int, Labels], _Named]:
        """How far a question names each row of each table.

        Where the first labels tell the rows apart (names of schools), they are what must be named, and what stands
        beside them (小学) only describes. Else (小学 公办, 小学 民办) each label must be.
        """
        by_table: dict[int, dict[int, Labels]] = {}
        for cell in cells:
            by_table.setdefault(cell.table, {})[cell.line] = cell.rows
        named = {}
        for table, lines in by_table.items():
            first = [labels[0] for labels in lines.values() if labels]
            apart = len(set(first)) == len(first)
            for labels in lines.values():
                own = [self._named((label,), asked) for label in (labels[:1] if apart else labels)]
                telling = [one.share for one in own if not one.whole]
                named[table, labels] = _Named(share=min(telling, default=0.0), whole=not telling)
        return named

    def _named(self, labels: Labels, asked: Readable, counting: Query | None = None) -> _Named:
        """How far a question names the innermost label that says something of its own.

        Args:
            labels: Of a row or a column, outermost first.
            asked: The question.
            counting: The question, where its measure word may stand for the thing: 小学有多少所 asks for 学校数.
        """
        for label in reversed(labels):
            terms = () if is_total(label) else self._terms(label)
            if terms:
                met = [max(term_match(term, asked), self._counted(term, counting)) for term in terms]
                # 某区第一小学 is not named by 某区小学, nor 义务教育阶段在校生 by 在校生.
                if any(m < TERM_MET and term.weight >= KEY_WEIGHT for term, m in zip(terms, met, strict=True)):
                    return _Named(share=0.0, whole=False)
                told = sum(term.weight * m for term, m in zip(terms, met, strict=True))
                return _Named(share=told / sum(term.weight for term in terms), whole=False)
        return _Named(share=0.0, whole=True)

    def _narrowed(self, cell: TableFigure, query: Query, *, total: bool) -> bool:
        """Whether a caption or a header makes a cell part of what is asked: 民办学校情况, asked 小学有多少所."""
        words = [word for word in self._reader.narrowing if word not in query.text]
        if any(word in label for word in words for label in (cell.caption, *cell.columns, *cell.rows)):
            return True
        narrow = total and "各" not in cell.caption
        return narrow and any(word in cell.caption and word not in query.text for word in self._reader.narrowing_totals)

    def _counted(self, term: Term, query: Query | None) -> float:
        told = query is not None and query.unit not in _ANYTHING and query.unit in self._reader.measures(term.text)
        return float(told)

    def _covered(self, query: Query, cell: TableFigure, labels: Sequence[str], around: Sequence[str]) -> float:
        """The share of the question's words that what names the cell meets; 0 where a telling one is not met."""
        told = [name for name in (*labels, *around, *([_CHANGE] if cell.figure.change else [])) if name]
        names = [self._readable(name) for name in told]
        weighed = []
        for term in query.terms:
            left = _beside(term.text, query.text, labels).removeprefix("各")
            own = term if left == term.text else replace(term, text=left, forms=frozenset({left}))
            if len(left) < min(len(term.text), 2) or _split_name(term, cell, told):
                met = 1.0
            else:
                met = max((term_match(own, name) for name in names), default=0.0)
            weighed.append((term, met))
        total = sum(term.weight for term, _ in weighed)
        telling = [met for term, met in weighed if term.proper or term.sharp or term.weight >= KEY_WEIGHT]
        if not total or any(met < TERM_MET for met in telling):
            return 0.0
        return sum(term.weight * met for term, met in weighed) / total


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


def _beside(term: str, question: str, labels: Sequence[str]) -> str:
    """What of a term is left beside the labels that the question holds as they stand.

    常营|镇有 was read where 常营镇 is a row: 有 is left. Of 民办小学 beside the row 小学 民办 is left, to be met.
    """
    covered = {
        at
        for label in labels
        if len(label) > 1
        for found in re.finditer(re.escape(label), question)
        for at in range(*found.span())
    }
    left = [
        "".join(c for i, c in enumerate(term, found.start()) if i not in covered)
        for found in re.finditer(re.escape(term), question)
    ]
    return min(left, key=len, default=term)


def _split_name(term: Term, cell: TableFigure, names: Sequence[str]) -> bool:
    """Whether what reads as a school's name is a row and its column: 某某镇小学 of the row 某某镇 under 小学."""
    heads = [label for label in cell.rows if label and term.text.startswith(label)] if term.proper else []
    return any(term.text != head and any(term.text.removeprefix(head) in name for name in names) for head in heads)


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
    if (cell.figure.role == "target") != bool(_PLANNED.search(query.text)):
        return False
    if query.kind == "share":
        return unit == "%" or (not unit and bool(_RATE.search("".join(cell.columns + cell.rows))))
    wanted = query.unit or ("元" if query.kind == "money" else "")
    return not wanted or not unit or unit == wanted or same_dimension(unit, wanted)
