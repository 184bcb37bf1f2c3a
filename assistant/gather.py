"""Plan and scope to evidence: for each place asked about the clause that answers, or what is missing there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.coverage import Coverage, cover
from assistant.plan import Plan
from assistant.scope import Scope, near_places
from core.place import short_name
from core.schema import Missing, Place
from retrieval.query import Query
from retrieval.sentences import Clause
from tools.search_policy import PolicySearch

CANDIDATES = 12


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was found for one place (None: anywhere): the clause that answers, or what is missing."""

    place: Place | None
    query: Query
    clause: Clause | None
    ranked: tuple[Clause, ...] = ()
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What was found, place by place in the order asked."""

    answers: tuple[Answer, ...]


def gather(plan: Plan, scope: Scope, search: PolicySearch, corpus_places: Sequence[Place]) -> Gathered:
    """Evidence for a plan.

    Args:
        plan: What is asked.
        scope: Where it may come from.
        search: The policy texts.
        corpus_places: Places the corpus speaks of, for what there is instead.
    """
    if plan.everywhere:
        found = []
        for place in corpus_places:
            ranked = search.clauses(plan.query, places=[place], years=plan.years)
            answer = judge(plan, plan.query, place, ranked, corpus_places)
            if answer.clause is not None:
                found.append(answer)
        return Gathered(answers=tuple(found) or (Answer(place=None, query=plan.query, clause=None),))
    if scope.places is None:
        ranked = search.clauses(plan.query, years=plan.years)
        return Gathered(answers=(judge(plan, plan.query, None, ranked, corpus_places),))
    answers = []
    for place, query in zip(scope.places, plan.queries, strict=True):
        ranked = search.clauses(query, places=[place], years=plan.years)
        answers.append(judge(plan, query, place, ranked, corpus_places))
    return Gathered(answers=tuple(answers))


def judge(
    plan: Plan, query: Query, place: Place | None, ranked: Sequence[Clause], corpus_places: Sequence[Place]
) -> Answer:
    """The best clause that answers, or why none does."""
    top = list(ranked[:CANDIDATES])
    covers = [cover(query, clause, plan.years) for clause in top]
    for clause, coverage in zip(top, covers, strict=True):
        if coverage.answers and _names_details(plan, clause):
            return Answer(place=place, query=query, clause=clause, ranked=tuple(ranked))
    return Answer(
        place=place, query=query, clause=None, ranked=tuple(ranked), missing=_missing(plan, top, covers, corpus_places)
    )


def _names_details(plan: Plan, clause: Clause) -> bool:
    """Whether sentence, headings or title name every place the question mentions in passing."""
    text = clause.document.text
    around = text[max(0, clause.unit.sentence[0] - 80) : clause.unit.sentence[1]] + "".join(clause.section.heading_path)
    own = clause.section.place.full_name if clause.section.place else ""
    return all(short_name(place.name) in around + own for _, place in plan.details)


def _missing(
    plan: Plan, top: list[Clause], covers: list[Coverage], corpus_places: Sequence[Place]
) -> tuple[Missing, ...]:
    for name, place in plan.details:
        return (Missing(kind="place", asked=name, have=near_places(place, corpus_places)),)
    wrong_year = [c for c, v in zip(top, covers, strict=True) if v.words_met and v.holds and not v.right_years]
    if wrong_year and plan.years:
        have = sorted({year for clause in wrong_year[:3] for year in clause.years})
        asked = "、".join(f"{year}年" for year in sorted(plan.years))
        return (Missing(kind="period", asked=asked, have=tuple(f"{year}年" for year in have) or ("未标日期的文件",)),)
    unmet = next((v.unmet for v in covers if v.unmet), ())
    asked = "、".join(unmet) or "".join(term.text for term in plan.query.terms if term.noun) or plan.standalone
    headings = [clause.section.heading[:30] for clause in top[:3] if clause.section.heading]
    return (Missing(kind="indicator", asked=asked, have=tuple(dict.fromkeys(headings))),)
