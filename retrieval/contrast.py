"""Words that exclude each other: a clause about 初中 does not answer a question about 小学."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from retrieval.match import Readable
from retrieval.query import Query, Term
from retrieval.segment import Segmenter

_SCHOOL = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{1,8}?(?:高级中学|高中|中学|小学|幼儿园)")
_KINDS = ("高级中学", "高中", "中学", "小学", "幼儿园")
UNMET = 0.3
# A class and the words of it that a question names.
AskedClasses = tuple[tuple[tuple[str, ...], frozenset[str]], ...]


@dataclass(frozen=True, kw_only=True)
class WordClasses:
    """The office's slots.toml: classes of words that stand for each other, and which of them go together.

    Classes among `parts` divide a whole (stages, ownership); `covers` are words for every one of a class.
    """

    classes: tuple[tuple[str, ...], ...]
    compatible: frozenset[frozenset[str]]
    covers: tuple[str, ...]
    parts: frozenset[tuple[str, ...]] = frozenset()


@lru_cache(maxsize=4)
def load_word_classes(lexicon_dir: Path) -> WordClasses:
    """Read slots.toml; in each class longer words come first."""
    data = tomllib.loads((lexicon_dir / "slots.toml").read_text(encoding="utf-8"))
    classes = {name: tuple(sorted(words, key=len, reverse=True)) for name, words in data["classes"].items()}
    return WordClasses(
        classes=tuple(classes.values()), parts=frozenset(classes[name] for name in data.get("parts", ())),
        compatible=frozenset(frozenset(pair) for pair in data.get("compatible", ())),
        covers=tuple(data.get("covers", ())),
    )  # fmt: skip


def asked_classes(query: Query, classes: WordClasses) -> AskedClasses:
    """The classes of which a question names a word, with the words it names."""
    forms = frozenset().union(*(term.forms for term in query.terms)) if query.terms else frozenset()
    text = query.text
    for word in classes.covers:
        text = text.replace(word, " ")  # 中小学 asks for no 小学
    found = ((words, {word for word in words if word in forms or word in text}) for words in classes.classes)
    return tuple((words, frozenset(asked)) for words, asked in found if asked)


def contrasts(asked: AskedClasses, clause: Readable, classes: WordClasses) -> int:
    """In how many of the classes a question names a clause names another word."""
    if not asked or any(word in clause.text for word in classes.covers):
        return 0
    count = 0
    for words, named in asked:
        said = [word for word in words if word in clause.text and word in clause.words]
        if said and not any(_together(a, b, classes) for a in named for b in said):
            count += 1
    return count


def going_with(words: Sequence[str], named: frozenset[str], classes: WordClasses) -> list[str]:
    """Of a class the words named and those that go with one of them (中学 with 初中)."""
    return [word for word in words if any(_together(one, word, classes) for one in named)]


def _together(a: str, b: str, classes: WordClasses) -> bool:
    return a == b or frozenset({a, b}) in classes.compatible


def other_modifier(
    terms: Sequence[Term], near: Sequence[float], question: str, clause: str, classes: WordClasses, segmenter: Segmenter
) -> str:
    """The word of a question that says what kind of a thing is meant, where a clause tells of another kind; else ''.

    地震演练 was asked for, the clause tells 消防演练132场: a noun of its own stands before the thing, and nothing in
    the sentence or the headings above it meets the asked one.

    Args:
        terms: The question's terms.
        near: How far sentence and headings meet each, 0–1.
        question: The question, folded.
        clause: The clause, folded.
        classes: Words that go together (农村, 乡村).
        segmenter: Words of the clause.
    """
    nouns = [term for term in terms if term.noun]
    unmet = [t for t, met in zip(terms, near, strict=True) if t.noun and met < UNMET and len(t.text) > 1]
    for modifier, thing in ((m, t) for m in unmet for t in nouns if m.text + t.text in question and t.text in clause):
        for (before, tag), (word, _) in itertools.pairwise(segmenter.tagged(clause)):
            other = word == thing.text and tag.startswith("n") and len(before) > 1 and before not in modifier.forms
            if other and not _together(modifier.text, before, classes):
                return modifier.text
    return ""


def asked_schools(query: Query) -> tuple[str, ...]:
    """The schools a question names."""
    return tuple(term.text for term in query.terms if term.text.endswith(_KINDS) and term.text not in _KINDS)


def other_school(asked: Sequence[str], heading: str) -> bool:
    """Whether a heading names one school while the question names others of the same kind."""
    named = [name for name in _SCHOOL.findall(heading) if name not in _KINDS] if asked else []
    return bool(named) and not any(part in name or name in part for part in asked for name in named)
