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

MIN_WORD, MIN_SAID = 2, 3
# Characters that join words: across them nothing is mistyped.
_WORDY = frozenset("县区市省有是的了在和与")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
# What stands right before a number names it; what leads up to the name does not belong to it.
_FIGURE_NAME = re.compile(r"(?P<name>[\u4e00-\u9fff]{4,18}?)(?:达到?|为|约|共有|有|是|共|近)?(?=\d)")
_LEAD = re.compile(r"^年|^.*(?:年底|月底|全[省市县区州]|其中|全年|累计|共有|截至)(?=[\u4e00-\u9fff]{4})")
# What may stand before an indicator's name in a question without belonging to it.
_FREE = re.compile(r"(?:^|[^\u4e00-\u9fff]|[的年区县市省])$")


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
        # A single character means too many things: 招新生 is no 招聘.
        if word not in question or len(word) < MIN_WORD:
            continue
        if word not in passage:
            said = [form for form in term.others if len(form) >= MIN_WORD and form in passage and form not in question]
            if said:
                question = question.replace(word, max(said, key=lambda form: (passage.count(form), len(form))), 1)
    return _with_full_name(question, passage)


def _spelled(question: str, passage: str, segmenter: Segmenter) -> str:
    """The question with stretches that are no words put right where a word of the passage sounds the same."""
    sounds = {sound_of(word): word for word in passage_words(passage, segmenter)}
    for length in (4, 3, 2):
        for start in range(len(question) - length + 1):
            written = question[start : start + length]
            said = sounds.get(sound_of(written)) if _HAN.fullmatch(written) else None
            if (
                said
                and said != written
                and _WORDY.isdisjoint(written)
                and not segmenter.frequency(written)
                and written not in passage
            ):
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


def _with_full_name(question: str, passage: str) -> str:
    """The question with an indicator by the full name that a passage gives its figure: 学前三年毛入园率 for 毛入园率.

    Only where one name alone ends with the longest words that the question has of it.
    """
    best: dict[str, set[str]] = {}
    for found in _FIGURE_NAME.finditer(passage):
        name = _LEAD.sub("", found["name"])
        if name in question:
            continue
        said = next((name[at:] for at in range(1, len(name) - MIN_SAID + 1) if name[at:] in question), "")
        if said and _FREE.search(question[: question.find(said)]):
            best.setdefault(said, set()).add(name)
    if not best:
        return question
    said = max(best, key=len)
    return question.replace(said, best[said].pop(), 1) if len(best[said]) == 1 else question
