"""The words of a language model's sentence: each must stand in its sources or the question, said or denied as there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from core.number_kinds import fold
from core.textspan import word_pairs
from core.word_lists import read_word_list
from retrieval.match import Readable, readable, term_match
from retrieval.query import QueryReader, Term
from retrieval.segment import Segmenter

REPORTING_FILE = "reporting_words.toml"
# Tags of words that state nothing: prepositions, conjunctions, particles, numbers, measures, pronouns, times.
_EMPTY = re.compile(r"^(?:p|c|u|m|q|r|t|y|e|o|w)")
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_VERB = re.compile(r"^v(?!n)")
# What became of a thing is never another way of saying something else: 建成 for 启动, 取消 for 保留.
_SETTLES = re.compile(
    r"[建落办]成|竣工|投用|开工|动工|启动|完成|通过|撤|取消|停|关闭|合并|获|荣|入选|居|领先|突出|优于|超|达标|合格|免|收费|禁|罚|辞|退|新增|新建|改建|扩建"
)
_CLAUSES = re.compile(r"[，,；;。！？：:]")
_UPWARD = re.compile(r"[增升涨扩]|提高|前[移进]")
_DOWNWARD = re.compile(r"[减降跌缩]|下滑|回落")
# These leave a number open, and are held to it there.
_OPEN = frozenset(
    (
        "不少",
        "不足",
        "不到",
        "不满",
        "不低",
        "不高",
        "不超过",
        "不得",
        "至少",
        "超过",
        "以上",
        "以下",
        "以内",
        "低于",
        "最少",
        "最多",
        "最长",
    )
)
# What a word may end with beside another word: 入学率, 参与者.
_ENDS = frozenset("率数额量费员者校园所生们县区市省类型处室级")
# To say a thing of all, or that it may be where it must, is to state something else.
_ALL = re.compile("一律|所有|全部|全体|普遍|完全|一概|仅(?![\\d有为占])|只限|唯一|可以|自愿|酌情|或者")
_LIMITS = re.compile("原则上|有条件的|部分|多数|大多|试点|首批|鼓励|优先|探索|逐步|力争|争取|除外")
# The whole of a place, which may be said by its name.
_WHOLE = re.compile(r"[\u4e00-\u9fff]{0,6}[省市县区州旗]|全[校乡镇]|[我本该各]校")
_REASONS = re.compile("因|由于|原因|导致|得益|从而|使")
# To say why is to state something.
_CAUSES = re.compile("由于|因为|因此|所以|从而|导致|致使|使得|得益于|归功于|促使|源于")
_DATED = re.compile("^[年月日号届]")
_NUMERIC = re.compile(r"^[\d一二三四五六七八九十百千万亿两几第.%％]+[\u4e00-\u9fff]?$")
_LINK = re.compile(r"https?:|www\.|<[a-zA-Z/!]|\]\(|```|\.(?:com|cn|org|net)\b", re.IGNORECASE)
_QUOTED = re.compile(r"《([^《》]{1,80})》|“([^“”]{1,80})”|「([^「」]{1,80})」")
_NEGATED = re.compile(r"(?:没有|没能|未能|尚未|并未|从未|不得|不能|不再|不|未|没|无|非|禁止|严禁|杜绝)$")
_OPENS_WITH_NO = re.compile(r"^(?:没有|未能|尚未|不得|不能|不再|不|未|没|无|非|禁止|严禁|杜绝)(?=[\u4e00-\u9fff])")
SAME, LOOSE_VERBS, MAX_REPLACED, LIKE = 0.9, 1, 4, 0.5


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
        result = fold(said)
        if _LINK.search(result):
            return ["句子里有链接或标记，只能写文字"]
        wrong = [
            f"“{name}”不是来源里的原文"
            for found in _QUOTED.finditer(said)
            if (name := next(filter(None, found.groups()))) not in borne + asked
        ]
        where = readable(borne + "\n" + asked, self.segmenter)
        strange = self._strange(result, where, borne + asked, quotes)
        if strange:
            wrong.append(f"来源里没有“{'”“'.join(dict.fromkeys(strange))}”的意思")
        wrong += [
            f"“{word}”与来源说的相反（有无“不、未、没有”不同）"
            for word in self._turned(result, fold(borne), fold(asked))
        ]
        wrong += [
            f"来源里没有说这个因果（“{one}”）"
            for one in dict.fromkeys(_CAUSES.findall(result))
            if not any(_REASONS.search(quote) for quote in quotes)
        ]
        return wrong + self._substitutions(said, quotes, borne) + _limits(result, [fold(quote) for quote in quotes])

    def says_more(self, said: str, asked: str) -> bool:
        """Whether a sentence states anything that the question does not say."""
        return any(word not in asked for word, tag in self.segmenter.tagged(said) if self._states(word, tag))

    def _substitutions(self, said: str, quotes: Sequence[str], borne: str) -> list[str]:
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
                old, new = self._content(theirs[a:b]), [one for one in self._content(mine[c:d]) if one in borne]
                # Of two that changed places both stand in the sentence; other words are only in another order.
                exchanged = len(old) == len(new) == 1 and theirs[b][0] == mine[d][0] and bool(_WORD.match(mine[d][0]))
                old = old if exchanged else [word for word in old if word not in said]
                if old and new and not self._same(old, new):
                    found.append(f"来源里这里写的是“{''.join(old)}”，不是“{''.join(new)}”")
        return found

    def _content(self, words: Sequence[tuple[str, str]]) -> list[str]:
        return [word for word, tag in words if self._states(word, tag) and not _WHOLE.fullmatch(word)]

    def _states(self, word: str, tag: str) -> bool:
        """Whether a word states something; the tagger takes 初中 for a direction, so only the empty are left out."""
        empty = _EMPTY.match(tag) or (tag == "f" and len(word) == 1)
        return not empty and word not in self.reporting and word not in _OPEN and bool(_WORD.search(word))

    def _same(self, old: Sequence[str], new: Sequence[str]) -> bool:
        """Whether words are synonyms."""
        where = readable("".join(old), self.segmenter)
        terms = self.words.read("".join(new)).terms
        return bool(terms) and all(term_match(term, where) >= SAME for term in terms)

    def _strange(self, said: str, where: Readable, borne: str, quotes: Sequence[str]) -> list[str]:
        """Words that state something and stand nowhere; one other verb a clause is a way of saying it."""
        terms = {term.text: term for term in self.words.read(said).terms}
        found: list[str] = []
        for clause in _CLAUSES.split(said):
            verbs = []
            for word, tag in self.segmenter.tagged(clause):
                if not self._states(word, tag) or _NUMERIC.match(word) or self._borne(word, terms, where, borne):
                    continue
                if side := _side(word):
                    # 上升 for 提高, never for 下降.
                    found += [] if any(_side(quote) in (side, "both") for quote in quotes) else [word]
                elif _VERB.match(tag) and not _SETTLES.search(word):
                    verbs.append(word)
                else:
                    found.append(word)
            found += verbs if len(verbs) > LOOSE_VERBS else []
        return found

    def _borne(self, word: str, terms: Mapping[str, Term], where: Readable, borne: str) -> bool:
        """Whether a word, a synonym of it, or each of its parts stands in what bears the sentence."""
        if word in borne or (word in terms and term_match(terms[word], where) >= SAME):
            return True
        parts = [part for part in self.segmenter.search_words(word) if part != word] or _halves(word)
        return len(word) > 1 and all(
            (part in borne and (len(part) > 1 or part in _ENDS)) or part in self.reporting for part in parts
        )

    def _turned(self, said: str, borne: str, asked: str) -> list[str]:
        """Words that are denied in the sentence and not in its sources, or the other way round."""
        wrong = []
        for word, tag in self.segmenter.tagged(said):
            if len(word) < 2 or _EMPTY.match(tag) or word in _OPEN:
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
    result = read_word_list(lexicon_dir / REPORTING_FILE)
    return Wording(segmenter=segmenter, words=words, reporting=frozenset(result.get("words", ())))


def _limits(said: str, quotes: Sequence[str]) -> list[str]:
    """What a sentence says of all where its source says it of some, or without the limit that the source sets."""
    own = "".join(quotes)
    wrong = [f"来源里没有说“{word}”" for word in dict.fromkeys(_ALL.findall(said)) if word not in own]
    clauses = [clause for quote in quotes for clause in _CLAUSES.split(quote)]
    for clause in _CLAUSES.split(said):
        pairs = word_pairs(clause)
        like = max(clauses, key=lambda one: len(word_pairs(one) & pairs), default="")
        if len(word_pairs(like) & pairs) < LIKE * max(1, len(pairs)):
            continue
        wrong += [f"来源里有“{one}”，句子里没有" for one in _LIMITS.findall(like) if not _LIMITS.search(said)]
    return wrong


def _side(words: str) -> str:
    """Which way words say that something went: up, down, both, or '' for neither."""
    up, down = _UPWARD.search(words), _DOWNWARD.search(words)
    return "both" if up and down else "up" if up else "down" if down else ""


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
