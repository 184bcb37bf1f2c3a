"""Numbers as a sentence states them: of what, of whom and of what time, as levels or as changes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.model.book import Source
from core.period import mentioned_years
from core.place import Gazetteer, PlaceMention
from core.quantity import parse_quantities
from core.schema import Figure, Place, Quantity
from core.textspan import word_pairs
from core.units import convert, same_dimension
from tools.ledger.text_figures import extract_figures

FEW = 2
_HAN = re.compile(r"[\u4e00-\u9fff]")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_STOPS = "，,；;。：:（）()、\n"
_SHARED = re.compile(
    r"(?P<names>[^，,；;。：:\n]{2,80}?)分别(?:为|是|达到?|有|占|约|增长|下降|提高|增加|减少)*(?P<rest>[^；;。\n]*)"
)
_NAMES = re.compile(r"[、和与及]|以及")
# Directions of change, in the words of reports; behind 至 or 到 stands the level that was reached.
_UP = re.compile(r"增|升|提高|扩大|多[出了]?$|上涨|前[移进]|涨幅")
_DOWN = re.compile(r"减|降|下滑|缩小|少[了出]?$|回落|跌幅")
_CHANGED = re.compile(
    r"(?:(?<!新)[增减升降]|提高|扩大|上涨|下滑|缩小|回落|前[移进]|(?<=[比较年同])[^，。；]{0,10}[多少高低]|[多少]了|[增减涨降跌]幅)[^，。；、\d]{0,4}$"
)
_REACHED = re.compile(r"[至到]了?[约近超]?$")
_QUALIFIED = (
    ("上", re.compile(r"以上|超过?|逾|突破|不(?:得)?[少低]于|至少|最[低少]")),
    ("下", re.compile(r"以[下内]|不(?:得)?超过|不(?:得)?高于|不足|不到|不满|低于|少于|至多|最[多长高]")),
    ("近", re.compile(r"近")),
    ("余", re.compile(r"余|多")),
)
# Words right before a number, or right behind it, that leave it open.
_BEFORE = (
    ("上", re.compile(r"(?:超过?|逾|突破|不(?:得)?[少低]于|至少)[^，。；\d]{0,6}$|最[低少](?:为|达)?$")),
    (
        "下",
        re.compile(
            r"(?:不足|不到|不满|(?<!不)低于|不(?:得)?超过|不(?:得)?高于|至多|控制在|上限[^，。；]{0,12})[^，。；\d]{0,4}$"
            r"|最[多长高](?:为|可|达)?$"
        ),
    ),
)
_BEHIND = (("上", re.compile(r"及?以上")), ("下", re.compile(r"及?以[下内]")))
# Per what time or head a number is counted.
_PER = re.compile(
    r"(?:平均)?每(?:个)?(?:学年|学期|[年月周天日生人校班])|年均|月均|人均|生均|日均|近[一二两三四五六七八九十\d]+年"
)
# What a number behind the one it belongs to has for words: 98416人，比上年净增1032人.
_BARE = re.compile(
    r"(?:其中|同比|环比|[比较占]|上一?年|去年|分别|净|[也又并且约了至到共达为，,、（(年度比重为]|增[加长幅]?|减[少幅]?|降幅|增幅|多出|少了|幅度?|提[高升]|上升|下降|降[低幅]?|前移|多|少|全部|总数|总量|的)*"
)
_LAST_YEAR = re.compile(r"(?<![比较])(?:上一?年|去年)(?:同期|底|末)?的?[^比较，。；]{0,8}$")


@dataclass(frozen=True, kw_only=True)
class Stated:
    """A number as a sentence or a source tells it.

    `words` are word pairs around it, `near` the words themselves, `before` those right before it, with it; `place` and
    `years` whom and what time it is of (None and empty: not told there; `explicit`: the sentence tells its years).
    `change`: it tells how something changed; `bound`: words around it leave it open upwards or downwards; `per`: per
    what time or head it is counted (每年, 近三年). `root` is the number that it says more of: 1187 of 上线1187人，
    比上年增加146人.
    """

    text: str
    value: float
    unit: str
    qualifier: str
    words: frozenset[str]
    place: Place | None = None
    place_name: str = ""
    years: frozenset[int] = field(default_factory=frozenset)
    change: str = ""
    bound: str = ""
    before: str = ""
    near: str = ""
    explicit: bool = False
    per: frozenset[str] = frozenset()
    root: float | None = None


def stated_in(text: str, mentions: Sequence[PlaceMention] = ()) -> list[Stated]:
    """The numbers of a sentence, each with what the sentence says of it.

    Args:
        text: One sentence.
        mentions: The places it names.
    """
    rows = {row.span[0]: row for row in extract_figures(text, (0, len(text)))}
    shared = _shared_names(text)
    found: list[Stated] = []
    floor = last = 0
    quantities = parse_quantities(text)
    for at, quantity in enumerate(quantities):
        start, end = quantity.span
        ceiling = quantities[at + 1].span[0] if at + 1 < len(quantities) else len(text)
        own, near = _near(text, floor, start, end, ceiling)
        row = rows.get(start)
        name, verb = shared.get(start, (near, ""))
        words = word_pairs(name)
        # 比2019年提高 and 比2022年提高 are told apart by their years.
        words |= frozenset(_YEAR.findall(own))
        root: float | None = None
        if found and start not in shared and _BARE.fullmatch(re.sub(r"[^\u4e00-\u9fff，、]", "", near)):
            words |= found[-1].words
            root = found[-1].root if found[-1].root is not None else found[-1].value
        if not words and row is not None:
            words = word_pairs(row.subject)
        named = [one for one in mentions if one.start < start]
        found.append(
            Stated(
                text=quantity.text,
                value=quantity.value,
                unit=quantity.unit,
                qualifier=quantity.qualifier,
                words=words,
                place=named[-1].place if named else None,
                # 22个和4个: a number without words of its own is told by the one before it.
                before=text[last:end] if len(own.strip("、和及与")) < FEW else own + text[start:end],
                years=frozenset(row.years) if row is not None else frozenset(),
                change=_change(verb or text[max(0, start - 16) : start]),
                root=root,
                per=frozenset(_PER.findall(_clause_of(text, start))),
                near=name,
                bound=_open(text[max(0, start - 20) : start], text[end : end + 3]),
                explicit=row is not None and bool(row.years),
            )
        )
        floor, last = end, start
    return found


def _open(before: str, behind: str) -> str:
    """Which way the words right around a number leave it open: 上限为本专科生每人每年2万元."""
    here = next((side for side, pattern in _BEFORE if pattern.search(before)), "")
    return here or next((side for side, pattern in _BEHIND if pattern.match(behind)), "")


def stated_by(source: Source, places: Gazetteer) -> Iterator[Stated]:
    """The numbers that a source tells."""
    if source.citation is not None:
        own, statement = source.citation, source.statement
        near = statement.document.place if statement is not None else None
        mentions = places.find(own.quote, near)
        place = statement.place if statement is not None else None
        years = statement.years if statement is not None else mentioned_years(own.date)
        for one in stated_in(own.quote, mentions):
            last = bool(_LAST_YEAR.search(one.before.removesuffix(one.text)))
            yield replace(
                one,
                place=one.place or place,
                place_name="" if one.place or place else own.place,
                years=frozenset(year - 1 for year in years) if last else one.years or years,
                per=frozenset(_PER.findall(own.quote)),
            )
    if source.figure is not None:
        yield from _of_figure(source.figure)
    for line in source.leaning:
        yield from stated_in(re.sub(r"\[F?\d+\]", "", line), places.find(line))


def same_amount(one: Stated | Quantity, other: Stated | Quantity) -> bool:
    """Whether two numbers are one: value, unit and bound (近7万 is not 7万)."""
    if one.unit != other.unit and one.unit:
        if not other.unit or not same_dimension(one.unit, other.unit):
            return False
        try:
            value = convert(one.value, one.unit, other.unit)
        except (KeyError, ValueError):
            return False
    else:
        value = one.value
    return math.isclose(value, other.value, rel_tol=1e-9) and _bound(one) == _bound(other)


def _bound(one: Stated | Quantity) -> str:
    """Which way a number is open: by its qualifier, else by the words around it."""
    if isinstance(one, Stated) and not one.qualifier:
        return one.bound
    return next((side for side, pattern in _QUALIFIED if pattern.search(one.qualifier)), "")


_UP, _DOWN = re.compile(r"增|升|提高|扩大|多[出了]|上涨|新[增建招]"), re.compile(r"减|降|下滑|缩小|少[了出]|回落")


def _change(before: str) -> str:
    """'增' or '减' where the words before a number make it a change."""
    clause = re.split(f"[{_STOPS}]", before)[-1]
    if not _CHANGED.search(clause) or _REACHED.search(clause):
        return ""
    last = max((found.start(), side) for side, found in _directions(clause)) if _directions(clause) else (0, "")
    return last[1]


def _directions(clause: str) -> list[tuple[str, re.Match[str]]]:
    return [(side, found) for side, pattern in (("增", _UP), ("减", _DOWN)) for found in pattern.finditer(clause)]


def _near(text: str, floor: int, start: int, end: int, ceiling: int) -> tuple[str, str]:
    """The words before a number, from the number or mark before it, and those around it.

    Of 11个竣工投用，9个在建 they stand behind the number; where there are none in its clause, those before count.
    """
    after = min((at for mark in _STOPS if (at := text.find(mark, end)) >= 0), default=len(text))
    behind = text[end : min(after, ceiling)]
    clause = max((text.rfind(mark, floor, start) for mark in "，,；;。：:、\n"), default=-1) + 1
    own = text[max(floor, clause) : start]
    if (
        not re.search(r"[\u4e00-\u9fff]", own.replace("其中", ""))
        and len(re.findall(r"[\u4e00-\u9fff]", behind)) >= FEW
    ):
        return "", behind
    if len(own) < 4:
        own = text[floor:start]
    return own, own + behind


def _clause_of(text: str, at: int) -> str:
    """The clause up to a place in a text."""
    return text[max((text.rfind(mark, 0, at) for mark in "，,；;。：:\n"), default=-1) + 1 : at]


def _shared_names(text: str) -> dict[int, tuple[str, str]]:
    """What numbers behind 分别 are of, by where each stands, and the words that they share (增加).

    The last name has a tail that belongs to all: 小学、初中购买标准.
    """
    record: dict[int, tuple[str, str]] = {}
    for found in _SHARED.finditer(text):
        names = [name for name in _NAMES.split(found["names"]) if name.strip()]
        at = found.start("rest")
        numbers = [at + one.span[0] for one in parse_quantities(found["rest"])]
        if len(names) < 2 or len(numbers) < len(names) or len(numbers) % len(names):
            continue
        size = max(len(name) for name in names[:-1])
        tail = names[-1][size:]
        names = [*(name + tail for name in names[:-1]), names[-1]]
        verb = text[found.end("names") : numbers[0]]
        record |= {number: (names[i % len(names)], verb) for i, number in enumerate(numbers)}
    return record


def _of_figure(figure: Figure) -> Iterator[Stated]:
    years = mentioned_years(figure.period) or frozenset(
        int(year) for year in re.findall(r"(?:19|20)\d\d", figure.period)
    )
    words = word_pairs(f"{figure.place}{figure.period}{figure.stage}{figure.name}")
    shown = {figure.text} if figure.text else set()
    for text in shown:
        for one in stated_in(text):
            yield replace(one, words=words, years=years, place_name=figure.place)
    amounts: list[tuple[str, float | None, str]] = [
        (figure.name, figure.value, figure.unit),
        ("标准", figure.threshold, figure.unit),
        *((operand.name, operand.value, operand.unit) for operand in figure.inputs),
    ]
    if figure.gap is not None:
        amounts.append(("差距", figure.gap.to_standard, figure.gap.unit))
    for name, value, unit in amounts:
        if value is not None:
            yield Stated(
                text=f"{value:g}{unit}",
                value=value,
                unit=unit,
                qualifier="",
                years=years,
                words=words | word_pairs(name),
                place_name=figure.place,
            )
