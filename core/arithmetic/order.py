"""Order: who is highest, who is third, what rose most, how many places one moved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from core.arithmetic import mends
from core.arithmetic.claim import Statement
from core.arithmetic.view import Number, View, digits
from core.finding import Mend

_NAME = r"[\u4e00-\u9fff·]{2,10}?"
_FIRST = re.compile(
    rf"(?:其中|以)?(?P<name>{_NAME})(?:在[^，。；]{{1,8}}中)?(?:的)?(?:位居|位列|排名|排在|排|居|为|得分)?(?P<what>最高|最低|最多|最少|最大|最小|居首|第一|首位|倒数第一|末位|垫底)"
)
_NAMED_LAST = re.compile(
    rf"(?P<what>最高|最低|最多|最少|最大|最小|增幅最大|降幅最大|居首)的?(?:是|为)(?P<name>{_NAME})(?=[，。；、（(]|$)"
)
_PLACED = re.compile(
    rf"(?P<name>{_NAME})(?:在[^，。；]{{1,8}}中)?(?:仅次[^，。；]{{0,4}}[、，]?(?:[列居排]|位居|位列)?|位居|名列|居|位列|列|排名|排在?)第(?P<at>[一二三四五六七八九\d])(?:位|名)?"
)
_RANKS = re.compile(r"第\s?(?P<a>\d{1,3})\s?[位名][^。；]{0,6}?[至到]第\s?(?P<b>\d{1,3})\s?[位名]")
_MOVED = re.compile(r"(?:前移|上升|提升|后退|下降|跃升|前进|提高)了?$")
MIN_LABELLED, LOOKED_BACK = 3, 2
DIGITS = "一二三四五六七八九"
_LOWEST = ("最低", "最少", "最小", "倒数第一", "末位", "垫底")


def order(view: View) -> Iterator[Statement]:
    """Every claim in words about the order of figures."""
    yield from _firsts(view)
    yield from _moved(view)


def labelled_numbers(view: View, sentence: int) -> list[tuple[str, Number]]:
    """Figures of a sentence with the names right before them, those of one unit."""
    found = []
    for number in view.sentences[sentence].numbers:
        name = re.search(r"([\u4e00-\u9fff·]{2,12})(?:[：:为有得是达]|最[大高小低]|分别)?$", number.before.strip())
        if name and number.kind == "quantity" and not re.search(r"满分|总分|平均|合计|共$", name[1]):
            found.append((name[1].strip("为有得是达由从"), number))
    return found


def _value_of(name: str, labelled: Sequence[tuple[str, Number]]) -> Number | None:
    return next((number for label, number in labelled if label.endswith(name) or name.endswith(label)), None)


def _firsts(view: View) -> Iterator[Statement]:
    for index, sentence in enumerate(view.sentences):
        text = view.text[sentence.start : sentence.end]
        labelled = labelled_numbers(view, index)
        if len(labelled) < MIN_LABELLED and (_FIRST.search(text) or _PLACED.search(text)):
            # 河东位列第一，山后垫底: of whom a sentence before tells.
            before = (labelled_numbers(view, index - back) for back in range(1, min(index, LOOKED_BACK) + 1))
            labelled = next((found for found in before if len(found) >= MIN_LABELLED), labelled)
        units = {number.unit for _, number in labelled}
        if len(labelled) < MIN_LABELLED or len(units) != 1:
            yield from _fastest(view, index, text)
            continue
        values = sorted((number.value for _, number in labelled), reverse=True)
        for found in (*_FIRST.finditer(text), *_NAMED_LAST.finditer(text)):
            own = _value_of(found["name"].removeprefix("其中"), labelled)
            if own is None or "幅" in found["what"] or found.start() + sentence.start < own.start:
                continue
            lowest = found["what"] in _LOWEST
            best = values[-1] if lowest else values[0]
            yield _placed(view, sentence.start, found, own, best, labelled, tied=values.count(best) > 1)
        for found in _PLACED.finditer(text):
            own = _value_of(found["name"], labelled)
            at = int(found["at"]) if found["at"].isdigit() else DIGITS.index(found["at"]) + 1
            distinct = sorted(set(values), reverse=True)
            if own is not None and 1 <= at <= len(distinct):
                yield _placed(view, sentence.start, found, own, distinct[at - 1], labelled)


def _placed(
    view: View,
    start: int,
    found: re.Match[str],
    own: Number,
    best: float,
    labelled: Sequence[tuple[str, Number]],
    *,
    tied: bool = False,
) -> Statement:
    right = [label for label, number in labelled if number.value == best]
    return Statement(
        kind="名次",
        numbers=tuple(number for _, number in labelled),
        span=(start + found.start(), start + found.end()),
        formula=f"{digits(own.value)}={digits(best)}",
        holds=own.value == best,
        stated_text=found[0],
        evidence=frozenset({"named"}),
        excuse="",
        suggestion=f"按所列数值应为{'、'.join(right)}（{digits(best)}{own.unit}）" if not tied else "",
        mends=_named(view, start, found, [label for label, number in labelled if number is own], right),
    )


def _named(view: View, start: int, found: re.Match[str], own: Sequence[str], right: Sequence[str]) -> tuple[Mend, ...]:
    """The name that the figures speak for instead of the one told, where both stand bare before their figures."""
    text = found["name"].removeprefix("其中")
    end = start + found.end("name")
    if own != [text] or len(right) != 1:
        return ()
    return mends.of(
        mends.word_mend(view.whole, (end - len(text), end), right[0], f"若所列数值无误，“{text}”改为“{right[0]}”")
    )


def _fastest(view: View, index: int, text: str) -> Iterator[Statement]:
    """竹园乡由258人增至286人；…，增幅最大的是柳沟乡."""
    found = re.search(
        rf"(?P<what>增幅|降幅|增长|下降|提高)(?:幅度)?最(?:大|快|高|多)的?(?:是|为)(?P<name>{_NAME})(?=[，。；]|$)",
        text,
    )
    if not found:
        return
    rows: list[tuple[str, Number, Number]] = []
    numbers = [number for near in view.sentences[max(0, index - 3) : index + 1] for number in near.numbers]
    for one, other in pairwise(numbers):
        name = re.search(rf"({_NAME})[由从]$", one.before)
        if name and one.agrees_with(other) and one.value:
            rows.append((name[1], one, other))
    own = next((row for row in rows if row[0].endswith(found["name"]) or found["name"].endswith(row[0])), None)
    if len(rows) < 2 or own is None:
        return
    sign = -1 if found["what"] in ("降幅", "下降") else 1
    best = max(rows, key=lambda row: sign * (row[2].value - row[1].value) / row[1].value)
    start = view.sentences[index].start
    yield Statement(
        kind="名次",
        numbers=tuple(n for row in rows for n in row[1:]),
        holds=best is own,
        stated_text=found[0],
        span=(start + found.start(), start + found.end()),
        formula=f"({digits(best[2].value)}-{digits(best[1].value)})/{digits(best[1].value)}",
        evidence=frozenset({"named"}),
        suggestion=f"按所列数值应为{best[0]}",
        mends=_named(view, start, found, [own[0]], [best[0]]),
    )


def _moved(view: View) -> Iterator[Statement]:
    """由第12位上升至第8位，前移四个位次."""
    for number in view.numbers:
        ranks = list(_RANKS.finditer(view.folded, view.sentences[number.sentence].start, number.start))
        found = ranks[-1] if ranks else None
        if found and number.unit in ("个", "位", "名", "位次", "个位次") and _MOVED.search(number.before):
            moved = abs(int(found["a"]) - int(found["b"]))
            yield Statement(
                kind="名次",
                numbers=(number,),
                span=number.clause,
                formula=f"{found['a']}-{found['b']}",
                holds=number.value == moved,
                stated_text=number.quantity.text,
                evidence=frozenset({"named"}),
                suggestion=f"由第{found['a']}位到第{found['b']}位，相差{moved}个位次",
                mends=mends.of(mends.figure_mend(view.whole, (number.start, number.end), moved, "若前后名次无误")),
            )
