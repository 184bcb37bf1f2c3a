"""Names of single schools in texts and questions: 柏岭小学, 县二中, 实验幼儿园, and no kinds of schools (寄宿制小学).

A name ends like a school, and before that stands a word that kinds do not have: a proper name, a rare word or a number.
"""

from __future__ import annotations

import bisect
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.word_lists import read_word_list
from retrieval.segment import Segmenter, load_segmenter
from retrieval.tagged_word import Word
from retrieval.towns import may_name_town, towns_in

# 小学生, 初中部 and 高中阶段 name no school.
_ENDING = re.compile(
    r"(?:(?:小学|(?<![高初])中学|高中|初中)(?![生段历籍位业部]|阶段|教育|学[校业位])|(?:学校|学院|大学|幼儿园)(?!生)"
    r"|职教中心|中心校|完小|附[小中幼])(?:教育集团)?"
)
_NUMBER = r"[一二三四五六七八九十\d]{1,3}"
_NUMBERED = re.compile(
    rf"(?:[市区县旗]|开发区)?(?:第{_NUMBER}(?:初级|高级|完全|实验|职业)?(?:中学|小学|幼儿园|高中|初中|学校)"
    rf"|(?<![年月日届高初第零〇百千每某同\d]){_NUMBER}(?:(?:高级)?中学|高中|初中|小学|[中高](?![学考招校级])|小(?!学)|幼(?!儿)))"
    r"(?![生段历籍])(?:教育集团|[东西南北新老]?校区|分校)?"
)
# Said alone they are a place's one, or a town's: 县特校, 城关实小; of 二实小 there are several.
_SHORT = re.compile(
    rf"(?P<which>(?:[市区县旗]|开发区)?(?:第?{_NUMBER})?)(?:实小(?!学)|实中(?!学)|实高(?!中)|实幼(?!儿)|特校)"
)
# These are kinds as well; behind a place, 县职高, they are the one that it has.
_OF_A_PLACE = re.compile(
    r"(?P<name>(?P<of>(?<![全各本我该每])[市区县旗])?(?:职[高中校](?!教)|机关园|特教(?=[有呢的共总几多现今])))"
)
_CLAUSE = re.compile(r"[^。，；、：！？\n（）“”《》]+")
# 县实验小学, 区机关幼儿园: what a school belongs to is no part of its name.
_OWNERS, _TIMES = "市区县旗", "年月日里上下中内外"
_ALONE = "职教中心"
# Before these a noun is most often a name (沿江小学); 学校 and 学院 are also what nouns are about (考核学校).
_TOLD_APART = frozenset({"小学", "中学", "高中", "初中", "幼儿园", "中心校", "完小"})
_HAN = re.compile(r"[\u4e00-\u9fff]+")
# What stands in no name of a school, whatever the tagger makes of it.
_NO_NAME = re.compile(r"[的和与及在是对有各所类等全每本我该]|[省市区县州]$|[左右前中后]旗$")
_PROPER = re.compile(r"ns|n[rzt]")
_OPEN = re.compile(r"[nxzgabjifls]|vn")
VERY_RARE, RARE_WORD, INFINITE = 200, 4000, math.inf
MAX_WORD, MAX_HEAD = 3, 9
CACHED_CLAUSES = 4096


@dataclass(frozen=True, kw_only=True)
class SchoolMention:
    """A school in a text, code points; `text` is its name without the 县 or 区 that it belongs to."""

    start: int
    end: int
    text: str


class SchoolNames:
    """Finds names of schools.

    Args:
        segmenter: Words with their parts of speech.
        lexicon_dir: Folder with `schools.toml`.
    """

    def __init__(self, segmenter: Segmenter, lexicon_dir: Path) -> None:
        words = read_word_list(lexicon_dir / "schools.toml")
        self._segmenter = segmenter
        self._kinds = frozenset(words.get("kinds", []))
        self._parts = frozenset(words.get("parts", []))
        self._names = frozenset(words.get("names", []))
        self._towns = tuple(words.get("towns", []))
        self._town_kinds = tuple(words.get("town_kinds", []))
        self._clause = lru_cache(CACHED_CLAUSES)(self._read_clause)
        self._towns_of = lru_cache(CACHED_CLAUSES)(self._read_towns)

    def find(self, text: str, apart: Sequence[tuple[int, int]] = ()) -> list[SchoolMention]:
        """Names in the order of a text.

        Args:
            text: Any text.
            apart: Stretches that are handled elsewhere (places): no part of a name, and what follows one at once is a
                name where its words alone could be a kind (某县|特殊教育学校).
        """
        after = frozenset(end for _, end in apart)
        text = _without(text, apart)
        return [
            SchoolMention(start=clause.start() + a, end=clause.start() + b, text=clause[0][a:b].lstrip(_OWNERS))
            for clause in _CLAUSE.finditer(text)
            for a, b in self._clause(
                clause[0], tuple(at - clause.start() for at in after if at in range(*clause.span()))
            )
        ]

    def find_with_towns(self, text: str, apart: Sequence[tuple[int, int]] = ()) -> list[SchoolMention]:
        """Names of schools and of towns, in the order of a text; a town's school (白果镇中心小学) is one name.

        Args:
            text: Any text.
            apart: Stretches that are handled elsewhere (places).
        """
        schools = self.find(text, apart)
        towns = [
            SchoolMention(start=clause.start() + a, end=clause.start() + b, text=clause[0][a:b])
            for clause in _CLAUSE.finditer(_without(text, apart))
            for a, b in self._towns_of(clause[0])
        ]
        free = [one for one in towns if not any(s.start < one.end and one.start < s.end for s in schools)]
        return sorted([*schools, *free], key=lambda one: one.start)

    def _read_towns(self, clause: str) -> tuple[tuple[int, int], ...]:
        if not may_name_town(clause):
            return ()
        words = list(self._words(clause))
        whole = bool(words) and words[-1].end == len(clause)
        return tuple(towns_in(clause, words, self._town_kinds, self._segmenter.frequency)) if whole else ()

    def _read_clause(self, clause: str, after: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
        endings = [one.span() for one in _ENDING.finditer(clause)]
        numbered = [one.span() for one in _NUMBERED.finditer(clause)]
        short = list(_SHORT.finditer(clause))
        kinds = list(_OF_A_PLACE.finditer(clause))
        if not endings and not numbered and not short and not kinds:
            return ()
        words = list(self._words(clause))
        if not words or words[-1].end != len(clause):
            return ()  # characters that the segmenter writes with several (㎡)
        edges = {0, *(word.end for word in words)}
        # 一小时, 三中全会 and 落实小班 go on, or begin before; the tagger may cut 市|二实|小.
        edges |= {one.end() for one in short if one["which"]}
        numbered += [one.span() for one in short if one["which"] or one.start() in edges]
        numbered += [one.span("name") for one in kinds if one["of"] or one.start() in after]
        found: list[tuple[int, int]] = []
        for a, b in sorted(numbered):
            if b in edges:
                # 城关|一小: another place's 一小 is another school; 一中|二中 are two.
                begin = self._begin(words, (a, ""), after)
                named = any(begin < other for _, other in found) if begin is not None else False
                found.append((a if begin is None or named else begin, b))
        for start, end in endings:
            begin = self._begin(words, (start, clause[start:end]), after)
            # 2024|年栖梧小学: the tagger's cut.
            begin = begin + clause.startswith("年", begin) if begin is not None else None
            if begin is not None and not any(a < end and begin < b for a, b in found):
                found.append((begin - (begin > 0 and clause[begin - 1] in _OWNERS), end))
        return tuple(sorted(found))

    def _words(self, clause: str) -> Iterator[Word]:
        at = 0
        for word, tag in self._segmenter.tagged(clause):
            yield Word(start=at, text=word, tag=tag)
            at += len(word)

    def _begin(self, words: Sequence[Word], ending: tuple[int, str], after: tuple[int, ...]) -> int | None:
        """Where the name with an ending, which begins at a code point, begins itself; None where it is no name."""
        at, kind = ending
        begin, is_name, of_town = at, False, False
        rare = RARE_WORD if kind in _TOLD_APART else VERY_RARE
        before = words[: bisect.bisect_left(words, at, key=lambda one: one.start)]
        for i in range(len(before) - 1, -1, -1):
            # The tagger may hold a name's end for one word: 城关中学, 附小.
            one = before[i].until(at)
            # 白果镇学校 are all of the town's.
            if one.text in self._kinds or (begin == at and kind == "学校" and one.text.endswith(self._towns)):
                return None
            if at - one.start > MAX_HEAD or not _HAN.fullmatch(one.text):
                break
            if one.text in self._parts or one.text in self._names:
                begin, is_name = one.start, is_name or one.text in self._names
            elif one.text in self._towns:
                begin, of_town = one.start, True
            elif self._tells(one, INFINITE if of_town else RARE_WORD if begin < at else rare):
                return self._with_rest(before[:i], one)
            else:
                break
        # Of a place's 职教中心 there is one.
        return begin if is_name or (begin in after and (begin < at or kind == _ALONE)) else None

    def _tells(self, word: Word, rare: float) -> bool:
        """Whether a word tells one school from the others of its kind; a town's name may be any noun (白果|镇)."""
        if _NO_NAME.search(word.text) or not _OPEN.match(word.tag) or len(word.text) > MAX_WORD:
            return False
        return bool(_PROPER.match(word.tag)) or self._segmenter.frequency(word.text) < rare

    def _with_rest(self, before: Sequence[Word], word: Word) -> int:
        """Where a name begins whose telling word the tagger may have cut: 小|太阳, 云|峰."""
        rest = before[-1] if before and before[-1].end == word.start else None
        if rest is None or not _HAN.fullmatch(rest.text) or rest.text in self._kinds:
            return word.start
        if rest.text[-1] in _OWNERS + _TIMES:
            return word.start
        cut = len(rest.text) + len(word.text) <= MAX_WORD and 1 in (len(rest.text), len(word.text))
        return rest.start if cut and _OPEN.match(rest.tag) and not _NO_NAME.search(rest.text) else word.start


def _without(text: str, apart: Sequence[tuple[int, int]]) -> str:
    """A text with stretches blanked."""
    for start, end in apart:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


@lru_cache(maxsize=4)
def load_school_names(lexicon_dir: Path) -> SchoolNames:
    """Names of schools by the words of a lexicon folder, loaded once in a process."""
    return SchoolNames(load_segmenter(lexicon_dir), lexicon_dir)
