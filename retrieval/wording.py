"""A question in the words of the passage that is read: 老师 as 教师 where the passage says 教师.

The reader knows wordings it was trained on; an office's synonyms (`synonyms.toml`) and the full names of indicators
(学前三年毛入园率 for 毛入园率) tell it the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pypinyin import lazy_pinyin

from retrieval.query import Term
from retrieval.segment import Segmenter

MAX_PREFIX = 8
MIN_WORD = 2
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_RATE = re.compile(r"[率比]$")
# What may stand before an indicator's name in a question without belonging to it.
_FREE = re.compile(r"(?:^|[^\u4e00-\u9fff]|[的年区县市省])$")
_NAME_STOPS = "，。；：、（）的为了和与及到是有在达"


def in_passage_words(question: str, terms: Sequence[Term], passage: str, segmenter: Segmenter) -> str:
    """The question with those words replaced that a passage says otherwise, or that are mistyped words of it.

    Args:
        question: As it is asked.
        terms: Its content words with their synonyms.
        passage: What is read.
        segmenter: Tells words.
    """
    question = _spelled(question, passage, segmenter)
    for term in sorted(terms, key=lambda term: -len(term.text)):
        word = term.text
        if word not in question:
            continue
        if word not in passage:
            said = [form for form in term.others if len(form) >= MIN_WORD and form in passage and form not in question]
            if said and len(word) > 0:
                question = question.replace(word, max(said, key=lambda form: (passage.count(form), len(form))), 1)
        elif _RATE.search(word) and _FREE.search(question[: question.find(word)]):
            question = question.replace(word, _full_name(word, passage), 1)
    return question


def _spelled(question: str, passage: str, segmenter: Segmenter) -> str:
    """The question with stretches that are no words put right where a word of the passage sounds the same."""
    sounds = {sound_of(word): word for word in passage_words(passage, segmenter)}
    for length in (4, 3, 2):
        for start in range(len(question) - length + 1):
            written = question[start : start + length]
            said = sounds.get(sound_of(written)) if _HAN.fullmatch(written) else None
            if said and said != written and not segmenter.frequency(written) and written not in passage:
                question = question[:start] + said + question[start + length :]
    return question


@lru_cache(4096)
def passage_words(passage: str, segmenter: Segmenter) -> frozenset[str]:
    """Words of two to four characters of a passage."""
    return frozenset(w for w in segmenter.search_words(passage) if 2 <= len(w) <= 4 and _HAN.fullmatch(w))


@lru_cache(65536)
def sound_of(word: str) -> tuple[str, ...]:
    """How a word sounds, without tones."""
    return tuple(lazy_pinyin(word))


def _full_name(word: str, passage: str) -> str:
    """The one full name that a passage gives an indicator, the word itself where it gives several or none."""
    names = set()
    for found in re.finditer(re.escape(word), passage):
        start = found.start()
        while start > 0 and found.start() - start < MAX_PREFIX and _is_name(passage[start - 1]):
            start -= 1
        names.add(passage[start : found.end()])
    return names.pop() if len(names) == 1 else word


def _is_name(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" and character not in _NAME_STOPS
