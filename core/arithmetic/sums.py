"""A whole and its parts: totals told before or after what they add up."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from core.arithmetic import mends
from core.arithmetic.claim import Claim, Reading, Statement, named, summed
from core.arithmetic.person_classes import class_of
from core.arithmetic.view import Number, View, digits
from core.han_numerals import han_to_int

_TOTAL = re.compile(
    r"(?:共计?|合计|总计|总共|累计|小计|[合加]起来)[^\d，。；、]{0,8}$|总(?:分|数|和|额|量|人数|成绩)(?:[为达是共约：:]|达到)*$"
)
_WHOLE_YEAR = re.compile(
    r"(?:(?:参加|参评|受检|上述|这|该)[^，。；\d]{0,6}|全年|年度|全学年|[两三四]项|两者|两期)[^\d，。；]{0,10}$"
)
_OF_KINDS = re.compile(
    r"(?P<n>[两二三四五六七八九十])(?:种|类|项|个|部分|方面)[^，。；\d]{0,8}(?:合计|共计|总计|共|累计)"
)
_PART_OF_YEAR = re.compile(r"上半年|下半年|[春秋]季|[一二三四]季度|\d{1,2}\s*至\s*\d{1,2}\s*月|学期|前[三半]")
_PARTED = re.compile(
    r"其中|具体[为是]|分别|包括|包含|分为|划分|构成|分布|组成|即|依次|^\s*[：:（(]|：\s*[^，。；]{0,12}$|按[^，。]{1,10}分|按[^，。]{2,8}统计"
)
_OPEN = re.compile(r"其中|等(?=[^级次]|$)")
_CHANGE = re.compile(
    r"(?<![待需提])(?:增加|增长|提高|上升|提升|下降|降低|减少|压减|减|增|多|少|高|低|比|较|超|新增|占)[了近约达为到]{0,2}$|比|较|上年|去年|同期|平均|人均|生均"
)
_ASIDE = re.compile(r"平均|满分|均分")
_LABEL_LEAD = re.compile(r"^(?:[，、；：（(\s]|其中|全[省市县区校]|共有|有|分别[为是]?|包括|即)+")
_MADE_UP = re.compile(r"由[^。；]{4,120}(?:组成|构成)|分为|按[^，。]{1,10}分")
# 90分及以上12人，80至89分20人: bands part those who sat for it.
_BANDED = re.compile(r"\d\s*分\s*(?:及|含)?以[上下]|\d\s*(?:-{1,2}|—|~|至|到)\s*\d+\s*分")
_TWICE = re.compile(
    r"[均都]含|(?:含|包括)[^，。；、\d]{0,8}(?:一贯制|完全中学)|重复|交叉|同时(?:具有|享受|属于)|多种身份|兼有|重叠|两[边处]都?|分别(?:按|计)"
)
_EACH = re.compile(r"每|各(?=\d)|平均|人均|生均|校均|班均")
_EQUATION = re.compile(
    r"(?<![\d.])(?P<whole>\d+(?:\.\d+)?)\s?[\u4e00-\u9fff%]{0,3}\s?=\s?(?P<parts>\d+(?:\.\d+)?\s?[\u4e00-\u9fff%]{0,3}(?:\s?\+\s?\d+(?:\.\d+)?\s?[\u4e00-\u9fff%]{0,3})+)"
)
# Two that leave nothing between them.
_HALVES = (("男", "女"), ("公办", "民办"), ("城区", "乡村"), ("物理", "历史"), ("理科", "文科"), ("应届", "往届"))
HALF_STEP = 0.005
MOST_PARTS, MOST_ITEMS = 16, 6
NEAR, FAR = 0.2, 0.4


def totals(view: View) -> Iterator[Claim]:
    """Every figure that may be the sum of figures right after it or right before it."""
    for number in view.numbers:
        if number.unit in ("%", "个百分点", "比", "倍", "番", "年", "岁") or _CHANGE.search(number.before[-8:]):
            continue
        found = [*_forward(view, number), *_backward(view, number)]
        if found:
            yield Claim(kind="和", stated=number, readings=tuple(found))


def equations(view: View) -> Iterator[Statement]:
    """50所=20+35: a sum written out."""
    for found in _EQUATION.finditer(view.folded):
        parts = [float(part) for part in re.findall(r"\d+(?:\.\d+)?", found["parts"])]
        whole = float(found["whole"])
        yield Statement(
            kind="和",
            numbers=(),
            span=found.span(),
            formula="+".join(map(digits, parts)),
            holds=abs(sum(parts) - whole) < HALF_STEP,
            stated_text=found["whole"],
            evidence=frozenset({"parted", "total", "only"}),
            suggestion=f"各项相加应为{digits(sum(parts))}",
            mends=mends.of(mends.figure_mend(view.whole, found.span("whole"), sum(parts), "若其余各数无误")),
        )


def weights_of_a_whole(view: View) -> Iterator[tuple[list[Number], bool]]:
    """Runs of percentages that part one whole, and whether words say that they do."""
    for sentence in view.sentences:
        run: list[Number] = []
        for number in (*sentence.numbers, None):
            share = number is not None and number.unit == "%" and number.kind == "quantity" and not number.is_range
            if number is not None and share and (not run or _enumerated(view, run[-1], number)):
                run.append(number)
                continue
            if len(run) >= 3 or (len(run) == 2 and _weighing(view, run)):
                yield run, _weighing(view, run)
            run = [number] if number is not None and number.unit == "%" else []


def _weighing(view: View, run: Sequence[Number]) -> bool:
    around = view.text[max(0, run[0].start - 40) : run[-1].end + 20]
    return bool(re.search(r"权重|加权|计算|相加|评价|考核|结构|构成|组成|总评|分布|其中|按", around))


def _enumerated(view: View, one: Number, other: Number) -> bool:
    gap = view.between(one, other)
    return len(gap) <= 22 and not re.search(r"[。；;\n]|比|较|上年|去年|提高|下降|增长|达到|率", gap)


def _depth(view: View, first: Number, one: Number) -> int:
    """How many brackets stand open at a figure that did not at an earlier one."""
    between = view.text[first.end : one.start]
    return between.count("（") - between.count("）")


def _forward(view: View, total: Number) -> Iterator[Reading]:
    run: list[Number] = []
    level = 0
    last = total
    for one in view.after(total, MOST_ITEMS):
        # 共90人。其中，男生50人；女生40人: the parts may be items of their own.
        marks = view.text[last.end : one.start].count("；")
        item = bool(run) and run[0].sentence != total.sentence and marks == one.sentence - last.sentence
        parted = not run and one.sentence - total.sentence == 1 and _PARTED.search(view.text_before(one))
        if one.sentence != last.sentence and not item and not parted:
            break
        last = one
        if _TOTAL.search(one.before):
            break
        if _ASIDE.search(one.before):
            continue  # 平均分76.4分（满分100分）
        if _CHANGE.search(view.text[one.clause[0] : one.start][-8:]):
            continue  # 其中物理类2170人，比去年增加195人，历史类780人
        depth = _depth(view, total, one)
        if depth != level and run:
            if depth < level:
                break  # the bracket that holds the parts has closed
            continue  # 幼儿园61所（公办34所、民办27所）、小学52所: what a bracket parts is a part already
        if one.agrees_with(total) and not _EACH.search(one.before):
            level = depth
            if len(run) and one.before.lstrip("，、").startswith("其中") and "其中" in view.between(total, run[0]):
                continue  # parts of a part
            run.append(one)
        elif one.unit != "%" and not run and one.quantity.low == one.quantity.high:
            break  # 45人及以下的358个: the bound of a band counts nothing
    if len(run) < 2:
        return
    between = view.between(total, run[0])
    cue = _PARTED.search(between) or _BANDED.search(between)
    yield from _readings(view, total, run[:MOST_PARTS], cue is not None, bool(_TOTAL.search(total.before)), ahead=True)


def _backward(view: View, total: Number) -> Iterator[Reading]:
    back = _WHOLE_YEAR.search(total.before)
    cue = bool(_TOTAL.search(total.before) or back)
    run: list[Number] = []
    for one in reversed(view.before(total, 3 if cue else 0)):
        if one.agrees_with(total) and not _EACH.search(one.before) and not _CHANGE.search(one.before[-8:]):
            if _TOTAL.search(one.before) and run:
                break
            run.insert(0, one)
    own = [one for one in run if one.sentence == total.sentence]
    run = own if len(own) >= 2 else run
    if (
        back
        and back[0].startswith(("全", "年"))
        and not all(_PART_OF_YEAR.search(view.text_before(one)) for one in run)
    ):
        return  # 全年 sums up what half-years told, and nothing else
    kinds = _OF_KINDS.search(view.text[total.clause[0] : total.start])
    if kinds and len(run) != han_to_int(kinds["n"].replace("两", "二")):
        return  # 两种方式合计90人 sums up two
    if len(run) >= 2 and cue:
        yield from _readings(view, total, run[-MOST_PARTS:], False, cue, ahead=False)


def _readings(
    view: View, total: Number, run: Sequence[Number], parted: bool, cue: bool, *, ahead: bool
) -> Iterator[Reading]:
    """Sums of every stretch of the run that touches the total; the whole run is what is believed."""
    for count in range(2, len(run)):
        yield summed(run[:count] if ahead else run[-count:], [1] * count)
    said = sum(one.value for one in run)
    distance = abs(said - total.value) / max(abs(total.value), 1e-9)
    between = view.text[min(total.end, run[0].start) : max(total.start, run[-1].end)]
    last = view.sentences[run[-1].sentence if run[-1].start > total.start else total.sentence]
    around = view.text[min(total.clause[0], run[0].clause[0]) : last.end]
    alike = all(len(view.between(a, b)) <= 24 for a, b in itertools.pairwise(run))
    evidence = {
        "parted": parted,
        "total": cue,
        "no cue": not (parted or cue),
        "near": distance <= NEAR,
        "alike": alike,
        "far": distance > FAR and not _left_out(run, total),
        "more": said > total.value,
        "many": len(run) >= 3,
        "crossed": run[0].sentence != total.sentence,
        "open": bool(_OPEN.search(between)) and said < total.value,
        "left out": _left_out(run, total),
        "exclusive": len(run) == 2
        and any(
            {one, other} == {_opens_with(part, (one, other)) for part in run} for one, other in _halves(view, total)
        ),
        "periods": all(_PART_OF_YEAR.search(view.text_before(one)) for one in run),
        "same noun": len({one.noun for one in run}) == 1,
        "mixed": total.unit in ("个", "项", "次") and len({one.noun for one in (total, *run)}) == len(run) + 1,
    }
    excuse = "各项有重复计入（如九年一贯制学校两边都算），合计不必相等" if _TWICE.search(around) else ""
    classes = {class_of(one.before + one.noun) for one in run} - {""}
    if not excuse and len(classes) > 1 and not _MADE_UP.search(view.text, total.end, last.end):
        excuse = "各项之间可能交叉（同一人可属几项），合计不必相等"
    yield summed(run, [1] * len(run), *named(evidence), excuse=excuse)


def _halves(view: View, total: Number) -> Iterator[tuple[str, str]]:
    """Pairs of words that part a whole and leave nothing; a school may be of both stages, a pupil may not."""
    yield from _HALVES
    if total.unit in ("人", "名") and "义务教育" in view.text_before(total):
        yield ("小学", "初中")


def _opens_with(part: Number, words: Sequence[str]) -> str:
    """Which of some words the label of a part opens with: 民办5所, and not 普惠性民办5所."""
    label = _LABEL_LEAD.sub("", part.before)
    return next((word for word in words if label.startswith(word)), "")


def _left_out(run: Sequence[Number], total: Number) -> bool:
    """Whether the total is the sum without one of its parts."""
    said = sum(one.value for one in run)
    return any(abs(said - one.value - total.value) < 1e-6 for one in run) and len(run) >= 3
