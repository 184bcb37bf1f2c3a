"""A text as the engine reads it: sentences, and in each the numbers with the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from core.finding import Operand
from core.number_kinds import fold
from core.quantity import NumberMention, parse_numbers
from core.schema import Quantity
from core.textspan import split_sentences
from core.units import same_dimension

_HAN_RUN = re.compile(r"[一-鿿A-Za-z“”《》]+")
# A counted noun ends where the clause's verb, preposition or particle begins.
_NOUN_END = re.compile(
    r"[，。；：、,;:（()）”]|(?<=[一-鿿])(?:在|占|达|由|被|比|较|同比|完成|参加|设在|分为|接受|通过|进入|受益|转为|终止|按|将|已|均|都|"
    r"有|是|为|以|和|及|与|或|率先|推进|申请|组成|进行|开展|实现|召开|作为|近|超|约|共|中(?![学小心层级考职国央招等高专老青外医]))"
)
_MOST_NUMBERS = 60
REACH = 24  # quantities on either side of one that may belong to it
_WIDE_MARKS = str.maketrans(";:()?!", "；：（）？！")
_HALF_COMMA = re.compile(r",(?!\d{3}(?!\d))")
_STOP_PUNCT = "，。；：,;:！？!?\n"


@dataclass(frozen=True, kw_only=True)
class Number:
    """One quantity in its place.

    `before` is the text from the previous number or clause mark up to it, `after` the text up to the next number or
    clause mark, `noun` what is counted, `index` its place in the sentence, `sentence` the sentence's in the text.
    """

    quantity: Quantity
    kind: str
    start: int
    end: int
    index: int
    sentence: int
    before: str
    after: str
    noun: str
    clause: tuple[int, int]

    @property
    def value(self) -> float:
        """The stated value in plain units."""
        return self.quantity.value

    @property
    def unit(self) -> str:
        """The stated unit."""
        return self.quantity.unit

    @property
    def is_range(self) -> bool:
        """Whether the number is a range."""
        return self.quantity.qualifier == "区间"

    def operand(self) -> Operand:
        """The number as an operand of a finding."""
        name = (self.before[-12:] + self.noun).strip("的了有 ") or self.noun
        return Operand(
            name=name, value=self.value, unit=self.unit, text=self.quantity.text, span=(self.start, self.end)
        )

    def agrees_with(self, other: Number) -> bool:
        """Whether the two count the same kind of thing: 名 and 人, but not 个 and 人 (两个学段合计28173人)."""
        return self.unit == other.unit or (
            same_dimension(self.unit, other.unit) and "个" not in (self.unit, other.unit)
        )


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence with its numbers; `paragraph` counts the line breaks before it."""

    start: int
    end: int
    paragraph: int
    numbers: tuple[Number, ...]
    mentions: tuple[NumberMention, ...]


class View:
    """A text read once for all identities.

    Args:
        text: The text to check; every span is code points of it. Its tables may be blanked. It is read with full-width
            marks, whichever it has.
        whole: The text as received.
    """

    def __init__(self, text: str, whole: str = "") -> None:
        self.whole = whole or text
        self.folded = fold(text)
        self.mentions = parse_numbers(text)
        self.text = _HALF_COMMA.sub("，", text.translate(_WIDE_MARKS))

    @cached_property
    def sentences(self) -> list[Sentence]:
        """Sentences in order, each with its numbers."""
        found: list[Sentence] = []
        at = line = counted = 0
        for start, end in split_sentences(self.text):
            line += self.text.count("\n", counted, start)
            counted = start
            inside: list[NumberMention] = []
            while at < len(self.mentions) and self.mentions[at].span[0] < end:
                if self.mentions[at].span[0] >= start:
                    inside.append(self.mentions[at])
                at += 1
            for first, last, members in _stretches(inside, start, end):
                numbers = self._numbers(members, first, last, len(found))
                found.append(Sentence(start=first, end=last, paragraph=line, numbers=numbers, mentions=tuple(members)))
        return found

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Every quantity of the text in order; ranges and counts inside names are left out."""
        return tuple(
            number
            for sentence in self.sentences
            for number in sentence.numbers
            if number.kind == "quantity" and not number.is_range
        )

    def before(self, number: Number, sentences: int = 0) -> list[Number]:
        """The quantities before one, nearest last, in its sentence and so many before it."""
        return [
            one
            for one in self.numbers[max(0, self._at[number.start] - REACH) : self._at[number.start]]
            if one.sentence >= number.sentence - sentences
        ]

    def after(self, number: Number, sentences: int = 0) -> list[Number]:
        """The quantities after one, nearest first, in its sentence and so many after it."""
        at = self._at[number.start] + 1
        return [one for one in self.numbers[at : at + REACH] if one.sentence <= number.sentence + sentences]

    @cached_property
    def _at(self) -> dict[int, int]:
        return {number.start: index for index, number in enumerate(self.numbers)}

    def _numbers(self, mentions: list[NumberMention], start: int, end: int, sentence: int) -> tuple[Number, ...]:
        numbers: list[Number] = []
        for place, mention in enumerate(mentions):
            if mention.quantity is None:
                continue
            first = mentions[place - 1].span[1] if place else start
            last = mentions[place + 1].span[0] if place + 1 < len(mentions) else end
            left, right = self.clause_around(mention.span[0], mention.span[1], start, end)
            before = self.text[max(first, left) : mention.span[0]]
            after = self.text[mention.span[1] : min(last, right)]
            numbers.append(
                Number(
                    quantity=mention.quantity,
                    kind=mention.kind,
                    start=mention.span[0],
                    end=mention.span[1],
                    index=len(numbers),
                    sentence=sentence,
                    before=before,
                    after=after,
                    noun=noun_of(after),
                    clause=(left, right),
                )
            )
        return tuple(numbers)

    def clause_around(self, start: int, end: int, low: int, high: int) -> tuple[int, int]:
        """The clause (between ，。；： ) that holds a span, inside a sentence."""
        left = max((self.text.rfind(mark, low, start) for mark in _STOP_PUNCT), default=-1)
        rights = [at for mark in _STOP_PUNCT if (at := self.text.find(mark, end, high)) >= 0]
        return (left + 1 if left >= low else low), min(rights, default=high)

    def between(self, first: Number, second: Number) -> str:
        """The text from one number to a later one."""
        return self.text[first.end : second.start]

    def text_before(self, number: Number) -> str:
        """The text of a number's sentence up to it."""
        return self.text[self.sentences[number.sentence].start : number.start]

    def lead(self, number: Number, width: int = 20) -> str:
        """The text before a number, across clause marks but not across sentence ends."""
        start = max(0, number.start - width)
        return re.split(r"[。；;\n]", self.text[start : number.start])[-1]


def _stretches(mentions: list[NumberMention], start: int, end: int) -> Iterator[tuple[int, int, list[NumberMention]]]:
    """A sentence in pieces of bounded size: prose has a few numbers, a pasted table thousands without a full stop."""
    for at in range(0, max(1, len(mentions)), _MOST_NUMBERS):
        members = mentions[at : at + _MOST_NUMBERS]
        first = start if at == 0 else mentions[at].span[0]
        following = at + _MOST_NUMBERS
        yield first, mentions[following].span[0] if following < len(mentions) else end, members


def noun_of(after: str) -> str:
    """The noun a number counts: the words after it up to the clause's verb or particle; "" where none follows."""
    run = _HAN_RUN.match(after.lstrip())
    if run is None:
        return ""
    words = run[0].removeprefix("的")
    end = _NOUN_END.search(words, 1)
    return words[: end.start() if end else None][:14]


def same_noun(a: str, b: str, least: int = 2) -> bool:
    """Whether two counted nouns share their head (Chinese puts it last): 实用考场 and 考场, 骨干教师 and 教师."""
    short, long = sorted((a, b), key=len)
    return bool(short) and (short == long or (len(short) >= least and long.endswith(short)))


def shared_pairs(one: str, other: str) -> float:
    """The share of a stretch's pairs of neighbouring characters that another stretch has, 0 to 1."""
    pairs = [one[i : i + 2] for i in range(len(one) - 1)]
    return sum(pair in other for pair in pairs) / len(pairs) if pairs else 0.0


def digits(value: float) -> str:
    """A value for a formula: no trailing zeros, at most six decimals."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return text or "0"
