"""Names of towns and streets in texts and questions: 白果镇, 桦树沟乡, 城关街道, and no kinds (乡镇, 城镇, 返乡)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from retrieval.tagged_word import Word

# 镇中心小学, 镇长, 乡级 and 街道上 go on; a town's 镇区 and 镇村 are parts of it. 某镇那个小学 asks of a school.
_ENDING = re.compile(
    r"(?:街道(?![上边两口旁建])|镇(?!那[个所]|[区村长域级痛定静江海]|中心|[中小]学|街道)|乡(?!那[个所]|[村镇级下土愁音里长]|中心|[中小]学))"
)
# 小镇, 全镇 and 三镇 name none.
_NO_NAME = re.compile(r"[乡城村集市县街小强带全各本该我每两几多个等到一二三四五六七八九十]$")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_OPEN = re.compile(r"[nagxzjibfls]|vn")
LONGEST = 4  # characters before the ending


def may_name_town(clause: str) -> bool:
    """Whether a clause has an ending of a town's name at all."""
    return _ENDING.search(clause) is not None


def towns_in(
    clause: str, words: Sequence[Word], kinds: Collection[str], known: Callable[[str], object]
) -> list[tuple[int, int]]:
    """Where a clause names towns.

    Args:
        clause: Without marks and without the names of counties.
        words: Its words, in order.
        kinds: Words that stand before 镇 and 乡 and name none (贫困, 所在).
        known: Whether the dictionary has a word: the tagger guesses at others (沟|乡, a verb).
    """
    found: list[tuple[int, int]] = []
    for ending in _ENDING.finditer(clause):
        start = _begin(clause, words, ending.span(), known)
        if start is not None and not clause[start : ending.start()].endswith(tuple(kinds)):
            found.append((start, ending.end()))
    return found


def _begin(clause: str, words: Sequence[Word], ending: tuple[int, int], known: Callable[[str], object]) -> int | None:
    """Where the name with an ending begins; None where it is no name.

    The word right before the ending tells a town from the others; one character takes the word before it along.
    """
    at, end = ending
    begin = at
    for word in reversed([one for one in words if one.start < end]):
        stem = clause[word.start : min(word.end, at)]
        whole = word.end >= end and word.start < at
        # 下乡 and 水乡 are words of the dictionary; 白果镇 and 沟乡 the tagger makes itself.
        is_word = whole and bool(known(word.text)) and (len(stem) == 1 or not word.tag.startswith("n"))
        if stem and (is_word or not _HAN.fullmatch(stem)):
            return None
        if not stem:
            continue
        if not (whole or _OPEN.match(word.tag)) or at - word.start > LONGEST:
            break
        begin = word.start
        if at - begin > 1:
            break
    return begin if at - begin > 1 and not _NO_NAME.search(clause[begin:at]) else None
