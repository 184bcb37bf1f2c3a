"""A table's figure with the figure of a text beside it, where both tell the same thing of one place and year."""

from __future__ import annotations

import math
from dataclasses import replace

from assistant.draft import Draft, Sources, join_drafts
from assistant.gather import Finder
from assistant.plan import Plan
from assistant.write.cut import amount_span
from assistant.write.fact import quoted_figures, statement_line
from core.number_roles import tells_change
from core.period import find_periods
from core.schema import Figure
from core.units import convert, same_dimension
from retrieval.statement import Statement

ROUNDING = 0.005  # of the greater: 1.2万 beside 11,986 is one figure


def with_text_beside(draft: Draft, plan: Plan, finder: Finder) -> Draft:
    """The draft of a table; where a text tells another figure of the same, that is said and cited too.

    Only answers of one figure are held against texts; a single school's row is not, texts seldom tell it. The text must
    be of the table's own place and of one of its years, and the reader sure of it.

    Args:
        draft: What a table told.
        plan: What is asked.
        finder: Finds answers in the policy texts.
    """
    if len(draft.figures) != 1 or draft.figures[0].value is None or len(plan.parts) != 1:
        return draft
    figure = draft.figures[0]
    if plan.school or (figure.origin == "quoted" and not plan.places):
        return draft
    statement = _told(figure, plan, finder, {citation.document_id for citation in draft.citations})
    if statement is None:
        return draft
    sources = Sources()
    shown = amount_span(statement, plan.standalone)
    line = statement_line(statement, plan.standalone, sources, [shown])
    line = replace(line, text=f"文件《{statement.document.title}》所写与表中不同，请核对口径：{line.text}")
    beside = Draft(
        status="answered",
        lines=(line,),
        citations=tuple(sources.citations),
        figures=quoted_figures(statement, sources.holding(statement, shown), shown),
    )
    return join_drafts([draft, beside])


def _told(figure: Figure, plan: Plan, finder: Finder, own: set[str]) -> Statement | None:
    """The statement that tells another value than the table; None where texts agree, are silent or unsure."""
    answers = finder.gather(plan)
    statement = answers[0].statement if len(answers) == 1 else None
    if statement is None or statement.document.id in own or statement.place is None:
        return None
    if statement.probability < finder.search.calibration.firm or statement.place.full_name != figure.place:
        return None
    if finder.search.tables.holds(statement.document.id, statement.start):
        return None
    if tells_change(statement.document.text[statement.sentence[0] : statement.start]):
        return None
    years = {year for mention in find_periods(figure.period) for year in mention.years}
    if not years & statement.years:
        return None
    span = amount_span(statement, plan.standalone)
    items = [one for one in quoted_figures(statement, "", span) if same_dimension(one.unit, figure.unit)]
    if not items or any(_same(figure, one) for one in items):
        return None
    return statement


def _same(figure: Figure, other: Figure) -> bool:
    """Whether two figures are one value, but for rounding; a range holds what lies in it."""
    assert figure.value is not None
    if other.value is None:
        low, high = other.low, other.high
        return (low is None or low <= figure.value) and (high is None or figure.value <= high)
    value = convert(other.value, other.unit, figure.unit)
    return math.isclose(value, figure.value, rel_tol=ROUNDING)
