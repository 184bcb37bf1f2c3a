"""Words that exclude each other: a clause about 初中 does not answer a question about 小学."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from retrieval.match import Readable
from retrieval.query import Query

_SCHOOL = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{1,8}?(?:高级中学|高中|中学|小学|幼儿园)")
_KINDS = ("高级中学", "高中", "中学", "小学", "幼儿园")


@dataclass(frozen=True, kw_only=True)
class WordClasses:
    """The office's slots.toml: classes of words that stand for each other, and which of them go together."""

    classes: tuple[tuple[str, ...], ...]
    compatible: frozenset[frozenset[str]]
    covers: tuple[str, ...]


@lru_cache(maxsize=4)
def load_word_classes(lexicon_dir: Path) -> WordClasses:
    """Read slots.toml; in each class longer words come first."""
    data = tomllib.loads((lexicon_dir / "slots.toml").read_text(encoding="utf-8"))
    return WordClasses(
        classes=tuple(tuple(sorted(words, key=len, reverse=True)) for words in data["classes"].values()),
        compatible=frozenset(frozenset(pair) for pair in data.get("compatible", ())),
        covers=tuple(data.get("covers", ())),
    )


def contrasts(query: Query, clause: Readable, classes: WordClasses) -> int:
    """In how many classes a clause names another word than the question does."""
    if any(word in clause.text for word in classes.covers):
        return 0
    asked_forms = frozenset().union(*(term.forms for term in query.terms)) if query.terms else frozenset()
    count = 0
    for words in classes.classes:
        asked = {word for word in words if word in asked_forms or word in query.text}
        said = {word for word in words if word in clause.text and word in clause.words} if asked else set()
        if said and not any(_together(a, b, classes) for a in asked for b in said):
            count += 1
    return count


def _together(a: str, b: str, classes: WordClasses) -> bool:
    return a == b or frozenset({a, b}) in classes.compatible


def other_school(query: Query, heading: str) -> bool:
    """Whether a heading names one school while the question names another of the same kind."""
    asked = [term.text for term in query.terms if term.text.endswith(_KINDS) and term.text not in _KINDS]
    named = [name for name in _SCHOOL.findall(heading) if name not in _KINDS]
    if not asked or not named:
        return False
    return not any(part in name or name in part for part in asked for name in named)
