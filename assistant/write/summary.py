"""Summaries by a document's own structure: the headings of the section asked about, each with its telling sentence."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.draft import Draft, Line, Sources
from assistant.write.fact import bare_heading, place_label
from core.quantity import parse_quantities
from core.schema import Section
from corpus.library import Library
from retrieval.clause import Clause
from retrieval.match import readable, term_match
from retrieval.query import Query
from retrieval.segment import Segmenter
from retrieval.span import Span, quote_pieces, sentences_between, trim

MAX_POINTS, MIN_POINTS = 6, 2
MAX_POINT_CHARS, MAX_TOTAL = 90, 260
MIN_HEADING, MIN_COVERED = 0.5, 0.6


def write_summary(ranked: Sequence[Clause], query: Query, segmenter: Segmenter, library: Library) -> Draft | None:
    """The draft for a summary of one place's documents; None if nothing speaks of the topic.

    Args:
        ranked: Clauses on the topic, best first.
        query: The topic.
        segmenter: Words.
        library: The texts.
    """
    if not ranked:
        return None
    best = ranked[0]
    section = _topic_section(ranked, query, segmenter, library)
    sources = Sources()
    if section is not None:
        children = [
            s for s in library.sections(best.document.id) if s.parent_id == section.id and bare_heading(s.heading)
        ]
        covered = sum(child.end - child.start for child in children)
        if len(children) >= MIN_POINTS and covered >= MIN_COVERED * (section.end - section.start):
            lines = tuple(
                _child_line(best, child, i, query, segmenter, sources)
                for i, child in enumerate(children[:MAX_POINTS], 1)
            )
        else:
            lines = _sentence_lines(best, (section.start, section.end), query, segmenter, sources)
    else:
        spans = list(
            dict.fromkeys(clause.unit.sentence for clause in ranked[:12] if clause.document.id == best.document.id)
        )
        lines = tuple(_point(best, span, sources) for span in sorted(spans[:4]))
    if not lines:
        return None
    lead = place_label(best.place)
    heading = bare_heading(section.heading) if section else ""
    opening = f"{lead}{'·' if lead and heading else ''}{heading}：" if lead or heading else ""
    opened = (Line(text=opening, place=best.place), *lines) if opening else lines
    return Draft(status="answered", lines=opened, citations=tuple(sources.citations), joint="\n")


def _score(text: str, query: Query, segmenter: Segmenter) -> float:
    where = readable(text, segmenter)
    total = sum(term.weight for term in query.terms) or 1.0
    return sum(term.weight * term_match(term, where) for term in query.terms) / total


def _topic_section(ranked: Sequence[Clause], query: Query, segmenter: Segmenter, library: Library) -> Section | None:
    """The section whose heading meets the topic best, in the document most of the best clauses come from."""
    document_id = ranked[0].document.id
    sections = [s for s in library.sections(document_id) if s.depth > 0 and s.place == ranked[0].section.place]
    scored = [(_score(s.heading, query, segmenter), -s.depth, -s.start, s) for s in sections]
    if not scored:
        return None
    score, _, _, section = max(scored, key=lambda item: item[:3])
    root = next((s for s in library.sections(document_id) if s.id == ranked[0].section.id), None)
    if score >= MIN_HEADING:
        return section
    # No heading names the topic: it may be the whole case or document.
    while root is not None and root.parent_id:
        root = library.section(document_id, root.parent_id)
    if root is None or not root.heading_path:
        return None
    opening = ranked[0].document.text[root.start : root.start + 200]
    return root if _score(opening, query, segmenter) >= MIN_HEADING else None


def _child_line(
    best: Clause, child: Section, number: int, query: Query, segmenter: Segmenter, sources: Sources
) -> Line:
    """Heading and telling sentence of one part."""
    text = best.document.text
    head = trim(text, child.start, min(child.start + len(child.heading), child.end))
    refs = [sources.cite(best, *head).ref] if head[1] - head[0] <= 240 else []
    body = [s for s in sentences_between(text, head[1], child.end) if s[0] >= head[1]]
    chosen = _telling(body, text, query, segmenter)
    parts = [f"{number}. {bare_heading(text[slice(*head)])}" + "".join(f"[{r}]" for r in refs)]
    if chosen:
        shown = trim(text, chosen[0], min(chosen[1], chosen[0] + MAX_POINT_CHARS))
        shown = _at_mark(text, shown, chosen)
        citation = sources.cite(best, *quote_pieces(text, *chosen)[0])
        parts.append(f"{text[slice(*shown)]}[{citation.ref}]")
        refs.append(citation.ref)
    return Line(text="：".join(parts) + "。", refs=tuple(refs), place=child.place)


def _telling(body: list[Span], text: str, query: Query, segmenter: Segmenter) -> Span | None:
    """The sentence of a part that tells most: figures first, then words of the topic, then the first."""
    if not body:
        return None
    return max(
        body[:6],
        key=lambda s: (
            min(len(parse_quantities(text[slice(*s)])), 2) * 0.3 + _score(text[slice(*s)], query, segmenter),
            -s[0],
        ),
    )


def _at_mark(text: str, shown: Span, sentence: Span) -> Span:
    """A cut sentence ends at its last whole clause."""
    if shown[1] >= trim(text, *sentence)[1]:
        return trim(text, *sentence)
    cut = max(text.rfind(mark, shown[0], shown[1]) for mark in "，,；;、")
    return trim(text, shown[0], cut) if cut > shown[0] + 10 else shown


def _sentence_lines(best: Clause, span: Span, query: Query, segmenter: Segmenter, sources: Sources) -> tuple[Line, ...]:
    """Sentences of a section without parts: those with figures or words of the topic, a paragraph of them."""
    text = best.document.text
    body = sentences_between(text, *span)
    scored = sorted(
        body, key=lambda s: -(_score(text[slice(*s)], query, segmenter) + 0.3 * bool(parse_quantities(text[slice(*s)])))
    )
    chosen: list[Span] = []
    for sentence in scored:
        if sum(b - a for a, b in (*chosen, sentence)) <= MAX_TOTAL and sentence[1] - sentence[0] <= 240:
            chosen.append(sentence)
    return tuple(_point(best, sentence, sources) for sentence in sorted(chosen))


def _point(best: Clause, span: Span, sources: Sources) -> Line:
    text = best.document.text
    cited = [sources.cite(best, *piece) for piece in quote_pieces(text, *span)]
    words = text[slice(*trim(text, *span))]
    marks = "".join(f"[{citation.ref}]" for citation in cited)
    return Line(text=f"{words}{marks}。", refs=tuple(c.ref for c in cited), place=best.place)
