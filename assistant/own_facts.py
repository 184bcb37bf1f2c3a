"""Questions about a document itself: when it was issued, under which number, by whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.draft import Draft, Line, Sources
from assistant.intents import LIST, READ
from assistant.plan import Plan
from assistant.write.refuse import refusal
from core.record import Known
from core.schema import Document, Missing
from retrieval.match import readable, term_match
from retrieval.query import Term
from retrieval.statement import Statement
from tools.search_policy import PolicySearch, Where

MET, MIN_TITLE_TERMS, LEAD = 0.6, 2, 0.05
_ISSUED = r"(?:印发|签发|发文|下发|出台|发布|公布)"


@dataclass(frozen=True, kw_only=True)
class _Fact:
    """A fact: how it is asked, under which names a document keeps it, how an answer calls it."""

    asked: re.Pattern[str]
    fields: tuple[str, ...]
    said: str


def _dated(verbs: str, fields: tuple[str, ...], said: str) -> _Fact:
    when = r"(?:日期|时间|哪[天年月]|几[号月]|什么时[候间]|何时)"
    asked = re.compile(f"(?:{verbs})[^，。]{{0,4}}{when}|{when}[^，。]{{0,2}}(?:{verbs})")
    return _Fact(asked=asked, fields=fields, said=said)


_FACTS = (
    _Fact(asked=re.compile(r"文号|发文字号"), fields=("doc_number",), said="文号"),
    _Fact(
        asked=re.compile(
            rf"{_ISSUED}(?:的)?(?:单位|机关|部门)|(?:谁|哪个?(?:单位|部门|机关|局|政府)){_ISSUED}|发文(?:单位|机关)"
        ),
        fields=("issuer",),
        said="发文机关",
    ),
    _dated("施行|生效", ("施行日期",), "施行日期"),
    _dated("发布|公布", ("发布日期", "公布日期", "印发日期", "成文日期"), "发布日期"),
    _dated("落款|成文|印发|签发|发文|下发|出台", ("成文日期", "印发日期", "通过日期", "发布日期"), "成文日期"),
)


def answer_own_fact(plan: Plan, search: PolicySearch) -> Draft | None:
    """The draft for a fact of the document that the question names; None where it asks for none or names none.

    Args:
        plan: What is asked.
        search: The policy texts.
    """
    fact = next((one for one in _FACTS if one.asked.search(plan.standalone)), None)
    if fact is None or plan.intent not in (READ, LIST):
        return None
    document = _named(fact.asked.sub("", plan.parts[0].asked), plan, search)
    if document is None:
        return None
    items = [known for name in fact.fields if (known := document.known.get(name)) is not None]
    written = next((one for one in items if one.where and one.where in document.text), None)
    if written is None:
        # What only the page around a text says is no part of it and cannot be cited.
        asked = f"《{document.title}》正文写明的{fact.said}"
        return refusal((Missing(kind="indicator", asked=asked, have=tuple(one.where for one in items if one.where)),))
    return _draft(document, fact, written, search)


def _draft(document: Document, fact: _Fact, written: Known, search: PolicySearch) -> Draft:
    # A date stands at the end of a text, an issuer and a number at its beginning.
    dated = fact.said.endswith("日期")
    start = document.text.rfind(written.where) if dated else document.text.find(written.where)
    span = (start, start + len(written.where))
    section = next(one for one in reversed(search.library.sections(document.id)) if one.start <= start)
    statement = Statement(
        document=document, section=section, sentence=span, start=span[0], end=span[1], place=document.place
    )
    sources = Sources()
    ref = sources.cite(statement, *span).ref
    value = written.where if dated else written.value
    line = Line(text=f"《{document.title}》的{fact.said}：{value}[{ref}]。", refs=(ref,), place=document.place)
    return Draft(status="answered", lines=(line,), citations=tuple(sources.citations))


def _named(asked: str, plan: Plan, search: PolicySearch) -> Document | None:
    """The one document whose title meets the question's words best; None where none does, or two do alike."""
    if plan.documents is not None:
        return search.library.document(plan.documents[0])
    terms = [term for term in search.words.read(asked).terms if len(term.text) > 1]
    total = sum(term.weight for term in terms)
    if len(terms) < MIN_TITLE_TERMS:
        return None
    where = Where(places=plan.places or None, years=plan.years, documents=plan.documents)
    found = dict.fromkeys(passage.document_id for passage in search.passages(asked, where))
    scored = sorted(((_met(terms, total, one, search), one) for one in found), reverse=True)
    if not scored or scored[0][0] < MET or (len(scored) > 1 and scored[0][0] - scored[1][0] < LEAD):
        return None
    return search.library.document(scored[0][1])


def _met(terms: Sequence[Term], total: float, document_id: str, search: PolicySearch) -> float:
    title = readable(search.library.document(document_id).title, search.index.segmenter)
    return sum(term.weight * term_match(term, title) for term in terms) / total
