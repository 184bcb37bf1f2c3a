"""Plan and scope to evidence: for each place asked about the clause that answers, or what is missing there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.arithmetic import asks_sum, tells_change
from assistant.coverage import Coverage, cover, years_asked
from assistant.plan import Plan
from assistant.scope import Scope, near_places
from core.place import NATION, lies_in, same_place, short_name
from core.quantity import parse_quantities
from core.schema import Missing, Place
from ingest.table_figures import is_total
from retrieval.answer_kind import counts_what_is_asked
from retrieval.clause import Clause
from retrieval.other_places import only_of
from retrieval.query import NUMERIC_KINDS, Query
from retrieval.span import TOLD_IN_CLAUSE
from tools.document_tables import FoundCell
from tools.search_policy import PolicySearch

CANDIDATES = 12
ON_TOPIC = 0.6
# Of 0.95, 0.92 and 0.90 the best on half of the tuning questions of the NCP pool; on the public gold 0.92 loses none.
AS_GOOD = 0.92
# 办了几期 asks for a figure whatever its measure word; 哪几项 does not.
_WANTS_AMOUNT = re.compile(r"多少|(?<!哪)几(?![乎何])")
_WANTS_FIGURES = re.compile(r"数(?!学)|多少|几[个名所]|比例")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was found for one place (None: anywhere): the clause that answers, or what is missing.

    `year_before`: the clause tells a figure and its change, the question asks for the year before. A clause with
    something missing is the country's rule where the place has none. `also` is a clause of another sentence of the same
    document that fits as well. `cells` are figures of a document's table that answer instead of a clause.
    """

    place: Place | None
    query: Query
    clause: Clause | None
    also: Clause | None = None
    ranked: tuple[Clause, ...] = ()
    missing: tuple[Missing, ...] = ()
    year_before: bool = False
    cells: tuple[FoundCell, ...] = ()


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
            on_topic = [clause for clause in ranked[: 3 * CANDIDATES] if _speaks_of_topic(plan, clause)]
            answer = _answer(plan, plan.query, place, on_topic, search, corpus_places)
            if answer.clause is not None:
                found.append(answer)
        none = Answer(
            place=None, query=plan.query, clause=None, missing=(Missing(kind="indicator", asked=plan.standalone),)
        )
        return Gathered(answers=tuple(found) or (none,))
    if scope.places is None:
        ranked = search.clauses(plan.query, years=plan.years)
        # A place the corpus has no section of may still be named in a text on many places.
        named = [place for _, place in plan.details if place != NATION]
        ranked = [_credited(plan, clause) for clause in only_of(ranked, named)] if named else ranked
        answer = _answer(plan, plan.query, None, ranked, search, corpus_places)
        return Gathered(answers=(_or_nation(plan, answer, search, corpus_places),))
    answers = []
    for place, query in zip(scope.places, plan.queries, strict=True):
        ranked = search.clauses(query, places=[place], years=plan.years)
        answers.append(_answer(plan, query, place, ranked, search, corpus_places))
    if len(answers) == 1:
        answers = [_or_nation(plan, answers[0], search, corpus_places)]
    return Gathered(answers=tuple(answers))


def _answer(
    plan: Plan, query: Query, place: Place | None, ranked: Sequence[Clause], search: PolicySearch,
    corpus_places: Sequence[Place],
) -> Answer:  # fmt: skip
    """The figure of a table where row and column are the asked ones; else the sentence that answers.

    A row read as a sentence tells neither which column is meant nor that the row is the asked one: it gives no figure.
    """
    if query.kind not in NUMERIC_KINDS and not _WANTS_AMOUNT.search(plan.standalone):
        return judge(plan, query, place, ranked, corpus_places)
    calculated = plan.intent == "arithmetic"
    if not calculated or asks_sum(plan.standalone):
        whose = place or next((named for _, named in plan.details if named != NATION), None)
        documents = {c.document.id: (c.document, years_asked(plan.years, plan.last_year, c.document)) for c in ranked}
        cells = search.tables.find(query, documents, whose)
        # What is to be added up may stand in a table as its total.
        if cells and (not calculated or all(any(map(is_total, found.cell.rows)) for found in cells)):
            return Answer(place=place, query=query, clause=cells[0].clause, ranked=tuple(ranked), cells=cells)
    told = [clause for clause in ranked if not search.tables.holds(clause)]
    return judge(plan, query, place, told, corpus_places)


def _credited(plan: Plan, clause: Clause) -> Clause:
    """A clause that speaks for a place meets the question's word for it, though its sentence does not name it."""
    if clause.spoken_of is None:
        return clause
    told = {name for name, place in plan.details if same_place(place, clause.spoken_of)}
    at = [term.text in told for term in plan.query.terms]

    def full(measure: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(1.0 if named else met for named, met in zip(at, measure, strict=True))

    return replace(clause, met=full(clause.met), near=full(clause.near), close=full(clause.close))


def _or_nation(plan: Plan, answer: Answer, search: PolicySearch, corpus_places: Sequence[Place]) -> Answer:
    """The country's rule where a place has none of its own; the country's figure is never a place's.

    What the country lays down holds everywhere: rules and lists of them, not figures, dates, persons, numbers to call.
    """
    asked = answer.place or next((place for _, place in plan.details), None)
    told_alone = answer.query.kind in TOLD_IN_CLAUSE or _WANTS_AMOUNT.search(plan.standalone)
    if answer.clause is not None or asked is None or told_alone:
        return answer
    named = {name for name, place in plan.details if place != NATION}
    query = replace(answer.query, terms=tuple(term for term in answer.query.terms if term.text not in named))
    of_all = replace(plan, details=tuple(pair for pair in plan.details if pair[0] not in named))
    found = judge(of_all, query, None, search.national(query, years=plan.years), corpus_places)
    if found.clause is None:
        return answer
    own = () if asked == NATION else (Missing(kind="document", asked=f"{asked.name}自己的规定"),)
    return replace(found, place=asked, missing=own)


def _speaks_of_topic(plan: Plan, clause: Clause) -> bool:
    """Whether a clause is on the topic by its own sentence and headings, and has a figure where figures are asked for.

    Asked of every place at once, a stray clause of one place would pass for its figure.
    """
    nouns = [(term.weight, met) for term, met in zip(plan.query.terms, clause.near, strict=True) if term.noun]
    met = sum(weight * m for weight, m in nouns) / (sum(weight for weight, _ in nouns) or 1.0)
    figures = not _WANTS_FIGURES.search(plan.standalone) or bool(parse_quantities(clause.text))
    return met >= ON_TOPIC and figures


def judge(
    plan: Plan, query: Query, place: Place | None, ranked: Sequence[Clause], corpus_places: Sequence[Place]
) -> Answer:
    """The best clause that answers, or why none does."""
    top = list(ranked[:CANDIDATES])
    covers = [cover(query, clause, years_asked(plan.years, plan.last_year, clause.document)) for clause in top]
    for clause, coverage in zip(top, covers, strict=True):
        # 今年217人，比去年增加84人 answers for last year, by arithmetic.
        if (
            coverage.words_met
            and coverage.holds
            and _tells_the_year_before(plan, clause)
            and _names_details(plan, clause)
        ):
            return Answer(place=place, query=query, clause=clause, ranked=tuple(ranked), year_before=True)
    for clause, coverage in zip(top, covers, strict=True):
        if _answers(plan, query, clause, coverage):
            also = _second(plan, query, clause, list(zip(top, covers, strict=True)))
            return Answer(place=place, query=query, clause=clause, also=also, ranked=tuple(ranked))
    return Answer(
        place=place, query=query, clause=None, ranked=tuple(ranked), missing=_missing(plan, top, covers, corpus_places)
    )


def _answers(plan: Plan, query: Query, clause: Clause, coverage: Coverage) -> bool:
    return coverage.answers and counts_what_is_asked(query, clause.text) and _names_details(plan, clause)


def _second(plan: Plan, query: Query, best: Clause, judged: list[tuple[Clause, Coverage]]) -> Clause | None:
    """Another sentence of the same text, of the same place, years and names, that fits about as well.

    None for figures and names: there one is asked for.
    """
    if query.kind in TOLD_IN_CLAUSE or query.kind == "name" or best.told_from is not None:
        return None
    return next(
        (
            clause
            for clause, coverage in judged
            if clause.document.id == best.document.id
            and clause.place == best.place
            and clause.unit.sentence != best.unit.sentence
            and clause.score >= AS_GOOD * best.score
            and clause.told_from is None
            and coverage.right_years
            and not coverage.other_name
            and _names_details(plan, clause)
        ),
        None,
    )


def _tells_the_year_before(plan: Plan, clause: Clause) -> bool:
    """Whether last year is asked for and the sentence tells this year's figure and by how much it changed."""
    date = clause.document.date
    asked = plan.last_year or (date is not None and plan.years == frozenset({date.year - 1}))
    own = date is None or date.year in clause.years
    return asked and own and tells_change(clause.document.text[slice(*clause.unit.sentence)])


def _names_details(plan: Plan, clause: Clause) -> bool:
    """Whether sentence or headings name every place the question mentions beside the ones it asks about.

    That a district lies in the city asked about is not enough: its figure is not the city's.
    """
    text = clause.document.text
    around = text[slice(*clause.unit.sentence)] + "".join(clause.section.heading_path)
    return all(
        short_name(place.name) in (clause.text if _surrounds(place, clause) else around)
        or (clause.spoken_of is not None and same_place(clause.spoken_of, place))
        for _, place in plan.details
    )


def _surrounds(place: Place, clause: Clause) -> bool:
    """Whether a place holds the clause's own: then the clause itself must name it (营口市前十名) to speak of it."""
    return clause.place is not None and lies_in(clause.place, place)


def _missing(
    plan: Plan, top: list[Clause], covers: list[Coverage], corpus_places: Sequence[Place]
) -> tuple[Missing, ...]:
    unnamed = [pair for pair in plan.details if not any(_names_details(plan, clause) for clause in top)]
    for name, place in unnamed[:1]:
        return (Missing(kind="place", asked=name, have=near_places(place, corpus_places)),)
    wrong_year = [c for c, v in zip(top, covers, strict=True) if v.words_met and v.holds and not v.right_years]
    if plan.years and top and not any(v.right_years for v in covers):
        wrong_year = wrong_year or top
    if wrong_year and (plan.years or plan.last_year):
        have = sorted({year for clause in wrong_year[:3] for year in clause.years})
        years = years_asked(plan.years, plan.last_year, wrong_year[0].document)
        asked = "、".join(f"{year}年" for year in sorted(years))
        return (Missing(kind="period", asked=asked, have=tuple(f"{year}年" for year in have) or ("未标日期的文件",)),)
    unmet = next((v.unmet for v in covers if v.unmet), ())
    total = f"{plan.query.noun}总数" if plan.query.total is not None else ""
    other = next((clause.contrasted for clause, v in zip(top, covers, strict=True) if v.words_met), ())
    asked = (
        "、".join(other)
        or total
        or "、".join(unmet)
        or "".join(term.text for term in plan.query.terms if term.noun)
        or plan.standalone
    )
    headings = [clause.section.heading[:30] for clause in top[:3] if clause.section.heading]
    return (Missing(kind="indicator", asked=asked, have=tuple(dict.fromkeys(headings))),)
