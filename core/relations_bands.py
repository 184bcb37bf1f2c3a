"""Series that must keep an order: score bands, ranges, weights that sum to 100%, spans of days and years."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from core.finding import Finding
from core.relations_view import Number, Sentence, View, digits

_WEIGHT = re.compile(r"权重|占比|分值|占|比重|配比|系数")
_WEIGHTED = re.compile(r"考核|评估|评价|评选|得分|计分|分值|权重|成绩|综合|量化|积分")
_STAGE = re.compile(r"小学|初中|高中|幼儿园|中学")


def cumulative_bands(view: View) -> Iterator[Finding]:
    """690分以上5人，680分以上9人……: as the mark falls the number may only grow."""
    for sentence in view.sentences:
        pairs: list[tuple[Number, Number]] = []
        for mark, count in zip(sentence.numbers, sentence.numbers[1:], strict=False):
            scored = mark.unit in ("分", "") and mark.quantity.qualifier == "以上" and mark.value > count.value
            if scored and count.unit in ("人", "名") and not count.is_range and len(view.between(mark, count)) <= 3:
                pairs.append((mark, count))
        if len(pairs) < 2:
            continue
        falling = sorted(pairs, key=lambda pair: -pair[0].value)
        counts = [count.value for _, count in falling]
        ordered = all(a <= b for a, b in itertools.pairwise(counts))
        formula = "<=".join(digits(c) for c in counts)
        operands = [n for pair in pairs for n in pair]
        steps = [counts[0], *(b - a for a, b in itertools.pairwise(counts))]
        top = _top_score(view, sentence, falling[0][0])
        yield view.finding(
            "累计单调",
            operands,
            formula,
            ordered,
            "通过" if ordered else "不通过",
            stated=formula,
            readings=("分段人数：" + "、".join(digits(s) for s in steps), *top),
            suggestion="" if ordered else "“以上”人数应随分数线降低而不减，请核对",
        )


def _top_score(view: View, sentence: Sentence, highest: Number) -> tuple[str, ...]:
    tops = [n for n in sentence.numbers if n.unit == "分" and "最高" in n.before]
    if tops and tops[0].value < highest.value:
        return (f"最高分{tops[0].quantity.text}低于分数线{highest.quantity.text}，两者矛盾",)
    return ()


def ordered_ranges(view: View) -> Iterator[Finding]:
    """高中8.74-9元；初中7.15-7.52元: each range ascends; ranges of neighbouring stages are compared."""
    for sentence in view.sentences:
        ranges = [n for n in sentence.numbers if n.is_range and n.unit and _STAGE.search(n.before)]
        groups: dict[str, list[Number]] = {}
        for number in ranges:
            groups.setdefault(number.unit, []).append(number)
        for members in groups.values():
            if len(members) < 2:
                continue
            by_low = sorted(members, key=lambda n: n.quantity.low)
            apart = all(a.quantity.high < b.quantity.low for a, b in itertools.pairwise(by_low))
            formula = " and ".join(f"{digits(n.quantity.low)}<={digits(n.quantity.high)}" for n in members)
            yield view.finding(
                "区间",
                members,
                formula,
                True,
                "通过",
                stated=members[0].quantity.text,
                readings=("各段区间互不重叠" if apart else "区间有重叠",),
            )


_REVERSED = re.compile(
    r"(?<![\d.第〔\[-])(\d+(?:\.\d+)?)\s?-\s?(\d+(?:\.\d+)?)\s?(元|%|人|分|岁|个|所|名|项|种|课时|万元)(?![\d-])"
)


def reversed_ranges(view: View) -> Iterator[Finding]:
    """9-8.74元: a range whose first end is the greater."""
    for found in _REVERSED.finditer(view.folded):
        first, second = float(found[1]), float(found[2])
        if first > second and not re.search(r"[0-9-]$", view.folded[: found.start()][-1:]) and first < 1900:
            quote = view.text[max(0, found.start() - 10) : found.end()]
            yield Finding(
                kind="区间",
                quote=quote,
                operands=(),
                formula=f"{found[1]}<={found[2]}",
                computed=False,
                stated=found[0],
                verdict="不通过",
                readings=("区间前大后小", "短横线不是区间号，两数各有所指"),
                suggestion=f"改为{found[2]}-{found[1]}{found[3]}",
                span=(max(0, found.start() - 10), found.end()),
            )


def weights(view: View) -> Iterator[Finding]:
    """演讲(权重80%)和答辩(20%); 五个部分各占20%; 占40%+占20%+占40%: weights of one scheme sum to 100%."""
    done: set[tuple[int, int]] = set()
    paragraphs: dict[int, list[Sentence]] = {}
    for sentence in view.sentences:
        paragraphs.setdefault(sentence.paragraph, []).append(sentence)
        numbers = [n for n in sentence.numbers if n.unit == "%" and not n.is_range and not n.quantity.qualifier]
        each = next((n for n in numbers if re.search(r"各占?[^，。；\d]{0,3}$", n.before)), None)
        if each is not None:
            counts = [
                n
                for n in sentence.numbers
                if n.end <= each.start and n.unit in ("个", "项", "部分", "方面") and 2 <= n.value <= 20
            ]
            if counts and _WEIGHTED.search(view.text[sentence.start : sentence.end]):
                yield _weight_finding(
                    view,
                    [counts[-1], each],
                    f"{digits(counts[-1].value)}*{digits(each.value)}",
                    counts[-1].value * each.value,
                    (counts[-1].clause[0], each.clause[1]),
                )
            continue
        weighted = numbers if _shares_of_score(view, sentence, numbers) else [n for n in numbers if _is_weight(view, n)]
        if len(weighted) >= 2 and all(len(view.between(a, b)) <= 20 for a, b in itertools.pairwise(weighted)):
            done.add((sentence.start, sentence.end))
            yield _weight_finding(
                view, weighted, "+".join(digits(n.value) for n in weighted), sum(n.value for n in weighted), None
            )
    for members in paragraphs.values():
        single = [
            n
            for s in members
            if (s.start, s.end) not in done
            for n in s.numbers
            if n.unit == "%" and not n.quantity.qualifier and re.search(r"占[^，。；\d]{2,24}的$", n.before)
        ]
        bases = {re.sub(r"^.*占", "", n.before) for n in single}
        if len(single) >= 2 and len(bases) == 1 and _WEIGHTED.search("".join(n.before for n in single)):
            yield _weight_finding(
                view, single, "+".join(digits(n.value) for n in single), sum(n.value for n in single), single[-1].clause
            )


def _shares_of_score(view: View, sentence: Sentence, numbers: list[Number]) -> bool:
    """Whether three or more shares, each 甲占50%, are told of one score: 综合考核中，甲占50%，乙占30%，丙占20%."""
    lead = view.text[sentence.start : numbers[0].start] if numbers else ""
    told = all(re.search(r"^[，,、]?[一-鿿]{2,10}占$", n.before) for n in numbers)
    # 得分由日常督查40%、年终考核60%组成
    made = (
        bool(numbers)
        and bool(re.search(r"(?:得分|总分|成绩|评分)由", lead))
        and "组成" in view.text[numbers[-1].end : numbers[-1].end + 4]
    )
    return (len(numbers) >= 3 and told and bool(_WEIGHTED.search(lead))) or (made and len(numbers) >= 2)


def _is_weight(view: View, number: Number) -> bool:
    marked = re.search(r"(?:权重|[（(+＋]\s*占?|占)\s*$", number.before) or (
        view.text[number.start - 1 : number.start] in "（(" and view.text[number.end : number.end + 1] in "）)"
    )
    if re.search(r"(?:成绩|得分|评价|考核|测评|评议|答辩|面试|笔试)占\s*$", number.before):
        return True
    listed = re.search(r"权重(?:为|是|分别为|：|:)", view.lead(number, 60)) and re.search(
        r"(?:^|[、，,为：:])[一-鿿]{2,8}$", number.before
    )
    if listed:
        return True
    sentence_words = view.text[max(0, number.start - 60) : number.end + 30]
    return (
        bool(marked)
        and bool(re.search(r"权重|\+|＋|分值", sentence_words))
        and bool(_WEIGHTED.search(sentence_words + "权重"))
    )


def _weight_finding(
    view: View, numbers: list[Number], formula: str, total: float, span: tuple[int, int] | None
) -> Finding:
    right = abs(total - 100) < 1e-6
    return view.finding(
        "权重",
        numbers,
        formula,
        total,
        "通过" if right else "不通过",
        stated="100",
        span=span,
        readings=() if right else (f"权重合计{digits(total)}%",),
        suggestion="" if right else "权重之和应为100%",
    )
