"""The words of a language model's sentence: each must stand in its sources or the question, said or denied as there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from core.number_kinds import fold
from core.word_lists import read_word_list
from retrieval.match import Readable, readable, term_match
from retrieval.query import QueryReader
from retrieval.segment import Segmenter

REPORTING_FILE = "reporting_words.toml"
# Tags of words that state nothing: prepositions, conjunctions, particles, numbers, measures, pronouns, times.
_EMPTY = re.compile(r"^(?:p|c|u|m|q|r|t|y|e|o|w)")
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_VERB = re.compile(r"^v(?!n)")
# 增加 is never another way to say that there is something.
_TURNS = re.compile(r"[增减升降涨跌扩缩]")
# To say why is to state something.
_CAUSES = re.compile("由于|因为|因此|所以|从而|导致|致使|使得|得益于|归功于|促使|源于")
_DATED = re.compile("^[年月日号届]")
_NUMERIC = re.compile(r"^[\d一二三四五六七八九十百千万亿两几第.%％]+[\u4e00-\u9fff]?$")
_LINK = re.compile(r"https?:|www\.|<[a-zA-Z/!]|\]\(|```|\.(?:com|cn|org|net)\b", re.IGNORECASE)
_QUOTED = re.compile(r"《([^《》]{1,80})》|“([^“”]{1,80})”|「([^「」]{1,80})」")
_NEGATED = re.compile(r"(?:没有|没能|未能|尚未|并未|从未|不得|不能|不再|不|未|没|无|非|禁止|严禁|杜绝)$")
_OPENS_WITH_NO = re.compile(r"^(?:没有|未能|尚未|不得|不能|不再|不|未|没|无|非|禁止|严禁|杜绝)(?=[\u4e00-\u9fff])")
SAME, LOOSE_VERBS, MAX_REPLACED = 0.9, 1, 4


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Holds words against what bears them.

    Attributes:
        segmenter: Parts texts into words.
        words: Knows synonyms.
        reporting: Words that report and state nothing.
    """

    segmenter: Segmenter
    words: QueryReader
    reporting: frozenset[str]

    def objections(self, said: str, borne: str, asked: str, quotes: Sequence[str]) -> list[str]:
        """What of a sentence its sources do not bear, as reasons in Chinese; [] where they bear it all.

        Args:
            said: The sentence without marks.
            borne: The words of its sources: quote, headings, title, place, date.
            asked: The question; its words may be repeated.
            quotes: The sources' own words alone.
        """
        told = fold(said)
        if _LINK.search(told):
            return ["句子里有链接或标记，只能写文字"]
        wrong = [
            f"“{name}”不是来源里的原文"
            for found in _QUOTED.finditer(said) if (name := next(filter(None, found.groups()))) not in borne + asked
        ]  # fmt: skip
        where = readable(borne + "\n" + asked, self.segmenter)
        strange = list(self._strange(told, where, borne + asked))
        verbs = [word for word, tag in strange if _VERB.match(tag) and not _TURNS.search(word)]
        others = [word for word, tag in strange if word not in verbs]
        if others or len(verbs) > LOOSE_VERBS:
            wrong.append(f"来源里没有“{'”“'.join(dict.fromkeys([*others, *verbs]))}”的意思")
        wrong += [
            f"“{word}”与来源说的相反（有无“不、未、没有”不同）" for word in self._turned(told, fold(borne), fold(asked))
        ]
        wrong += [
            f"来源里没有说这个因果（“{one}”）"
            for one in dict.fromkeys(_CAUSES.findall(told)) if not any(one in quote for quote in quotes)
        ]  # fmt: skip
        return wrong + self._substitutions(said, quotes)

    def _substitutions(self, said: str, quotes: Sequence[str]) -> list[str]:
        """Words that stand in the place of another of the source, between the same neighbours, as reasons in Chinese.

        Such a word may stand elsewhere in the source: 教师 for 学生 in a text about both.
        """
        mine, found = self.segmenter.tagged(said), []
        for quote in quotes:
            theirs = self.segmenter.tagged(quote)
            blocks = SequenceMatcher(None, [word for word, _ in theirs], [word for word, _ in mine], autojunk=False)
            for kind, a, b, c, d in blocks.get_opcodes():
                inside = a > 0 and b < len(theirs) and d < len(mine)
                if kind != "replace" or not inside or max(b - a, d - c) > MAX_REPLACED:
                    continue
                if b - a == d - c == 1 and theirs[b][0] == mine[d][0] and _DATED.match(theirs[b][0]):
                    found.append(f"来源里这里写的是“{theirs[a][0]}{theirs[b][0]}”")
                    continue
                old, new = self._content(theirs[a:b]), self._content(mine[c:d])
                if old and new and not any(one in two or two in one for one in old for two in new):
                    found += [f"来源里这里写的是“{''.join(old)}”，不是“{''.join(new)}”"] * (not self._same(old, new))
        return found

    def _content(self, words: Sequence[tuple[str, str]]) -> list[str]:
        return [word for word, tag in words if self._states(word, tag)]

    def _states(self, word: str, tag: str) -> bool:
        """Whether a word states something; the tagger takes 初中 for a direction, so only the empty are left out."""
        empty = _EMPTY.match(tag) or (tag == "f" and len(word) == 1)
        return not empty and word not in self.reporting and bool(_WORD.search(word))

    def _same(self, old: Sequence[str], new: Sequence[str]) -> bool:
        """Whether words are synonyms."""
        where = readable("".join(old), self.segmenter)
        terms = self.words.read("".join(new)).terms
        return bool(terms) and all(term_match(term, where) >= SAME for term in terms)

    def _strange(self, said: str, where: Readable, borne: str) -> Sequence[tuple[str, str]]:
        """Words that state something and stand nowhere, with their tags."""
        terms = {term.text: term for term in self.words.read(said).terms}
        found = []
        for word, tag in self.segmenter.tagged(said):
            if not self._states(word, tag) or _NUMERIC.match(word):
                continue
            if word in borne or (word in terms and term_match(terms[word], where) >= SAME):
                continue
            parts = [part for part in self.segmenter.search_words(word) if part != word] or _halves(word)
            if len(word) > 1 and all(part in borne or part in self.reporting for part in parts):
                continue
            found.append((word, tag))
        return found

    def _turned(self, said: str, borne: str, asked: str) -> list[str]:
        """Words that are denied in the sentence and not in its sources, or the other way round."""
        wrong = []
        for word, tag in self.segmenter.tagged(said):
            if len(word) < 2 or _EMPTY.match(tag):
                continue
            bare = _OPENS_WITH_NO.sub("", word)
            mine = {_denied(said, at) for at in _all(said, bare)}
            theirs = {_denied(borne, at) for at in _all(borne, bare)}
            theirs |= {_denied(asked, at) for at in _all(asked, bare)} if not theirs else set()
            if theirs and not mine <= theirs:
                wrong.append(word)
        return wrong


def load_wording(lexicon_dir: Path, segmenter: Segmenter, words: QueryReader) -> Wording:
    """The wording judge of an office's word lists."""
    told = read_word_list(lexicon_dir / REPORTING_FILE)
    return Wording(segmenter=segmenter, words=words, reporting=frozenset(told.get("words", ())))


def _halves(word: str) -> list[str]:
    """A compound of two words that no dictionary parts: 校舍面积 is 校舍 and 面积."""
    middle = (len(word) + 1) // 2
    return [word[:middle], word[middle:]]


def _all(text: str, word: str) -> list[int]:
    at, found = text.find(word), []
    while at >= 0:
        found.append(at)
        at = text.find(word, at + 1)
    return found


def _denied(text: str, at: int) -> bool:
    return bool(_NEGATED.search(text[max(0, at - 3) : at]))
