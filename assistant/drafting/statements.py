"""Statements for a draft: whole sentences of the ordered places, years and topic, with the part each plays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.drafting.roles import PLAN, RULE, Roles
from assistant.write.cut import trim
from core.clauses import whole_sentences
from core.items import MARKED
from core.period import years_of
from core.place import NATION, Gazetteer
from core.place_identity import lies_in, same_place
from core.schema import Document, Place, Section
from core.textspan import split_sentences
from core.timeline import own_period
from retrieval.match import readable, term_match
from retrieval.query import Term
from retrieval.statement import Statement
from tools.search_policy import PolicySearch, Where

# Passages looked through for a topic, for each place; documents taken whole where no topic narrows them.
PASSAGES, WHOLE_DOCUMENTS = 60, 30
CACHED_DOCUMENTS = 256
MIN_CHARS, MAX_CHARS = 10, 400
# The share of the topic's words, by weight, that a statement with the headings above it must tell.
ON_TOPIC = 0.5
_LEANING = ("其中", "这", "该", "此", "其", "上述", "对此", "为此", "因此", "它", "他们", "两者", "前者", "后者")
# What only announces, thanks or closes: 工作中还存在一些不足, 重点抓好以下工作, 以上报告请批示, （完）.
_EMPTY = re.compile(
    r"(?:以下|如下)[^，。；]{0,10}[。；]?$|存在(?:一些|不少|以下|着)?(?:短板|问题|不足|困难|差距)(?:[和与、](?:短板|问题|不足|困难|差距))*。?$"
    r"|^(?:以上|特此|此致|谢谢)[^。]{0,24}。?$|^[（(][^（）()]*[)）]。?$|在[^，。]{2,40}(?:领导|指导|支持|关心)下|为指导|各项工作|制定本(?:办法|方案|意见|规定|细则|规划)"
)
_ARTICLE = re.compile(r"第[一二三四五六七八九十百]+[条款]")
_CLOSED = ("。", "！", "；", "”", "）", "？")


@dataclass(frozen=True, kw_only=True, eq=False)
class TopicSentence:
    """A statement with the part it plays; `label` is the heading it stands under, without its number.

    `on_topic` from 0 to 1 says how much of the topic it tells; `year` is the newest it speaks of, 0 for none.
    """

    statement: Statement
    role: str
    label: str
    on_topic: float
    year: int

    @property
    def from_rules(self) -> bool:
        """Whether it stands in an article of rules (第八条), whose heading says of what it speaks."""
        return bool(_ARTICLE.match(self.statement.section.heading))

    @property
    def words(self) -> str:
        """What a draft writes: the sentence without the mark of a list before it, closed by 。."""
        text = MARKED.sub("", self.statement.text, count=1).strip().replace("\n", "")
        return text if text.endswith(("。", "！", "？")) else text.rstrip("；;，,、") + "。"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What statements are looked for: one place (None: whatever), years (none: all), documents (None: all), topic."""

    place: Place | None
    years: frozenset[int]
    documents: tuple[str, ...] | None
    topic: str


class Statements:
    """Finds the statements of drafts.

    Args:
        search: The policy texts.
        roles: Tells what part each plays.
        gazetteer: Finds the places that sentences name.
    """

    def __init__(self, search: PolicySearch, roles: Roles, gazetteer: Gazetteer) -> None:
        self._search = search
        self._roles = roles
        self._gazetteer = gazetteer
        self._parted = lru_cache(CACHED_DOCUMENTS)(self._parts_of)

    def _parts_of(self, document_id: str) -> frozenset[str]:
        title = self._search.library.document(document_id).title
        return self._roles.parted(
            one.heading for one in self._search.library.sections(document_id) if one.depth and one.heading != title
        )

    def find(self, wanted: Wanted) -> list[TopicSentence]:
        """Statements on the topic, in the order of documents (the newest first) and texts."""
        found: list[TopicSentence] = []
        terms = self._terms(wanted.topic)
        for document, sections in self._sections(wanted):
            named = self._titled(document, terms)
            for section in sections:
                found += self._of_section(document, section, wanted, () if named else terms)
        return found

    def _terms(self, topic: str) -> tuple[Term, ...]:
        words = self._search.words.read(topic).terms if topic else ()
        return tuple(term for term in words if term.noun or len(term.text) > 1)

    def _titled(self, document: Document, terms: Sequence[Term]) -> bool:
        """Whether the whole document is on the topic, by its title."""
        return self._met(document.title, terms) >= 1 - 1e-9

    def _met(self, words: str, terms: Sequence[Term]) -> float:
        """The share of the topic's words that a stretch tells, by weight; 1 where there is no topic."""
        total = sum(term.weight for term in terms)
        if not total:
            return 1.0
        where = readable(words, self._search.index.segmenter)
        return sum(term.weight * term_match(term, where) for term in terms) / total

    def _sections(self, wanted: Wanted) -> Iterator[tuple[Document, list[Section]]]:
        """The sections to look through, document by document: those found for the topic, else all."""
        library = self._search.library
        where = Where(
            places=None if wanted.place is None else (wanted.place,), years=wanted.years, documents=wanted.documents
        )
        if wanted.topic:
            passages = self._search.passages(wanted.topic, where, PASSAGES)
            ids = list(dict.fromkeys(passage.document_id for passage in passages))
        else:
            ids = list(wanted.documents or self._of_scope(wanted))
        documents = [library.document(one) for one in ids]
        for document in sorted(documents, key=lambda one: (one.behind, -(one.date.toordinal() if one.date else 0))):
            sections = library.sections(document.id)
            parents = {section.parent_id for section in sections}
            yield document, [one for one in sections if one.id not in parents or self._own_text(one, sections)]

    def _of_scope(self, wanted: Wanted) -> list[str]:
        """Documents of the place and the years, the newest first, so many as one draft can hold."""
        rows = [
            one
            for one in self._search.library.outlines()
            if (wanted.place is None or (one.place is not None and one.place.full_name == wanted.place.full_name))
            and (not wanted.years or wanted.years & years_of(own_period(one.title, one.date)))
        ]
        rows.sort(key=lambda one: -(one.date.toordinal() if one.date else 0))
        return [one.id for one in rows[:WHOLE_DOCUMENTS]]

    @staticmethod
    def _own_text(section: Section, sections: Sequence[Section]) -> bool:
        """Whether a section with others below it has text of its own before them."""
        first = min((one.start for one in sections if one.parent_id == section.id), default=section.end)
        return first - section.start > len(section.heading) + MIN_CHARS

    def _of_section(
        self, document: Document, section: Section, wanted: Wanted, terms: Sequence[Term]
    ) -> Iterator[TopicSentence]:
        own = [one for one in self._search.library.sections(document.id) if one.parent_id == section.id]
        # A line that is all its section says, 第三条 校车不得超员载人。, is numbered like a heading and is the text.
        said = bool(section.depth) and not own and section.heading.endswith(_CLOSED) and _is_all(document, section)
        begin = section.start + (len(section.heading) if section.depth and not said else 0)
        body = document.text[begin : min((one.start for one in own), default=section.end)]
        tables = self._search.library.tables(document.id)
        path = section.heading_path[:-1] if said else section.heading_path
        headings = [heading for heading in path if heading != document.title]
        around = self._met("".join(headings), terms)
        last: TopicSentence | None = None
        for a, b in _sentences(body):
            span = (trim(document.text, begin + a, begin + b)[0], begin + b)
            result = None
            if not any(table.start <= span[0] < table.end for table in tables):
                on_topic = max(around, self._met(document.text[slice(*span)], terms))
                result = self._told(document, section, span, headings, wanted, on_topic)
            if result is not None and result.words.startswith(_LEANING):
                # It leans on the sentence before it: the two go together, or neither does.
                last = self._joined(last, result)
                continue
            if last is not None:
                yield last
            last = result
        if last is not None:
            yield last

    def _joined(self, first: TopicSentence | None, second: TopicSentence) -> TopicSentence | None:
        if first is None or second.statement.start - first.statement.end > 1:
            return first
        statement = second.statement
        span = (first.statement.start, statement.end)
        whole = self._search.statement_at(statement.document, statement.section, span, 0.0)
        return replace(first, statement=whole)

    def _told(
        self,
        document: Document,
        section: Section,
        span: tuple[int, int],
        headings: Sequence[str],
        wanted: Wanted,
        on_topic: float,
    ) -> TopicSentence | None:
        """A sentence as a statement of a draft; None where it is no whole statement of what is wanted."""
        words = document.text[slice(*span)]
        whole = words.endswith(_CLOSED) and not words.rstrip("”）").endswith("？") and not _EMPTY.search(words)
        if not whole or not MIN_CHARS <= len(words) <= MAX_CHARS or on_topic < ON_TOPIC or _damaged(document, span):
            return None
        statement = self._search.statement_at(document, section, span, 0.0)
        role = self._roles.of(words, headings, self._parted(document.id))
        if role == RULE and _is_item(document.text, span):
            return None
        if not role or not self._of_place(statement, wanted.place) or not _of_years(statement, wanted.years, role):
            return None
        label = MARKED.sub("", headings[-1]).strip("。：: ") if headings else ""
        return TopicSentence(
            statement=statement, role=role, label=label, on_topic=on_topic, year=max(statement.years, default=0)
        )

    def _of_place(self, statement: Statement, wanted: Place | None) -> bool:
        """Whether a statement speaks of the wanted place and names no other that it is not in or that is not in it."""
        own = statement.place
        if wanted is not None and (own is None or own.full_name != wanted.full_name):
            return False
        named = [mention.place for mention in self._gazetteer.find(statement.text, statement.document.place)]
        if own is None:
            return not named
        return all(same_place(one, own) or lies_in(one, own) or lies_in(own, one) or one == NATION for one in named)


def _sentences(body: str) -> list[tuple[int, int]]:
    """Whole sentences; one that is a list of marked items (一是…；二是…。) as its items."""
    made = []
    for a, b in whole_sentences(body):
        items = [(a + first, a + last) for first, last in split_sentences(body[a:b])]
        apart = len(items) > 1 and all(MARKED.match(body[first:last]) for first, last in items)
        made += items if apart else [(a, b)]
    return made


def _is_all(document: Document, section: Section) -> bool:
    """Whether a section has nothing but its heading."""
    return document.text[section.start : section.end].strip() == section.heading.strip()


def _is_item(text: str, span: tuple[int, int]) -> bool:
    """Whether a stretch is one item of a list that another sentence opens: 应当具备下列条件：（一）……的；"""
    before = text[: span[0]].rstrip(" \u3000\n")
    return before.endswith(("：", ":", "；", ";")) and bool(MARKED.match(text[slice(*span)]))


def _damaged(document: Document, span: tuple[int, int]) -> bool:
    """Whether characters of a stretch were lost or are doubtful, so that it cannot be written as a sentence."""
    noted = (note for note in document.notes if note.kind == "识别存疑")
    return any(note.start < span[1] and span[0] < note.end for note in noted) or "\ufffd" in document.text[slice(*span)]


def _of_years(statement: Statement, wanted: frozenset[int], role: str) -> bool:
    """Whether a statement speaks of wanted years alone; a plan may be for the year after, from an account of one."""
    if not wanted:
        return True
    if role == PLAN:
        own = years_of(own_period(statement.document.title, statement.document.date))
        return bool(own & wanted) and statement.years <= wanted | {max(wanted) + 1}
    return bool(statement.years) and statement.years <= wanted
