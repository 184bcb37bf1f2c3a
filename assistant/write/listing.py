"""Lists, complete and in order: what the found head leads to in the document's own structure."""

from __future__ import annotations

import re

from assistant.draft import Draft, Line, Sources
from assistant.write.cut import MAX_QUOTE, Span, balanced, quote_pieces, rule_spans, sentences_between, trim, words_span
from assistant.write.fact import lead_in
from core.items import MARKED
from core.schema import Section
from corpus.library import Library
from retrieval.statement import Statement

MIN_ITEMS, MAX_ITEMS = 2, 16
_MEMBER = re.compile(r"(?:[一二三四五六七八九十]是|第[一二三四五六七八九十][，,]|[（(][一二三四五六七八九十\d]+[)）])")
MAX_SENTENCE, LONG_SENTENCE = 420, 200
# The stretch that was read names several things itself: 甲校、乙校和丙校.
_ENUMERATES = re.compile(r"[\u4e00-\u9fff]{2,}(?:、|和|以及|与|及)[\u4e00-\u9fff\d“]{2,}")
_LEADS = re.compile(r"[：:]\s*$|如下|以下|下列|包括|分别(?:是|为)|主要(?:是|有|体现|表现)")


def write_list(statement: Statement, library: Library) -> Draft:
    """The draft for a list: the items below or beside the found sentence, else what it enumerates itself."""
    sources = Sources()
    items = structured_items(statement, library)
    line = _items_line(statement, items, sources) if items else _sentence_line(statement, sources)
    return Draft(status="answered", lines=(line,), citations=tuple(sources.citations))


def structured_items(statement: Statement, library: Library) -> list[Section]:
    """The sections that are the items of a list; [] where the sentence itself is the list.

    The found sentence is their head (a heading, or a sentence that leads to them), or one of them.
    """
    section, text = statement.section, statement.document.text
    sections = library.sections(statement.document.id)
    heads = statement.in_heading
    below = _marked([one for one in sections if one.parent_id == section.id])
    if heads and len(below) >= MIN_ITEMS:
        return below
    leads = _LEADS.search(text[statement.end : statement.sentence[1]])
    if not heads and not leads and _ENUMERATES.search(statement.text):
        return []
    # What a section says before its items leads to them.
    after = [one for one in below if one.start >= statement.sentence[1]]
    if len(after) >= MIN_ITEMS and (len(after) == len(below) or _LEADS.search(text[slice(*statement.sentence)])):
        return after
    kind = _kind(section)
    if heads and kind and not section.heading.startswith("第"):
        alike = [one for one in sections if one.parent_id == section.parent_id and _kind(one) == kind]
        if len(alike) >= MIN_ITEMS:
            return alike
    return []


def _marked(sections: list[Section]) -> list[Section]:
    """Sections that open with a mark of a series, those of its first kind."""
    marked = [one for one in sections if MARKED.match(one.heading)]
    return [one for one in marked if _kind(one) == _kind(marked[0])]


def _kind(section: Section) -> str:
    """The kind of mark a heading opens with: numbers and marks alike, whatever their count."""
    mark = MARKED.match(section.heading)
    return re.sub(r"[一二三四五六七八九十百]+|\d+|[①-⑳]", "1", mark[0].strip("，, ")) if mark else ""


def _items_line(statement: Statement, items: list[Section], sources: Sources) -> Line:
    """One line that lists items, each cited where it stands."""
    text = statement.document.text
    result, refs = [], []
    for item in items[:MAX_ITEMS]:
        start, end = item_span(text, item)
        citation = sources.cite(statement, start, min(end, start + MAX_QUOTE))
        result.append(f"{MARKED.sub('', text[start:end])}[{citation.ref}]")
        refs.append(citation.ref)
    more = "；其余见原文" if len(items) > MAX_ITEMS else ""
    body = "；".join(result)
    return Line(text=f"{lead_in(statement, body, dated=True)}{body}{more}。", refs=tuple(refs), place=statement.place)


def _series(statement: Statement) -> list[Span]:
    """The sentences of the series 一是…。二是…。 that a statement is one of, or that its heading stands above."""
    text, section = statement.document.text, statement.section
    if statement.in_heading:
        start, end = section.start + len(section.heading), section.end
    else:
        start = text.rfind("\n", 0, statement.sentence[0]) + 1
        end = text.find("\n", statement.sentence[1])
        end = len(text) if end < 0 else end
    result = sentences_between(text, start, end)
    members = [span for span in result if _MEMBER.match(text[slice(*span)].lstrip())]
    inside = statement.in_heading or any(a <= statement.start < b for a, b in members)
    return [trim(text, *span) for span in members[:MAX_ITEMS]] if inside and len(members) >= MIN_ITEMS else []


def item_span(text: str, item: Section) -> Span:
    """An item's own words: its heading; of an article, whose heading is cut from its sentence, the sentence."""
    end = min(item.start + len(item.heading), item.end)
    if item.heading.startswith("第") or text[end : end + 1] not in "。；;！？\n：:":
        stop = min((at for mark in "。；\n" if (at := text.find(mark, end, item.end)) >= 0), default=item.end)
        end = stop if stop - item.start <= MAX_QUOTE else end
    return trim(text, item.start, end)


def _sentence_line(statement: Statement, sources: Sources) -> Line:
    text = statement.document.text
    sentence = text[slice(*statement.sentence)]
    own = len(sentence) > LONG_SENTENCE and not _MEMBER.search(sentence) and _ENUMERATES.search(statement.text)
    enumerates = [words_span(statement)] if own else []
    spans = _series(statement) or enumerates or rule_spans(statement, MAX_SENTENCE)
    parts, refs = [], []
    for start, end in spans:
        if end - start > MAX_SENTENCE:
            # One of a series may be longer than what answers, which stands in another.
            at = max(start, statement.start) if statement.start < end else start
            start, end = balanced(text, *trim(text, at, min(end, at + MAX_SENTENCE)), (start, end))
        cited = [sources.cite(statement, *piece) for piece in quote_pieces(text, start, end)]
        refs += [citation.ref for citation in cited]
        parts.append(MARKED.sub("", text[start:end]) + "".join(f"[{citation.ref}]" for citation in cited))
    body = "；".join(parts)
    return Line(text=f"{lead_in(statement, body, dated=False)}{body}。", refs=tuple(refs), place=statement.place)
