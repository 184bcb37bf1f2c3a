"""Whom each stretch of a text speaks of: its section's place, unless the text itself names another for it.

A place governs what follows where it stands as a subject: it opens a clause (甲县有学校131所), or its figure follows
(在园幼儿甲县11532人、乙县8146人). Named after a preposition (低于全市平均) it is spoken of in passing and governs
nothing. A place that opens its sentence holds to the end of the paragraph, one among others (其中甲县8所、乙县3所) to
the end of that part of the sentence; both until another, or until the text says 全县 of itself. A school is a
place of its own, in the text and in a heading that begins with its name.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.place import Gazetteer, PlaceMention
from core.schema import Document, Place, Section
from retrieval.schools import SchoolMention, SchoolNames

CACHED_DOCUMENTS = 256
# Stands for the parents of a name that several places bear; shown before it.
UNTOLD = "未写明上级的"
_OPENS = re.compile(
    r"(?:^|[，,；;。：:！？（(【、\n]|分别[为是]|其中)\s*(?:目前|截至[^，。]{0,12}|其中|例如|比如|如|在|其(?:帮扶|结对|托管|牵头|所属|所辖)的|地处|坐落在|[^，。]{0,4}位于"
    r"|[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]|(?:19|20)\d\d年[^，。]{0,6})*\s*$"
)
_IN_PASSING = re.compile(r"(?:[与和同跟向比较到由从对给至于]|除了?|借鉴|学习|超过|低于|高于)$")
# 对甲校、乙镇进行约谈: one of several that something is done to.
_ONE_OF_THOSE_TREATED = re.compile(r"(?:^|[，,。；;：:！？\n])(?:对|向|给|在|将|把|与|同|为|赴|到)[^，,。；;：:\d]*、$")
_FIGURE = re.compile(r"\s*(?:约|近|为|达到?|是|[:：])?\s*(?!(?:19|20)\d\d年)\d")
_LEADS_AWAY = re.compile(r"以外|之外|等地|相比|经验|做法|平均|[省市区县州师]?级")
# What may stand before the place that opens a sentence: marks, and when.
_SENTENCE_OPENS = re.compile(
    r"(?:^|[。！？\n【])\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]\s*)?(?:[^，,。；;、：:]*[年月日底末前初]，)?(?!其中|分别)[^，,。；;、：:]{0,8}$"
)
# What may stand before the school that a paragraph is about.
_ACCOUNT_OPENS = re.compile(r"【?(?:[（(]?\d{1,3}[）)、.．])?\s*(?:(?:19|20)\d\d年[^，。]{0,8}，|(?!.*其中)[^。；\d]*)")
_PART_ENDS = re.compile(r"[。；;！？]")
_SENTENCE_ENDS = re.compile(r"[。！？]")
# The school named last, again.
_SAME_SCHOOL = re.compile(
    r"(?:^|(?<=[。；;，,！？：:\s]))(?:(?:目前|今年|去年|如今|其中)，?)?该(?:校|园|学校|中学|小学|幼儿园|镇|乡|街道)"
)
_SELF = re.compile(
    r"(?:(?<=[，,；;。：:！？、（(\n])|^)(?:[一二三四五六七八九十\d]+[、.]|(?:19|20)\d\d年，?|截至[^，。]{0,12}，"
    r"|(?:[今去当同本]年|目前|年[末底初]|[上下]半年|[同此]期|此[时外]|而|但)，?)?[全我本]([省市区县州旗])"
)
_BARE_ENDING = re.compile(r"中学|小学|高中|初中|幼儿园|学校")
# What may stand before the school that a heading is about.
_HEADING_OPENS = re.compile(
    r"(?:(?:典型|优秀)?(?:案例|经验|做法))?[（(]?[一二三四五六七八九十\d]{0,3}[)）]?[、.．：:]?\s*"
    r"(?:[\u4e00-\u9fff]{0,6}(?:开发区|新区|街道|镇|乡))?"
)
# A case's heading may end with whose it is: “潮汐课程表”——某校.
_HEADING_CLOSES = re.compile(r"(?:[—－-]+|[：:（(])\s*$")
# 在实验小学召开…, 柏岭小学等5所…: a school that is a scene, or one of many. The bar stands for the name.
_NO_SUBJECT = re.compile(r"(?:在|位于|地处)\||\|(?:教育集团)?[、和与及等]")


@dataclass(frozen=True, kw_only=True)
class Turn:
    """From `at` on, code points of a paragraph's document, a text speaks of `place`; None: nobody tells."""

    at: int
    place: Place | None


class SpokenOf:
    """Tells whom stretches of documents speak of.

    Args:
        gazetteer: Places as texts write them, the corpus's own included.
        schools: Finds names of schools.
    """

    def __init__(self, gazetteer: Gazetteer, schools: SchoolNames) -> None:
        self._gazetteer = gazetteer
        self._schools = schools
        self._read_before: dict[str, tuple[str, dict[tuple[int, Section, Place | None], tuple[Turn, ...]]]] = {}

    def place_of(self, document: Document, section: Section, at: int) -> Place | None:
        """Whom a document speaks of at a code point of its text that lies in a section."""
        turns = self._turns(document, section, document.text.rfind("\n", 0, at) + 1)
        return turns[bisect.bisect_right(turns, at, key=lambda turn: turn.at) - 1].place

    def _turns(self, document: Document, section: Section, line_start: int) -> tuple[Turn, ...]:
        text, lines = self._read_before.get(document.id, ("", {}))
        if text != document.text:
            if len(self._read_before) >= CACHED_DOCUMENTS:
                self._read_before.clear()
            text, lines = self._read_before[document.id] = (document.text, {})
        # A correction may give a section or its document another place.
        key = (line_start, section, document.place)
        if key not in lines:
            whole = section.place or self._headed(document, section)
            lines[key] = self._read(text, line_start, whole or document.place, whole, self._school(document, section))
        return lines[key]

    def mentions(self, text: str, near: Place | None = None) -> Sequence[PlaceMention]:
        """Places a text of the place `near` names."""
        return self._gazetteer.find(text, near)

    def _headed(self, document: Document, section: Section) -> Place | None:
        """The one place that a section's headings or the document's title name."""
        for words in (*reversed(section.heading_path), document.title):
            named = {_meant(mention) for mention in self._gazetteer.find(words, document.place)}
            if named:
                return named.pop() if len(named) == 1 else None
        return None

    def _school(self, document: Document, section: Section) -> Place | None:
        """The one school that the innermost heading with a school at its beginning is about: 2.柳堤小学."""
        around = section.place or document.place
        for heading in reversed(section.heading_path):
            if heading == document.title:
                continue
            mentions = self._gazetteer.find(heading, document.place)
            named = self._named(heading, mentions)
            if len(named) == 1 and _is_headed(heading, named[0], mentions):
                own = next((_meant(one) for one in mentions if named[0].start in (one.start, one.end)), around)
                return _school_place(named[0], own)
        return None

    def _named(self, text: str, mentions: Sequence[PlaceMention]) -> list[SchoolMention]:
        """The schools that a text names; a place's short name right before 中学 is a part of the school's."""
        apart = [
            (one.start, one.end)
            for one in mentions
            if one.text == one.place.name or not _BARE_ENDING.match(text, one.end)
        ]
        return self._schools.find_with_towns(text, apart)

    def _read(
        self, text: str, at: int, near: Place | None, whole: Place | None, headed: Place | None
    ) -> tuple[Turn, ...]:
        """The turns of a paragraph.

        Args:
            text: The document's.
            at: Where the paragraph begins.
            near: The place around it.
            whole: Whom its section speaks of.
            headed: The school that its section is about, None for none.
        """
        line = text[at:].partition("\n")[0]
        turns = [Turn(at=at, place=headed or whole)]
        opened = headed or whole
        mentions = self._gazetteer.find(line, near)
        after = {one.start: one for one in self._named(line, mentions)}
        # 云岭|中学 is 云岭县's, whose paragraph it may be.
        around = {one.start: _meant(one) for one in mentions if one.start in after}
        items: list[tuple[int, int, Place]] = []
        schools: list[tuple[int, Place]] = []
        for mention in mentions:
            if mention.start in around:
                continue
            school, place = after.pop(mention.end, None), _meant(mention)
            if school:
                place = _school_place(school, place)
                schools.append((mention.start, place))
            if _governs(line, mention.start, school.end if school else mention.end):
                items.append((mention.start, mention.end, place))
        for one in after.values():
            place = _school_place(one, around.get(one.start, near))
            schools.append((one.start, place))
            if _governs(line, one.start, one.end) and not _NO_SUBJECT.search(f"{line[: one.start]}|{line[one.end :]}"):
                items.append((one.start, one.end, place))
        for same in _SAME_SCHOOL.finditer(line):
            before = [one for one in schools if one[0] < same.start()]
            # Under a school's own heading it is that school, whoever else was named: 十七中对口帮扶该校.
            last = headed or (max(before, key=lambda one: one[0])[1] if before else None)
            if last:
                items.append((*same.span(), last))
        for start, end, place in sorted(items, key=lambda item: item[0]):
            turns.append(Turn(at=at + start, place=place))
            opens_sentence = bool(_SENTENCE_OPENS.search(line[:start]))
            if _ACCOUNT_OPENS.fullmatch(line[:start]) if place.level == "school" else opens_sentence:
                opened = place
                continue
            # Of a school named in the middle of an account no more than the sentence is told.
            ends = (_SENTENCE_ENDS if opens_sentence else _PART_ENDS).search(line, end)
            if ends:
                turns.append(Turn(at=at + ends.end(), place=opened))
        turns += [Turn(at=at + found.start(), place=whole) for found in _SELF.finditer(line)]
        # Where a part ends and the next place begins at once, the place wins: it comes later in the list.
        return tuple(sorted(turns, key=lambda turn: turn.at))


def _governs(line: str, start: int, end: int) -> bool:
    """Whether a name makes the text speak of what it names; False where it is named in passing."""
    before, after = line[:start], line[end:]
    if (
        _IN_PASSING.search(before)
        or _ONE_OF_THOSE_TREATED.search(before)
        or _LEADS_AWAY.match(after)
        or _in_brackets(before)
    ):
        return False
    return bool(_OPENS.search(before) or _FIGURE.match(after))


def _school_place(school: SchoolMention, around: Place | None) -> Place:
    """A school as a place in another; in none where nobody tells what it lies in."""
    if around is None:
        return Place(name=school.text, level="school", parents=())
    if around.level == "school":
        return Place(name=school.text, level="school", parents=around.parents)
    return Place(name=around.name + school.text, level="school", parents=(*around.parents, around.name))


def _meant(mention: PlaceMention) -> Place:
    """The place of a mention; where several bear the name and nothing tells which, one that no question asks about."""
    return replace(mention.place, parents=(UNTOLD,)) if mention.options else mention.place


def _in_brackets(before: str) -> bool:
    """Whether a bracket stands open: what it holds explains a word and tells of nobody else."""
    return max(before.rfind("（"), before.rfind("(")) > max(before.rfind("）"), before.rfind(")"))


def _is_headed(heading: str, school: SchoolMention, mentions: Sequence[PlaceMention]) -> bool:
    """Whether a heading is about the school that it names: the school opens or closes it."""
    before = _blanked(heading[: school.start], mentions)
    closes = not heading[school.end :].strip("）) \u3000") and bool(_HEADING_CLOSES.search(before))
    return closes or bool(_HEADING_OPENS.fullmatch(before))


def _blanked(text: str, mentions: Sequence[PlaceMention]) -> str:
    """A text without the places that it names."""
    for mention in reversed([one for one in mentions if one.end <= len(text)]):
        text = text[: mention.start] + text[mention.end :]
    return text
