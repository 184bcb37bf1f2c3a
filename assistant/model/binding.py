"""Whether the numbers of a sentence are those of its sources, of the same thing, place and time.

A number that stands in a source may still be wrong: of another stage, place or year in the same sentence. So each is
held against every number of the sources: the one told in the likest words must be it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.model.book import Source
from core.number_kinds import fold
from core.number_roles import tells_change
from core.period import mentioned_years
from core.place import Gazetteer, PlaceMention
from core.place_identity import same_place
from core.quantity import parse_numbers, parse_quantities
from core.schema import Figure, Place, Quantity
from core.textspan import word_pairs
from core.units import convert, same_dimension
from ingest.figures import extract_figures

# How much likelier another number's words must be, 0 to 1: a sentence may tell a thing in other words than its source.
CLEARLY, FEW = 0.12, 2
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_STOPS = "，,；;。：:（）()、\n"
_SHARED = re.compile(
    r"(?P<names>[^，,；;。：:\n]{2,80}?)分别(?:为|是|达到?|有|占|约|增长|下降|提高|增加|减少)*(?P<rest>[^；;。\n]*)"
)
_NAMES = re.compile(r"[、和与及]|以及")
_PERSONS = frozenset({"人", "名", "位"})
_BOUNDS = {
    **dict.fromkeys(("以上", "超", "逾", "突破", "不少于", "不低于", "至少"), "上"),
    **dict.fromkeys(("以下", "不足", "不超过", "至多", "以内"), "下"),
    "近": "近", "余": "余", "多": "余",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Stated:
    """A number as a sentence or a source tells it.

    `words` are word pairs around it; `place` and `years` whom and what time it is of (None and empty: not told there);
    `change`: it tells how something changed. `before` are the words right before it, with it.
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
    before: str = ""


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
        words = word_pairs(shared.get(start, near))
        # 比2019年提高 and 比2022年提高 are told apart by their years.
        words |= frozenset(_YEAR.findall(own))
        if not words and row is not None:
            words = word_pairs(row.subject)
        named = [one for one in mentions if one.start < start]
        found.append(
            Stated(
                text=quantity.text, value=quantity.value, unit=quantity.unit, qualifier=quantity.qualifier, words=words,
                place=named[-1].place if named else None,
                # 22个和4个: a number without words of its own is told by the one before it.
                before=text[last:end] if len(own.strip("、和及与")) < FEW else own + text[start:end],
                years=frozenset(row.years) if row is not None else frozenset(),
                change=_change(text[max(0, start - 14) : start], near),
            )
        )  # fmt: skip
        floor, last = end, start
    return found


def stated_by(source: Source, places: Gazetteer) -> Iterator[Stated]:
    """The numbers that a source tells."""
    if source.citation is not None:
        own, statement = source.citation, source.statement
        near = statement.document.place if statement is not None else None
        mentions = places.find(own.quote, near)
        place = statement.place if statement is not None else None
        years = statement.years if statement is not None else mentioned_years(own.date)
        for one in stated_in(own.quote, mentions):
            yield Stated(
                **{
                    **vars(one), "years": one.years or years, "place": one.place or place,
                    "place_name": "" if one.place or place else own.place,
                }
            )  # fmt: skip
    if source.figure is not None:
        yield from _of_figure(source.figure)
    for line in source.told:
        yield from stated_in(re.sub(r"\[F?\d+\]", "", line), places.find(line))


def objections(
    said: Sequence[Stated], told: Sequence[Stated], quotes: Sequence[str], asked: str, years: frozenset[int]
) -> list[str]:  # fmt: skip
    """What is wrong with a sentence's numbers, as reasons in Chinese; [] where they are all right.

    Args:
        said: Numbers of the sentence.
        told: Numbers of its sources.
        quotes: The sources' own words: a number with the words before it as they stand there is that number.
        asked: The question, which says of what a bare number is.
        years: The years that the question is about.
    """
    wrong = []
    rarity = _rarity(told)
    for one in said:
        same = [other for other in told if same_amount(one, other)]
        if not same:
            wrong.append(_unknown(one, told))
            continue
        words = one.words or word_pairs(asked)
        rivals = [other for other in told if other not in same and _comparable(one, other)]
        best = max(_likeness(words, other, rarity) for other in same)
        verbatim = any(len(one.before) > len(one.text) + 1 and one.before in text for text in quotes)
        rival = None if verbatim else max(rivals, key=lambda other: _likeness(words, other, rarity), default=None)
        if rival is not None and _likeness(words, rival, rarity) > best + CLEARLY:
            wrong.append(f"“{one.text}”在来源里说的是别的；按这里的说法，来源写的是“{rival.text}”")
            continue
        likely = [other for other in same if _likeness(words, other, rarity) >= best - CLEARLY]
        reasons = [reason for other in likely if (reason := _mismatch(one, other, years))]
        if len(reasons) == len(likely):
            wrong.append(f"“{one.text}”{reasons[0]}")
    return wrong


def same_amount(one: Stated | Quantity, other: Stated | Quantity) -> bool:
    """Whether two numbers are one: value, unit and bound (近7万 is not 7万)."""
    if one.unit != other.unit and not (one.unit in _PERSONS and other.unit in _PERSONS):
        if not one.unit or not other.unit or not same_dimension(one.unit, other.unit):
            return False
        try:
            value = convert(one.value, one.unit, other.unit)
        except (KeyError, ValueError):
            return False
    else:
        value = one.value
    return math.isclose(value, other.value, rel_tol=1e-9) and _bound(one) == _bound(other)


def _bound(one: Stated | Quantity) -> str:
    return next((side for word, side in _BOUNDS.items() if word in one.qualifier), "")


def _comparable(one: Stated, other: Stated) -> bool:
    return one.unit == other.unit or {one.unit, other.unit} <= _PERSONS or same_dimension(one.unit, other.unit)


def _mismatch(one: Stated, other: Stated, asked: frozenset[int]) -> str:
    """How a number differs from that of its source in place, time or kind; '' where it does not."""
    if one.place is not None and other.place is not None and not same_place(one.place, other.place):
        return f"在来源里是{other.place.name}的"
    if one.place is not None and other.place is None and other.place_name and one.place.name not in other.place_name:
        return f"在来源里是{other.place_name}的"
    years = one.years or asked
    if years and other.years and not years & other.years:
        return f"在来源里是{'、'.join(f'{year}年' for year in sorted(other.years)[:3])}的"
    if bool(one.change) != bool(other.change) or (one.change and one.change != other.change):
        return "在来源里说的是变化的多少" if other.change and not one.change else "在来源里不是这样的增减"
    return ""


_UP, _DOWN = re.compile(r"增|升|提高|扩大|多[出了]|上涨|新[增建招]"), re.compile(r"减|降|下滑|缩小|少[了出]|回落")


def _change(before: str, near: str) -> str:
    """'增' or '减' where words before a number make it a change."""
    clause = re.split(f"[{_STOPS}]", before)[-1]
    if not tells_change(clause) and not re.search(r"[增减涨降]幅|增长率?$", clause):
        return ""
    if re.search(r"[至到]$", clause.rstrip("了约近超")):
        return ""
    return "减" if _DOWN.search(near) else "增" if _UP.search(near) else ""


def _near(text: str, floor: int, start: int, end: int, ceiling: int) -> tuple[str, str]:
    """The words before a number, from the number before it, back over marks if that is too little; and those around."""
    begin = floor
    after = min((at for mark in _STOPS if (at := text.find(mark, end)) >= 0), default=len(text))
    clause = max((text.rfind(mark, begin, start) for mark in "，,；;。：:\n"), default=-1) + 1
    own = text[max(begin, clause) : start]
    if len(own) < 4:
        own = text[begin:start]
    return own, own + text[end : min(after, ceiling)]


def _shared_names(text: str) -> dict[int, str]:
    """What numbers behind 分别 are of, by where each stands: the first of the names before it, the second …"""
    told: dict[int, str] = {}
    for found in _SHARED.finditer(text):
        names = [name for name in _NAMES.split(found["names"]) if name.strip()]
        at = found.start("rest")
        numbers = [at + one.span[0] for one in parse_quantities(found["rest"])]
        if len(names) < 2 or len(numbers) < len(names) or len(numbers) % len(names):
            continue
        told |= {number: names[i % len(names)] for i, number in enumerate(numbers)}
    return told


def _of_figure(figure: Figure) -> Iterator[Stated]:
    years = mentioned_years(figure.period) or frozenset(
        int(year) for year in re.findall(r"(?:19|20)\d\d", figure.period)
    )
    words = word_pairs(f"{figure.place}{figure.period}{figure.stage}{figure.name}")
    shown = {figure.text} if figure.text else set()
    for text in shown:
        for one in stated_in(text):
            yield Stated(**{**vars(one), "words": words, "years": years, "place_name": figure.place})
    amounts: list[tuple[str, float | None, str]] = [
        (figure.name, figure.value, figure.unit), ("标准", figure.threshold, figure.unit),
        *((operand.name, operand.value, operand.unit) for operand in figure.inputs),
    ]  # fmt: skip
    if figure.gap is not None:
        amounts.append(("差距", figure.gap.to_standard, figure.gap.unit))
    for name, value, unit in amounts:
        if value is not None:
            yield Stated(
                text=f"{value:g}{unit}", value=value, unit=unit, qualifier="", years=years,
                words=words | word_pairs(name), place_name=figure.place,
            )  # fmt: skip


def _rarity(told: Sequence[Stated]) -> dict[str, float]:
    """How much a word pair tells numbers apart, 0 to 1: what stands with all of them tells nothing."""
    counts = Counter(pair for one in told for pair in one.words)
    total = len(told)
    return {pair: 1.0 if total < 2 else 1.0 - (count - 1) / total for pair, count in counts.items()}


def _likeness(words: frozenset[str], other: Stated, rarity: dict[str, float]) -> float:
    whole = sum(rarity.get(pair, 0.0) for pair in words)
    return sum(rarity[pair] for pair in words & other.words) / whole if whole else 0.0


def _unknown(one: Stated, told: Sequence[Stated]) -> str:
    alike = [other.text for other in told if _comparable(one, other)]
    other_unit = [other.text for other in told if math.isclose(other.value, one.value, rel_tol=1e-9)]
    if other_unit:
        return f"“{one.text}”的单位或“约、近、以上”与来源不同，来源写的是“{other_unit[0]}”"
    return f"“{one.text}”不在来源里" + (f"，来源写的是“{'”“'.join(dict.fromkeys(alike[:4]))}”" if alike else "")


def other_numbers(said: str, borne: str) -> list[str]:
    """Years, dates, codes and ordinals of a sentence that stand nowhere in what bears it, a date as a whole."""
    known = [_digits(one.text) for one in parse_numbers(borne)]
    strange = []
    for one in parse_numbers(said):
        mine = _digits(one.text)
        if one.kind in ("quantity", "list_mark", "name") or not mine:
            continue
        if not any(theirs[at : at + len(mine)] == mine for theirs in known for at in range(len(theirs))):
            strange.append(one.text)
    return strange


def _digits(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", fold(text)))
