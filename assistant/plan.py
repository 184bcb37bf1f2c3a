"""Question and history to a plan: the standalone question, its parts, places, years and intent."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.asked_places import AskedPlaces, PlaceReader
from assistant.calculation import Calculation, asked_calculation, year_on_year
from assistant.colloquial import OfficialWords
from assistant.followup import OF_THE_WHOLE, complete
from assistant.intents import ARITHMETIC, COMPARE, LIST, READ, intent_of, is_talk
from assistant.of_one import by_schools
from assistant.parts import ASKING, by_parts, split_parts
from assistant.sound_alikes import SoundAlikes
from core.period import find_periods
from core.schema import Place, Stage
from retrieval.query import QueryReader

MAX_QUESTION = 2000
_STAGES: tuple[tuple[str, Stage], ...] = (
    ("学前", "学前"),
    ("幼儿园", "学前"),
    ("小学", "小学"),
    ("初中", "初中"),
    ("高中", "高中"),
    ("义务教育", "义务教育"),
)
_LIST = re.compile(
    r"哪些|哪几|哪[两三四五六七八九十](?!年)|分别是(?:什么|哪)|都有[啥什]|有[什啥]么?(?!时候|关系|意思|用)[\u4e00-\u9fff]{2,8}(?=[？?，,]|$)|[各都]是[什啥]"
    r"|[干抓做][些几]?[什啥哪]|列一?下|列出|罗列|咋办的|准备咋办|哪[几样些]|几(?:类|种|档|方面|大)|哪.{0,6}最"
)
# 某县工作措施: keywords without an asking word ask for the section of that name.
_SECTION_NAMED = re.compile(
    r"(?:问题|短板|困难|不足|措施|举措|做法|经验|打算|任务|重点|安排|名单|清单|条件|材料|流程|要求)[，,。？?\s]*$"
)
# 比上年提高 asks for this year's change.
_NEXT_YEAR = re.compile(r"明年|下一?年(?!级)|来年")
# 有好多个老师, as people ask in the south-west.
_MANY = re.compile(r"(?<=[有是了计共收招给到拿])好多(?=[个名所人位钱万亿元学老娃教]|[，,。？?！!]|$)")
# 23、24两年
_TWO_YEARS = re.compile(r"(?<!\d)(?:20)?([12]\d)年?[、和与跟](?:20)?([12]\d)年?(?:这)?[两二]年")
_YEAR_TO_YEAR = re.compile(r"(?<!\d)(?:20)?([12]\d)年?(?:比|对比|相比)(?:20)?([12]\d)年?(?=$|[，。？?])")
_BARE_YEAR = re.compile(r"(?<=[（(])20[0-4]\d(?=[）)])")
_LAST_YEAR = re.compile(r"(?<![比较与和同])(?:去年|上一?年(?!级)|前一年)")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One thing that a question asks.

    `text` is complete in itself, `asked` is it without places and years as it is searched for; `alone` is what is asked
    without the question's other parts, `school` the one it is asked of, '' for none.
    """

    text: str
    asked: str
    alone: str = ""
    school: str = ""

    def changed(self, change: Callable[[str], str]) -> Part:
        """The part with each of its wordings changed."""
        return replace(self, text=change(self.text), asked=change(self.asked), alone=change(self.alone))


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a question asks.

    `intent` is one of `INTENTS`, or how what is read is told: read, list, compare, arithmetic. `parts` are the things
    asked, each complete. `places` are asked about, by what they are called in `named`; `each`
    asks it of every place below (各县区); `schools` narrow to those of the place. `table_places` are places that
    only tables speak of. `shared` are names that several places bear, each with these. `year_shift` asks for the year
    before (-1) or after (1) a document's own. `typo` is a name that was read as the corpus's place it sounds like.
    `home` is 我县 where nobody said which that is. `documents` are the only ones asked (None: all), `pin_notes` say
    what of a question is not as pinned. `places_left_out` is of how many more places it is asked than are read of.
    `year_on_year` is the change against last year, for where no text states it.
    """

    question: str
    standalone: str
    intent: str
    parts: tuple[Part, ...]
    places: tuple[Place, ...] = ()
    named: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    each: bool = False
    table_places: tuple[Place, ...] = ()
    unknown: tuple[str, ...] = ()
    shared: tuple[tuple[str, tuple[Place, ...]], ...] = ()
    typo: tuple[str, Place] | None = None
    home: str = ""
    years: frozenset[int] = frozenset()
    year_shift: int = 0
    stages: tuple[Stage, ...] = ()
    calculation: Calculation | None = None
    year_on_year: Calculation | None = None
    documents: tuple[str, ...] | None = None
    pin_notes: tuple[str, ...] = ()
    places_left_out: int = 0
    reworded: tuple[tuple[str, str], ...] = ()

    @property
    def school(self) -> str:
        """The first school that it names, '' for none."""
        return self.schools[0] if self.schools else ""

    def as_typed(self, text: str) -> str:
        """A part of the question in the words in which it was typed: some texts write as people talk."""
        for said, official in self.reworded:
            text = text.replace(official, said)
        return text


class Planner:
    """Reads questions.

    Args:
        words: Reads questions as words.
        places: Reads their places.
        not_places: Words that end like a place and are none.
        classes: Word classes for follow-ups.
        table_places: Places that the office's tables are of.
        official: Puts a question into official words.
    """

    def __init__(
        self,
        *,
        words: QueryReader,
        places: PlaceReader,
        not_places: frozenset[str],
        classes: tuple[tuple[str, ...], ...],
        table_places: Sequence[Place] = (),
        official: OfficialWords | None = None,
    ) -> None:
        self._words = words
        self.places = places
        self._not_places = not_places
        self._classes = classes
        self._official = official or OfficialWords({})
        own = {place.name for place in places.corpus_places}
        self._tabled = {place.name for place in table_places} - own
        self._sound_alikes = SoundAlikes(places.corpus_places, words)

    def completed(self, question: str, history: Sequence[str] = ()) -> str:
        """A question in official words, complete without the questions before it (oldest first)."""
        text = self.official(question.strip()[:MAX_QUESTION])
        if not is_talk(intent_of(text, ())):
            earlier = ""
            for turn in map(self.official, history):
                earlier = self._completed(turn, earlier) if earlier else turn
            if earlier:
                text = self._completed(text, earlier)
        return text

    def home(self, named: str) -> Place | None:
        """What 我县 means: the place named in full, or what it means in settings."""
        return (self.places.gazetteer.parse(named) if named else None) or self.places.home

    def official(self, text: str) -> str:
        """A question in official words, 24比23 with its years in full."""
        return _YEAR_TO_YEAR.sub(r"20\1年比20\2年", self._official(text))

    def reworded(self, text: str) -> tuple[tuple[str, str], ...]:
        """What of a question is put into other words: as typed, and the official words."""
        return self._official.changes(text)

    def _completed(self, asked: str, earlier: str) -> str:
        return complete(asked, earlier, self.places.gazetteer, self._classes, self._words)

    def read(self, text: str, home: Place | None) -> Plan:
        """The plan for a complete question; `home` is what 我县 means, or None."""
        text = with_full_years(text)
        mentions = self.places.gazetteer.find(text)
        typo = self._sound_alikes.find(text, mentions)
        if typo:
            text = text.replace(typo[0], typo[1].name)
        asked = self.places.read(text, home)
        tabled = tuple(place for place in asked.places if place.name in self._tabled)
        periods = find_periods(text)
        years = frozenset().union(*(period.years for period in periods)) if periods else frozenset()
        intent = self._intent(text, asked)
        calculation = asked_calculation(text, asked.places, years) if intent in (READ, COMPARE) else None
        divided = intent in (READ, COMPARE, LIST) and calculation is None
        return Plan(
            question=text,
            standalone=text,
            intent=ARITHMETIC if calculation else intent,
            calculation=calculation,
            parts=self._parts(text, asked) if divided else (_part(text, text, asked),),
            places=tuple(place for place in asked.places if place not in tabled),
            named=asked.words,
            schools=tuple(dict.fromkeys(one.text for one in asked.schools)),
            each=asked.each,
            table_places=tabled,
            unknown=(*self._unknown(text), *filter(None, [asked.nowhere])),
            shared=asked.shared,
            typo=typo,
            home=asked.own,
            years=years,
            year_on_year=year_on_year(text, years),
            year_shift=0 if years else shift_of(text),
            stages=tuple(dict.fromkeys(stage for word, stage in _STAGES if word in text)),
        )

    def _parts(self, text: str, asked: AskedPlaces) -> tuple[Part, ...]:
        """What a question asks, thing by thing: of each school that it names, else as it says itself."""
        schools = by_schools(text, asked.schools) if len(asked.places) < 2 else ()
        if schools:
            return tuple(replace(_part(one, one, asked), school=school) for one, school in schools)
        made = by_parts(text, self._classes) or split_parts(text, self._completed)
        return tuple(_part(whole, alone, asked) for whole, alone in made)

    def _unknown(self, text: str) -> tuple[str, ...]:
        """Names that end like a place, that nothing knows."""
        known = "".join(mention.text for mention in self.places.gazetteer.find(text))
        return tuple(
            name
            for name in self._words.place_like(text)
            # 东城区区劳动局: the second 区 begins the next word.
            if name not in known
            and not (name[-1] == name[-2] and name[:-1] in known)
            and not any(name.endswith(word) for word in self._not_places)
        )

    def _intent(self, text: str, asked: AskedPlaces) -> str:
        own = intent_of(text, [place.name for place in asked.places])
        if own:
            return own
        if asked.each or len(asked.places) > 1:
            return COMPARE
        named = _SECTION_NAMED.search(text) and not ASKING.search(text)
        return LIST if named or _LIST.search(text) else READ


def _part(whole: str, alone: str, asked: AskedPlaces) -> Part:
    """A part of a question: of the school that it names itself, else of the one that completes it; 全县 is of none."""
    schools, names = [one.text for one in asked.schools], asked.words
    if OF_THE_WHOLE.match(alone) and not any(one in alone for one in schools):
        for one in schools:
            whole = whole.replace(one, "")
    school = next((one for words in (alone, whole) for one in schools if one in words), "")
    return Part(text=whole, asked=without_scope(whole, names), alone=without_scope(alone, names), school=school)


def shift_of(text: str) -> int:
    """How many years from a document's own a question asks for: -1 去年, 1 明年, 0 where it says neither."""
    return -1 if _LAST_YEAR.search(text) else 1 if _NEXT_YEAR.search(text) else 0


def with_full_years(text: str) -> str:
    """A question with its years in full, as texts and the reader know them: 23年 is 2023年, 明年（2024） 2024年."""
    text = _MANY.sub("多少", text)
    text = _BARE_YEAR.sub(r"\g<0>年", text)
    text = _TWO_YEARS.sub(r"20\1年和20\2年", text)
    for mention in reversed(find_periods(text)):
        if len(mention.years) == 1 and mention.text.isdigit() and len(mention.text) == 2:
            text = f"{text[: mention.start]}{min(mention.years)}{text[mention.end :]}"
    return text


def without_scope(question: str, names: Sequence[str]) -> str:
    """A question without its places and years: what is searched for in the documents of those."""
    periods = [mention.text for mention in find_periods(question)]
    bare = question
    for words in sorted([*names, *periods, *(f"{period}年" for period in periods)], key=len, reverse=True):
        bare = bare.replace(words, "")
    return bare.strip("，,、 的年") or question
