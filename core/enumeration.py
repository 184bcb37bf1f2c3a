"""How many things a list names: items between 、 (or ；, or quotations) at a place, and list marks in running text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.number_kinds import fold

_OPEN, _CLOSE = "（(《“【‘", "）)》”】’"
_HARD_STOP = "，。；：,;:！？!?\n"
_AND = re.compile(r"(?:和|与|及|以及|暨)(?=[^，。；、]{2,})")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A list found: the least and the most items it can be read as, whether 等 leaves it open, its text's span."""

    least: int
    most: int
    open_ended: bool
    span: tuple[int, int]
    last: str
    parallel: bool = False


def _split_items(text: str, marks: str) -> list[str]:
    items, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in marks and depth == 0:
            items.append(text[start:at])
            start = at + 1
    items.append(text[start:])
    return [item.strip() for item in items if item.strip()]


def _counted(text: str, start: int, items: list[str], *, open_ended: bool) -> Listed:
    last = items[-1]
    joined = 1 if _AND.search(re.sub(r"[（(《“][^）)》”]*[）)》”]", "", last)) else 0
    endings = [
        re.sub(r"[）)”》」]+$", "", part) for item in items for part in (_AND.split(item) if item is last else [item])
    ]
    parallel = len(items) + joined >= 2 and len({ending[-1:] for ending in endings}) == 1
    return Listed(
        least=len(items),
        most=len(items) + joined,
        open_ended=open_ended,
        span=(start, start + len(text)),
        last=last,
        parallel=parallel or len({len(ending) for ending in endings}) == 1,
    )


def listed_before(text: str, at: int, floor: int) -> Listed | None:
    """The list that ends right before position `at`: A、B、C(等)三个层次, “A、B”五大维度, “A”“B”“C”三个.

    Args:
        text: The text.
        at: Where the count begins.
        floor: Where the sentence begins.

    Returns:
        The list, or None if no list of two or more items stands there.
    """
    head = text[floor:at].rstrip()
    tail = re.search(r"(?:等|共|这)+$", head)
    open_ended = bool(tail and "等" in tail[0])
    if tail:
        head = head[: tail.start()]
    quoted = re.search(r"((?:“[^“”]{1,20}”[、和]?){2,})$", head)
    if quoted:
        count = quoted[1].count("“")
        return Listed(
            least=count, most=count, open_ended=open_ended, span=(floor + quoted.start(), floor + len(head)), last=""
        )
    if head.endswith(("”", "）", ")")):
        opener = head.rfind({"”": "“", "）": "（", ")": "("}[head[-1]])
        inner = head[opener + 1 : -1] if opener >= 0 else ""
        items = _split_items(inner, "、")
        if len(items) >= 2 and not re.search("[，。；]", inner):
            return _counted(inner, floor + opener + 1, items, open_ended=open_ended or inner.endswith("等"))
    depth, start = 0, len(head)
    while start > 0:
        char = head[start - 1]
        if char in _CLOSE:
            depth += 1
        elif char in _OPEN:
            if depth == 0:
                break
            depth -= 1
        elif char in _HARD_STOP and depth == 0:
            break
        start -= 1
    items = _split_items(head[start:], "、")
    if len(items) < 2:
        pair = _AND.split(head[start:])
        return _pair(pair, floor + start, floor + len(head), open_ended=open_ended)
    return _counted(head[start:], floor + start, items, open_ended=open_ended)


def _pair(pair: list[str], start: int, end: int, *, open_ended: bool) -> Listed | None:
    if len(pair) != 2 or not all(pair):
        return None
    return Listed(least=2, most=2, open_ended=open_ended, span=(start, end), last=pair[1])


def listed_after(text: str, at: int, end: int) -> Listed | None:
    """The list that follows a counted noun: 六项工程（A、B、C）, 三个环节：A、B、C.

    Args:
        text: The text.
        at: Right after the count.
        end: End of the sentence.

    Returns:
        The list in brackets or behind a colon, or None.
    """
    opened = re.match(
        r"[^，。；：:,;（(、]{0,10}?[”」]?[^，。；：:,;（(、]{0,8}([（(：:]|，即|，包括|，(?:分别|依次|具体)[为是]|,即)",
        text[at:end],
    )
    if not opened:
        return None
    start = at + opened.end()
    if opened[1] in "（(":
        depth = 1
        stop = start
        while stop < min(len(text), start + 400) and depth:
            depth += (text[stop] in "（(") - (text[stop] in "）)")
            stop += 1
        inner = text[start : stop - 1]
    else:
        inner = re.split(r"[。\n]", text[start:end])[0]
    plain = inner.strip().rstrip("。；;等")
    marks = next((m for m in ("；;", "、") if len(_split_items(plain, m)) >= 2), "")
    if not marks:
        return None
    groups = _split_items(plain, "，,") if marks == "、" else [plain]
    items = [item for group in groups for item in _split_items(group, marks)]
    return _counted(inner, start, items, open_ended=inner.rstrip("。；; ").endswith("等"))


def list_marks_after(text: str, at: int, end: int) -> tuple[int, bool]:
    """The highest mark of 一是……二是…… behind a place, and whether the marks run without a restart."""
    order = "一二三四五六七八九十"
    run, clean = 0, True
    for found in re.finditer(r"(?:(?<=[，。；：,;:\s])|^)([一二三四五六七八九十])(?:是|要|来)", fold(text[at:end])):
        number = order.index(found[1]) + 1
        if number == run + 1:
            run = number
        else:
            clean = False
    return run, clean


def headings_after(text: str, at: int) -> int:
    """How many 一、二、三、 headings follow a place until they restart; 0 where the next heading is not the first."""
    order = "一二三四五六七八九十"
    run = 0
    for found in re.finditer(r"(?:^|\n)[\s　]*([一二三四五六七八九十])、", text[at:]):
        number = order.index(found[1]) + 1
        if number != run + 1:
            break
        run = number
    return run
