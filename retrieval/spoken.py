"""Whom each stretch of a text speaks of: its section's place, unless the text itself names another for it.

A place governs what follows where it stands as a subject: it opens a clause (甲县有学校131所), or its figure follows
(在园幼儿甲县11532人、乙县8146人). Named after a preposition (低于全市平均) it is spoken of in passing and governs
nothing. A place that opens its sentence holds to the end of the paragraph, one among others (其中甲县8所、乙县3所) to
the end of that part of the sentence; both until another, or until the text says 全县 of itself. A school named with its
place is a place of its own.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.place import Gazetteer, PlaceMention
from core.schema import Document, Place, Section

CACHED_DOCUMENTS = 256
# Stands for the parents of a name that several places bear; shown before it.
UNTOLD = "未写明上级的"
_OPENS = re.compile(
    r"(?:^|[，,；;。：:！？（(、\n]|分别[为是]|其中)\s*(?:目前|截至[^，。]{0,12}|其中|例如|比如|如|在|地处|坐落在|[^，。]{0,4}位于"
    r"|[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]|(?:19|20)\d\d年[^，。]{0,6})*\s*$"
)
_IN_PASSING = re.compile(r"(?:[与和同跟向比较到由从对给至于]|除了?|借鉴|学习|超过|低于|高于)$")
_FIGURE = re.compile(r"\s*(?:约|近|为|达到?|是|[:：])?\s*(?!(?:19|20)\d\d年)\d")
_LEADS_AWAY = re.compile(r"以外|之外|等地|相比|经验|做法|平均|[省市区县州师]?级")
# What may stand before the place that opens a sentence: marks, and when.
_SENTENCE_OPENS = re.compile(
    r"(?:^|[。！？\n])\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]\s*)?(?:[^，,。；;、：:]*[年月日底末前初]，)?(?!其中|分别)[^，,。；;、：:]{0,8}$"
)
_PART_ENDS = re.compile(r"[。；;！？]")
_SELF = re.compile(
    r"(?:(?<=[，,；;。：:！？、\n])|^)(?:[一二三四五六七八九十\d]+[、.]|(?:19|20)\d\d年，?|截至[^，。]{0,12}，)?[全我本]([省市区县州旗])"
)
_SCHOOL = re.compile(
    r"[县市区]?第?[一二三四五六七八九十\d]{1,3}中(?![学考招小])|[\u4e00-\u9fff\d]{1,10}?(?:中学(?![位生段历籍业])|小学(?![位生段历籍业])|学校|幼儿园|学院|大学|职业中专)(?:教育集团)?"
)
# What stands in no school's name.
NO_NAME = re.compile(
    r"其中|[的和与及在是对有各所类名等从以个多还要新建盖开办年月]|公办|民办|普通|义务|全部|乡镇|农村|城区|优质|薄弱|示范|中小学|阶段|教育局"
)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """From `at` on, code points of a paragraph's document, a text speaks of `place`; None: of its section's."""

    at: int
    place: Place | None


class SpokenOf:
    """Tells whom stretches of documents speak of.

    Args:
        gazetteer: Places as texts write them, the corpus's own included.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._read_before: dict[str, tuple[str, tuple[Turn, ...]]] = {}

    def place_of(self, document: Document, section: Section, at: int) -> Place | None:
        """Whom a document speaks of at a code point of its text that lies in a section."""
        turns = self._turns(document)
        i = bisect.bisect_right(turns, at, key=lambda turn: turn.at) - 1
        result = turns[i].place if i >= 0 and turns[i].at >= section.start - len(section.heading) else None
        return result or section.place or self._headed(document, section)

    def _turns(self, document: Document) -> tuple[Turn, ...]:
        known = self._read_before.get(document.id)
        if known is None or known[0] != document.text:
            if len(self._read_before) >= CACHED_DOCUMENTS:
                self._read_before.clear()
            known = self._read_before[document.id] = (document.text, self._read(document.text, document.place))
        return known[1]

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

    def _read(self, text: str, near: Place | None) -> tuple[Turn, ...]:
        turns: list[Turn] = []
        at = 0
        for line in text.split("\n"):
            # A paragraph begins with its section's own place.
            own = [Turn(at=at, place=None)]
            opened: Place | None = None
            for mention in self._gazetteer.find(line, near):
                place = _governs(line, mention)
                if place is None:
                    continue
                own.append(Turn(at=at + mention.start, place=place))
                sentence_end = _PART_ENDS.search(line, mention.end)
                if place.level != "school":
                    if _SENTENCE_OPENS.search(line[: mention.start]):
                        opened = place
                    elif sentence_end:
                        own.append(Turn(at=at + sentence_end.end(), place=opened))
                if (
                    place.level == "school"
                    and line.find("。") < mention.start
                    and line.find("。") >= 0
                    and sentence_end
                ):
                    # Of a school named in the middle of an account no more than the sentence is told.
                    own.append(Turn(at=at + sentence_end.end(), place=None))
            own += [Turn(at=at + found.start(), place=None) for found in _SELF.finditer(line)]
            # Where a part ends and the next place begins at once, the place wins: it comes later in the list.
            turns += sorted(own, key=lambda turn: turn.at)
            at += len(line) + 1
        return tuple(turns)


def _governs(line: str, mention: PlaceMention) -> Place | None:
    """The place that a mention makes the text speak of; None where it is named in passing."""
    before, after = line[: mention.start], line[mention.end :]
    if _IN_PASSING.search(before) or _LEADS_AWAY.match(after) or _in_brackets(before):
        return None
    school = school_after(after)
    if not (_OPENS.search(before) or _FIGURE.match(after[len(school) :])):
        return None
    meant = _meant(mention)
    if not school:
        return meant
    return Place(name=meant.name + school, level="school", parents=(*meant.parents, meant.name))


def _meant(mention: PlaceMention) -> Place:
    """The place of a mention; where several bear the name and nothing tells which, one that no question asks about."""
    return replace(mention.place, parents=(UNTOLD,)) if mention.options else mention.place


def _in_brackets(before: str) -> bool:
    """Whether a bracket stands open: what it holds explains a word and tells of nobody else."""
    return max(before.rfind("（"), before.rfind("(")) > max(before.rfind("）"), before.rfind(")"))


def school_after(text: str) -> str:
    """The school whose name goes on right at the beginning of a text (after 某某县: 第二中学…); '' for none."""
    found = _SCHOOL.match(text)
    return found[0] if found and not NO_NAME.search(found[0]) else ""
