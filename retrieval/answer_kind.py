"""Whether a clause holds the kind of answer a question wants."""

from __future__ import annotations

import re

from core.period import find_periods
from core.place import int_to_han
from core.quantity import NumberMention, parse_numbers, parse_quantities
from core.units import same_dimension
from retrieval.query import Query
from retrieval.segment import Segmenter

_CODE = re.compile(
    r"[〔\[【（(]?(?:19|20)\d{2}[〕\]】）)]?\s*第?\d{1,4}\s*号|[\u4e00-\u9fff]{1,8}[〔\[](?:19|20)\d{2}[〕\]]?\d+号?"
)
# Telephone numbers (mobile ones are masked when a text is read in), addresses of the web and of mail.
_CONTACT = re.compile(
    r"(?<![\d.])(?:0\d{2,3}[-—－\s]?\d{7,8}|[1-9]\d{6,7}|1\d{2}\*{4}\d{4}|1[02-9]\d{3,4}|9\d{4}|[48]00[-—\s]?\d{3}[-—\s]?\d{4}|[48]00\d{7})"
    r"(?![\d.%]|\s?[万亿元人个名所项次年月日吨余多])|https?://|www\.|@[\w-]+\.|[\w-]+\.(?:gov|com|cn|net|org)\b|公众号"
)
_DAY = re.compile(r"\d{1,2}月(?:\d{1,2}|[上中下]旬|底|初|末)?|\d{1,2}日")
_QUOTED = re.compile(r"《[^》]+》|“[^”]+”|\"[^\"]+\"")
_JOINED = re.compile(r"[和与及]")
_SCHOOL_KINDS = "学校|中学|小学|高中|幼儿园|学院|大学|校区|分校"
_PLACE_KINDS, _PLACES = "[县区市省州旗]", ("地方", "县", "区", "市", "省", "城市", "地区")
# 46所学校, 各中学 are no names of schools.
_NAME_BEFORE = r"(?![所个各本全该的类等级])[\u4e00-\u9fffA-Za-z0-9]"
_COUNTED = r"[个大项类条点种方名]"
_GIVEN = re.compile(r"[^\d.]")
COMMON_NAME, _MAYBE, ANY_THING = 50, 0.6, "个"
_RANGE = re.compile("区间|范围")
# 几等奖 wants a grade or a rank, not an amount.
_ASKS_GRADE = re.compile(r"几等|几级|第几|哪一?[等级]")
_GRADE = re.compile(r"(?:特|[一二三四五甲乙丙])等|第[一二三四五六七八九十\d]+|(?:国家|省|市|区|县|[一二三四五])级")
_CHANGE = re.compile(r"(?:增长|下降|增加|减少)了?多少")
MONEY, SHARE, POINT = "元", "%", "个百分点"
# 每生 and 每班 are two measures: what each pupil gets is not what each class gets.
_EACH = (
    re.compile(r"每一?(?:生|人|名|位)|生均|人均"), re.compile(r"每一?个?班|班均"),
    re.compile(r"每一?(?:所|个)?(?:校|园|学校|幼儿园)|[校园]均"), re.compile(r"每一?(?:户|个?家庭)|户均"),
)  # fmt: skip
_PEOPLE = frozenset({"人", "名", "位"})


def holds(query: Query, clause: str, segmenter: Segmenter) -> float:
    """From 0 to 1: how far a clause holds the kind of answer wanted; 0.5 where the kind demands nothing."""
    if query.kind in ("number", "share", "money"):
        numbers = [m for m in parse_numbers(clause) if m.quantity is not None]
        graded = 1.0 if _ASKS_GRADE.search(query.text) and _GRADE.search(clause) else 0.0
        return max((_fits(query, m, clause) for m in numbers), default=0.0) or graded
    if query.kind == "date":
        return 1.0 if find_periods(clause) or _DAY.search(clause) else 0.0
    if query.kind == "contact":
        return 1.0 if _CONTACT.search(clause) else 0.0
    if query.kind == "code":
        return 1.0 if _CODE.search(clause) else 0.0
    if query.kind == "person":
        return 1.0 if person_names(clause, segmenter) else 0.0
    if query.kind == "list":
        return _lists(query, clause)
    if query.kind == "name":
        return _names(query, clause)
    return 0.5


def of_another_each(question: str, clause: str) -> str:
    """The question's 每生 where a clause tells what falls to each of others (每班); '' where it does not."""
    asked = {at: found[0] for at, each in enumerate(_EACH) if (found := each.search(question))}
    told = [at for at, each in enumerate(_EACH) if each.search(clause)]
    return "" if not told or any(at in asked for at in told) else next(iter(asked.values()), "")


def _lists(query: Query, clause: str) -> float:
    kinds = _kinds(query)
    if kinds and len(re.findall(rf"{_NAME_BEFORE}(?:{kinds})", clause)) >= 2:
        return 1.0
    items = clause.count("、") + 1 + bool(re.search(r"、[^、]*[和与及]", clause))
    if query.count > 1 and (items == query.count or _announces(query.count, clause)):
        return 1.2
    return 0.9 if "、" in clause else 0.6 if _JOINED.search(clause) else 0.2


def _announces(count: int, clause: str) -> bool:
    """Whether a clause says that so many items follow: 五方面工作, 六个“一”策略."""
    return bool(re.search(rf"(?<![\d一二三四五六七八九十])(?:{count}|{int_to_han(count)}){_COUNTED}", clause))


def _kinds(query: Query) -> str:
    """Endings of the names of what is asked for, as a pattern; '' where the question does not say."""
    if query.noun in ("学校", "校"):
        return _SCHOOL_KINDS
    return _PLACE_KINDS if query.noun in _PLACES else re.escape(query.noun)


def _names(query: Query, clause: str) -> float:
    """A name of the thing asked for: 哪所小学 wants 彩霞小学, 叫什么活动 wants “杏坛先锋”活动."""
    kinds = _kinds(query)
    if kinds and re.search(rf"(?:{_NAME_BEFORE}|[”》])(?:{kinds})", clause):
        return 1.0
    if _QUOTED.search(clause):
        return 0.8 if not kinds else 0.6
    return 0.3


def _fits(query: Query, mention: NumberMention, clause: str) -> float:
    quantity = mention.quantity
    assert quantity is not None
    unit = quantity.unit
    if of_another_each(query.text, clause):
        return 0.2
    if clause[max(0, mention.span[0] - 1) : mention.span[0]] == "每" and "每" not in query.text:
        return 0.3  # 每一名学生 counts nobody
    if mention.kind == "name" or _GIVEN.sub("", quantity.text) in query.numbers:
        return 0.2
    if query.kind == "share":
        wants_points = "百分点" in query.text
        if unit == POINT:
            return 1.0 if wants_points else 0.6
        return 1.0 if unit == SHARE else _MAYBE if _CHANGE.search(query.text) else 0.0
    if query.kind == "money":
        return 1.0 if unit and same_dimension(unit, MONEY) else 0.0
    if _RANGE.search(query.text):
        return 1.0 if quantity.qualifier == "区间" else 0.5
    if query.unit:
        if unit.lower() == query.unit:
            return 1.0
        if unit in _PEOPLE and query.unit in _PEOPLE:
            return 1.0
        if not unit:
            return 0.6
        if unit == ANY_THING and query.noun and query.noun not in clause:
            return 0.4  # 个 counts anything: 五个部分 are no schools
        return 0.8 if same_dimension(unit, query.unit) else 0.15
    if query.measures:
        return 1.0 if unit in query.measures else 0.4 if not unit else 0.45
    return 0.7 if unit == SHARE else 0.8


def counts_what_is_asked(query: Query, clause: str) -> bool:
    """Whether a clause holds a number of what 多少所学校 counts; true for questions that name no measure word.

    A bare number (听课20以上) or a count of another noun (三个层次) beside the noun asked for does not count it.
    """
    if query.total is not None:
        people = _PEOPLE if query.unit in _PEOPLE else frozenset()
        units = {query.unit, ANY_THING, *people} if query.unit else {ANY_THING, *query.measures}
        return query.total.tells_total(query.noun, tuple(units), clause)
    if not (query.unit and query.noun and re.search(r"(?:多少|几)" + re.escape(query.unit), query.text)):
        return True
    for quantity in parse_quantities(clause):
        unit = quantity.unit
        if unit.lower() == query.unit or (unit in _PEOPLE and query.unit in _PEOPLE):
            return True
        following = clause[quantity.span[1] :]
        if unit == ANY_THING and (query.noun in following[:8] or not re.match(r"[一-鿿]", following)):
            return True
        if unit and unit != ANY_THING and same_dimension(unit, query.unit):
            return True
    return False


def person_names(text: str, segmenter: Segmenter) -> list[str]:
    """Words of a text that read as a person's full name: a surname and one or two characters, no dictionary word."""
    return [
        word
        for word, tag in segmenter.tagged(text)
        if tag.startswith("nr") and 2 <= len(word) <= 3 and word[0] in segmenter.surnames
        and segmenter.frequency(word) <= COMMON_NAME
    ]  # fmt: skip
