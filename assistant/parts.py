"""Splitting a question that asks several things, so that each is answered or named as missing.

Each part is made complete by the others' words without what asks in them: 查出多少个问题，整改了多少个 gives
查出多少个问题 and 查出问题，整改了多少个.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from core.number_roles import asks_result

ASKING = re.compile(
    r"几时|何时|多少(?:个|名|人|位|所|项|次|条|件|家|间|元|钱|万|亿)?|(?<![这那前后好十初])几(?![乎何])(?:[个名人位所项次条件家间年天档类种级]|多)?"
    r"|什么(?:时候|时间|地方)?|啥(?:时候)?|(?:怎么|怎样|如何)样?|咋[样整办弄]?|哪[里儿些个几所位块样年天种项家方一两二三四五六七八九十]*|谁|为何|有何|为什么|多[久长大高远]|百分之几|几成"
    r"|吗|是否|是不是|有没有|能不能|可不可以|行不行|达没达|(?<=[\u4e00-\u9fff])呢(?=[？?。！!\s]*$|[，,；;？?])"
)
_BREAK = re.compile(r"[？?；;。！!\n]+|[，,、]|(?:以及|还有|另外|并且|同时|和|与|跟|及)")
_JOIN_END = re.compile(r"(?:以及|还有|另外|并且|同时|和|与|跟|及)$")
_STRONG = re.compile(r"[？?；;。！!\n]")
# 哪几类，各有多少个: what is told of each item belongs to the items.
_LISTED = re.compile(r"哪|几[类种档]|谁")
_OF_EACH = re.compile(r"\s*(?:各|每[档类种项个]|分别|都是)")
_OF_SEVERAL = re.compile(r"各自|各(?=[有是还多少几])|分别")
# 多少学校: what is counted stands behind the asking word and ends the part.
_COUNTS = re.compile(r"^(?:一?共|总共|还|又|有)*(?:多少|几(?!时))[个名人位所项次条件家间]?[\u4e00-\u9fff]{2,8}$")
_PLANNED = re.compile(r"原?来?(?:计划|打算|目标|准备)")
_COUNTED = re.compile(_COUNTS.pattern[1:])
MAX_PARTS = 6
MIN_PART = 3


def split_parts(question: str, changed: Callable[[str, str], str]) -> tuple[tuple[str, str], ...]:
    """The parts of a question: each complete in itself, and as it stands; the question where it asks one thing.

    Args:
        question: One turn, as typed.
        changed: Makes a bare 初中呢 complete from the part before it.
    """
    pieces = _asking_pieces(question)
    if len(pieces) < 2:
        return ((question, question),)
    parts: list[tuple[str, str]] = []
    for i, piece in enumerate(pieces[:MAX_PARTS]):
        if parts and piece.endswith("呢") and not ASKING.search(piece[:-1]):
            whole = changed(piece, parts[-1][0])
            parts.append((whole, whole))
            continue
        before = "，".join(_told(one, piece) for one in pieces[:i])
        parts.append((f"{before}，{piece}" if before else piece, piece))
    return tuple(parts)


def by_parts(question: str, classes: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """小学和初中各多少 as a question for each; () where several parts of a whole are not asked of each.

    Args:
        question: One turn.
        classes: Words that part a whole, class by class.
    """
    if not _OF_SEVERAL.search(question):
        return ()
    for members in classes:
        found = re.search(f"(?P<list>(?:{'|'.join(members)})(?:[、和与跟及](?:{'|'.join(members)}))+)", question)
        if found:
            words = re.split("[、和与跟及]", found["list"])
            rest = [_OF_SEVERAL.sub("", question[: found.start()]), _OF_SEVERAL.sub("", question[found.end() :])]
            return tuple((f"{rest[0]}{word}{rest[1]}",) * 2 for word in words[:MAX_PARTS])
    return ()


def _asking_pieces(question: str) -> list[str]:
    """Stretches that each ask something; what asks nothing belongs to the one after it, the last to the one before."""
    cuts = [0]
    for found in _BREAK.finditer(question):
        before, after = question[cuts[-1] : found.start()], question[found.end() :]
        strong = bool(_STRONG.match(found[0]))
        asks_here, asks_there = ASKING.search(before), ASKING.search(after)
        if asks_here and asks_there and (strong or len(before) >= MIN_PART) and _asks_apart(before, after):
            cuts.append(found.end())
    pieces = [_JOIN_END.sub("", question[a:b]) for a, b in zip(cuts, [*cuts[1:], len(question)], strict=True)]
    return [piece.strip("，,、？?；;。！! \n") for piece in pieces if piece.strip("，,、？?；;。！! \n")]


def _asks_apart(before: str, after: str) -> bool:
    """Whether the stretch up to the next break asks something of its own."""
    following = re.split(r"[，,？?；;。！!\n]", after, maxsplit=1)[0]
    found = ASKING.search(following)
    listed = _LISTED.search(before) and _OF_EACH.match(following)
    return found is not None and len(following) >= 2 and not listed


def _told(piece: str, after: str) -> str:
    """A part as a statement for the part after it: without the words that ask, nor what it counts by itself.

    一共多少学校 tells 多少学生 nothing of schools.
    """
    if _COUNTS.match(after):
        piece = _COUNTED.sub("", piece)
    if asks_result(after):
        # 原计划招几个，实际来了几个: what became of it is no plan.
        piece = _PLANNED.sub("", piece)
    return re.sub(r"[呢啊呀吧嘛]$", "", ASKING.sub("", piece)).strip("，,、 ")
