"""The words that ask for columns: `corpus/lexicon/table_words.toml`, which an office may edit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.word_lists import read_word_list
from tools.table_query.typed import GENERIC, Column

_COUNTED = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:总?人?数量?|间数|台数|总量|总额|情况|学?段)$")
_NOT_ADDED = re.compile(
    r"率|比例|占比|比$|平均|人均|生均|每百|班均|年份|最大|最小|最高|最低|标准|单价|指数|系数|下限|上限|满分"
)


@dataclass(frozen=True, kw_only=True)
class Concept:
    """A thing that columns tell: how headers write it, how people ask for it; `weak` words ask for other things too."""

    columns: tuple[str, ...]
    asked: tuple[str, ...]
    weak: tuple[str, ...] = ()
    unit: str = ""
    ratio: bool = False
    main: bool = False


@dataclass(frozen=True, kw_only=True)
class RatioWord:
    """A ratio with a name: 生师比 is 在校生 over 专任教师."""

    asked: tuple[str, ...]
    of: str
    per: str
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class DefinedTerm:
    """A word for a bound on a column: 大班额 is 最大班额 of 56 and more."""

    asked: tuple[str, ...]
    column: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """Concepts, ratios, defined terms, and words that ask for no column."""

    concepts: tuple[Concept, ...]
    ratios: tuple[RatioWord, ...]
    terms: tuple[DefinedTerm, ...]
    generic: frozenset[str]

    def concept_of(self, column: Column) -> Concept | None:
        """What a column tells, by the longest header word that it holds."""
        return self.concept_named(column.path[-1]) or (
            self.concept_named("".join(column.path)) if len(column.path) > 1 else None
        )

    def concept_named(self, header: str) -> Concept | None:
        """The concept of a header word: by what headers hold, else by the bare word that people ask with (学生)."""
        found = [(len(word), concept) for concept in self.concepts for word in concept.columns if word in header]
        if found:
            return max(found, key=lambda one: one[0])[1]
        return next((concept for concept in self.concepts if header in concept.asked), None)

    def names(self, column: Column) -> tuple[str, ...]:
        """Every way to ask for the innermost level of a column, the longest first."""
        return self.level_names(column.path[-1])

    def level_names(self, header: str) -> tuple[str, ...]:
        """Every way to ask for a level of a header, the longest first."""
        core = self.core(header)
        known = {header, core, *re.split(r"[/／、]", header)}
        concept = self.concept_named(header)
        # 教师 stands for 专任教师, not for 本科及以上学历教师: only a header that says little more is meant by it.
        if concept is not None:
            own = max((word for word in concept.columns if word in header), key=len, default=header)
            known |= (
                {*concept.asked, *concept.weak}
                if len(header) - len(own) <= 3
                else {word for word in concept.asked if word in header}
            )
        return tuple(
            sorted((word for word in known if len(word) > 1 or word in ("书", "班", "娃", "挤")), key=len, reverse=True)
        )

    @staticmethod
    def core(header: str) -> str:
        """A header without what only says that it counts: 专任教师 of 专任教师总数."""
        return _COUNTED.sub("", header)

    def canonical(self, column: Column) -> str:
        """What a column is called however a form words it: columns of two years that tell one thing share it."""
        concept = self.concept_of(column)
        return concept.columns[0] if concept is not None else self.core(column.name)

    def narrows(self, column: Column, question: str) -> bool:
        """Whether a header tells a part of what a question asks for by its bare name: 困难学生数 of 学生总数."""
        concept = self.concept_of(column)
        core = self.core(column.path[-1])
        if concept is None or core in concept.columns or core in concept.asked:
            return False
        own = max((word for word in (*concept.columns, *concept.asked) if word in core), key=len, default="")
        before = core[: core.find(own)] if own else ""
        return bool(before) and before not in question and not any(word in question for word in _pairs(before))

    def is_weak(self, column: Column, word: str) -> bool:
        """Whether a word asks for a column only where no other table tells it better."""
        concept = self.concept_of(column)
        return concept is not None and word in concept.weak

    def unit_of(self, column: Column) -> str:
        """The unit of a column: its own, else that of what it tells."""
        if column.unit or column.kind != "number":
            return column.unit
        concept = self.concept_of(column)
        return concept.unit if concept is not None else ""

    def adds_up(self, column: Column) -> bool:
        """Whether figures of a column may be added: no rates, years or prices."""
        concept = self.concept_of(column)
        if concept is not None and concept.ratio:
            return False
        return column.unit != "%" and "/" not in column.unit and not _NOT_ADDED.search(column.name)


def _pairs(text: str) -> tuple[str, ...]:
    """The two-character pieces of a word: what a question says of it in other words."""
    return tuple(text[at : at + 2] for at in range(len(text) - 1))


def is_generic(level: str) -> bool:
    """Whether a header level says nothing of its own: 合计, 人数."""
    return level in GENERIC


@lru_cache(maxsize=8)
def load_vocabulary(lexicon_dir: Path) -> Vocabulary:
    """The words of an office's list; an empty vocabulary where it has none.

    Raises:
        SettingsError: If the file is broken.
    """
    data: Mapping[str, Any] = read_word_list(lexicon_dir / "table_words.toml")
    return Vocabulary(
        concepts=tuple(
            Concept(
                columns=tuple(one["columns"]),
                asked=tuple(one["asked"]),
                weak=tuple(one.get("weak", ())),
                unit=one.get("unit", ""),
                ratio=one.get("ratio", False),
                main=one.get("main", False),
            )
            for one in data.get("concept", ())
        ),
        ratios=tuple(
            RatioWord(asked=tuple(one["asked"]), of=one["of"], per=one["per"], unit=one.get("unit", ""))
            for one in data.get("ratio", ())
        ),
        terms=tuple(
            DefinedTerm(asked=tuple(one["asked"]), column=one["column"], low=one.get("low"), high=one.get("high"))
            for one in data.get("term", ())
        ),
        generic=frozenset(data.get("words", {}).get("generic", ())),
    )
