"""Lines of standards that a text tells, the parts of one whole, figures that can only grow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from core.arithmetic import mends
from core.arithmetic.claim import Statement, named
from core.arithmetic.order import DIGITS, labelled_numbers
from core.arithmetic.sums import weights_of_a_whole
from core.arithmetic.view import Number, View, digits
from core.finding import Mend
from core.qualifiers import is_lower_bound, is_upper_bound

_HUNDRED = re.compile(r"百分制|(?:满分|总分)(?:为|共)?\s*100\s*分")
_ASIDE = re.compile(r"附加|加分|扣|满分|总分|得分|达到|以上|平均")
WHOLE_MARKS, MIN_MARKS = 100, 3
EQUAL = 1e-6
OFF_PAIR, OFF_WEIGHED = 5.0, 30.0
WHOLE, OFF_WHOLE = 0.06, 12.0  # per cent: rounding of each part, and what is no whole any more
_LINE_BEFORE = re.compile(
    r"(?P<most>未超过?|不超过|没有超过|控制在|低于|小于|少于|不高于|不大于|以内|未突破)|(?P<least>达到|不低于|不少于|高于|超过|大于|均超)"
)
_NONE_OVER = re.compile(r"(?:没有|无|未出现|不存在|消除)[^，。；\d]{0,6}$")
_EXTREME = re.compile(r"最[大多高]|最[小少低]")
_BORDER = re.compile(r"基本|个别|略|临界|大部分|多数")
_KEPT = re.compile(r"[均都全](?:部)?(?:未超|符合|达标|满足|在[^，。]{0,6}以内|没有超)")
_COUNT_OVER = re.compile(r"(?:其中)?(?P<n>[一二三四五六七八九\d]{1,2})[项所个]?(?:超标|未达标|不达标|超过标准)")
_MISSED = re.compile(r"未(?:完成|达|能|实现)|没有(?:完成|达)")
_WEIGHTS = re.compile(r"权重|分值占比|折算比例|按比例计")
_ALL = re.compile(r"均|都|全部|所有|一律|各项|每[个所项]|没有|无|三校|两校|未|最[大高多]")


def limits(view: View) -> Iterator[Statement]:
    """Every claim in words that figures keep to a line or make up a whole."""
    yield from _lines(view)
    yield from _wholes(view)
    yield from _full_marks(view)
    yield from _counted_over(view)
    yield from _cumulative(view)


def _lines(view: View) -> Iterator[Statement]:
    """均未超过45人, 都低于0.50, 没有56人及以上: every figure of the kind told before it against the line."""
    for number in view.numbers:
        clause = view.text[slice(*number.clause)]
        head = view.text[number.clause[0] : number.start]
        found = next(reversed(list(_LINE_BEFORE.finditer(head + number.quantity.text))), None)
        none_over = bool(_NONE_OVER.search(head)) and is_lower_bound(number.quantity.qualifier)
        within = "以内" in clause or is_upper_bound(number.quantity.qualifier)
        end = view.sentences[min(number.sentence + 1, len(view.sentences) - 1)].end
        tail = _KEPT.search(view.text, number.clause[1], end)
        kept = tail is not None and within
        if _MISSED.search(head) or not (none_over or kept or (_ALL.search(head) and (found or within))):
            continue
        most = none_over or within or bool(found and found["most"])
        items = [
            one
            for one in view.before(number, 1)
            if one.unit == number.unit
            and one.clause != number.clause
            and number.value / 5 <= one.value <= number.value * 5
            and not (is_lower_bound(one.quantity.qualifier) or is_upper_bound(one.quantity.qualifier))
        ][-8:]
        if kept and tail and tail.start() > view.sentences[number.sentence].end:
            # The rule first, the figures and the claim in the sentence after it.
            items = [one for one in view.after(number, 1) if one.unit == number.unit and one.end <= tail.start()]
        own = [one for one in items if one.sentence == number.sentence] or items
        lines = _side_by_side(view, number)
        if len(lines) > 1:
            # 18人、27人，均未突破20人、30人: each figure has its own line.
            own = own[-len(lines) :][lines.index(number) :][:1] if len(own) >= len(lines) else []
        if not own:
            continue
        value = max(one.value for one in own) if most else min(one.value for one in own)
        strict = none_over or bool(re.search(r"低于|小于|少于", head) and not re.search(r"不低于|不少于", head))
        holds = (value < number.value if strict else value <= number.value) if most else value >= number.value
        border = value == number.value or bool(_BORDER.search(view.text[number.clause[0] : number.clause[1] + 30]))
        yield Statement(
            kind="阈值",
            numbers=(*own, number),
            span=(number.clause[0], tail.end()) if kept and tail else number.clause,
            formula=f"{digits(value)}{'<' if strict else '<=' if most else '>='}{digits(number.value)}",
            holds=holds or border,
            stated_text=clause,
            suggestion=f"所列各数中有{digits(value)}{number.unit}，与“{clause.strip()[:24]}”不符",
            evidence=named(
                {
                    "kept": kept,
                    "listed": len(own) >= 3,
                    "extreme": any(_EXTREME.search(one.before) for one in own),
                    "crossed": own[0].sentence != number.sentence,
                    "one": len(own) == 1,
                }
            ),
        )


def _side_by_side(view: View, number: Number) -> list[Number]:
    """The figures of a list (20人、30人) that a figure is one of; itself alone where it stands in none."""
    run = [number]
    for one in reversed([n for n in view.sentences[number.sentence].numbers if n.end <= number.start]):
        if view.between(one, run[0]).strip() not in ("、", "和"):
            break
        run.insert(0, one)
    for one in [n for n in view.sentences[number.sentence].numbers if n.start >= number.end]:
        if view.between(run[-1], one).strip() not in ("、", "和"):
            break
        run.append(one)
    return run


def _full_marks(view: View) -> Iterator[Statement]:
    """实行百分制：环境30分，管理40分…: the marks of a list make up the hundred."""
    for index, sentence in enumerate(view.sentences):
        result = view.sentences[index - 1] if index else sentence
        # 实行百分制。环境30分…: where the sentence that says so gives no marks, the one after it does.
        ahead = sum(one.unit == "分" for one in result.numbers) < MIN_MARKS and result is not sentence
        found = _HUNDRED.search(view.text, result.start if ahead else sentence.start, sentence.end)
        run = [one for one in sentence.numbers if one.unit == "分" and found and one.start >= found.end()]
        run = [one for one in run if one.quantity.low == one.quantity.high and not _ASIDE.search(one.before)]
        listed = len(run) >= MIN_MARKS and all(len(view.between(a, b)) <= 12 for a, b in pairwise(run))
        total = sum(one.value for one in run)
        if listed:
            yield Statement(
                kind="权重",
                numbers=tuple(run),
                span=(run[0].clause[0], run[-1].end),
                stated_text="100分",
                formula="+".join(digits(one.value) for one in run),
                holds=abs(total - WHOLE_MARKS) < WHOLE,
                evidence=frozenset({"listed", "weighed", "many"}),
                suggestion=f"各项合计{digits(total)}分，不是100分",
                mends=_made_whole(view, run, WHOLE_MARKS),
            )


def _counted_over(view: View) -> Iterator[Statement]:
    """对照0.50的标准……其中一项超标: how many of the figures told are over the line."""
    for index, sentence in enumerate(view.sentences):
        text = view.text[sentence.start : sentence.end]
        found = _COUNT_OVER.search(text)
        lines = [n for n in sentence.numbers if re.match(r"的?(?:[\u4e00-\u9fff]{0,4})?(?:标准|要求|上限)", n.after)]
        if not found or len(lines) != 1:
            continue
        values = [n for _, n in labelled_numbers(view, index) if n.unit == lines[0].unit and n is not lines[0]]
        over = sum(n.value > lines[0].value for n in values)
        count = int(found["n"]) if found["n"].isdigit() else DIGITS.find(found["n"]) + 1
        if len(values) >= 3 and count:
            yield Statement(
                kind="阈值",
                numbers=(*values, lines[0]),
                span=(sentence.start + found.start(), sentence.start + found.end()),
                formula=f"{over}",
                holds=over == count,
                stated_text=found[0],
                evidence=frozenset({"listed", "named"}),
                suggestion=f"超过{lines[0].quantity.text}的有{over}项",
                mends=mends.of(
                    mends.figure_mend(
                        view.whole,
                        (sentence.start + found.start("n"), sentence.start + found.end("n")),
                        over,
                        "若所列数值无误",
                    )
                ),
            )


def _wholes(view: View) -> Iterator[Statement]:
    for run, weighing in weights_of_a_whole(view):
        total = sum(one.value for one in run)
        tail = WHOLE * len(run) if any("." in one.quantity.text for one in run) else 0.0
        weighed = bool(_WEIGHTS.search(view.text[max(0, run[0].start - 24) : run[0].start]))
        off = OFF_PAIR if len(run) == 2 else OFF_WHOLE
        if abs(total - 100) > (OFF_WEIGHED if weighed else off):
            continue
        begin = view.text[max(run[0].clause[0], run[0].start - 30) : run[0].start]
        yield Statement(
            kind="权重",
            numbers=tuple(run),
            span=(run[0].start - min(10, run[0].start - run[0].clause[0]), run[-1].end),
            formula="+".join(digits(one.value) for one in run),
            holds=abs(total - 100) <= tail + 1e-6,
            stated_text="100%",
            evidence=named(
                {
                    "listed": all("占" in one.before for one in run),
                    "weighed": weighed,
                    "weighing": weighing,
                    "many": len(run) >= 4,
                    "direct": "占" in begin,
                    "two": len(run) == 2,
                }
            ),
            suggestion=f"各项合计{digits(round(total, 2))}%，不是100%",
            mends=_made_whole(view, run, 100.0),
        )


def _made_whole(view: View, run: Sequence[Number], whole: float) -> tuple[Mend, ...]:
    """Each part as the others leave it of the whole."""
    result = mends.operand_mends(
        view.whole, run, lambda *values: sum(values), whole, lambda total: abs(total - whole) < EQUAL, "若其余各项无误"
    )
    return mends.of(*result)


def _cumulative(view: View) -> Iterator[Statement]:
    """690分以上5人，680分以上9人: the lower the bound, the more are above it."""
    for sentence in view.sentences:
        rows = [
            (bound, count)
            for bound, count in pairwise(sentence.numbers)
            if bound.unit == "分"
            and is_lower_bound(bound.quantity.qualifier)
            and count.unit != "分"
            and not count.before
        ]
        for (above, fewer), (below, more) in pairwise(rows):
            if above.value > below.value and fewer.agrees_with(more):
                yield Statement(
                    kind="累计单调",
                    numbers=(fewer, more),
                    span=(above.start, more.end),
                    stated_text=more.quantity.text,
                    formula=f"{digits(more.value)}>={digits(fewer.value)}",
                    holds=more.value >= fewer.value,
                    evidence=frozenset({"named", "listed", "extreme"}),
                    suggestion=f"{below.quantity.text}的人数不会少于{above.quantity.text}的人数",
                )
