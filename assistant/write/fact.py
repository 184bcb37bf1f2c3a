"""Figures and facts: the clause that answers, verbatim, led by whom it speaks of."""

from __future__ import annotations

from assistant.draft import Draft, Line, Sources
from core.quantity import parse_quantities
from core.schema import Citation, Figure, Place
from retrieval.clause import Clause
from retrieval.query import NUMERIC_KINDS, Query
from retrieval.segment import Segmenter
from retrieval.span import Span, answer_span, quote_span

MAX_LABEL = 24
_HEAD_MARKS = "一二三四五六七八九十（()）0123456789.、，,是要——①②③④⑤⑥⑦⑧⑨⑩ "


def place_label(place: Place | None) -> str:
    """A place as an answer names it: schools and counties by their own name."""
    return place.name if place else ""


def bare_heading(heading: str) -> str:
    """A heading without its mark and closing marks."""
    return heading.lstrip(_HEAD_MARKS).rstrip("：:。；; ")


def context_label(clause: Clause, shown: str, query: Query) -> str:
    """The heading that says what a span is about, where the question asks for it and the span leaves it out."""
    for heading in reversed(clause.section.heading_path):
        bare = bare_heading(heading)
        named = [t for t in query.terms if t.noun and t.text in bare.lower() and t.text not in shown.lower()]
        if named and len(bare) <= MAX_LABEL and bare not in shown:
            return bare
    return ""


def lead_in(clause: Clause, shown: str, query: Query) -> str:
    """Place and heading in front of a span that does not name them itself: 太康县（学生管理）："""
    place = place_label(clause.section.place)
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
        text=f"{lead_in(clause, text, query)}{text}[{citation.ref}]。", refs=(citation.ref,), place=clause.section.place
    )


def write_fact(clause: Clause, query: Query, segmenter: Segmenter) -> Draft:
    """The draft for a figure or a fact."""
    sources = Sources()
    line = statement(clause, query, segmenter, sources)
    figures = quoted_figures(clause, sources.citations[0]) if query.kind in NUMERIC_KINDS else ()
    return Draft(status="answered", lines=(line,), citations=tuple(sources.citations), figures=figures)


def period_label(years: frozenset[int]) -> str:
    """Years as one reads them: 2024年, 2016—2020年."""
    if not years:
        return ""
    return f"{min(years)}年" if len(years) == 1 else f"{min(years)}—{max(years)}年"


def quoted_figures(clause: Clause, citation: Citation, first: int = 1) -> tuple[Figure, ...]:
    """The figures of a clause as quoted figures of its citation; an open bound stays None."""
    place = clause.section.place
    figures: list[Figure] = []
    for quantity in parse_quantities(clause.text):
        ranged = quantity.qualifier == "区间"
        start, end = quantity.span
        figures.append(
            Figure(
                ref=f"F{first + len(figures)}", name=clause.text[:40], value=None if ranged else quantity.value,
                low=quantity.low if ranged else None, high=quantity.high if ranged else None,
                text=clause.text[start:end], unit=quantity.unit, place=place.full_name if place else "",
                period=period_label(clause.years), origin="quoted", source=citation.ref,
            )
        )  # fmt: skip
    return tuple(figures)
