"""How far a question names the labels of a table: its rows, its columns, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from retrieval.match import Readable, readable, term_match
from retrieval.query import Query, QueryReader, Term
from retrieval.segment import Segmenter
from tools.ledger.table_figures import TableFigure, is_total

CACHED_LABELS = 20_000
NAMED, WHOLLY, TERM_MET = 0.6, 0.9, 0.5
KEY_WEIGHT = 6.0
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-—~至]\s*(?:19|20)?\d\d)?(?:学年度?|年度?)?")
_JOINED = re.compile(r"[与和及、]")
_COUNT_OF = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:总?人?数量?|总量|总额)$")
# Measure words that count anything name no column.
_ANYTHING = frozenset({"", "个", "项"})
# What a column of changes tells without saying so.
_CHANGE = "比上年去年同比"
Labels = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Named:
    """How far a question names a path of labels; `whole`: only totals, or nothing of their own, stand there."""

    share: float
    whole: bool


class TableLabels:
    """Reads labels as questions are read.

    Args:
        reader: Terms of labels, words that narrow.
        segmenter: Words.
    """

    def __init__(self, reader: QueryReader, segmenter: Segmenter) -> None:
        self._reader = reader
        self._terms: Callable[[str], tuple[Term, ...]] = lru_cache(CACHED_LABELS)(
            lambda label: reader.label_terms(_COUNT_OF.sub("", _YEAR.sub("", label)))
        )
        self._readable: Callable[[str], Readable] = lru_cache(CACHED_LABELS)(lambda text: readable(text, segmenter))

    def rows_named(self, cells: Sequence[TableFigure], query: Query) -> dict[tuple[int, Labels], Named]:
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
                own = [self.named((label,), query) for label in (labels[:1] if apart else labels)]
                telling = [one.share for one in own if not one.whole]
                named[table, labels] = Named(share=min(telling, default=0.0), whole=not telling)
        return named

    def named(self, labels: Labels, query: Query, *, counting: bool = False) -> Named:
        """How far a question names the innermost label that says something of its own.

        Args:
            labels: Of a row or a column, outermost first.
            query: The question.
            counting: Whether its measure word may stand for the thing: 小学有多少所 asks for 学校数.
        """
        asked = self._readable(query.text)
        for label in reversed(labels):
            terms = () if is_total(label) else self._terms(label)
            if terms:
                met = [max(term_match(term, asked), counting and self._counted(term, query)) for term in terms]
                # 某区第一小学 is not named by 某区小学, nor 义务教育阶段在校生 by 在校生.
                if any(m < TERM_MET and term.weight >= KEY_WEIGHT for term, m in zip(terms, met, strict=True)):
                    return Named(share=0.0, whole=False)
                result = sum(term.weight * m for term, m in zip(terms, met, strict=True))
                return Named(share=result / sum(term.weight for term in terms), whole=False)
        return Named(share=0.0, whole=True)

    def narrowed(self, cell: TableFigure, query: Query, *, total: bool) -> bool:
        """Whether a caption or a header makes a cell part of what is asked: 民办学校情况, asked 小学有多少所.

        Rows are not looked at: they are named by the question, or all of them are asked for, and hold names (庙城镇).
        """
        words = [word for word in self._reader.narrowing if word not in query.text]
        # 校车与寄宿情况 tells of two things: what the one narrows, the other does not.
        captions = _JOINED.split(cell.caption)
        if all(any(word in part for word in words) for part in captions):
            return True
        if any(word in label for word in words for label in cell.columns):
            return True
        narrow = total and "各" not in cell.caption
        return narrow and any(word in cell.caption and word not in query.text for word in self._reader.narrowing_totals)

    def _counted(self, term: Term, query: Query) -> float:
        return float(query.unit not in _ANYTHING and query.unit in self._reader.measures(term.text))

    def covered(self, query: Query, cell: TableFigure, labels: Sequence[str], around: Sequence[str]) -> float:
        """The share of the question's words that what names the cell meets; 0 where a telling one is not met."""
        items = [name for name in (*labels, *around, *([_CHANGE] if cell.figure.change else [])) if name]
        names = [self._readable(name) for name in items]
        weighed = []
        for term in query.terms:
            left = _beside(term.text, query.text, labels).removeprefix("各")
            own = term if left == term.text else replace(term, text=left, forms=frozenset({left}))
            if len(left) < min(len(term.text), 2) or _split_name(term, cell, items):
                met = 1.0
            else:
                met = max((term_match(own, name) for name in names), default=0.0)
            weighed.append((term, met))
        total = sum(term.weight for term, _ in weighed)
        telling = [met for term, met in weighed if term.proper or term.sharp or term.weight >= KEY_WEIGHT]
        if not total or any(met < TERM_MET for met in telling):
            return 0.0
        return sum(term.weight * met for term, met in weighed) / total


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
