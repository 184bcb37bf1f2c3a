"""Drafts of every kind over a corpus, measured without a gold text: what a reader can hold against their sources.

Nothing here trusts what the drafter says of its own sentences: quotes are looked up in the stored texts, and numbers,
places and years are read from the draft's words.
"""

from __future__ import annotations

import re
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from assistant.engine import Assistant
from core.draft_text import MARK, Block, parse_draft
from core.drafted import Drafted, DraftOrder
from core.errors import DataError
from core.items import MARKED
from core.period import years_of
from core.place import NATION, Gazetteer
from core.place_identity import lies_in, same_place
from core.schema import Citation, Document, Place
from core.textspan import word_pairs
from core.timeline import own_period
from corpus.draft_templates import Template
from evals.support import SOURCE_FIELDS, numbers_of

ALIKE, MIN_WORDS = 0.9, 10
TOPIC_CHARS = range(4, 11)
PLAN = "打算"
_MARKS = re.compile(r"(?:\[\d{1,3}\])+")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年)")
# A year that another is held against, or from which something runs, is not what the sentence speaks of.
_BASE = re.compile(r"(?:较|比|与|从|自|于)(?:19|20)\d{2}年|(?:19|20)\d{2}年(?:以来|起|开始|的)")
_BEFORE = re.compile(r"^[。；！，、”）\s]+")
_OTHERS_SAY = "（《"


@dataclass(frozen=True, kw_only=True)
class Said:
    """A stretch of a draft with the sources it names.

    `plans`: it stands where plans do. `side` is the side of a comparison that it tells, '' in other drafts.
    """

    words: str
    sources: tuple[Citation, ...]
    plans: bool
    side: str = ""


@dataclass(frozen=True, kw_only=True)
class DraftGrade:
    """One order and what became of it; `refused` says why nothing was written.

    `verbatim` of `sentences` have quotes that all stand in their documents as cited. `unsourced`, `elsewhere` and
    `another_time` tell each fault in words; `repeated` counts pairs that tell one thing twice.
    """

    kind: str
    order: str
    seconds: float
    refused: str = ""
    sentences: int = 0
    verbatim: int = 0
    unsourced: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    another_time: tuple[str, ...] = ()
    repeated: int = 0

    @property
    def faults(self) -> int:
        """What must not be in any draft."""
        return len(self.unsourced) + len(self.elsewhere) + len(self.another_time)


class DraftJudge:
    """Holds drafts against the corpus.

    Args:
        document_of: The stored document of an id.
        gazetteer: Finds places in words.
        place_of: The place that a name of an order means.
    """

    def __init__(
        self, document_of: Callable[[str], Document], gazetteer: Gazetteer, place_of: Callable[[str], Place]
    ) -> None:
        self._document = document_of
        self._gazetteer = gazetteer
        self._place = place_of

    def grade(self, order: DraftOrder, template: Template, drafted: Drafted, seconds: float) -> DraftGrade:
        """What a draft is worth."""
        sources = {source.ref: source for source in drafted.sources}
        blocks = parse_draft(drafted.text).blocks
        parts = list(_said(blocks, sources, template))
        places = [self._place(name) for name in order.places]
        return DraftGrade(
            kind=order.kind,
            order=order_words(order),
            seconds=round(seconds, 2),
            sentences=len(parts),
            verbatim=sum(all(map(self._stands, one.sources)) for one in parts),
            unsourced=tuple(_unsourced(order, drafted, blocks, parts)),
            elsewhere=tuple(one.words for one in parts if places and self._elsewhere(one, places)),
            another_time=tuple(one.words for one in parts if order.years and self._another_time(one, order.years)),
            repeated=_repeated(parts),
        )

    def _stands(self, source: Citation) -> bool:
        if source.kind != "document":
            return True
        text = self._document(source.document_id).text
        at = (source.start or 0, source.end or 0)
        return bool(source.quote) and (text[slice(*at)] == source.quote or source.quote in text)

    def _elsewhere(self, one: Said, places: Sequence[Place]) -> bool:
        """Whether a source is of none of the ordered places, or the words name one that has no part in them."""
        names = {place.full_name for place in places}
        if any(source.kind == "document" and source.place not in names for source in one.sources):
            return True
        named = [mention.place for mention in self._gazetteer.find(one.words, places[0])]
        return any(
            found != NATION and not any(same_place(found, p) or lies_in(found, p) or lies_in(p, found) for p in places)
            for found in named
        )

    def _another_time(self, one: Said, years: Sequence[int]) -> bool:
        """Whether the words name other years alone, or name none and their text is of other years."""
        wanted = {*years, max(years) + 1} if one.plans else set(years)
        stated = set(map(int, _YEAR.findall(_BASE.sub("", one.words))))
        if stated:
            return not stated & wanted
        for source in one.sources:
            if source.kind != "document":
                continue
            document = self._document(source.document_id)
            own = years_of(own_period(document.title, document.date)) | set(map(int, _YEAR.findall(source.section)))
            if own and not own & set(years):
                return True
        return False


def order_words(order: DraftOrder) -> str:
    """An order in one line."""
    return " ".join((*order.places, *(f"{year}年" for year in order.years), order.topic)).strip()


def _said(blocks: Sequence[Block], sources: dict[str, Citation], template: Template) -> Iterable[Said]:
    plans = {section.heading for section in template.sections if PLAN in section.takes}
    heading = side = ""
    for block in blocks:
        if block.kind == "heading" and block.level == 1:
            heading, side = block.text, ""
        elif block.kind == "heading" and block.level == 2 and template.compares:
            side = block.text
        cells = [cell for row in block.rows for cell in row] if block.kind == "table" else [block.text]
        for cell in cells if block.kind in ("paragraph", "table") else ():
            at = 0
            for marks in _MARKS.finditer(cell):
                refs = MARK.findall(marks.group())
                words = _BEFORE.sub("", cell[at : marks.start()])
                at = marks.end()
                named = tuple(sources[ref] for ref in refs if ref in sources)
                if words:
                    yield Said(words=words, sources=named, plans=heading in plans, side=side)


def _fields(sources: Iterable[Citation]) -> set[str]:
    return {n for source in sources for name in SOURCE_FIELDS for n in numbers_of(str(getattr(source, name, "") or ""))}


def _unsourced(order: DraftOrder, drafted: Drafted, blocks: Sequence[Block], parts: Sequence[Said]) -> Iterable[str]:
    """Every number of a draft that neither its own source nor the order tells, with the words around it."""
    ordered = numbers_of(order_words(order) + (order.day.isoformat() if order.day else ""))
    everything = _fields(drafted.sources) | ordered
    for one in parts:
        for number in sorted(numbers_of(one.words) - _fields(one.sources) - ordered):
            yield f"{number}：{one.words}"
    for block in blocks:
        # What no mark follows: headings, openings, and cells that name a row.
        counted = block.kind == "table" and block.head[:1] == ("序号",)
        cells = [cell for row in (block.head, *block.rows) for cell in row[1 if counted else 0 :]]
        for text in [block.text, *cells]:
            rest = _MARKS.split(text)[-1] if _MARKS.search(text) else text
            for number in sorted(numbers_of(rest) - everything):
                yield f"{number}：{rest}"


def _repeated(parts: Sequence[Said]) -> int:
    """Pairs of sentences of one place and one side of a comparison that tell the same with the same numbers.

    What another text tells differently is shown on purpose, and not counted.
    """
    items = [
        (word_pairs(one.words), numbers_of(one.words), ({source.place for source in one.sources}, one.side))
        for one in parts
        if len(one.words) >= MIN_WORDS and not one.words.startswith(_OTHERS_SAY)
    ]
    return sum(
        a[1:] == b[1:] and len(a[0] & b[0]) >= ALIKE * max(1, min(len(a[0]), len(b[0])))
        for a, b in combinations(items, 2)
    )


def orders_over(assistant: Assistant, templates: Sequence[Template], places: int) -> list[DraftOrder]:
    """Orders of every kind: of each of the places with most texts its newest year, and that year's broadest topics.

    Args:
        assistant: Whose corpus.
        templates: Of the kinds.
        places: Of how many places at most.
    """
    library = assistant.search.library
    by_place: dict[str, list[Document]] = defaultdict(list)
    for document in library.outlines():
        if document.place is not None:
            by_place[document.place.full_name].append(document)
    chosen = sorted(by_place, key=lambda name: (-len(by_place[name]), name))[:places]
    years = {
        name: sorted({year for one in by_place[name] for year in years_of(own_period(one.title, one.date))})
        for name in chosen
    }
    orders = []
    for template in templates:
        kind = template.kind
        if template.compares:
            orders += [DraftOrder(kind=kind, places=pair) for pair in pairwise(chosen)]
            orders += [DraftOrder(kind=kind, places=(n,), years=tuple(years[n][-3:])) for n in chosen if years[n][1:]]
            continue
        for name in chosen:
            newest = tuple(years[name][-1:])
            topics = broadest_topics(assistant, by_place[name])
            orders += [DraftOrder(kind=kind, places=(name,), years=newest, topic=topic) for topic in ("", *topics)]
    return orders


def broadest_topics(assistant: Assistant, documents: Sequence[Document], most: int = 2) -> list[str]:
    """Headings of texts under which most is said, without their numbers; short ones that name a topic."""
    chars: dict[str, int] = defaultdict(int)
    for document in documents:
        for section in assistant.search.library.sections(document.id):
            heading = MARKED.sub("", section.heading).strip("。：: ")
            if section.depth and len(heading) in TOPIC_CHARS and not re.search(r"[\d\W]", heading):
                chars[heading] += section.end - section.start
    return sorted(chars, key=lambda one: (-chars[one], one))[:most]


def grade_orders(
    orders: Sequence[DraftOrder],
    write: Callable[[DraftOrder], Drafted],
    judge: DraftJudge,
    template_of: Callable[[str], Template],
) -> list[DraftGrade]:
    """Write every order and grade it; an order that the corpus cannot fulfil is kept with its reason."""
    grades = []
    for order in orders:
        begun = time.perf_counter()
        try:
            drafted = write(order)
        except DataError as error:
            seconds = round(time.perf_counter() - begun, 2)
            grades.append(DraftGrade(kind=order.kind, order=order_words(order), seconds=seconds, refused=error.message))
            continue
        grades.append(judge.grade(order, template_of(order.kind), drafted, time.perf_counter() - begun))
    return grades


def by_kind(grades: Sequence[DraftGrade]) -> list[dict[str, object]]:
    """A row a kind and one for all."""
    rows = []
    for name in [*dict.fromkeys(grade.kind for grade in grades), "ALL"]:
        own = [grade for grade in grades if name in (grade.kind, "ALL")]
        written = [grade for grade in own if not grade.refused]
        sentences = sum(grade.sentences for grade in written)
        rows.append(
            {
                "kind": name,
                "orders": len(own),
                "refused": len(own) - len(written),
                "sentences": sentences,
                "verbatim": round(100 * sum(g.verbatim for g in written) / sentences, 1) if sentences else None,
                "unsourced": sum(len(grade.unsourced) for grade in written),
                "elsewhere": sum(len(grade.elsewhere) for grade in written),
                "another_time": sum(len(grade.another_time) for grade in written),
                "repeated": sum(grade.repeated for grade in written),
                "seconds_median": statistics.median(grade.seconds for grade in own),
                "seconds_most": max(grade.seconds for grade in own),
            }
        )
    return rows
