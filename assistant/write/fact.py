"""Figures and facts: the clause that answers, verbatim, led by whom it speaks of."""

from __future__ import annotations

import re

from assistant.draft import Draft, Line, Sources
from core.clauses import clause_spans
from core.corrected import put_right
from core.period import find_periods
from core.quantity import parse_quantities
from core.schema import Figure, Place
from retrieval.clause import Clause
from retrieval.query import NUMERIC_KINDS, Query
from retrieval.segment import Segmenter
from retrieval.span import Span, answer_span, quote_span

MAX_LABEL = 24
_LIST_NUMBER = re.compile(r"^\s*[(（]?\d{1,2}(?:[.．、](?!\d)|[)）])\s*")
_HEAD_MARKS = "一二三四五六七八九十（()）0123456789.、，,是要——①②③④⑤⑥⑦⑧⑨⑩ "


def place_label(place: Place | None) -> str:
    """A place as an answer names it: schools and counties by their own name."""
    return place.name if place else ""


def bare_heading(heading: str) -> str:
    """A heading without its mark and closing marks."""
    return heading.lstrip(_HEAD_MARKS).rstrip("：:。；; ")


def without_mark(shown: str) -> str:
    """A shown stretch without the list number it opens with (3.为了…): in an answer that would be a figure."""
    return _LIST_NUMBER.sub("", shown)


def context_label(clause: Clause, shown: str, query: Query) -> str:
    """The heading that says what a span is about, where the question asks for it and the span leaves it out."""
    for heading in reversed(clause.section.heading_path):
        bare = bare_heading(heading)
        named = [t for t in query.terms if t.noun and t.text in bare.lower() and t.text not in shown.lower()]
        if named and len(bare) <= MAX_LABEL and bare not in shown:
            return bare
    return ""


def lead_in(clause: Clause, shown: str, query: Query) -> str:
    """Place and heading in front of a span that does not name them itself: 某某县（学生管理）："""
    place = place_label(clause.place)
    label = context_label(clause, shown, query)
    lead = place if place and place not in shown else ""
    if label:
        lead = f"{lead}（{label}）" if lead else label
    return f"{lead}：" if lead else ""


def statement(clause: Clause, query: Query, segmenter: Segmenter, sources: Sources, span: Span | None = None) -> Line:
    """One cited line for a clause; `span` is what it shows, by default the shortest that reads on its own."""
    shown = span or answer_span(clause, query, segmenter)
    text = clause.document.text[shown[0] : shown[1]]
    citation = sources.cite(clause, *quote_span(clause, shown))
    return Line(
        text=f"{lead_in(clause, text, query)}{without_mark(text)}[{citation.ref}]。", refs=(citation.ref,),
        place=clause.place,
    )  # fmt: skip


def write_fact(clause: Clause, query: Query, segmenter: Segmenter) -> Draft:
    """The draft for a figure or a fact."""
    sources = Sources()
    shown = answer_span(clause, query, segmenter)
    line = statement(clause, query, segmenter, sources, shown)
    figures = quoted_figures(clause, line.refs[0], shown) if query.kind in NUMERIC_KINDS else ()
    return Draft(status="answered", lines=(line,), citations=tuple(sources.citations), figures=figures)


def period_label(years: frozenset[int]) -> str:
    """Years as one reads them: 2024年, 2016—2020年."""
    if not years:
        return ""
    return f"{min(years)}年" if len(years) == 1 else f"{min(years)}—{max(years)}年"


def quoted_figures(clause: Clause, source: str, shown: Span, first: int = 1) -> tuple[Figure, ...]:
    """The figures an answer shows as quoted figures of a citation, those of the clause that answers first.

    Args:
        clause: The clause that answers.
        source: The ref of the citation.
        shown: The stretch of the document that the answer shows.
        first: Number of the first figure.

    Returns:
        One a quantity, named by its clause; an open bound stays None.
    """
    place, text = clause.place, clause.document.text
    base = clause.document.date.year if clause.document.date else None
    spans = [span for span in clause_spans(text, *shown) if span[0] >= shown[0] and span[1] <= shown[1]] or [shown]
    spans.sort(key=lambda span: not span[0] <= clause.start < span[1])
    figures: list[Figure] = []
    for start, end in spans:
        own = [mention.years for mention in find_periods(text[start:end], base)]
        period = period_label(own[0] if len(own) == 1 else clause.years)
        for quantity in put_right(parse_quantities(text[start:end]), start, clause.document):
            ranged = quantity.qualifier == "区间"
            figures.append(
                Figure(
                    ref=f"F{first + len(figures)}", name=text[start:end][:40],
                    value=None if ranged else quantity.value, low=quantity.low if ranged else None,
                    high=quantity.high if ranged else None, text=quantity.text,
                    unit=quantity.unit, place=place.full_name if place else "", period=period,
                    origin="quoted", source=source,
                )
            )  # fmt: skip
    return tuple(figures)
