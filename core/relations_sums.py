"""Parts and wholes: totals beside their parts, nested totals in brackets, overlaps that explain a surplus."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from core.finding import Finding
from core.relations_view import Number, View, digits, same_noun

TOTAL = re.compile(r"(?:总计|合计|共计|总共|一共|总数|(?<!公)共(?![同享建识和产青振富性鸣育生]))[^，。；;、\d]{0,14}$")
_CHANGED = re.compile(r"(?:比|较|同比|提高|增加|增长|减少|下降|少|多|新增|降低)[^，。；;\d]{0,8}$")
_PARTS = re.compile(r"其中|分别|包括|包含|分为|含")
# Halves that leave nothing out: where both are told, their sum is the whole.
COMPLEMENTS = (
    ("物理", "历史"),
    ("理科", "文科"),
    ("男", "女"),
    ("城镇", "农村"),
    ("城市", "农村"),
    ("城镇", "乡村"),
    ("城区", "农村"),
    ("公办", "民办"),
    ("线上", "线下"),
    ("专任", "非专任"),
    ("达标", "不达标"),
    ("合格", "不合格"),
    ("在编", "非在编"),
    ("寄宿", "走读"),
    ("本科", "专科"),
)
_STAGES = ("幼儿园", "小学", "初中", "高中", "中职", "学前")
_NOT_SUMMED = ("%", "个百分点", "倍", "年", "岁", "分", "", "番", "比", "小时", "分钟", "天", "级", "GB")


def is_summable(number: Number) -> bool:
    """Whether a number counts or measures things that can be added: no rate, no age, no approximation."""
    return number.unit not in _NOT_SUMMED and not number.quantity.qualifier and number.kind == "quantity"


def _label(number: Number) -> str:
    return number.before[-10:] + number.noun


def _complementary(parts: list[Number]) -> bool:
    labels = [_label(p) for p in parts]
    for one, other in COMPLEMENTS if len(parts) == 2 else ():
        for a, b in ((one, other), (other, one)):
            # What is left beside 物理 and 历史 must be the same (类考生): 农村幸福院 and 城镇小区 are no halves.
            if a in labels[0] and b in labels[1] and labels[0].split(a)[-1][:3] == labels[1].split(b)[-1][:3]:
                return True
    return False


def _stage_parts(parts: list[Number]) -> bool:
    return all(any(stage in _label(p) for stage in _STAGES) for p in parts)


def sum_text(parts: list[Number]) -> str:
    """Values joined by plus signs."""
    return "+".join(digits(p.value) for p in parts)


def totals(view: View) -> Iterator[Finding]:
    """A total with its parts behind it, in the same sentence or the next ones of the paragraph."""
    for place, sentence in enumerate(view.sentences):
        following = [s for s in view.sentences[place : place + 3] if s.paragraph == sentence.paragraph]
        numbers = [n for s in following for n in s.numbers]
        for total in sentence.numbers:
            if (
                not is_summable(total)
                or total.value < 3
                or _CHANGED.search(total.before)
                or re.search(r"[从由][^，。；]{0,16}$", total.before)
            ):
                continue
            rest = numbers[numbers.index(total) + 1 :]
            parts = _parts_of(view, total, rest, sentence.end)
            whole = sum(p.value for p in parts)
            resumed = any(n.value == whole and TOTAL.search(n.before) for n in rest)
            if len(parts) >= 2 and (whole == total.value or not resumed):
                yield from _judge(view, total, parts)


def _parts_of(view: View, total: Number, rest: list[Number], sentence_end: int) -> list[Number]:
    """Numbers that follow a total as its parts: same unit, each with a label of its own, announced or complementary."""
    same = [n for n in rest if n.unit == total.unit and is_summable(n) and n.start - total.end < 120][:6]
    same = [n for n in same if not re.search(r"比|较|同比|去年|上年|增加|减少|增长", n.before)]
    same = [n for n in same if _same_head(total, n)]
    if same and re.search(r"[（(]|提高到|增加到|分别(?:提高|增加|增长|达到)", view.text[total.end : same[0].start]):
        return []
    complementary = [p for p in combinations(same[:3], 2) if _complementary(list(p))]
    if complementary:
        return list(complementary[0])
    here = [n for n in same if n.end <= sentence_end]
    gap = view.text[total.end : here[0].start] if here else ""
    announced = bool(_PARTS.search(gap)) or bool(TOTAL.search(view.lead(total)) and len(gap) <= 12)
    if not here or not announced or len(gap) > 40 or "等" in view.text[here[-1].end : here[-1].end + 6]:
        return []
    run = [here[0]]
    for number in here[1:]:
        between = view.text[run[-1].end : number.start]
        if len(between) <= 24 and not re.search(r"其中|合计|总计|共计", between) and number.value < total.value:
            run.append(number)
        else:
            break
    return run


def head_of(number: Number) -> str:
    """The word a number counts, behind it or, as in 高考考生2950人, before it."""
    before = re.sub(r"(?:共有|总计|合计|共计|总共|一共|共|有|为|达到?|约|仅|分别)+$", "", number.before.strip())
    return number.noun or (before[-2:] if re.search(r"[一-鿿]{2}$", before) else "")


def _same_head(total: Number, part: Number) -> bool:
    """Whether a part can belong to the total: they count the same word, or one of the two names none."""
    one, other = head_of(total), head_of(part)
    if not total.noun and not part.noun:
        return (
            bool(TOTAL.search(total.before))
            or not one
            or not other
            or one[-1] == other[-1]
            or bool(_STAGED.search(other))
        )
    return not part.noun or not total.noun or same_noun(one, other)


_STAGED = re.compile("|".join(_STAGES))


def _judge(view: View, total: Number, parts: list[Number]) -> Iterator[Finding]:
    whole = sum(p.value for p in parts)
    operands = [total, *parts]
    if whole == total.value:
        yield view.finding("和", operands, sum_text(parts), whole, "通过", stated=total.quantity.text)
        return
    surplus = whole - total.value
    if (
        surplus > 0
        and _stage_parts(parts)
        and total.unit in ("所", "个", "校")
        and surplus <= min(p.value for p in parts)
    ):
        yield view.finding(
            "和(重叠)",
            operands,
            f"{sum_text(parts)}-{digits(total.value)}",
            surplus,
            "通过",
            stated=total.quantity.text,
            readings=(f"分段之和{digits(whole)}比总数多{digits(surplus)}：一贯制学校（或完全中学）在两段各计一次",),
        )
        return
    exhaustive = _complementary(parts) or (
        TOTAL.search(view.lead(total)) and "其中" not in view.between(total, parts[0])
    )
    close = (abs(surplus) <= 0.1 * total.value and len(parts) >= 2) or _one_digit_off(total, parts, surplus)
    if surplus > 0 or exhaustive or close:
        readings = (
            f"各部分正确：总数应为{digits(whole)}",
            f"总数正确：各部分少计或多计{digits(abs(surplus))}{total.unit}",
        )
        # 其中 with two parts may leave others out: a shortfall is an error only where one digit mends it.
        partial = (
            surplus < 0
            and len(parts) < 3
            and "其中" in view.between(total, parts[0])
            and not _one_digit_off(total, parts, surplus)
        )
        sound = (surplus > 0 and not _nested(total, parts)) or _complementary(parts) or (close and not partial)
        yield view.finding(
            "和",
            operands,
            sum_text(parts),
            whole,
            "不通过" if sound else "口径可疑",
            stated=total.quantity.text,
            readings=readings,
            suggestion=f"总数改为{digits(whole)}{total.unit}，或核对各部分",
        )


def _one_digit_off(total: Number, parts: list[Number], surplus: float) -> bool:
    """Whether one digit mends the sum: 共1465人，其中393人、286人、486人 lacks 300. Round amounts prove nothing."""
    uneven = sum(n.value % 10 != 0 for n in (total, *parts)) >= len(parts)
    return uneven and bool(re.fullmatch(r"[1-9]0*", digits(abs(surplus))))


def _nested(total: Number, parts: list[Number]) -> bool:
    """Whether some of the parts alone make the total, so that the others may repeat them from another side."""
    values = [p.value for p in parts]
    return any(sum(c) == total.value for size in range(1, len(values)) for c in combinations(values, size))


def bracket_parts(view: View) -> Iterator[Finding]:
    """100个考场(1-60考场……，13个考场及27个考场，40个考场……): parts in brackets, numbered runs, repeated subtotals."""
    for sentence in view.sentences:
        for total in sentence.numbers:
            opened = re.match(r"[^（(，。；,;]{0,12}[（(]", view.text[total.end : sentence.end])
            if not opened or not total.noun or total.quantity.qualifier:
                continue
            start = total.end + opened.end()
            close = re.search(r"[）)]", view.text[start : sentence.end])
            end = start + close.start() if close else sentence.end
            inside = [n for n in sentence.numbers if start <= n.start < end]
            parts = [
                n for n in inside if same_noun(total.noun, n.noun) or (n.is_range and same_noun(total.noun, n.unit))
            ]
            if len(parts) < 2 or len(parts) != len(
                [n for n in inside if n.unit in (total.unit, total.noun) or n in parts]
            ):
                continue
            counts = [n.quantity.high - n.quantity.low + 1 if n.is_range else n.value for n in parts]
            kept = _without_subtotals(counts)
            shown = "+".join(digits(c) for c in kept)
            if sum(kept) == total.value:
                counted = [
                    replace(n, quantity=replace(n.quantity, value=c)) for n, c in zip(parts, counts, strict=True)
                ]
                yield view.finding(
                    "和",
                    [total, *counted],
                    shown,
                    sum(kept),
                    "通过",
                    stated=total.quantity.text,
                    span=(total.clause[0], min(end + 1, sentence.end)),
                )
            else:
                yield view.finding(
                    "和",
                    [total, *parts],
                    shown,
                    sum(kept),
                    "不通过",
                    stated=total.quantity.text,
                    readings=(f"括号内合计{digits(sum(kept))}，与{total.quantity.text}不等",),
                    suggestion=f"总数改为{digits(sum(kept))}{total.unit}，或核对括号内各数",
                )


def _without_subtotals(counts: list[float]) -> list[float]:
    """Leave out a number that repeats the sum of two or more just before it."""
    kept: list[float] = []
    for count in counts:
        if any(len(kept) >= size and sum(kept[-size:]) == count for size in range(2, len(kept) + 1)):
            continue
        kept.append(count)
    return kept


def trailing_totals(view: View) -> Iterator[Finding]:
    """男生520人，女生480人，共1000人: parts first, then their total in the same sentence."""
    for sentence in view.sentences:
        for total in sentence.numbers[2:]:
            if not is_summable(total) or not re.search(
                r"(?:总计|合计|共计|总共|一共|共|共有|总数为?)\s*$", total.before
            ):
                continue
            parts: list[Number] = []
            for number in reversed([n for n in sentence.numbers[: total.index] if n.unit != "%"]):
                follower = parts[0] if parts else total
                fits = number.unit == total.unit and is_summable(number)
                between = view.between(number, follower)
                if not fits or len(between) > 16 or "其中" in between or _CHANGED.search(number.before):
                    break
                parts.insert(0, number)
            if len(parts) < 2 or any(re.search(r"每", n.before) or TOTAL.search(n.before) for n in parts):
                continue
            whole = sum(n.value for n in parts)
            same = whole == total.value
            yield view.finding(
                "和",
                [*parts, total],
                sum_text(parts),
                whole,
                "通过" if same else "不通过",
                stated=total.quantity.text,
                readings=() if same else (f"各部分正确：总数应为{digits(whole)}", "总数正确：各部分有误或漏列"),
                suggestion="" if same else f"总数改为{digits(whole)}{total.unit}，或核对各部分",
            )
