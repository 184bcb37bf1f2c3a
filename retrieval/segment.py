"""Chinese words: jieba with the office's own words, for indexing and for questions."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.word_lists import read_word_list

_WORD = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]")
_RUN = re.compile(r"[0-9a-z\u4e00-\u9fff]+")
_FALLBACK_IDF = 9.0
_ONE_MARK = str.maketrans({**dict.fromkeys("—–−~～", "-"), **dict.fromkeys("“”„", '"'), **dict.fromkeys("‘’", "'")})


@lru_cache(maxsize=1)
def _to_simplified() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Traditional characters as simplified ones, character by character where the length would change otherwise.

    Folding must keep a text's length wherever NFKC does: spans found in a folded text are looked up in the original.
    """
    if text.isascii():
        return text
    turned: str = _to_simplified().convert(text)
    if len(turned) != len(text):
        turned = "".join(one if len(one := _to_simplified().convert(c)) == 1 else c for c in text)
    return turned


def fold(text: str) -> str:
    """Text for matching only: NFKC, lower case, simplified, dashes and quotes unified. Never stored, never quoted."""
    return simplified(unicodedata.normalize("NFKC", text).lower()).translate(_ONE_MARK)


def character_pairs(text: str) -> list[str]:
    """Pairs of neighbouring characters, none across punctuation: 办学条件 is 办学, 学条, 条件; a lone one is kept."""
    return [run[at : at + 2] for run in _RUN.findall(fold(text)) for at in range(max(1, len(run) - 1))]


class Segmenter:
    """Words of Chinese text by jieba and the words of a lexicon folder.

    Args:
        lexicon_dir: Folder with `words.txt` (jieba format: word [frequency] [tag]) and `synonyms.toml`.
    """

    def __init__(self, lexicon_dir: Path) -> None:
        import jieba
        import jieba.posseg

        jieba.setLogLevel("WARNING")

        self._jieba: Any = jieba.Tokenizer()
        words = lexicon_dir / "words.txt"
        if words.is_file():
            self._jieba.load_userdict(str(words))
        self._tagger: Any = jieba.posseg.POSTokenizer(self._jieba)
        surnames = lexicon_dir / "surnames.txt"
        self.surnames = frozenset(surnames.read_text(encoding="utf-8").strip()) if surnames.is_file() else frozenset()
        groups = read_word_list(lexicon_dir / "synonyms.toml").get("groups", [])
        self.synonyms: dict[str, frozenset[str]] = {}
        for group in groups:
            for word in group:
                self.synonyms[word] = self.synonyms.get(word, frozenset()) | (frozenset(group) - {word})

    def words(self, text: str) -> list[str]:
        """Words in order, without punctuation, as one reads the text once."""
        return [word for word in self._jieba.cut(fold(text)) if _WORD.search(word)]

    def search_words(self, text: str) -> list[str]:
        """Words for an index: long words with the shorter words inside them."""
        return self.folded_words(fold(text))

    def folded_words(self, folded: str) -> list[str]:
        """`search_words` of a text that is folded already."""
        return [word for word in self._jieba.cut_for_search(folded) if _WORD.search(word)]

    def tagged(self, text: str) -> list[tuple[str, str]]:
        """(word, part of speech) in order, punctuation included."""
        return [(pair.word, pair.flag) for pair in self._tagger.cut(fold(text))]

    def frequency(self, word: str) -> int:
        """How often the dictionary has seen a word; 0 for none."""
        return int(self._jieba.FREQ.get(fold(word), 0))


@lru_cache(maxsize=4)
def load_segmenter(lexicon_dir: Path) -> Segmenter:
    """A segmenter, loaded once in a process: jieba's dictionary takes a second."""
    return Segmenter(lexicon_dir)


def lexicon_hash(lexicon_dir: Path) -> str:
    """Eight hex digits over the words that shape an index; synonyms work at question time and do not count."""
    words = lexicon_dir / "words.txt"
    return hashlib.sha256(words.read_bytes() if words.is_file() else b"").hexdigest()[:8]


@lru_cache(maxsize=1)
def general_idf() -> dict[str, float]:
    """Inverse document frequency of common Chinese words, from the table that jieba ships."""
    import jieba.analyse

    path = Path(jieba.analyse.__file__).parent / "idf.txt"
    pairs = (line.rsplit(" ", 1) for line in path.read_text(encoding="utf-8").splitlines())
    return {word: float(value) for word, value in pairs}


def word_weight(word: str) -> float:
    """How much a word tells, from about 2 (的) to 14; unknown words count as rare."""
    return general_idf().get(word, _FALLBACK_IDF)
