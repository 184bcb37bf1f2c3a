"""Whether the numbers of a sentence are those of its sources, of the same thing, place and time.

A number that stands in a source may still be wrong: of another stage, place or year in the same sentence. So each is
held against every number of the sources: the one told in the likest words must be it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from assistant.model.stated import Stated, same_amount
from core.number_kinds import fold
from core.number_roles import Parts
from core.place_identity import same_place
from core.quantity import parse_numbers
from core.textspan import word_pairs
from core.units import same_dimension

# How much likelier another number's words must be, 0 to 1: a sentence may tell a thing in other words than its source.
CLEARLY = 0.12
_LIST_MARK = re.compile(r"^\s*[（(]?\d{1,2}[)）.、．]\s*")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
# 新建一所 counts nothing.
_ARTICLE = re.compile(r"^一[个所名位项次家座栋年批种类份条]$")


def objections(
    said: Sequence[Stated],
    items: Sequence[Stated],
    quotes: Sequence[str],
    asked: str,
    years: frozenset[int],
    parts: Parts,
) -> list[str]:
    """What is wrong with a sentence's numbers, as reasons in Chinese; [] where they are all right.

    Args:
        said: Numbers of the sentence.
        items: Numbers of its sources.
        quotes: The sources' own words: a number with the words before it as they stand there is that number.
        asked: The question, which says of what a bare number is.
        years: The years that the question is about.
        parts: Words that part a whole: where the source tells the named part (初中) by itself, that number is meant.
    """
    wrong = []
    rarity = _rarity(items)
    for one in said:
        if _ARTICLE.match(one.text):
            continue
        same = [other for other in items if same_amount(one, other)]
        if not same:
            wrong.append(_unknown(one, items))
            continue
        of_part = _of_part(one, items, parts)
        if of_part and not any(other in of_part for other in same):
            wrong.append(f"“{one.text}”在来源里说的是别的；按这里的说法，来源写的是“{of_part[0].text}”")
            continue
        words = one.words or word_pairs(asked)
        alike = [other for other in (of_part or items) if _comparable(one, other) or other.value == one.value]
        rivals = [other for other in alike if other not in same and bool(other.change) == bool(one.change)]
        best = max(_likeness(words, other, rarity) for other in same)
        verbatim = any(len(one.before) > len(one.text) + 1 and one.before in text for text in quotes)
        rival = None if verbatim else max(rivals, key=lambda other: _likeness(words, other, rarity), default=None)
        if rival is not None and _likeness(words, rival, rarity) > best + CLEARLY:
            wrong.append(f"“{one.text}”在来源里说的是别的；按这里的说法，来源写的是“{rival.text}”")
            continue
        likely = [other for other in same if _likeness(words, other, rarity) >= best - CLEARLY]
        # The question's year binds a number where the source tells the same of several years.
        asked_years = years if any(other.explicit and other.years & years for other in alike) else frozenset()
        reasons = [reason for other in likely if (reason := _mismatch(one, other, asked_years))]
        if len(reasons) == len(likely):
            wrong.append(f"“{one.text}”{reasons[0]}")
    return wrong


def _of_part(one: Stated, listed: Sequence[Stated], parts: Parts) -> list[Stated]:
    """The numbers of the source that are of the part which a number's own words name; [] where it names none."""
    mine = parts.named(one.near)
    return [
        other
        for other in listed
        if mine
        and _comparable(one, other)
        and bool(one.change) == bool(other.change)
        and all(parts.agree(words, parts.named(other.near).get(name, frozenset())) for name, words in mine.items())
    ]


def _comparable(one: Stated, other: Stated) -> bool:
    return one.unit == other.unit or same_dimension(one.unit, other.unit)


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
    if one.per - other.per:
        return f"在来源里不是“{'”“'.join(sorted(one.per - other.per))}”的数"
    if one.root is not None and other.root is not None and not math.isclose(one.root, other.root):
        return "在来源里说的是另一个数的情况"
    return ""


def _rarity(listed: Sequence[Stated]) -> dict[str, float]:
    """How much a word pair tells numbers apart, 0 to 1: what stands with all of them tells nothing."""
    counts = Counter(pair for one in listed for pair in one.words)
    total = len(listed)
    return {pair: 1.0 if total < 2 else 1.0 - (count - 1) / total for pair, count in counts.items()}


def _likeness(words: frozenset[str], other: Stated, rarity: dict[str, float]) -> float:
    whole = sum(rarity.get(pair, 0.0) for pair in words)
    return sum(rarity[pair] for pair in words & other.words) / whole if whole else 0.0


def _unknown(one: Stated, items: Sequence[Stated]) -> str:
    alike = [other.text for other in items if _comparable(one, other)]
    other_unit = [other.text for other in items if math.isclose(other.value, one.value, rel_tol=1e-9)]
    if other_unit:
        return f"“{one.text}”的单位或“约、近、以上”与来源不同，来源写的是“{other_unit[0]}”"
    return f"“{one.text}”不在来源里" + (f"，来源写的是“{'”“'.join(dict.fromkeys(alike[:4]))}”" if alike else "")


def other_numbers(said: str, borne: str) -> list[str]:
    """Years, dates, codes and ordinals of a sentence that stand nowhere in what bears it, a date as a whole.

    Digits inside a name (27中) stand there with what follows them.
    """
    said, there = _LIST_MARK.sub("", said), fold(borne)
    known = [_digits(one.text) for one in parse_numbers(borne)]
    strange, rest = [], fold(said)
    for one in parse_numbers(said):
        mine = _digits(one.text)
        if one.kind in ("list_mark", "name") or not mine:
            continue
        rest = f"{rest[: one.span[0]]}{'　' * (one.span[1] - one.span[0])}{rest[one.span[1] :]}"
        if one.kind == "quantity":
            continue
        if not _told(mine, known) and not (len(mine) > 1 and _told(mine[:1], known) and _told(mine[1:], known)):
            strange.append(one.text)
    for found in _DIGITS.finditer(rest):
        inside = fold(said)[found.start() : found.end() + 1]
        if not re.search(rf"(?<![\d.]){re.escape(inside)}", there):
            strange.append(inside)
    return strange


def _told(mine: tuple[int, ...], known: Sequence[tuple[int, ...]]) -> bool:
    return any(theirs[at : at + len(mine)] == mine for theirs in known for at in range(len(theirs)))


def _digits(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", fold(text)))
