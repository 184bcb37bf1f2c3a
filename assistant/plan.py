"""Question and history to a plan: the standalone question, its places, years, stages, intent and words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.followup import is_followup, make_standalone
from assistant.sound_alikes import SoundAlikes
from core.period import find_periods
from core.place import NATION, Gazetteer, PlaceMention, lies_in, short_name
from core.schema import Place, Stage
from retrieval.query import AnswerKind, Query, QueryReader, Term

Intent = Literal["figure", "fact", "list", "rule", "compare", "arithmetic", "summary", "compute", "chat"]
MAX_QUESTION = 2000
_STAGES: tuple[tuple[str, Stage], ...] = (
    ("学前", "学前"), ("幼儿园", "学前"), ("小学", "小学"), ("初中", "初中"), ("高中", "高中"),
    ("义务教育", "义务教育"),
)  # fmt: skip
_SUMMARY = re.compile(
    r"概括|总结一?下|归纳|起草|写一?[段份篇]|综述|梳理|简述|简要介绍|提炼|分[一二三四五六七八九十\d]{1,2}[条点段]"
)
_ARITHMETIC = re.compile(
    r"平均每|算一?下|帮.{0,2}算|自己算|百分点|合计|加起来|相差|差多少|(?<!增)多了多少|(?<!减)少了多少|增长率|增幅|占几成"
)
_CHAT = re.compile(
    r"^(?:你好|您好|你是谁|你能|您能|怎么用|如何使用|帮助|help)|有(?:哪些|什么)(?:资料|文件|数据|文档)|(?:资料|语料)库里有|收录了"
)
_CONTRASTS = re.compile(r"比|情况如何|高低|差别|差距|一样|各")
_JOINS = re.compile(r"[、，,；;和与跟同及]|[？?](?=.)|以及|还是|分别|对照|放一起|哪[个一里边家]|两[个地区县市省]|都|谁")
_TAIL_START = re.compile(r"[，,？?]|分别|各(?!级|类|种)|一样")
# 比上年提高 asks for this year's change.
_LAST_YEAR = re.compile(r"(?<![比较与和同])(?:去年|上一?年(?!级)|前一年)")
_NATION = re.compile(r"全国|我国(?!家)|全中国")
_EVERYWHERE = re.compile(
    r"(?<![对向给与和要求])各地|各个?(?:区县|县区|省份?|市|区|县|地区|地方)(?!级)|几个地[方区]|几地|多地|多个地[方区]|不同地[方区]|哪些地[方区]"
)
_HOME = re.compile(r"(?:我|本|咱)们?(省|市|区|县)(?!级)")
_FOCUS_WEIGHT, _PLACE_WEIGHT = 20.0, 9.0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a question asks.

    `places` are those it asks about; `details` are places it mentions in passing, which the evidence must name.
    `queries` go with `places`: in a comparison each may be asked something of its own.
    `table_places` are places that only tables speak of. `everywhere` asks it of every place the corpus has (各地…).
    `last_year` asks for the year before a document's own (去年).
    `typo` is a name that was read as the corpus's place it sounds like.
    """

    question: str
    standalone: str
    intent: Intent
    query: Query
    places: tuple[Place, ...] = ()
    queries: tuple[Query, ...] = ()
    table_places: tuple[Place, ...] = ()
    everywhere: bool = False
    details: tuple[tuple[str, Place], ...] = ()
    unknown: tuple[str, ...] = ()
    typo: tuple[str, Place] | None = None
    home: str = ""
    years: frozenset[int] = frozenset()
    last_year: bool = False
    stages: tuple[Stage, ...] = ()


class Planner:
    """Reads questions.

    Args:
        reader: Terms and answer kinds.
        gazetteer: Places as this corpus knows them.
        corpus_places: Places the corpus's sections speak of.
        not_places: Words that end like a place and are none.
        slots: Word classes for follow-ups.
        home_place: What 我区 means, or None.
        table_places: Places that the office's tables are of.
    """

    def __init__(
        self, *, reader: QueryReader, gazetteer: Gazetteer, corpus_places: Sequence[Place],
        not_places: frozenset[str], slots: tuple[tuple[str, ...], ...], home_place: Place | None,
        table_places: Sequence[Place] = (),
    ) -> None:  # fmt: skip
        self._reader = reader
        self.gazetteer = gazetteer
        self._own = {place.name: place for place in corpus_places}
        self._not_places = not_places
        self._slots = slots
        self._home = home_place
        self._tabled = {place.name: place for place in table_places if place.name not in self._own}
        self._sound_alikes = SoundAlikes(corpus_places, reader)

    def plan(self, question: str, history: Sequence[str] = ()) -> Plan:
        """The plan for a question.

        Args:
            question: The question as typed.
            history: Earlier questions of the conversation, oldest first.
        """
        standalone = question.strip()[:MAX_QUESTION]
        focus: tuple[str, ...] = ()
        if history and is_followup(question):
            earlier = self._resolve(history)
            made = make_standalone(question, earlier, self.gazetteer, self._slots)
            standalone, focus = made.text, made.focus
        read = self._read(standalone)
        if focus:
            read = replace(
                read, query=_with_focus(read.query, focus, self._reader),
                queries=tuple(_with_focus(query, focus, self._reader) for query in read.queries),
                standalone=f"{standalone}（{'、'.join(focus)}）",
            )  # fmt: skip
        return replace(read, question=question)

    def _resolve(self, history: Sequence[str]) -> str:
        """The last question of a conversation in standalone form."""
        text = history[0]
        for question in history[1:]:
            if is_followup(question):
                text = make_standalone(question, text, self.gazetteer, self._slots).text
            else:
                text = question
        return text

    def _read(self, text: str) -> Plan:
        found = self.gazetteer.find(text)
        mentions = self._merge_qualifiers(found)
        typo = self._sound_alikes.find(text, mentions)
        home = _HOME.search(text)
        places = [m.place for m in mentions if m.place.name in self._own]
        if typo:
            places.append(typo[1])
        if home and self._home:
            places.append(self._home)
        tabled = tuple(m.place for m in mentions if m.place.name in self._tabled)
        aside = _spoken_of(text, [m for m in mentions if m.place.name in self._own])
        places = [place for place in places if all(place != m.place for m in aside)]
        others = [
            m
            for m in mentions
            if m in aside
            or (
                m.place.name not in self._own
                and m.place.name not in self._tabled
                and not any(lies_in(place, m.place) for place in places)
            )
        ]
        nation = _NATION.search(text)
        periods = find_periods(text)
        without = [m.text for m in found] + [p.text for p in periods]
        without += [typo[0]] if typo else []
        without += [home[0]] if home else []
        arithmetic = bool(_ARITHMETIC.search(text)) and not _SUMMARY.search(text)
        query = self._reader.read(
            text, tuple(without), kind=_operand_kind(text) if arithmetic else "any" if _SUMMARY.search(text) else None
        )
        query = replace(query, terms=query.terms + tuple(_place_term(m.text) for m in others))
        unique = tuple(dict.fromkeys(places))
        if len(unique) > 1 and query.kind in ("rule", "any") and _CONTRASTS.search(text):
            query = replace(query, kind="number")
        return Plan(
            question=text, standalone=text, intent=self._intent(text, query, unique), query=query, places=unique,
            table_places=tabled,
            everywhere=not unique and bool(_EVERYWHERE.search(text)),
            queries=self._queries(text, query, unique, mentions, tuple(without)),
            details=(
                *((m.text, m.place) for m in others),
                *([(nation[0], NATION)] if nation and not places else []),
            ),
            unknown=self._unknown(text, mentions, typo), typo=typo,
            home=home[0] if home and not self._home else "",
            years=frozenset().union(*(p.years for p in periods)) if periods else frozenset(),
            last_year=bool(_LAST_YEAR.search(text)),
            stages=tuple(dict.fromkeys(stage for word, stage in _STAGES if word in text)),
        )  # fmt: skip

    def _merge_qualifiers(self, mentions: list[PlaceMention]) -> list[PlaceMention]:
        """Drop a place that only says where the next one lies: 拉萨|北京实验中学."""
        kept = []
        for i, mention in enumerate(mentions):
            after = mentions[i + 1] if i + 1 < len(mentions) else None
            qualifies = (
                after is not None
                and after.start == mention.end
                and (lies_in(after.place, mention.place) or set(after.place.parents) & set(mention.place.parents))
            )
            if not qualifies:
                kept.append(mention)
        return kept

    def _unknown(self, text: str, mentions: list[PlaceMention], typo: tuple[str, Place] | None) -> tuple[str, ...]:
        """Names that end like a place, that nothing knows."""
        known = "".join(m.text for m in mentions) + (typo[0] if typo else "")
        names = self._reader.place_like(text)
        return tuple(
            name
            for name in names
            # 东城区区劳动局: the second 区 begins the next word.
            if name not in known
            and not (name[-1] == name[-2] and name[:-1] in known)
            and not any(name.endswith(word) for word in self._not_places)
        )

    def _queries(
        self, text: str, whole: Query, places: tuple[Place, ...], mentions: list[PlaceMention], without: tuple[str, ...]
    ) -> tuple[Query, ...]:
        """What each place is asked: its own words (A的X和B的Y) with what is asked of all, or the whole question."""
        if len(places) < 2:
            return (whole,) * len(places)
        own = [m for m in mentions if m.place in places]
        last = own[-1]
        tail = _TAIL_START.search(text, last.end)
        tail_at = tail.start() if tail else len(text)
        said: dict[str, str] = {}
        for i, mention in enumerate(own):
            stop = own[i + 1].start if i + 1 < len(own) else tail_at
            said[mention.place.name] = said.get(mention.place.name, "") + " " + text[mention.end : stop]
        lead, common = text[: own[0].start], text[tail_at:]
        bare = text
        for mention in sorted(own, key=lambda m: -m.start):
            bare = bare[: mention.start] + bare[mention.end :]
        shared = tuple(replace(whole, text=place.name + bare.lstrip("、和跟与，, ")) for place in places)
        queries = []
        for place in places:
            words = said.get(place.name, "")
            if not any(term.noun for term in self._reader.read(words, without).terms):
                return shared
            read = self._reader.read(f"{lead} {words} {common}", without, kind=whole.kind)
            queries.append(
                replace(
                    read,
                    text=f"{place.name}{words.strip()}{common}",
                    unit=whole.unit,
                    noun=whole.noun,
                    count=whole.count,
                )
            )
        return tuple(queries)

    def _intent(self, text: str, query: Query, places: tuple[Place, ...]) -> Intent:
        if _CHAT.search(text) and not places:
            return "chat"
        if _SUMMARY.search(text):
            return "summary"
        if len(places) >= 2:
            return "compare"
        if _ARITHMETIC.search(text):
            return "arithmetic"
        if query.kind in ("list", "rule"):
            return query.kind
        if self._reader.asks_rule(text):
            return "rule"
        return "figure" if query.kind in ("number", "share", "money") else "fact"


def _spoken_of(text: str, mentions: Sequence[PlaceMention]) -> list[PlaceMention]:
    """Places that are part of what another is asked: 四川省在2025年浙江省投入资金多少 asks 四川 about 浙江's help.

    Two places are both asked where something joins or sets them side by side.
    """
    if len({m.place.name for m in mentions}) != 2 or _CONTRASTS.search(text) or _JOINS.search(text):
        return []
    first, second = mentions[0], mentions[-1]
    return [m for m in mentions if m.place == second.place] if first.place != second.place else []


def _operand_kind(text: str) -> AnswerKind:
    """What kind of figures a calculation needs: percentages for percentage points, else counts."""
    return "share" if "百分点" in text or "几个点" in text else "number"


def _place_term(text: str) -> Term:
    return Term(text=text, weight=_PLACE_WEIGHT, forms=frozenset({text, short_name(text)}), noun=True)


def _with_focus(query: Query, focus: tuple[str, ...], reader: QueryReader) -> Query:
    """The query with the follow-up's own words on top of the earlier question's."""
    added = tuple(replace(term, weight=_FOCUS_WEIGHT, sharp=True) for part in focus for term in reader.read(part).terms)
    return replace(query, terms=added + query.terms)
