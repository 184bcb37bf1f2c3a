"""Lists that a heading leads to: the headings of the documents found that name what a list is asked of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.clauses import whole_sentences
from core.items import MARKED
from core.schema import Passage
from core.word_lists import read_word_list
from retrieval.match import readable, term_match
from retrieval.statement import Statement
from tools.search_policy import PolicySearch

NAMED = 0.5
MIN_ITEMS, MEETS, HEADED, USUAL, MIN_BODY = 2, 0.7, 8.0, 1.0, 20
_KIND_ASKED = re.compile(r"(?:哪[一二三四五六七八九十几些]+|几)[大个项类种]*(?P<noun>[\u4e00-\u9fff]{2,4})[？?。\s]*$")
# 补上经费短板，各项工作有序开展 tells what was done; a section's usual heading is a few words.
_PLAIN_HEADING = re.compile(r"[^，,；;。]{1,16}[。：:]?")
_RUN = re.compile(r"(?:^|[。；\n])\s*([一二三四五六七八九十])是")


@dataclass(frozen=True, kw_only=True)
class HeadingTopic:
    """A section that official documents usually have: how it is asked for, and words of its heading."""

    asked: tuple[str, ...]
    headings: tuple[str, ...]


def headed_statements(
    asked: str, passages: Sequence[Passage], search: PolicySearch, topics: Sequence[HeadingTopic]
) -> list[Statement]:
    """Headings with marked items below them that name what is asked, as statements; [] where none does.

    A heading names it where it and the title together meet the question's content words, itself the last of them;
    有哪几大行动 asks for what stands below a heading, each called 行动.

    Args:
        asked: The question without places and years.
        passages: What was found for it; only their documents are looked at.
        search: The policy texts.
        topics: Sections that official documents usually have.
    """
    wanted = usual_headings(asked, topics)
    kind = _KIND_ASKED.search(asked)
    library, segmenter, terms = search.library, search.index.segmenter, search.words.read(asked).terms
    # 还有哪些问题没解决: what a list is of is a noun.
    terms = tuple(term for term in terms if term.noun) or terms
    total = sum(term.weight for term in terms)
    found: list[Statement] = []
    in_words: list[Statement] = []
    for document_id in dict.fromkeys(passage.document_id for passage in passages) if total or wanted else ():
        document, sections = library.document(document_id), library.sections(document_id)
        title = readable(document.title, segmenter)
        for section in sections:
            below = [one for one in sections if one.parent_id == section.id and MARKED.match(one.heading)]
            items = max(len(below), len(set(_RUN.findall(document.text, section.start, section.end))))
            usual = any(word in section.heading for word in wanted) and bool(_PLAIN_HEADING.fullmatch(section.heading))
            if section.depth == 1 and usual and items < MIN_ITEMS:
                # Its items stand in a sentence: 还存在一些不足：…；…。
                begin = min(section.start + len(section.heading), section.end)
                spans = [(begin + a, begin + b) for a, b in whole_sentences(document.text[begin : section.end])]
                result = [span for span in spans if span[1] - span[0] >= MIN_BODY][:1]
                in_words += [search.statement_at(document, section, span, HEADED + USUAL) for span in result]
            if not section.depth or items < MIN_ITEMS:
                continue
            alike = kind is not None and all(kind["noun"] in one.heading for one in below)
            if usual or (alike and len(below) >= MIN_ITEMS):
                end = min(section.start + len(section.heading), section.end)
                found.append(search.statement_at(document, section, (section.start, end), HEADED + USUAL))
                continue
            heading = readable(section.heading, segmenter)
            own = [term_match(term, heading) for term in terms]
            met = sum(t.weight * max(o, term_match(t, title)) for t, o in zip(terms, own, strict=True)) / (total or 1)
            # Of the members of a group no heading that names only the group tells.
            if max(own, default=0.0) >= MEETS and met >= MEETS and own[-1] >= NAMED:
                end = min(section.start + len(section.heading), section.end)
                found.append(search.statement_at(document, section, (section.start, end), HEADED * met))
    return found or in_words


def usual_headings(asked: str, topics: Sequence[HeadingTopic]) -> tuple[str, ...]:
    """Words of the headings under which official documents tell what is asked."""
    met = [(topic, [word for word in topic.asked if word in asked]) for topic in topics]
    said = [word for _, words in met for word in words]
    return tuple(
        heading
        for topic, words in met
        # 保障措施 asks for another section than 措施 does.
        if any(not any(word != longer and word in longer for longer in said) for word in words)
        for heading in topic.headings
    )


def load_topics(lexicon_dir: Path) -> tuple[HeadingTopic, ...]:
    """The topics of `headings.toml`; none where the office has no such list."""
    result = read_word_list(lexicon_dir / "headings.toml").get("topic", ())
    return tuple(HeadingTopic(asked=tuple(one["asked"]), headings=tuple(one["headings"])) for one in result)
