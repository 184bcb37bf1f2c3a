"""The declared slots that may veto what the reader found: place, school, period, part or whole, target or result."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from assistant.parts import ASKING
from core.clauses import clause_spans
from core.number_roles import Parts, asks_change, asks_result, asks_target, tells_change, tells_target
from core.period import find_periods, years_of
from core.place import NATION, same_place
from core.quantity import parse_quantities
from core.schema import Document, Place
from core.school_names import asks_of_school, names_school
from core.timeline import is_yearly_mean, own_period
from core.units import same_dimension
from retrieval.statement import Statement

Veto = Literal["place", "period", "part", "number", "target", ""]
MAX_SPAN, LONG_SPAN = 2, 3  # calendar years: a school year touches two, a plan spans more than three
_AMOUNT = re.compile(
    r"多少|(?<![这那前后好十初])几(?![乎何类])|百分之|几成|率(?:是|有|达|为)?(?:多少|多高)|占比|比例|多[大高久长]|(?<![效速])率[呢？?]?$"
)
# 宿舍楼面积: keywords without an asking word ask for the figure of that name.
_FIGURE_NAMED = re.compile(
    r"(?:数量?|总量|规模|面积|[总金]额|投资|投入|经费|资金|支出|收入|(?<![效速])率|比例|百分比|比重|分数|得分|学位|编制|标准|[增降涨]幅|增速"
    r"|(?:目标|计划|指标|完成)[值数])(?:[（(][^（）()]*[)）])?[？?。\s]*$"
)
# A number of the question that tells which figure is asked: 600分以上的有几个.
_NUMBER_ASKED = re.compile(r"(?<![\d.])\d{2,4}(?:\.\d+)?(?=[分人岁元天个%])")
_ITEM_ENDS = "，,；;、。：:（(）)！？!?\n"
# A figure that is wanted where a result was asked for ranks behind, and the other way round.
_COUNTED = re.compile(r"(?:多少|几)(?P<unit>人次|人|名|所|元|册|平方米|分钟|小时|间|辆)(?!义)")
# A figure whose very name is asked (在园幼儿 before 39722人).
_NO_FIGURES = re.compile(r"表\s*\d+|(?:19|20)\d\d年")
_DOCUMENT_YEAR = re.compile(r"(?P<year>20\d\d)年度?的?(?:工作)?(?:总结|报告|公报|要点|计划|方案|通报)")
# What a figure is parted into right behind it.
_WITHIN = re.compile(r"^[^；;。]{0,12}?(?:其中|[（(]含?)(?P<parts>[^；;。]*)")
OWN_NAME, MIN_NAME = 1.5, 4
_NAME = re.compile(r"[\u4e00-\u9fff]+$")
OTHER_ROLE, PART_OF_WHOLE, OTHER_UNIT, NO_FIGURE, CHANGE, ASKED_PART = 2.0, 1.0, 6.0, 5.0, 3.0, 2.0
# A name in quotation marks is meant as it stands; a heading announces and does not tell.
NOT_QUOTED, BARE_HEADING = 4.0, 2.0
_QUOTED = re.compile(r"[“\"‘]([^“”\"‘’]{2,16})[”\"’]")
# When is asked: the sentence that answers tells a time.
NO_TIME = 4.0
_TIME_ASKED = re.compile(r"什么时候|啥时候|何时|几时|哪[年月天]|几[月号点]|时间是|多久|期限")
_TIME_TOLD = re.compile(
    r"\d\s*[年月日天时点]|[一二三四五六七八九十]+[年月日天]|年底|年初|月底|季度|学期|[春秋]季|期间|之前|前后"
)
# What the question counts where it says so: a share, money.
_PEOPLE = re.compile(
    r"(?:学生|教师|老师|孩子|娃娃?|幼儿|校长|新生|[小中]学生|初中生|高中生|考生|师生|教职工|毕业生)(?:数|人数|总数)?(?:一共|总共|共|有|是|各|分别)*(?:多少|几)(?!所|家|个百|元|钱|%)"
    r"|多少(?:名|个|位)?(?:[^，。？?]{1,8}的)?(?:学生|教师|老师|孩子|娃|幼儿|校长|新生|考生)"
)
_SHARE = re.compile(r"百分之|几成|比例|占比|比重|(?<![效速])率(?:大[概约])?(?:[是有达为]|多|$|[？?呢])|[生师机]比")
_RATE_ASKED = re.compile(r"[率比占]|增长|[增涨降]幅|增速|提高|下降|上升|[涨降][了多]|情况|程度|达标|水平")
_MONEY = re.compile(
    r"多少(?:钱|[万亿]?元|资金|经费|款)|[几多]个亿|(?:资金|经费|投资|支出|补助|补贴|津贴|伙食费|学费|工资)[^，。]{0,6}多少(?!人|名|所|个)|花了?(?:出去)?多少|[发退]了?多少钱|收[^，。多少]{0,4}多少$"
)


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
    return bool(_AMOUNT.search(question)) or bool(_FIGURE_NAMED.search(question) and not ASKING.search(question))


def wants_share(question: str) -> bool:
    """Whether a question asks for a share or a rate."""
    return bool(_SHARE.search(question))


def veto(slots: Slots, statement: Statement, parts: Parts) -> Veto:
    """Why a statement may not answer, '' where it may."""
    if not of_the_place(slots, statement):
        return "place"
    if not of_the_period(slots, statement):
        return "period"
    if slots.wants_amount and (
        parts.contradicts(slots.question, segment_of(statement), statement.context)
        or _told_after(slots, statement, parts)
    ):
        return "part"
    if slots.wants_amount and any(one[0] not in statement.context for one in _NUMBER_ASKED.finditer(slots.question)):
        return "number"
    if slots.wants_amount and asks_result(slots.question) and is_target(statement):
        return "target"
    return ""


def _of_another_part(slots: Slots, statement: Statement, parts: Parts) -> bool:
    """Whether a figure is of another part than the asked one, or of a whole whose asked part is told apart."""
    return parts.contradicts(slots.question, segment_of(statement), statement.context) or _told_after(
        slots, statement, parts
    )


def _told_after(slots: Slots, statement: Statement, parts: Parts) -> bool:
    """Whether the asked part has a figure of its own behind a statement's: 新生11480人，其中公办10360人."""
    text, segment = statement.document.text, segment_of(statement)
    told, inside = parts.named(segment), _WITHIN.search(text[statement.end : statement.sentence[1]])
    units = {quantity.unit for quantity in parse_quantities(segment)}
    for name, asked in parts.named(slots.question).items():
        if name in told or inside is None:
            continue
        for item in re.split(f"[{_ITEM_ENDS}]", inside["parts"]):
            own = parts.named(item).get(name, frozenset())
            if parts.agree(asked, own) and units & {quantity.unit for quantity in parse_quantities(item)}:
                return True
    return False


def of_the_place(slots: Slots, statement: Statement) -> bool:
    """Whether a statement speaks of the asked place, and of the asked school where one is named."""
    place, told = slots.place, statement.place
    if slots.school:
        # Of a sentence on one school another school's figure is none.
        named = told.name if told is not None and told.level == "school" else statement.context
        return names_school(named, slots.school) and (place is None or told is None or _in_or_at(told, place))
    if place is None:
        return True
    if place == NATION:
        return told is None or told == NATION
    if told is None or same_place(told, place):
        return told is not None
    if told.level != "school" or place.name not in told.parents:
        return False
    return asks_of_school(slots.question.replace(place.name, ""), told.name.removeprefix(told.parents[-1]))


def _in_or_at(inner: Place, outer: Place) -> bool:
    return same_place(inner, outer) or outer.name in inner.parents


def of_the_period(slots: Slots, statement: Statement) -> bool:
    """Whether a statement speaks of the asked years; what five years brought is no figure of one of them."""
    years = years_asked(slots.years, slots.year_shift, statement.document)
    if not years:
        return True
    if _in_asked_document(slots.question, statement.document):
        return True
    if not statement.years and statement.document.date is None:
        return not slots.wants_amount  # neither text nor file tells when it was written; a note says so
    if slots.wants_amount and is_yearly_mean(segment_of(statement)) and not is_yearly_mean(slots.question):
        return False
    if slots.wants_amount and len(years) > LONG_SPAN and len(statement.years) == 1:
        return statement.years == frozenset({max(years)})  # one year's figure is none of a five-year plan's
    if is_target(statement) and years <= _planned_years(statement.document):
        # A plan's figures hold for its last year, whichever heading says so.
        return not statement.years or len(statement.years) != 1 or bool(statement.years & years)
    if slots.wants_amount and len(statement.years) > MAX_SPAN:
        return statement.years <= years
    return bool(statement.years & years)


def _in_asked_document(question: str, document: Document) -> bool:
    """Whether a question names a document by its year (2023年总结里说缺口多大): the year is of the document alone."""
    named = _DOCUMENT_YEAR.search(question)
    return named is not None and int(named["year"]) in years_of(own_period(document.title, document.date))


def _planned_years(document: Document) -> frozenset[int]:
    """The years that a plan's title spans: 2021 to 2025 for “十四五”; none where it names one year or none."""
    years = frozenset().union(*(mention.years for mention in find_periods(document.title)))
    return years if len(years) > 1 else frozenset()


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


def _leading(words: str) -> str:
    """What stands before the first figure of a stretch."""
    found = parse_quantities(words)
    return words[: found[0].span[0]] if found else ""


def _by_its_name(question: str, statement: Statement) -> bool:
    """Whether the words right before a figure are the ones that the question asks it by."""
    name = _NAME.search(statement.document.text[max(statement.sentence[0], statement.start - 12) : statement.start])
    return name is not None and len(name[0]) >= MIN_NAME and name[0][-MIN_NAME:] in question


def other_unit(question: str, units: Collection[str]) -> bool:
    """Whether a share, money or people are asked for and figures of other units alone are told."""
    if not units:
        return False
    if _SHARE.search(question):
        # 提高1.8个百分点 tells a change and no rate.
        shares = ("%", "‰", "个百分点") if asks_change(question) else ("%", "‰")
        return not any(unit.startswith(shares) or ":" in unit or "比" in unit for unit in units)
    if _MONEY.search(question):
        return "元" not in units
    if not _RATE_ASKED.search(question) and all(unit.startswith(("%", "个百分点")) for unit in units):
        return True  # 新增多少学位 is answered by no 98.2%
    counted = _COUNTED.search(question)
    wanted = counted["unit"] if counted else "人" if _PEOPLE.search(question) else ""
    return bool(wanted) and not any(same_dimension(unit, wanted) for unit in units if unit)


def _heading_end(statement: Statement) -> int:
    return statement.section.start + len(statement.section.heading)


def demerit(slots: Slots, statement: Statement, parts: Parts) -> float:
    """What a statement loses for the wrong role or for being of a part where the whole is asked."""
    lost = NOT_QUOTED * any(one[1] not in statement.context for one in _QUOTED.finditer(slots.question))
    if not slots.wants_amount:
        lost += BARE_HEADING * (statement.section.depth > 0 and statement.end <= _heading_end(statement))
        return lost + NO_TIME * bool(
            _TIME_ASKED.search(slots.question) and not _TIME_TOLD.search(statement.sentence_text)
        )
    lost += OTHER_ROLE * (is_target(statement) != asks_target(slots.question))
    asked, told = parts.named(slots.question), parts.named(segment_of(statement))
    segment = segment_of(statement)
    around = "".join((*statement.section.heading_path, statement.sentence_text))
    lost += ASKED_PART * any(not any(one in around for one in members) for members in asked.values())
    lost += NO_FIGURE * (not parse_quantities(segment) and not re.search(r"\d", _NO_FIGURES.sub("", segment)))
    lost -= OWN_NAME * _by_its_name(slots.question, statement)
    lost += OTHER_UNIT * other_unit(slots.question, {quantity.unit for quantity in parse_quantities(segment)})
    told_before = statement.document.text[statement.sentence[0] : statement.start] + _leading(statement.text)
    lost += CHANGE * (tells_change(told_before) and not asks_change(slots.question))
    lost += PART_OF_WHOLE * any(name not in asked for name in told)
    return lost
