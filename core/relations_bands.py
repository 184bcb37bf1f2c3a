"""Series that must keep an order: score bands, ranges, weights that sum to 100%, spans of days and years."""

from __future__ import annotations

import datetime as dt
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
        weighted = [n for n in numbers if _is_weight(view, n)]
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


_MONTH_DAYS = re.compile(
    r"(?:(?P<month>\d{1,2})\s*月\s*)?(?P<first>\d{1,2})(?:日)?\s*(?:-|至|到)\s*(?:(?P<month2>\d{1,2})\s*月\s*)?(?P<last>\d{1,2})\s*[日号]"
)
_LASTED = re.compile(r"(?:历时|共计?|为期|持续|用时)\s*$")


def day_spans(view: View) -> Iterator[Finding]:
    """6月7-9日，27-29日，历时6天: days told against the dates before them."""
    for sentence in view.sentences:
        for number in sentence.numbers:
            if number.unit not in ("天", "日") or number.quantity.qualifier or not _LASTED.search(number.before):
                continue
            spans = list(_MONTH_DAYS.finditer(view.folded, max(sentence.start, number.start - 60), number.start))
            days = [_days(found) for found in spans]
            if not days or None in days:
                continue
            total = float(sum(d for d in days if d is not None))
            formula = "+".join(str(d) for d in days)
            same = total == number.value
            yield view.finding(
                "天数",
                [number],
                formula,
                total,
                "通过" if same else "不通过",
                stated=number.quantity.text,
                span=(spans[0].start(), number.end),
                readings=() if same else (f"日期合计{digits(total)}天（首尾都算）",),
                suggestion="" if same else f"天数改为{digits(total)}天，或核对日期",
            )


def _days(found: re.Match[str]) -> int | None:
    month = int(found["month"] or 1)
    try:
        first = dt.date(2024, month, int(found["first"]))
        last = dt.date(2024, int(found["month2"] or month), int(found["last"]))
    except ValueError:
        return None
    return (last - first).days + 1 if last >= first else None


_YEAR_SPAN = re.compile(r"(?P<first>(?:19|20)\d\d)\s*(?:学年|年)?\s*(?:-{1,2}|至|到)\s*(?P<last>(?:19|20)\d\d)\s*年?")


def year_spans(view: View) -> Iterator[Finding]:
    """三年行动计划（2022-2025年）, 从2016年到2020年……连续6年: years told against the years named."""
    for sentence in view.sentences:
        for number in sentence.numbers:
            if number.unit in ("年", "个月"):
                yield from _lasting(view, sentence, number)
            if number.unit == "年" and number.before.endswith("连续"):
                yield from _running(view, sentence, number)
            if number.unit != "年" or number.quantity.qualifier or not 2 <= number.value <= 30:
                continue
            planned = re.match(
                r"(?:行动|工作|发展|提升)*(?:计划|规划|方案)[》”]?[（(]",
                number.after + view.text[number.end + len(number.after) :][:2],
            )
            after = _YEAR_SPAN.match(view.folded, number.end + len(planned[0])) if planned else None
            if planned and after is None:
                after = _YEAR_SPAN.search(view.folded, number.end, min(sentence.end, number.end + 20))
            if after is None:
                continue
            whole = int(after["last"]) - int(after["first"]) + 1
            fits = number.value in (whole, whole - 1)
            yield view.finding(
                "年数",
                [number],
                f"{after['last']}-{after['first']}+1",
                float(whole if number.value == whole else whole - 1),
                "通过" if fits else "不通过",
                stated=number.quantity.text,
                span=(number.clause[0], after.end()),
                readings=("按学年或周年计，首尾年份只算一次",) if number.value == whole - 1 else (),
                suggestion="" if fits else f"年份跨度为{whole}年",
            )


_FROM_YEAR = re.compile(
    r"(?P<y1>(?:19|20)\d\d)年(?:(?P<m1>\d{1,2})月)?\s*(?:起)?(?:至|到|-{1,2})\s*(?P<y2>(?:19|20)\d\d)年(?:(?P<m2>\d{1,2})月)?(?:底|末)?"
)


def _lasting(view: View, sentence: Sentence, number: Number) -> Iterator[Finding]:
    """从2018年到2022年，连续5年; 2022年9月至2023年6月，历时10个月."""
    if number.quantity.qualifier or not re.search(r"(?:历时|连续|为期|持续|共)\s*$", number.before):
        return
    found = _FROM_YEAR.search(view.folded, max(sentence.start, number.start - 40), number.start)
    if found is None or re.search(r"[。；;]", view.text[found.end() : number.start]):
        return
    months = bool(found["m1"] and found["m2"])
    if (number.unit == "个月") != months:
        return
    gap = int(found["y2"]) - int(found["y1"])
    if months:
        gap = gap * 12 + int(found["m2"]) - int(found["m1"])
    fits = number.value in (gap, gap + 1)
    whole = gap if number.value == gap else gap + 1
    yield view.finding(
        "年数" if not months else "月数",
        [number],
        f"{found['y2']}-{found['y1']}",
        float(whole),
        "通过" if fits else "不通过",
        stated=number.quantity.text,
        span=(found.start(), number.end),
        readings=() if fits else (f"首尾都算为{gap + 1}{number.unit}，只算间隔为{gap}{number.unit}",),
        suggestion="" if fits else f"改为{gap + 1}{number.unit}，或核对起止时间",
    )


def _running(view: View, sentence: Sentence, number: Number) -> Iterator[Finding]:
    """从2016年……到2020年……连续6年: more years in a row than the years named before it span."""
    years = [int(y) for y in re.findall(r"((?:19|20)\d\d)年", view.text[sentence.start : number.start])]
    if len(years) != 2 or not years[0] < years[1] or not 2 <= number.value <= 30:
        return
    gap = years[1] - years[0]
    if number.value not in (gap, gap + 1) and abs(number.value - gap) <= 3:
        yield view.finding(
            "年数",
            [number],
            f"{years[1]}-{years[0]}+1",
            float(gap + 1),
            "口径可疑",
            stated=number.quantity.text,
            readings=(f"{years[0]}—{years[1]}年首尾都算为{gap + 1}年", "连续年数可能另有起止"),
            suggestion="注明连续年数的起止年份",
        )
