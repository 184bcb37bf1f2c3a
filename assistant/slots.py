"""The declared slots that may veto what the reader found: place, school, period, part or whole, target or result."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.parts import ASKING
from core.clauses import clause_spans
from core.number_roles import Parts, asks_plan, asks_result, tells_target
from core.period import find_periods, years_of
from core.place import KINDS_OF_WHOLE, NATION, short_name
from core.place_identity import lies_in, same_place
from core.quantity import parse_quantities
from core.schema import Document, Place
from core.school_names import asks_of_school, is_town, names_school
from core.timeline import is_yearly_mean, own_period
from retrieval.statement import Statement

Veto = Literal["place", "period", "part", "number", "target", ""]
MAX_SPAN, LONG_SPAN = 2, 3  # calendar years: a school year touches two, a plan spans more than three
_AMOUNT = re.compile(
    r"多少|(?<![这那前后好十初])几(?![乎何类])|百分之|几成|率(?:是|有|达|为)?(?:多少|多高)|占比|比例|多[大高久长]|(?<![效速])率[呢？?]?$"
)
# 校舍面积: keywords without an asking word ask for the figure of that name.
_FIGURE_NAMED = re.compile(
    r"(?:数量?|总量|规模|面积|[总金]额|投资|投入|经费|资金|支出|收入|(?<![效速])率|比例|百分比|比重|(?:满意|知晓|认可|信任|支持)度|分数|得分|学位|编制|标准|[增降涨]幅|增速"
    r"|(?:目标|计划|指标|完成)[值数])(?:[（(][^（）()]*[)）])?[？?。\s]*$"
)
_WHEN_BEHIND = re.compile(r"[，,\s（(]*20\d\d年[）)]?(?=[？?。\s]*$)")
# A number of the question that tells which figure is asked: 90分以上的有几个.
_NUMBER_ASKED = re.compile(r"(?<![\d.])\d{2,4}(?:\.\d+)?(?=[分人岁元天个%])")
_ITEM_ENDS = "，,；;、。：:（(）)！？!?\n"
# 2023年计划招聘多少 asks of the year and names no document.
_DOCUMENT_YEAR = re.compile(
    r"(?P<year>20\d\d)年度?的?(?:(?:工作)?(?:总结|报告|公报|要点|通报)|工作(?:计划|方案)|(?:计划|方案)(?=[里中提写说]))"
)
_WHOLE = re.compile(f"全[{KINDS_OF_WHOLE}]")
# What a figure is parted into right behind it.
_PART_ASKED = re.compile(r"占(?:了|着|其中)?(?:几|多少)")
_WITHIN = re.compile(r"^[^；;。]{0,12}?(?:其中|[（(]含?)(?P<parts>[^；;。]*)")


@dataclass(frozen=True, kw_only=True)
class Slots:
    """What a question fixes: `place` None is any, no `years` are any.

    `year_shift` asks for the year before (-1) or after (1) a document's own.
    """

    question: str
    place: Place | None = None
    school: str = ""
    years: frozenset[int] = frozenset()
    year_shift: int = 0

    @property
    def wants_amount(self) -> bool:
        """Whether a figure is asked for."""
        return wants_amount(self.question)


def wants_amount(question: str) -> bool:
    """Whether a question asks for a figure."""
    bare = _WHEN_BEHIND.sub("", question)
    return bool(_AMOUNT.search(bare)) or bool(_FIGURE_NAMED.search(bare) and not ASKING.search(bare))


def veto(slots: Slots, statement: Statement, parts: Parts) -> Veto:
    """Why a statement may not answer, '' where it may."""
    if not of_the_place(slots, statement):
        return "place"
    if not of_the_period(slots, statement):
        return "period"
    if slots.wants_amount and _of_another_part(slots, statement, parts):
        return "part"
    if slots.wants_amount and not _names_the_number(slots.question, statement):
        return "number"
    if slots.wants_amount and asks_result(slots.question) and is_target(statement):
        return "target"
    if slots.wants_amount and asks_plan(slots.question) and not is_target(statement):
        return "target"
    return ""


def _of_another_part(slots: Slots, statement: Statement, parts: Parts) -> bool:
    """Whether a figure is of another part than the asked one, or of a whole whose asked part is told apart."""
    return parts.contradicts(slots.question, segment_of(statement), statement.context) or _told_after(
        slots, statement, parts
    )


def _told_after(slots: Slots, statement: Statement, parts: Parts) -> bool:
    """Whether the asked part has a figure of its own behind a statement's: 教师300人，其中女教师210人.

    Where a part is asked by a word of no list (钢琴16架，其中中心校5架: 镇上的占几架), the whole is none of it.
    """
    text, segment = statement.document.text, segment_of(statement)
    result, inside = parts.named(segment), _WITHIN.search(text[statement.end : statement.sentence[1]])
    if inside is None:
        return False
    units = {quantity.unit for quantity in parse_quantities(segment)}
    items = [
        item
        for item in re.split(f"[{_ITEM_ENDS}]", inside["parts"])
        if units & {quantity.unit for quantity in parse_quantities(item)}
    ]
    if items and _PART_ASKED.search(slots.question):
        return True
    return any(
        parts.agree(asked, parts.named(item).get(name, frozenset()))
        for name, asked in parts.named(slots.question).items()
        if name not in result
        for item in items
    )


def _names_the_number(question: str, statement: Statement) -> bool:
    """Whether every number that tells which figure is asked (90分以上的有几个) stands with the statement."""
    return all(
        re.search(rf"(?<![\d.]){re.escape(one[0])}(?!\d)", statement.context)
        for one in _NUMBER_ASKED.finditer(question)
    )


def of_the_place(slots: Slots, statement: Statement) -> bool:
    """Whether a statement speaks of the asked place, and of the asked school or town where one is named."""
    place, own = slots.place, statement.place
    if slots.school:
        unit = own.name if own is not None and own.level == "school" else ""
        # 白果镇中心小学 is no figure of the town.
        if unit and is_town(slots.school) and not is_town(unit):
            return False
        # Of a sentence on one school another school's figure is none.
        named = unit or _subject_words(statement)
        bare = named if place is None else _without(named, place)
        return names_school(bare, slots.school) and (place is None or own is None or _may_be_in(own, place, slots))
    if place is None:
        return True
    if place == NATION:
        return own is None or own == NATION
    if own is None or same_place(own, place):
        return own is not None
    if own.level != "school" or not lies_in(own, place):
        return False
    return asks_of_school(slots.question.replace(place.name, ""), own.name.removeprefix(own.parents[-1]))


def _subject_words(statement: Statement) -> str:
    """What may name the school that a statement is about: its sentence up to it, the headings and the title.

    Where the sentence says 全县 of itself, only what stands behind that.
    """
    before = statement.document.text[statement.sentence[0] : statement.end]
    whole = _WHOLE.split(before)
    if len(whole) > 1:
        return whole[-1]
    section = statement.section
    line = statement.document.text[section.start :].partition("\n")[0]
    # A heading that goes on in its line is a sentence of the paragraph.
    headings = section.heading_path[: -1 if len(line) > len(section.heading) else None]
    return "\n".join((before, *headings, statement.document.title))


def _without(text: str, place: Place) -> str:
    """A text with a place's names, full and short, blanked: what is left of a school's name is its own."""
    return text.replace(place.name, " ").replace(short_name(place.name), " ")


def _may_be_in(own: Place, place: Place, slots: Slots) -> bool:
    """Whether a place, or the school that it is, may be in the asked one.

    A city's school may stand in a district of it, where the question calls it the city's: 云岭县的市二中.
    """
    if same_place(own, place) or lies_in(own, place):
        return True
    city = own.parents[-1] if own.level == "school" and own.parents else ""
    return city in place.parents and f"{city[-1:]}{slots.school}" in slots.question


def of_the_period(slots: Slots, statement: Statement) -> bool:
    """Whether a statement speaks of the asked years; what five years brought is no figure of one of them."""
    years = years_asked(slots.years, slots.year_shift, statement.document)
    if not years:
        return True
    if _of_asked_document(slots.question, statement):
        return True
    if not statement.years and statement.document.date is None:
        return not slots.wants_amount  # neither text nor file tells when it was written; a note says so
    if slots.wants_amount and is_yearly_mean(segment_of(statement)) and not is_yearly_mean(slots.question):
        return False
    if slots.wants_amount and len(years) > LONG_SPAN and len(statement.years) == 1:
        return statement.years == frozenset({max(years)})  # one year's figure is none of a five-year plan's
    if is_target(statement) and _holds_at_the_end(statement, years):
        return True
    if slots.wants_amount and len(statement.years) > MAX_SPAN:
        return statement.years <= years
    return bool(statement.years & years)


def _of_asked_document(question: str, statement: Statement) -> bool:
    """Whether a question names the document by its year (2023年总结里说缺口多大): it may look ahead, never back."""
    named, document = _DOCUMENT_YEAR.search(question), statement.document
    if named is None or int(named["year"]) not in years_of(own_period(document.title, document.date)):
        return False
    return not statement.years or min(statement.years) >= int(named["year"])


def _holds_at_the_end(statement: Statement, years: frozenset[int]) -> bool:
    """Whether a plan's rate without a year of its own is asked of the plan's last year: 92% by 2025 for “十四五”.

    A number (新增学位6万个) may be of all its years together and holds for none alone.
    """
    planned = frozenset().union(*(mention.years for mention in find_periods(statement.document.title)))
    if len(planned) < MAX_SPAN or years != frozenset({max(planned)}):
        return False
    rate = any(quantity.unit == "%" for quantity in parse_quantities(segment_of(statement)))
    return rate and (len(statement.years) != 1 or bool(statement.years & years))


def years_asked(years: frozenset[int], year_shift: int, document: Document) -> frozenset[int]:
    """The years a question asks a document about, 去年 read against its own; empty where it asks for none."""
    if years or not year_shift or document.date is None:
        return years
    return frozenset({document.date.year + year_shift})


def is_target(statement: Statement) -> bool:
    """Whether a statement tells what is planned."""
    text = statement.document.text
    clauses = clause_spans(text, *statement.sentence)
    own = "".join(text[a:b] for a, b in clauses if a < statement.end and statement.start < b)
    headings = [heading for heading in statement.section.heading_path if heading != statement.document.title]
    return tells_target(own or statement.text, headings)


def segment_of(statement: Statement) -> str:
    """The words right around a statement: from the mark before it to the mark after it, within its sentence."""
    text = statement.document.text
    start, end = statement.start, statement.end
    while start > statement.sentence[0] and text[start - 1] not in _ITEM_ENDS:
        start -= 1
    while end < statement.sentence[1] and text[end] not in _ITEM_ENDS:
        end += 1
    return text[start:end]
