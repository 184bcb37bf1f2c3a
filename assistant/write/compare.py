"""Comparisons: a line for each place, the same question asked of each; an empty cell is said."""

from __future__ import annotations

from assistant.draft import Draft, Line, Sources
from assistant.gather import Answer
from assistant.write.cells import cells_line
from assistant.write.fact import place_label, quoted_figures, statement
from assistant.write.listing import enumerates, headed_items, heading_line
from assistant.write.refuse import refusal
from core.schema import Figure, Missing
from corpus.library import Library
from retrieval.query import NUMERIC_KINDS
from retrieval.segment import Segmenter
from retrieval.span import answer_span, onward_span

MAX_CELL = 110


def write_comparison(answers: tuple[Answer, ...], segmenter: Segmenter, library: Library) -> Draft:
    """One cited line a place, in the order asked; places without an answer are named as such."""
    sources, lines, missing = Sources(), [], []
    figures: tuple[Figure, ...] = ()
    for answer in answers:
        name, query = place_label(answer.place), answer.query
        if answer.clause is None:
            missing += [Missing(kind=m.kind, asked=f"{name}{m.asked}", have=m.have) for m in answer.missing]
            lines.append(Line(text=f"{name}：资料中没有这项内容。", place=answer.place))
            continue
        items = (
            headed_items(answer.clause, query, library)
            if query.kind == "list" and not enumerates(answer.clause.text)
            else []
        )
        if answer.cells:
            line, own = cells_line(answer.cells, sources, first=len(figures) + 1)
            figures += own
        elif items:
            line = heading_line(answer.clause, items, sources)
        else:
            onward = query.kind == "list"
            span = onward_span(answer.clause, MAX_CELL) if onward else answer_span(answer.clause, query, segmenter)
            line = statement(answer.clause, query, segmenter, sources, span)
            if query.kind in NUMERIC_KINDS:
                figures += quoted_figures(answer.clause, line.refs[0], span, first=len(figures) + 1)
        if name and name not in line.text:
            line = Line(text=f"{name}：{line.text}", refs=line.refs, place=line.place)
        lines.append(line)
    if not sources.citations:
        return refusal(tuple(missing))
    return Draft(
        status="partial" if missing else "answered", lines=tuple(lines), citations=tuple(sources.citations),
        figures=figures, missing=tuple(missing), joint="\n",
    )  # fmt: skip
