"""What a statement loses, of the reader's score, for the wrong role, unit or part: no veto, as another may be worse."""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.slots import Slots, is_target, segment_of
from core.number_roles import Parts, asks_change, asks_target, tells_change
from core.quantity import parse_quantities
from core.units import same_dimension
from retrieval.statement import Statement

# What a question counts where it says so, and figures that are only numbers of tables and years.
_COUNTED = re.compile(r"(?:多少|几)(?P<unit>人次|人|名|所|元|册|平方米|分钟|小时|间|辆|个班(?!主任|子))(?!义)")
_NO_FIGURES = re.compile(r"表\s*\d+|(?:19|20)\d\d年")
# A figure whose very name is asked (在园幼儿 right before 39人) gains.
OWN_NAME, MIN_NAME = 1.5, 4
_NAME = re.compile(r"[\u4e00-\u9fff]+$")
# Planned where done was asked, or done where planned; a part where the whole was asked; and so on.
OTHER_ROLE, PART_OF_WHOLE, OTHER_UNIT, NO_FIGURE, CHANGE, ASKED_PART = 2.0, 1.0, 6.0, 5.0, 3.0, 2.0
# A name in quotation marks is meant as it stands; a heading announces and does not tell.
NOT_QUOTED, BARE_HEADING, INNER = 4.0, 2.0, 2.5
_INNER = re.compile(r"其中[:：]?(?P<name>[^\d，。；]{2,12}?)(?:约|近|达|有|为|是)?(?=\d)")
_AMONG = re.compile(r"(?:教师|学生|职工|幼儿|毕业生|教职工)中(?P<name>[^，。；\d]{2,20})$")
_QUOTED = re.compile(r"[“\"‘]([^“”\"‘’]{2,16})[”\"’]")
# Another rate than the asked one: 优良率 is no 近视率.
OTHER_RATE = 3.0
_RATE_NAME = re.compile(r"[\u4e00-\u9fff]{0,6}(?P<kind>[\u4e00-\u9fff]{2})率")
# When is asked: the sentence that answers tells a time.
NO_TIME = 4.0
_TIME_ASKED = re.compile(r"什么时候|啥时候|何时|几时|哪[年月天]|几[月号点]|时间是|多久|期限")
_TIME_TOLD = re.compile(
    r"\d\s*[年月日天时点]|[一二三四五六七八九十]+[年月日天]|年底|年初|月底|季度|学期|[春秋]季|期间|之前|前后"
)
# People, a share, money.
_PEOPLE = re.compile(
    r"(?:学生|教师|老师|孩子|娃娃?|幼儿|校长|(?<![卫民发])生(?![室院所活产均])|教职工)(?:数|人数|总数)?(?:一共|总共|共|有|是|各|分别)*(?:多少|几)(?!所|家|个百|元|钱|%)"
    r"|多少(?:名|个|位)?(?:[^，。？?]{1,8}的)?(?:学生|教师|老师|孩子|娃|幼儿|校长|[\u4e00-\u9fff]{0,3}(?<![卫民发])生(?![室院所活产均]))"
)
_DEGREE = re.compile(r"(?:满意|知晓|认可|信任|支持|参与|达成)度(?:[是有达为多]|$|[？?呢])")
_SHARE = re.compile(r"百分之|几成|比例|占比|比重|(?<![效速])率(?:大[概约])?(?:、?[是有达为]|多|$|[？?呢])|[生师机]比")
# 多少学位 names what is counted; 收多少, 还有多少没还 may be money.
_THINGS = re.compile(r"多少[个名所]?(?![没未不])[\u4e00-\u9fff]{2}")
_MONEY_NAMED = re.compile(r"[钱元款费薪资投拨价]|支出|预算|收入|补助|补贴|津贴|成本|财政")
_RATE_ASKED = re.compile(
    r"[率比占]|(?<![年季月制])度|增长|[增涨降]幅|增速|提高|下降|上升|[涨降][了多]|情况|程度|达标|水平"
)
_MONEY = re.compile(
    r"多少(?:钱|[万亿]?元|资金|经费|款)|[几多]个亿|(?:资金|经费|投资|支出|补助|补贴|津贴|伙食费|学费|工资)[^，。]{0,6}多少(?!人|名|所|个)|花了?(?:出去)?多少|[发退]了?多少钱|(?<![招接吸验])收[^，。多少]{0,4}多少$"
)


def wants_share(question: str) -> bool:
    """Whether a question asks for a share or a rate."""
    return bool(_SHARE.search(question))


def other_unit(question: str, units: Collection[str]) -> bool:
    """Whether a share, money or people are asked for and figures of other units alone are told."""
    if not units:
        return False
    if _SHARE.search(question):
        # 提高1.8个百分点 tells a change and no rate.
        shares = ("%", "‰", "个百分点") if asks_change(question) else ("%", "‰")
        return not any(unit.startswith(shares) or ":" in unit or "比" in unit for unit in units)
    if _DEGREE.search(question):
        return not any(unit.startswith(("%", "个百分点", "分")) for unit in units)
    if _MONEY.search(question):
        return "元" not in units
    if not _RATE_ASKED.search(question) and all(unit.startswith(("%", "个百分点")) for unit in units):
        return True  # a number of things is no rate, and no money
    if _THINGS.search(question) and not _MONEY_NAMED.search(question) and set(units) == {"元"}:
        return True
    counted = _COUNTED.search(question)
    wanted = counted["unit"] if counted else "人" if _PEOPLE.search(question) else ""
    if wanted == "人":
        units = [unit for unit in units if unit != "个"]  # 问题41个: officials write people as 人 and 名
    return bool(wanted) and not any(same_dimension(unit, wanted) for unit in units if unit)


def demerit(slots: Slots, statement: Statement, parts: Parts) -> float:
    """What a statement loses for the wrong role or for being of a part where the whole is asked."""
    lost = NOT_QUOTED * any(one[1] not in statement.context for one in _QUOTED.finditer(slots.question))
    if not slots.wants_amount:
        lost += BARE_HEADING * statement.in_heading
        return lost + NO_TIME * bool(
            _TIME_ASKED.search(slots.question) and not _TIME_TOLD.search(statement.sentence_text)
        )
    lost += OTHER_ROLE * (is_target(statement) != asks_target(slots.question))
    asked, stated = parts.named(slots.question), parts.named(segment_of(statement))
    segment = segment_of(statement)
    around = "".join((*statement.section.heading_path, statement.sentence_text))
    lost += ASKED_PART * any(not any(one in around for one in members) for members in asked.values())
    lost += NO_FIGURE * (not parse_quantities(segment) and not re.search(r"\d", _NO_FIGURES.sub("", segment)))
    lost += OTHER_RATE * _of_another_rate(slots.question, statement)
    lost -= OWN_NAME * _by_its_name(slots.question, statement)
    lost += OTHER_UNIT * other_unit(slots.question, {quantity.unit for quantity in parse_quantities(segment)})
    text_before = statement.document.text[statement.sentence[0] : statement.start] + _leading(statement.text)
    lost += CHANGE * (tells_change(text_before) and not asks_change(slots.question))
    lost += PART_OF_WHOLE * any(name not in asked for name in stated)
    lost += INNER * (
        _is_inner(slots.question, statement) and not any(parts.agree(asked[k], stated[k]) for k in asked if k in stated)
    )
    return lost


def _of_another_rate(question: str, statement: Statement) -> bool:
    """Whether a rate is asked by its name and the last one that a statement's sentence names up to it is another."""
    before = statement.document.text[statement.sentence[0] : statement.start] + segment_of(statement)
    asked, named = (list(_RATE_NAME.finditer(words)) for words in (question, before))
    # 本科率 is 本科上线率, and 升学率 高考升学率.
    return bool(asked and named) and not any(
        one["kind"] in named[-1][0] or named[-1]["kind"] in one[0] for one in asked
    )


def _is_inner(question: str, statement: Statement) -> bool:
    """Whether a figure is of a narrower thing than the one before it, which the question does not name.

    新增学位7万个，其中优质学位5万个: of 学位 there are 7万; 教师中音乐、美术的9人: of 教师 there are more.
    """
    before = statement.document.text[statement.sentence[0] : statement.start] + _leading(statement.text)
    among = _AMONG.search(before)
    if among is not None:
        named = [word for word in re.split("[、和及]", among["name"]) if word[:2] in question]
        return not named
    inner = _INNER.match(segment_of(statement).lstrip())
    if inner is None or inner["name"][:2] in question or (statement.place and statement.place.name in inner["name"]):
        return False
    units = {quantity.unit for quantity in parse_quantities(statement.text)}
    before = statement.document.text[statement.sentence[0] : statement.start]
    return any(quantity.unit in units for quantity in parse_quantities(before))


def _leading(words: str) -> str:
    """What stands before the first figure of a stretch."""
    found = parse_quantities(words)
    return words[: found[0].span[0]] if found else ""


def _by_its_name(question: str, statement: Statement) -> bool:
    """Whether the words right before a figure are the ones that the question asks it by."""
    name = _NAME.search(statement.document.text[max(statement.sentence[0], statement.start - 12) : statement.start])
    return name is not None and len(name[0]) >= MIN_NAME and name[0][-MIN_NAME:] in question
