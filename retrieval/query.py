"""What a question asks, in words: its content terms with weights and synonyms, and the kind of answer it wants."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from core.school_names import spellings
from retrieval.number_words import number_variants
from retrieval.schools import SchoolNames
from retrieval.segment import Segmenter, fold, word_weight

AnswerKind = Literal["code", "contact", "date", "share", "money", "list", "number", "person", "rule", "name", "any"]
NUMERIC_KINDS: frozenset[str] = frozenset({"share", "money", "number"})
_QUANTIFIER = re.compile(
    r"(?:多少|(?<![这那近前后好])几|哪几)\s*(?:万|亿|千|百)*\s*(?P<unit>个?(?:课时|学时|小时|百分点)|人次|个|名|人|位|所|项|次|条|件|家|间|类|种|级|批|轮|处|台|册|套|节|门|分|岁|天|周|字|组|场|支|份|遍|篇|本|期|gb|元|斤|吨|公里|平方米|亩|户|辆|张|例|千瓦)?"
    r"(?P<noun>[\u4e00-\u9fff]{0,8})"
)
_WHICH = re.compile(
    r"(?:哪[一两二三四五六七八九十几]?[个所家种项位]|什么|哪(?=[个所]?[县区市省校]))(?P<noun>[\u4e00-\u9fff]{1,6})"
)
_COUNT_WORD = re.compile(r"[一二三四五六七八九十两几\d]{1,2}(?:样|名|个|项|种|类|条|点|大|方面|位|所|家)")
_CALLED = re.compile(r"(?P<noun>[\u4e00-\u9fff]{2})(?:的)?(?:全名|全称|名称|名字)?(?:叫|是)(?:做)?(?:什么|啥)")
_ASKING = re.compile(r"哪些|哪几|什么|怎么|怎样|如何|多少|咋|啥")
# 允不允许, 够不够: one word asked either way.
_EITHER = re.compile(r"([\u4e00-\u9fff])[不没]\1")
# Names of towns and streets, which no gazetteer has, where a name can begin: after the district (滨江街道), after 和.
_TOWN = re.compile(
    r"(?:^|[\s,，、的和与及])(?P<town>[^\W\d_各每全多少几哪个这那有是]{2,3}(?<![乡村])(?:街道|镇|乡|社区))"
)
_DISTRICTS = ("县", "区", "市", "旗", "州")
_CONTENT_TAGS = ("n", "v", "a", "j", "i", "l", "b", "x", "eng", "z", "m", "q", "t", "s", "f")
_QUOTED = re.compile(r'["《]([^"《》]{1,16})["》]')
MIN_WEIGHT, NOUN_BOOST, COUNT_FACTOR, QUOTED_WEIGHT, LIGHT = 2.5, 1.25, 0.5, 14.0, 0.3
SHORT_NAME = 2  # characters


@dataclass(frozen=True, kw_only=True)
class Term:
    """A content word of the question. `forms` holds it and its synonyms; `noun` tells names of things from the rest.

    A `proper` name (of a school) must be met: another school's figure is no answer. A `sharp` term tells neighbouring
    clauses apart (a number, what a follow-up asks for): it must stand in the clause. A `quoted` one is so short that
    only quotation marks make it a name: “三名”工程, not 后三名.
    """

    text: str
    weight: float
    forms: frozenset[str]
    noun: bool
    sharp: bool = False
    proper: bool = False
    quoted: bool = False

    @cached_property
    def others(self) -> tuple[str, ...]:
        """Its synonyms, without itself."""
        return tuple(sorted(self.forms - {self.text}))

    @cached_property
    def pairs(self) -> tuple[str, ...]:
        """Its pairs of neighbouring characters."""
        return tuple(self.text[i : i + 2] for i in range(len(self.text) - 1))

    @cached_property
    def characters(self) -> frozenset[str]:
        """Every character of it and of its synonyms: a text without any of them meets it nowhere."""
        return frozenset(self.text).union(*self.forms)


@dataclass(frozen=True, kw_only=True)
class Query:
    """A question as words: content terms, the kind of answer it wants, the unit that 多少 counts ('' for none)."""

    text: str
    terms: tuple[Term, ...]
    kind: AnswerKind
    unit: str = ""

    @property
    def search_text(self) -> str:
        """The question with the synonyms of its words, for a search by words."""
        return " ".join([self.text, *(form for term in self.terms for form in term.others)])


class QueryReader:
    """Reads questions by the word lists of a lexicon folder.

    Args:
        segmenter: Words and synonyms.
        lexicon_dir: Folder with `question.toml` and `schools.toml`.
    """

    def __init__(self, segmenter: Segmenter, lexicon_dir: Path) -> None:
        data = tomllib.loads((lexicon_dir / "question.toml").read_text(encoding="utf-8"))
        self._segmenter = segmenter
        self.schools = SchoolNames(segmenter, lexicon_dir)
        self._stop = frozenset(data["stop"])
        self._instructions = frozenset(data["instructions"])
        self._measured = [(tuple(m["nouns"]), frozenset(m["units"])) for m in data["measured"]]
        self._own_date = frozenset(data["own_date"])
        self.narrowing: Sequence[str] = tuple(data["narrowing"])
        self.narrowing_totals: Sequence[str] = tuple(data["narrowing_totals"])
        self._value_heads = frozenset(data["value_heads"])
        self._generic_heads = frozenset(data["generic_heads"])
        self._answer_kinds = frozenset(data["answer_kinds"])
        self._types: list[tuple[AnswerKind, list[re.Pattern[str]]]] = [
            (entry["kind"], [re.compile(pattern) for pattern in entry["patterns"]]) for entry in data["types"]
        ]

    def kind_of(self, question: str) -> AnswerKind:
        """The kind of answer a question wants: the first kind of the word list whose cue it has."""
        text = fold(question).rstrip("?？。!！ ")
        for kind, patterns in self._types:
            if any(pattern.search(text) for pattern in patterns):
                return kind
        return "any"

    def read(self, question: str, without: tuple[str, ...] = (), *, kind: AnswerKind | None = None) -> Query:
        """Terms and kind of a question.

        Args:
            question: One question, complete in itself.
            without: Parts that are handled apart (places, periods) and are no terms.
            kind: The kind of answer, where it is known better than the words tell.
        """
        kind = kind or self.kind_of(question)
        rest = fold(question)
        for part in sorted(without, key=len, reverse=True):
            rest = rest.replace(fold(part), " ")
        rest = _EITHER.sub(r"\1", rest)
        counted = _QUANTIFIER.search(rest) if kind in NUMERIC_KINDS else None
        which = (_WHICH.search(rest) or _CALLED.search(rest)) if kind in ("name", "list") else None
        target = counted or which
        noun = self._content(target["noun"]) if target else ""
        unit = (counted["unit"] or "") if counted and not counted["noun"].startswith("百分点") else ""
        terms = self._terms(rest, {unit, unit.removeprefix("个"), noun if kind == "name" else ""})
        return Query(text=question, terms=terms, kind=kind, unit=unit.removeprefix("个") or unit)

    def label_terms(self, label: str) -> tuple[Term, ...]:
        """The content terms of a header of a table; none for one that says nothing of its own (数量, 合计)."""
        if label in self._value_heads:
            return ()
        return tuple(term for term in self.read(label).terms if term.text not in self._generic_heads)

    def measures(self, noun: str) -> frozenset[str]:
        """Measure words that count a kind of thing: 所, 家 for 学校."""
        return next((units for nouns, units in self._measured if noun.endswith(nouns)), frozenset())

    def _terms(self, rest: str, lighter: set[str]) -> tuple[Term, ...]:
        """Content terms; those in `lighter` (a unit, the kind of thing asked for) weigh little."""
        terms: dict[str, Term] = {}
        for phrase in map(str.strip, _QUOTED.findall(rest)):
            if len(phrase) < SHORT_NAME:
                continue  # what a place leaves of its name: “某县通”
            terms[phrase] = Term(
                text=phrase,
                weight=QUOTED_WEIGHT,
                forms=number_variants(phrase) | {phrase},
                noun=True,
                quoted=len(phrase) <= SHORT_NAME,
            )
        for name in (*(one.text for one in self.schools.find(rest)), *_TOWN.findall(rest)):
            forms = number_variants(name) | spellings(name)
            terms[name] = Term(text=name, weight=QUOTED_WEIGHT, forms=forms, noun=True, proper=True)
            rest = rest.replace(name, " ")
        phrases = "".join(terms)
        # The dictionary knows 哪些项目 and 怎么办 as one word.
        for word, tag in self._segmenter.tagged(_ASKING.sub(r" \g<0> ", rest)):
            term = self._term(word, tag)
            if term and term.noun and word in self._answer_kinds:
                term = replace(term, noun=False)
            if term and word not in terms and not (term.sharp and word in phrases):
                light = word in lighter
                terms[word] = replace(term, weight=term.weight * LIGHT, noun=term.noun and not light) if light else term
        return tuple(terms.values())

    def is_word(self, text: str) -> bool:
        """Whether the dictionary has a text as one word."""
        return bool(self._segmenter.frequency(text))

    def word_edges(self, text: str) -> frozenset[int]:
        """Where words begin and end in a text, as code points of it."""
        lengths = [len(word) for word, _ in self._segmenter.tagged(text)]
        return frozenset(itertools.accumulate(lengths, initial=0))

    def place_like(self, text: str) -> list[str]:
        """Names in a text that end like a district and are no dictionary words: 海定区, 太愿|市."""
        found, before, tag_before = [], "", ""
        for word, tag in self._segmenter.tagged(text):
            if word in _DISTRICTS and 2 <= len(before) <= 3 and (tag_before == "ns" or not self.is_word(before)):
                found.append(before + word)
            elif 3 <= len(word) <= 4 and word.endswith(_DISTRICTS) and (tag == "ns" or not self.is_word(word)):
                found.append(word)
            before, tag_before = word, tag
        return found

    def _content(self, words: str) -> str:
        kept = [
            word
            for word, tag in self._segmenter.tagged(words)
            if word not in self._stop and (tag[:1] in "nvjalx" or (tag[:1] in "sf" and len(word) > 1))  # 高中, 初中
        ]
        # 多少在校学生: the last noun of the run is what is counted.
        run = list(itertools.takewhile(lambda pair: pair[0] in kept, self._segmenter.tagged(words)))
        return run[-1][0] if run else kept[0] if kept else ""

    def _term(self, word: str, tag: str) -> Term | None:
        if word in self._stop or word in self._instructions or word in self._own_date or _COUNT_WORD.fullmatch(word):
            return None
        if (
            re.fullmatch(r"[一二三四五六七八九十]", word)
            or not re.search(r"[0-9a-z\u4e00-\u9fff]", word)
            or not tag.startswith(_CONTENT_TAGS)
        ):
            return None
        noun = tag[0] in "njx" or tag in ("eng", "vn", "an", "l", "i")
        if not self.is_word(word) and not word.isascii():
            # Made up by the segmenter's guess (里用, 数都): it may help to find, it may not decide a refusal.
            noun = False
        weight = max(word_weight(word), MIN_WEIGHT) * (NOUN_BOOST if noun else 1.0)
        if len(word) == 1 and not word.isdigit():
            weight *= 0.4
        if tag == "m":
            weight *= COUNT_FACTOR
        forms = frozenset({word}) | self._segmenter.synonyms.get(word, frozenset()) | number_variants(word)
        return Term(text=word, weight=weight, forms=forms, noun=noun, sharp=bool(re.fullmatch(r"[\d.]+", word)))
