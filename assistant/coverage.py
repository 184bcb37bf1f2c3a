"""Whether a clause really answers: the question's telling words must be met, and the kind of answer be there.

A similarity threshold cannot decide this: neighbours of the right topic and the wrong place score as high as answers.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.clauses import clause_spans
from core.quantity import parse_quantities
from core.schema import Document
from core.timeline import is_yearly_mean
from retrieval.clause import Clause, is_date_line
from retrieval.query import NUMERIC_KINDS, Query
from retrieval.span import TOLD_IN_CLAUSE

MET, PART = 0.22, 0.3
KEY_WEIGHT, ROLE_MET = 8.0, 0.6
MAX_SPAN = 2  # calendar years: a school year touches two
MIN_RATIO, MIN_NEAR, MIN_CLOSE = 0.38, 0.3, 0.2
MAX_KEY_UNMET = 0.5
MANY_FIGURES = 4
TIMELESS_KINDS: frozenset[str] = frozenset({"rule", "list"})
MIN_HELD = 0.5  # of the kind of answer wanted, where one clause tells it


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How far a clause covers a question.

    `near` counts its sentence and headings alone, `close` the clauses beside it; `unmet` are the question's telling
    words that nothing around the clause meets, `other_name` says that a proper name is among them.
    """

    ratio: float
    unmet: tuple[str, ...]
    unmet_share: float
    other_name: bool
    holds: bool
    right_years: bool
    near: float
    close: float

    @property
    def words_met(self) -> bool:
        """Whether enough of the question is met."""
        return (
            self.ratio >= MIN_RATIO
            and self.near >= MIN_NEAR
            and self.close >= MIN_CLOSE
            and not self.other_name
            and self.unmet_share <= MAX_KEY_UNMET
        )

    @property
    def answers(self) -> bool:
        """Whether the clause answers the question."""
        return self.words_met and self.holds and self.right_years


def cover(query: Query, clause: Clause, years: frozenset[int]) -> Coverage:
    """How far a clause covers a question that names these years."""
    weighed = list(zip(query.terms, clause.met, strict=True))
    total = sum(term.weight for term, _ in weighed) or 1.0
    # A few shared characters help to rank; they are no ground to answer on.
    ratio = sum(term.weight * (met if met >= PART else met * 0.3) for term, met in weighed) / total
    near = sum(term.weight * met for term, met in zip(query.terms, clause.near, strict=True)) / total
    close = sum(term.weight * met for term, met in zip(query.terms, clause.close, strict=True)) / total
    if query.own_date and is_date_line(clause.text):
        ratio = near = close = 1.0  # a signature's date answers for its document, whatever the question calls it
        weighed = []
    key = [(term, met) for term, met in weighed if (term.noun and term.weight >= KEY_WEIGHT) or term.sharp]
    unmet = [term for term, met in key if met < MET]
    key_total = sum(term.weight for term, _ in key)
    held = query.kind not in TOLD_IN_CLAUSE or (clause.held >= MIN_HELD and not clause.contrasted)
    return Coverage(
        ratio=ratio, unmet=clause.contrasted or tuple(term.text for term in unmet),
        other_name=any(term.proper for term in unmet),
        unmet_share=sum(term.weight for term in unmet) / key_total if key_total else 0.0,
        holds=held and _role_met(query, clause) and _head_met(query, clause) and _subject_met(query, clause),
        right_years=_right_years(query, clause, years), near=near, close=close,
    )  # fmt: skip


def _head_met(query: Query, clause: Clause) -> bool:
    """What the question asks the value of must be spoken of near the clause: no 电话, no telephone number."""
    met = [m for term, m in zip(query.terms, clause.near, strict=True) if term.text == query.head]
    return all(m >= MET for m in met)


def _role_met(query: Query, clause: Clause) -> bool:
    """A question for the holder of an office wants the office named beside the person."""
    met = [m for term, m in zip(query.terms, clause.met, strict=True) if term.text == query.role]
    return all(m >= ROLE_MET for m in met)


def _subject_met(query: Query, clause: Clause) -> bool:
    """In a sentence of many figures (粮食产量…斤，城镇新增就业…人，…) each clause tells of its own subject.

    There the question's most telling noun must stand in the clause or its heading, not only somewhere in the sentence.
    """
    if query.kind not in NUMERIC_KINDS:
        return True
    text = clause.document.text
    told = [text[a:b] for a, b in clause_spans(text, *clause.unit.sentence)]
    figures = sum(bool(parse_quantities(part)) for part in told)
    if figures < MANY_FIGURES:
        # Money comes before what it is for: 投入2300万元，改造操场18个.
        return figures < 2 or query.kind == "money" or not _told_behind(query, clause)
    nouns = [
        (term.weight, own, heading)
        for term, own, heading in zip(query.terms, clause.own, clause.in_heading, strict=True)
        if term.noun
    ]
    _, own, heading = max(nouns, default=(0.0, 1.0, 1.0))
    return max(own, heading) >= PART  # one shared character (生均, 学生) is no subject


def _told_behind(query: Query, clause: Clause) -> bool:
    """Whether a telling noun of the question stands in the sentence only behind the clause."""
    text, (begin, end) = clause.document.text, clause.unit.sentence
    above = text[begin : clause.end] + "".join(clause.section.heading_path) + clause.document.title
    nouns = [term.forms for term in query.terms if term.noun and term.weight >= KEY_WEIGHT]
    return any(
        any(form in text[clause.end : end] for form in forms) and not any(form in above for form in forms)
        for forms in nouns
    )


def years_asked(plan_years: frozenset[int], last_year: bool, document: Document) -> frozenset[int]:
    """The years a question asks a document about, 去年 read against its own; empty where it asks for none."""
    if plan_years or not last_year or document.date is None:
        return plan_years
    return frozenset({document.date.year - 1})


def _right_years(query: Query, clause: Clause, years: frozenset[int]) -> bool:
    """Whether a clause speaks of the years asked about; what five years brought is no figure of one of them."""
    if not years:
        return True
    if not clause.years and clause.document.date is None and query.kind in TIMELESS_KINDS:
        # Neither text nor file tells when it was written; a note says so. A figure of an unknown year is never given.
        return not parse_quantities(clause.document.text[slice(*clause.unit.sentence)])
    if clause.yearly_mean and not is_yearly_mean(query.text):
        return False
    if query.kind in NUMERIC_KINDS and len(clause.years) > MAX_SPAN:
        return clause.years <= years
    return bool(clause.years & years)
