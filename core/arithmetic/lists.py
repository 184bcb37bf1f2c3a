"""Counts told in words against the things listed: 5名教师 and five names, 四大集团 and four, 三个方面：一是…三是…"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.arithmetic import mends
from core.arithmetic.claim import Statement, named
from core.arithmetic.view import Number, View, digits
from core.enumeration import Listed, headings_after, list_marks_after, listed_after, listed_before
from core.finding import Mend
from core.han_numerals import int_to_han

_COUNTING = re.compile(r"[个名位所项条件种类大支处次家本门轮册级]|方面|环节|人")
_NAMED = re.compile(r"(?:即|分别(?:是|为)|依次(?:是|为)?|为|包括|具体为|有|[：:（(])")
_DATES = re.compile(r"(?:\d{4}\s*年)?\s*\d{1,2}\s*月\s*(?:\d{1,2}\s*日)?|(?<=[、和])\s*\d{1,2}\s*日")
_SERIES = re.compile(
    r"(?:方面|问题|举措|措施|任务|行动|工程|环节|原则|要求|机制|重点|阶段|步骤|目标|特点|做法|内容|事项|难题|短板)"
)
_LED = re.compile(r"分为|分成|包括|包含|实行|设立?|评定|划分|抓好|做好|围绕|聚焦|推进|深入到|先后到|召开|开展")
# What is counted in kinds is listed whole: 优秀、良好、合格三个等次; of persons (校长、教师15名) it is not.
_KINDS = re.compile(
    r"[个项种类大]{0,2}(?:方面|环节|层次|层级|等次|等级|档次|制度|机制|体系|阶段|类型|类别|领域|重点|原则|步骤|维度|举措|行动|工程)|[类级]"
)
MIN_TIGHT = 3
MOST, MOST_MARKS = 20, 10


def counts(view: View) -> Iterator[Statement]:
    """Every small count beside a list of its things."""
    for sentence in view.sentences:
        for number in sentence.numbers:
            if number.is_range or number.quantity.qualifier or not 2 <= number.value <= MOST:
                continue
            if number.value != int(number.value) or not _COUNTING.search(number.unit):
                continue
            if view.text[number.start - 1 : number.start] == "“" or _is_ordinal(view, number):
                continue
            items = list(_listings(view, number, sentence.start, sentence.end))
            # What stands right before a count (A、B、C三项重点：一是…) explains it, whatever follows.
            yield from [one for one in items if one.holds and "behind" in one.evidence] or items


def _listings(view: View, number: Number, start: int, end: int) -> Iterator[Statement]:
    """A count against everything near it that may be what it counts."""
    yield from _marked(view, number, end)
    yield from _rows(view, number)
    after = listed_after(view.text, number.end, end)
    if after is not None and not after.open_ended and _things(view, after):
        yield from _compared(view, number, after, ahead=True)
    at = number.start
    if number.start == number.clause[0] and view.text[at - 1 : at] in ("，", ","):
        at -= 1  # A、B和C，三大集团
    before = listed_before(view.text, at, start)
    if before is not None and not before.open_ended and _things(view, before):
        yield from _compared(view, number, before, ahead=False)
    yield from _dated(view, number, end)


def _is_ordinal(view: View, number: Number) -> bool:
    """Whether a number is the last of a row that counts: 一类10元、二类20元、三类30元."""
    if any(character.isdigit() for character in number.quantity.text):
        return False
    before = f"{int_to_han(int(number.value) - 1)}{number.unit}"
    return before in view.text_before(number)


def _things(view: View, listed: Listed) -> bool:
    """Whether a list is one of names: figures in it are parts and are summed instead."""
    words = view.text[slice(*listed.span)]
    if re.search(r"[一二三四五六七八九两\d][项个条类档]|\d", words):
        return False  # 两项常规、两项保障 count for themselves
    alone = all(len(item.strip()) <= 1 for item in re.split("[、，]", words))
    return (
        not alone and listed.least >= 2 and not re.search(r"\d\s*(?:[人名所个万亿%％]|年)", words) and len(words) <= 200
    )


def _compared(view: View, number: Number, listed: Listed, *, ahead: bool) -> Iterator[Statement]:
    words = view.text[slice(*listed.span)]
    first = re.split("[，,；;]", words)[0]
    holds = listed.least <= number.value <= listed.most or (ahead and _items(first) == number.value)
    gap = view.text[number.end : listed.span[0]] if ahead else view.text[listed.span[1] : number.start]
    alike = listed.parallel or len({item.strip()[-1:] for item in re.split("[、和]", words)}) == 1
    evidence = {
        "listed": alike,
        "quoted": words.count("《") == listed.least or words.count("“") >= listed.least,
        "close": min(abs(count - number.value) for count in (listed.least, listed.most, _items(first))) <= 1,
        "named": bool(_NAMED.search(gap)) if ahead else len(gap) <= 2,
        "behind": not ahead,
        "tight": not ahead
        and len(gap) <= 1
        and listed.least >= MIN_TIGHT
        and bool(_KINDS.match(number.unit + number.after.lstrip())),
        "led": bool(_LED.search(view.text[max(0, listed.span[0] - 8) : listed.span[0] + 8])),
        "kinds": bool(_SERIES.match(number.after.lstrip())) or number.unit in ("方面", "环节", "领域"),
        "many": listed.least >= 3,
    }
    span = (min(number.start, listed.span[0]), max(number.clause[1], listed.span[1]))
    if span[1] - span[0] > 110:
        span = (number.start, min(number.clause[1], number.start + 60))
    yield Statement(
        kind="计数",
        numbers=(number,),
        span=span,
        formula=digits(listed.most),
        holds=holds,
        stated_text=number.quantity.text,
        evidence=named(evidence),
        suggestion=f"文中写{number.quantity.text}，列出的是{listed.most}项",
        mends=_mends(view, number, listed.most) if listed.least == listed.most else (),
    )


def _items(words: str) -> int:
    return len(re.split("[、]|和(?=[^、]+$)", words))


def _rows(view: View, number: Number) -> Iterator[Statement]:
    """项目共五个，清单如下 and a table of numbered rows."""
    if not re.search(r"如下|下表|见表", view.text[number.end : number.end + 16]):
        return
    rows = [
        int(mark) for mark in re.findall(r"(?m)^[|\s]*(\d{1,2})\s*[|\t　 ]", view.whole[number.end : number.end + 1500])
    ]
    run = next((i for i, mark in enumerate(rows) if mark != i + 1), len(rows))
    if run >= 2:
        yield _counted(view, number, run, f"表里列出{run}行", number.clause, "listed")


def _marked(view: View, number: Number, end: int) -> Iterator[Statement]:
    """三个方面：一是…二是…: the marks of a series run to the count."""
    clause = view.text[number.end : number.clause[1]]
    counted = re.match(r"[^，。；：]{0,8}：\s*(?:一是|第一)", view.text[number.end : number.end + 16])
    if not counted and not _SERIES.search(number.unit + clause[:16]):
        return
    paragraph = view.text.find("\n", number.end)
    stop = min(paragraph if paragraph >= 0 else len(view.text), number.end + 600)
    run, clean = list_marks_after(view.text, number.end, stop)
    first = re.search(r"一(?:是|要|来)", view.text[number.end : number.end + 40])
    if run < 2 or not clean or not first:
        headings = (
            headings_after(view.text, number.end)
            if view.text[number.clause[1] - 1 : number.end + 60].find("\n") >= 0
            else 0
        )
        if headings < 2 or end - number.end > 60:
            return
        run = headings
    if run == MOST_MARKS <= number.value:
        return  # marks above 十 are not followed
    yield _counted(view, number, run, f"列出的是{run}项", number.clause, "marked")


def _dated(view: View, number: Number, end: int) -> Iterator[Statement]:
    """会议四次（时间为4月9日、9月3日、10月22日、11月26日)."""
    if number.unit not in ("次", "场", "期", "轮", "批"):
        return
    inside = re.match(r"[^，。；（(]{0,8}[（(](?P<list>[^）)]{6,80})[）)]", view.text[number.end : end])
    dates = _DATES.findall(inside["list"]) if inside else []
    if inside is None or len(dates) < 2 or "等" in inside["list"]:
        return
    span = (number.clause[0], number.end + inside.end())
    yield _counted(view, number, len(dates), f"列出的日期是{len(dates)}个", span, "listed")


def _mends(view: View, number: Number, count: int) -> tuple[Mend, ...]:
    return mends.of(mends.figure_mend(view.whole, (number.start, number.end), count, "若所列各项没有遗漏"))


def _counted(view: View, number: Number, count: int, wording: str, span: tuple[int, int], how: str) -> Statement:
    """A count that is named right before what is counted."""
    return Statement(
        kind="计数",
        numbers=(number,),
        span=span,
        formula=str(count),
        holds=count == number.value,
        stated_text=number.quantity.text,
        evidence=frozenset({"named", "close", how}),
        suggestion=f"文中写{number.quantity.text}，{wording}",
        mends=_mends(view, number, count),
    )
