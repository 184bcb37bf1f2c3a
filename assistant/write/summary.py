"""Summaries by a document's own structure: for each sub-heading of the part asked for one complete statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.draft import Draft, Line, Sources
from assistant.plan import Plan
from assistant.write.cut import MAX_QUOTE, Span, sentences_between, trim
from assistant.write.fact import without_mark
from core.clauses import clause_spans
from core.items import MARKED
from core.period import find_periods, years_of
from core.place import place_label
from core.quantity import parse_quantities
from core.schema import Document, Place, Section
from core.timeline import own_period
from retrieval.match import readable, term_match
from retrieval.statement import Statement
from tools.search_policy import PolicySearch, Where

MAX_POINTS, MAX_TOTAL, MIN_STATEMENT, MAX_STATEMENT = 14, 900, 15, 100
MAX_LABEL, MAX_DOCUMENTS, WORTH = 20, 4, 0.55
MIN_TOPIC, MIN_ON_TOPIC, EACH_POINTS, FEW_POINTS, MIN_SENTENCE = 4, 2, 2, 3, 6
_TASK = re.compile(
    r"写?[一二三四五两几\d]+句话|汇报用?|给?领导看|请|帮我|帮忙|麻烦|给领导|领导|概括|总结|归纳|起草|写一?[个段份篇下]|综述|梳理|简述|简要|介绍|提炼|要点|讲了[啥什]么?|主要|情况|整理|一下|一句话|各自|说说"
    r"|分?成?[一二三四五六七八九十\d]{1,2}[条点段]|有哪些|有什么|那个|的|文件|材料|教育工作|工作"
)
_COUNT = re.compile(r"(?:分|归纳|概括|总结|列)成?(?P<n>[一二三四五六七八九十]|\d{1,2})[条点]")
_HEADLESS = re.compile(r"^(?:编者按|附件|抄送|.{0,20}(?:教育局|人民政府|办公室)$)")
_HAN = "一二三四五六七八九十"


@dataclass(frozen=True, kw_only=True)
class _Point:
    """One statement of a summary with the heading it stands under."""

    document: Document
    section: Section
    span: Span
    label: str
    figures: int
    place: Place | None = None


def write_summary(plan: Plan, place: Place | None, search: PolicySearch) -> Draft | None:
    """The draft for a summary of one place's documents; None if nothing speaks of the topic.

    Args:
        plan: What is asked.
        place: Whose documents; None: any.
        search: The policy texts.
    """
    topic = _TASK.sub("", plan.parts[0].asked).strip("，,。？?、 ")
    count = _COUNT.search(plan.standalone)
    wanted = (int(count["n"]) if count["n"].isdigit() else _HAN.index(count["n"]) + 1) if count else MAX_POINTS
    sources, lines = Sources(), []
    if plan.each:
        points = _on_topic(plan, place, topic, search)[:EACH_POINTS]
        line = _line(points, sources, dated=False)
        return Draft(status="answered", lines=(line,), citations=tuple(sources.citations)) if line else None
    documents = _documents(plan, place, topic, search)
    if not documents:
        return None
    room, dated = MAX_TOTAL // len(documents), len(documents) > 1
    for document in documents:
        sections = _sections_on(document, topic, place, search)
        points = _points(document, _of_place(document, place, search) if sections is None else sections)
        if sections is None and len(topic) >= MIN_TOPIC and not _titled(topic, document):
            items = _on_topic(plan, place, topic, search)
            # A line that says its year tells of one document.
            items = [one for one in items if not dated or one.document.id == document.id]
            points = items if len(items) >= MIN_ON_TOPIC else points
        line = _line(_chosen(points, wanted, room), sources, dated=dated)
        if line:
            lines.append(line)
    if not lines:
        return None
    return Draft(status="answered", lines=tuple(lines), citations=tuple(sources.citations), separator="\n")


def _documents(plan: Plan, place: Place | None, topic: str, search: PolicySearch) -> list[Document]:
    """The documents to sum up: of the asked place the one the topic is found in most, of asked years one each."""
    passages = search.passages(topic or plan.parts[0].asked, _where(plan, place))
    found: dict[str, float] = {}
    for rank, passage in enumerate(passages):
        document = search.library.document(passage.document_id)
        section = search.library.section(document.id, passage.section_id)
        own = place is None or (section.place is not None and section.place.full_name == place.full_name)
        titled = sum(word in document.title for word in _words(topic)) / (len(_words(topic)) or 1)
        found[document.id] = found.get(document.id, 0.0) + (1.0 if own else 0.3) / (rank + 2) + titled
    ordered = [search.library.document(one) for one in sorted(found, key=lambda one: -found[one])]
    if plan.years:
        # What changed over the years: a text of each, oldest first.
        own_years = {one.id: plan.years & years_of(own_period(one.title, one.date)) for one in ordered}
        by_year = {min(own_years[one.id]): one for one in reversed(ordered) if own_years[one.id]}
        return [by_year[year] for year in sorted(by_year)][-MAX_DOCUMENTS:]
    return ordered[:1]


def _where(plan: Plan, place: Place | None) -> Where:
    """Where a place's documents are looked for."""
    return Where(places=(place,) if place else None, years=plan.years, documents=plan.documents)


def _words(topic: str) -> list[str]:
    """Pairs of neighbouring characters: a topic's words without a dictionary."""
    return [topic[i : i + 2] for i in range(len(topic) - 1)]


def _titled(topic: str, document: Document) -> bool:
    """Whether a topic is a document's as a whole."""
    words = _words(topic)
    return sum(word in document.title for word in words) >= len(words) / 2


def _on_topic(plan: Plan, place: Place | None, topic: str, search: PolicySearch) -> list[_Point]:
    """Statements that tell of a topic which no heading names, the closest first, from the passages found for it."""
    segmenter = search.index.segmenter
    terms = [term for term in search.words.read(topic).terms if term.noun or len(term.text) > 1]
    total = sum(term.weight for term in terms)
    found: list[tuple[float, _Point]] = []
    for passage in search.passages(topic, _where(plan, place)) if total else []:
        document = search.library.document(passage.document_id)
        for a, b in sentences_between(document.text, passage.start, passage.end):
            section = search.library.section_at(document.id, passage.section_id, a)
            result = search.spoken.place_of(document, section, a)
            words = readable(document.text[a:b] + section.heading, segmenter)
            met = sum(term.weight * term_match(term, words) for term in terms) / total
            if met < WORTH or (place is not None and (result is None or result.full_name != place.full_name)):
                continue
            span = _statement(document.text, trim(document.text, a, b))
            figures = len(parse_quantities(document.text[slice(*span)]))
            found.append(
                (
                    met + 0.1 * min(figures, 3),
                    _Point(document=document, section=section, span=span, label="", figures=figures, place=result),
                )
            )
    points = [point for _, point in sorted(found, key=lambda pair: -pair[0])]
    # Where no place is asked: a line speaks of one.
    return [point for point in points if place or point.place == points[0].place]


def _of_place(document: Document, place: Place | None, search: PolicySearch) -> list[Section]:
    """A document's sections, those of a place where it has some."""
    sections = search.library.sections(document.id)
    of_place = [s for s in sections if place and s.place is not None and s.place.full_name == place.full_name]
    return of_place or sections


def _sections_on(document: Document, topic: str, place: Place | None, search: PolicySearch) -> list[Section] | None:
    """The sections whose headings name the topic, with those below them; None where none does."""
    sections = _of_place(document, place, search)
    words = [word for word in _words(topic) if word not in document.title]
    if not words:
        return None
    named = {s.id for s in sections if sum(word in s.heading for word in words) / len(words) >= WORTH}
    return [s for s in sections if s.id in named or s.parent_id in named] or None


def _points(document: Document, sections: Sequence[Section]) -> list[_Point]:
    """A statement for each leaf heading, and for each paragraph under a heading that has none below it."""
    parents = {section.parent_id for section in sections if MARKED.match(section.heading)}
    points = []
    for section in sections:
        if section.id in parents or _HEADLESS.match(section.heading) or (section.depth == 0 and len(sections) > 1):
            continue
        points += _of_section(document, section)
    if len(points) < FEW_POINTS:
        # A case of a paragraph or two: each of its sentences says something.
        points += [point for section in sections for point in _of_sentences(document, section)]
    return sorted({point.span: point for point in points}.values(), key=lambda point: point.span)


def _of_sentences(document: Document, section: Section) -> list[_Point]:
    """A point for every sentence of a section."""
    begin = min(section.start + len(section.heading), section.end) if section.depth else section.start
    spans = [trim(document.text, a, b) for a, b in sentences_between(document.text, begin, section.end)]
    return [
        _Point(
            document=document,
            section=section,
            span=_statement(document.text, span),
            label="",
            figures=len(parse_quantities(document.text[slice(*span)])),
        )
        for span in spans
        if span[1] - span[0] >= MIN_SENTENCE
    ]


def _of_section(document: Document, section: Section) -> list[_Point]:
    text = document.text
    begin = section.start
    heading_end = min(begin + len(section.heading), section.end)
    label = MARKED.sub("", section.heading).strip("。：: ") if MARKED.match(section.heading) else ""
    body = heading_end if text[heading_end : heading_end + 1] in "\n。；！？?" else begin
    points = []
    at = body
    for line in text[body : section.end].split("\n"):
        sentences = [trim(text, a, b) for a, b in sentences_between(text, at, at + len(line))]
        sentences = [s for s in sentences if s[1] - s[0] >= MIN_SENTENCE]
        if sentences:
            spans = [_statement(text, s) for s in sentences]
            best = max(spans, key=lambda s: (min(len(parse_quantities(text[slice(*s)])), 4), -s[0]))
            points.append(
                _Point(
                    document=document,
                    section=section,
                    span=best,
                    label=label if len(label) <= MAX_LABEL else "",
                    figures=len(parse_quantities(text[slice(*best)])),
                )
            )
        at += len(line) + 1
    return points[:1] if label else points


def _statement(text: str, sentence: Span) -> Span:
    """A sentence as far as whole clauses fit."""
    start, end = sentence
    if end - start <= MAX_STATEMENT:
        return sentence
    stop = start
    for _, b in clause_spans(text, start, end):
        if b - start > MAX_STATEMENT and stop - start >= MIN_STATEMENT:
            break
        stop = b
    return trim(text, start, stop)


def _chosen(points: Sequence[_Point], wanted: int, room: int) -> list[_Point]:
    """As many as fit, those with figures before the others, in the order of the text."""
    ranked = sorted(range(len(points)), key=lambda i: (points[i].figures == 0, i))
    kept: list[int] = []
    used = 0
    for i in ranked:
        size = points[i].span[1] - points[i].span[0] + len(points[i].label) + 2
        if len(kept) < wanted and used + size <= room:
            kept.append(i)
            used += size
    return sorted((points[i] for i in kept), key=lambda point: (point.document.id, point.span))


def _line(points: Sequence[_Point], sources: Sources, *, dated: bool) -> Line | None:
    if not points:
        return None
    result, refs = [], []
    first, place = points[0].document, points[0].place or points[0].section.place
    for point in points:
        statement = Statement(
            document=point.document,
            section=point.section,
            sentence=point.span,
            start=point.span[0],
            end=point.span[1],
            place=point.place or point.section.place,
        )
        citation = sources.cite(statement, point.span[0], min(point.span[1], point.span[0] + MAX_QUOTE))
        refs.append(citation.ref)
        words = without_mark(point.document.text[slice(*point.span)])
        label = f"{point.label}：" if point.label and point.label not in words else ""
        result.append(f"{label}{words}[{citation.ref}]")
    years = years_of(own_period(first.title, first.date))
    year = f"{min(years)}年" if dated and len(years) == 1 and not find_periods("".join(result)[:12]) else ""
    # A text of no place is told without a lead.
    lead = f"{place_label(place)}{year}：".removeprefix("：")
    return Line(text=f"{lead}{'；'.join(result)}。", refs=tuple(refs), place=place)
