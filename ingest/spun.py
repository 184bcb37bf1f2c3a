"""Spun text: words replaced by a machine's synonyms.

It shows in words that no office writes (黉舍 for 学校), and beside a near-copy: clauses that are the same but for
words of the same length.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from core.word_lists import read_word_list

SPUN_FILE = "spun.toml"
SHOWN = 3
MAX_CLAUSES, MAX_WORD, MAX_SHARE = 6_000, 4, 0.6
_CLAUSE = re.compile(r"[^，。；！？、：\n]+")
_WORD = re.compile(rf"[\u4e00-\u9fff]{{2,{MAX_WORD}}}")


@dataclass(frozen=True, kw_only=True)
class SpunWords:
    """Words that replacing machines put in, each with what an office writes; see corpus/lexicon/spun.toml."""

    usual: Mapping[str, str] = field(default_factory=dict)
    least: int = 3

    def warning(self, text: str) -> str:
        """A warning where a text has several of the words; '' for any other."""
        found = [word for word in self.usual if word in text]
        # 事情总结 holds 事情: of words in one another the longest counts.
        found = [word for word in found if not any(word != other and word in other for other in found)]
        if len(found) < self.least:
            return ""
        shown = "、".join(f"“{word}”似为“{self.usual[word]}”" for word in found[:SHOWN])
        return f"文字疑经同义替换（{shown}等{len(found)}处），请核对原件"


@lru_cache(maxsize=4)
def load_spun(lexicon_dir: Path) -> SpunWords:
    """The word list of a lexicon folder; without the file no word tells anything.

    Raises:
        SettingsError: If the file is not valid TOML.
    """
    result = read_word_list(lexicon_dir / SPUN_FILE)
    return SpunWords(usual=dict(result.get("words", {})), least=int(result.get("least", 3)))


def replaced_words(a: str, b: str) -> list[tuple[str, str]]:
    """Words of one text that stand in another's otherwise same clauses as other words of the same length.

    Args:
        a: A text.
        b: A near-copy of it.

    Returns:
        Pairs (word of `a`, word of `b`), each once, in the order of `a`.
    """
    first, second = (_CLAUSE.findall(text)[:MAX_CLAUSES] for text in (a, b))
    pairs: dict[tuple[str, str], None] = {}
    for tag, i, i_end, j, j_end in difflib.SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag == "replace" and i_end - i == j_end - j:
            for one, other in zip(first[i:i_end], second[j:j_end], strict=True):
                pairs |= dict.fromkeys(_words_apart(one, other))
    return list(pairs)


def _words_apart(one: str, other: str) -> list[tuple[str, str]]:
    """Runs of differing characters of two clauses of one length; none where one of them is no word or much differs."""
    if len(one) != len(other):
        return []
    apart = "".join("x" if a != b else " " for a, b in zip(one, other, strict=True))
    runs = [(one[slice(*found.span())], other[slice(*found.span())]) for found in re.finditer("x+", apart)]
    words = all(_WORD.fullmatch(word) for run in runs for word in run)
    return runs if words and apart.count("x") <= MAX_SHARE * len(apart) else []
