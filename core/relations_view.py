"""A text as the relation rules see it: sentences, and in each the numbers with the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from core.finding import Computed, Finding, FindingVerdict, Operand
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
_STOP_PUNCT = "，。；：,;:！？!?\n"


@dataclass(frozen=True, kw_only=True)
class Number:
    """One quantity in its place.

    `before` is the text from the previous number or clause mark up to it, `after` the text up to the next number or
    clause mark, `noun` what is counted, `index` its place in the sentence.
    """

    quantity: Quantity
    kind: str
    start: int
    end: int
    index: int
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
        """Whether the two count the same kind of thing."""
        return same_dimension(self.unit, other.unit)


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence with its numbers; `paragraph` counts the line breaks before it."""

    start: int
    end: int
    paragraph: int
    numbers: tuple[Number, ...]
    mentions: tuple[NumberMention, ...]


class View:
    """A text read once for all rules.

    Args:
        text: The text to check, unchanged; every span is code points of it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        self.mentions = parse_numbers(text)

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
                numbers = self._numbers(members, first, last)
                found.append(Sentence(start=first, end=last, paragraph=line, numbers=numbers, mentions=tuple(members)))
        return found

    def _numbers(self, mentions: list[NumberMention], start: int, end: int) -> tuple[Number, ...]:
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

    def lead(self, number: Number, width: int = 20) -> str:
        """The text before a number, across clause marks but not across sentence ends."""
        start = max(0, number.start - width)
        return re.split(r"[。；;\n]", self.text[start : number.start])[-1]

    def finding(
        self,
        kind: str,
        numbers: list[Number],
        formula: str,
        computed: Computed,
        verdict: FindingVerdict,
        *,
        stated: str = "",
        readings: tuple[str, ...] = (),
        suggestion: str = "",
        span: tuple[int, int] | None = None,
    ) -> Finding:
        """A finding over numbers of this text; the quotation runs over their clauses, at most 240 characters."""
        if span is None:
            start = min(number.clause[0] for number in numbers)
            end = max(number.clause[1] for number in numbers)
            span = (start, end)
        start, end = span
        end = min(end, start + 240)
        while start < end and self.text[start].isspace():
            start += 1
        return Finding(
            kind=kind,
            quote=self.text[start:end].rstrip(),
            operands=tuple(n.operand() for n in numbers),
            formula=formula,
            computed=computed,
            stated=stated,
            verdict=verdict,
            readings=readings,
            suggestion=suggestion,
            span=(start, end),
        )


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


def digits(value: float) -> str:
    """A value for a formula: no trailing zeros, at most six decimals."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return text or "0"
