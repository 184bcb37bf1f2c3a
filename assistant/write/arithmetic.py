"""The draft for a calculation: result first, then formula and operands, each operand with its own source."""

from __future__ import annotations

import re

from assistant.arithmetic import calculate, named_quantities
from assistant.draft import Draft, Line, Sources
from assistant.write.fact import lead_in, period_label
from core.clauses import whole_sentences
from core.schema import Figure, FigureInput
from retrieval.clause import Clause
from retrieval.query import Query
from retrieval.segment import Segmenter
from retrieval.span import MAX_QUOTE, Span, quote_pieces

_GOES_ON = re.compile(r"\s*(?:其中|分别|包括|具体)")


def write_arithmetic(clause: Clause, query: Query, segmenter: Segmenter, *, year_before: bool = False) -> Draft | None:
    """The draft for a calculation; None if the sentence has not the figures for it.

    Args:
        clause: The chosen one; its sentence gives the operands, with the one before where it goes on with that.
        query: What to calculate.
        segmenter: Words.
        year_before: The year before the document's is asked for.
    """
    text = clause.document.text
    start, end = _context(text, *clause.unit.sentence)
    found = named_quantities(clause.document, start, end, query, segmenter)
    made = calculate(query.text, found, text[start:end], near=clause.start - start, year_before=year_before)
    if made is None:
        return None
    sources = Sources()
    inputs = tuple(
        FigureInput(
            name=name, value=q.value, unit=q.unit,
            source=_cite(clause, sources, start + q.span[0], start + q.span[1]),
        )
        for name, q in made.operands
    )  # fmt: skip
    refs = tuple(citation.ref for citation in sources.citations)
    place = clause.place
    years = frozenset(year - 1 for year in clause.years) if year_before else clause.years
    result = f"{plain(made.value)}{made.unit}"
    figure = Figure(
        ref="F1", name=_title(query.text), value=made.value, unit=made.unit, place=place.full_name if place else "",
        period=period_label(years), origin="computed", formula=made.formula, inputs=inputs, source=refs[0], text=result,
    )  # fmt: skip
    marks = "".join(f"[{ref}]" for ref in refs)
    line = Line(
        text=f"{lead_in(clause, '', query)}{result}（{made.shown}）[F1]{marks}。", refs=("F1", *refs), place=place
    )
    return Draft(status="computed", lines=(line,), citations=tuple(sources.citations), figures=(figure,))


def plain(value: float) -> str:
    """A value rounded to two decimals, without needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _context(text: str, start: int, end: int) -> Span:
    """A sentence, with the one before it in its paragraph where it goes on with that (其中…)."""
    if not _GOES_ON.match(text[start:end]):
        return start, end
    line = text.rfind("\n", 0, start) + 1
    before = whole_sentences(text[line:start])
    return (line + before[-1][0], end) if before else (start, end)


def _cite(clause: Clause, sources: Sources, start: int, end: int) -> str:
    """The ref of the sentence, or the piece of a long one, that an operand stands in."""
    text = clause.document.text
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    for a, b in whole_sentences(text[line : stop if stop >= 0 else len(text)]):
        if line + a <= start < line + b:
            pieces = quote_pieces(text, line + a, line + b)
            held = [piece for piece in pieces if piece[0] <= start and end <= piece[1]]
            return sources.cite(clause, *(held or pieces)[0]).ref
    return sources.cite(clause, start, min(end, start + MAX_QUOTE)).ref


def _title(question: str) -> str:
    return re.sub(r"[？?。]|帮.{0,2}算.*$|算一?下.*$", "", question)[:40]
