"""What a question asks, in words: its content terms with weights and synonyms, and the kind of answer it wants."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from retrieval.segment import Segmenter, fold, word_weight

AnswerKind = Literal["code", "date", "share", "money", "list", "number", "person", "rule", "name", "any"]
NUMERIC_KINDS: frozenset[str] = frozenset({"share", "money", "number"})
_QUANTIFIER = re.compile(
    r"(?:多少|几|哪几)\s*(?P<unit>个课时|课时|学时|人次|个|名|人|位|所|项|次|条|件|家|间|类|种|级|批|轮|处|台|册|套|节|门|分|岁|天|周|小时|字|组|场|支|份|遍|篇|本|期|gb|元|万)?"
    r"(?P<noun>[\u4e00-\u9fff]{0,8})"
)
_CONTENT_TAGS = ("n", "v", "a", "j", "i", "l", "b", "x", "eng", "z", "m", "q", "t", "s", "f")
MIN_WEIGHT, NOUN_BOOST = 2.5, 1.25


@dataclass(frozen=True, kw_only=True)
class Term:
    """A content word of the question. `forms` holds it and its synonyms; `noun` tells names of things from the rest."""

    text: str
    weight: float
    forms: frozenset[str]
    noun: bool


@dataclass(frozen=True, kw_only=True)
class Query:
    """A question as selection reads it. `unit` and `noun` are what 多少 counts, '' where not said."""

    text: str
    terms: tuple[Term, ...]
    kind: AnswerKind
    unit: str = ""
    noun: str = ""


class QueryReader:
    """Reads questions by the word lists of a lexicon folder.

    Args:
        segmenter: Words and synonyms.
        lexicon_dir: Folder with `question.toml`.
    """

    def __init__(self, segmenter: Segmenter, lexicon_dir: Path) -> None:
        data = tomllib.loads((lexicon_dir / "question.toml").read_text(encoding="utf-8"))
        self._segmenter = segmenter
        self._stop = frozenset(data["stop"])
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

    def read(self, question: str, without: tuple[str, ...] = ()) -> Query:
        """Terms and kind of a question.

        Args:
            question: One question, complete in itself.
            without: Parts that are handled apart (places, periods) and are no terms.
        """
        kind = self.kind_of(question)
        rest = fold(question)
        for part in without:
            rest = rest.replace(fold(part), " ")
        counted = _QUANTIFIER.search(rest) if kind in NUMERIC_KINDS else None
        terms: dict[str, Term] = {}
        for word, tag in self._segmenter.tagged(rest):
            term = self._term(word, tag)
            if term and word not in terms:
                terms[word] = term
        return Query(
            text=question, terms=tuple(terms.values()), kind=kind,
            unit=(counted["unit"] or "") if counted else "", noun=self._content(counted["noun"]) if counted else "",
        )  # fmt: skip

    def _content(self, words: str) -> str:
        kept = [word for word, tag in self._segmenter.tagged(words) if word not in self._stop and tag[:1] in "nvjalx"]
        return kept[0] if kept else ""

    def _term(self, word: str, tag: str) -> Term | None:
        if word in self._stop or not re.search(r"[0-9a-z\u4e00-\u9fff]", word) or not tag.startswith(_CONTENT_TAGS):
            return None
        noun = tag[0] in "njx" or tag in ("eng", "vn", "an", "l", "i")
        weight = max(word_weight(word), MIN_WEIGHT) * (NOUN_BOOST if noun else 1.0)
        if len(word) == 1 and not word.isdigit():
            weight *= 0.4
        return Term(
            text=word, weight=weight, forms=frozenset({word}) | self._segmenter.synonyms.get(word, frozenset()), noun=noun
        )
