"""Texts that are not of the place asked about: when one of their clauses may speak for it all the same.

A national notice, or an article whose place nothing in it states for sure, holds sentences on single places. A clause
speaks for the place named last before it, and for no other: neither for a district's city nor for the place of the next
sentence, nor where the place is named to speak of others (除海淀区外, 借鉴郑州市经验). Where no place is named so near,
the whole text must be about one. In the text of a province a clause speaks for one of its cities only if it begins with
that city's name. What the country rules holds everywhere, and is said to be the country's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from core.clauses import clause_spans
from core.place import NATION, PlaceMention, gazetteer, lies_in, same_place
from core.schema import Document, Place
from retrieval.clause import Clause

HEAD_CHARS = 200
MIN_NAMED, MIN_SHARE = 3, 0.6
# What may stand before a clause's subject (目前, 其中, 2月10日); 借鉴郑州经验 is about somebody else.
_LEADS = re.compile(
    r"\s*(?:目前|日前|近日|今年|去年|截至目前|其中|例如|比如|如|在|据悉|此外|同时|[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]"
    r"|[\d年月日\-—至底末初]+|[，,：:、\s])*\s*"
)
# 我省, 全市: where the place named last is of another kind, they lead back to somebody else.
_SELF = re.compile(r"(?<!安)(?<!健)(?<!完)[我本全]([省市区县州旗])")
# 除郑州市外, 借鉴郑州市经验, 与郑州市相比: a place is named to speak of others.
_OTHERS = re.compile(
    r"以外|之外|除[^，。；]{1,12}外|其他|其它|其余|各[省市县区](?!级)|等地|相比|相较|经验|做法|学习|借鉴"
)


def spoken_for(clause: Clause, places: Sequence[Place]) -> Clause | None:
    """The clause with the place of these that it speaks for; None where it speaks for none of them.

    Args:
        clause: A clause whose section has no place.
        places: The places asked about.
    """
    text = clause.document.text
    begin = clause.unit.sentence[0]
    named = _mentions(text[begin : clause.end])
    if named:
        last = named[-1]
        # 海淀区、丰台区分别新增320个、180个: which figure is whose, no rule can tell.
        inside = {m.place.name for m in named if begin + m.end > clause.start}
        place = _asked(last.place, places) if len(inside) <= 1 else None
        spans = clause_spans(text, *clause.unit.sentence)
        start = next((a for a, b in spans if a <= begin + last.start < b), clause.start)
        if place and _leads_away(text[start : clause.end], place):
            return None
        return replace(clause, spoken_of=place, told_from=start) if place else None
    line = text.rfind("\n", 0, begin) + 1
    before = _mentions(text[line:begin])
    if before and not _asked(before[-1].place, places):
        # The sentence goes on about the place of the one before it.
        return None
    # 托管教室45间，丰台区62间: what goes on about another place is not shown.
    rest = _mentions(text[clause.end : clause.unit.sentence[1]])
    told_from = clause.start if any(not _asked(m.place, places) for m in rest) else None
    for stretch in ("\n".join(clause.section.heading_path), clause.document.title, text[:HEAD_CHARS]):
        named = _mentions(stretch)
        if named:
            place = _asked(named[-1].place, places) if _of_one(named) else None
            return replace(clause, spoken_of=place, told_from=told_from) if place else None
    place = next((place for place in places if _about(text, place)), None)
    return replace(clause, spoken_of=place, told_from=told_from) if place else None


def only_of(clauses: Iterable[Clause], places: Sequence[Place]) -> list[Clause]:
    """Clauses of sections with a place, and of the others those that speak for one of these places."""
    spoken = (clause if clause.section.place else spoken_for(clause, places) for clause in clauses)
    return [clause for clause in spoken if clause is not None]


def within(clauses: Iterable[Clause], places: Sequence[Place]) -> list[Clause]:
    """Of clauses found for these places those that speak for one of them: of its own texts, or see the module."""
    kept: list[Clause] = []
    for clause in only_of(clauses, places):
        own = clause.section.place
        wider = own is not None and all(own.full_name != place.full_name for place in places)
        told = _told_first(clause, places) if wider else clause
        if told:
            kept.append(told)
    return kept


def speaks_for_all(document: Document) -> bool:
    """Whether a document is of the whole country."""
    place = document.known.get("place")
    return place is not None and place.value == NATION.name


def of_nation(clauses: Iterable[Clause]) -> list[Clause]:
    """Clauses of the country's documents in whose sentence no place is named."""
    return [
        replace(clause, spoken_of=NATION)
        for clause in clauses
        if speaks_for_all(clause.document) and not _mentions(clause.document.text[slice(*clause.unit.sentence)])
    ]


def leaves_place(clause: Clause, start: int, end: int) -> bool:
    """Whether a stretch of a clause's document names a place the clause does not speak for.

    Always false where the section itself has the place.
    """
    if clause.spoken_of is None:
        return False
    return any(not same_place(m.place, clause.spoken_of) for m in _mentions(clause.document.text[start:end]))


def told_until(clause: Clause) -> int:
    """Where what a clause says of its place ends: with its sentence, unless the rest leads to another place."""
    text, end = clause.document.text, clause.unit.sentence[1]
    rest = text[clause.end : end]
    away = clause.place is not None and _leads_away(rest, clause.place, clause.section.place)
    return clause.end if away or leaves_place(clause, clause.end, end) else end


def _told_first(clause: Clause, places: Sequence[Place]) -> Clause | None:
    """The clause with the place of these that it begins with, if nothing in it leads away from there."""
    text = clause.document.text[clause.start : clause.end]
    named = _mentions(text)
    if len(named) != 1 or not _LEADS.fullmatch(text[: named[0].start]):
        return None
    place = _asked(named[0].place, places)
    if place is None or _leads_away(text, place, clause.section.place):
        return None
    return replace(clause, spoken_of=place, told_from=clause.start)


def _leads_away(text: str, place: Place, owner: Place | None = None) -> bool:
    """Whether words speak of others than the place they name; `owner` is the wider place whose text it is."""
    kind, wider = place.name[-1], owner.name[-1] if owner else ""
    selves = {found[1] for found in _SELF.finditer(text)}
    return bool(_OTHERS.search(text)) or any(unit != kind or unit == wider for unit in selves)


def _asked(named: Place, places: Sequence[Place]) -> Place | None:
    return next((place for place in places if same_place(named, place)), None)


def _of_one(mentions: Sequence[PlaceMention]) -> bool:
    return len({mention.place.name for mention in mentions}) == 1


def _about(text: str, place: Place) -> bool:
    """Whether a text names hardly any other place than this one and its parts."""
    named = _counted(text)
    own = sum(count for other, count in named.items() if same_place(other, place) or lies_in(other, place))
    return own >= MIN_NAMED and own >= MIN_SHARE * sum(named.values())


@lru_cache(4096)
def _mentions(text: str) -> tuple[PlaceMention, ...]:
    return tuple(gazetteer().find(text))


@lru_cache(256)
def _counted(text: str) -> Counter[Place]:
    return Counter(mention.place for mention in _mentions(text))
