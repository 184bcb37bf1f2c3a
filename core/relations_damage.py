"""Damaged numbers and wording that leaves more than one reading: they are shown, never mended in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.damage import LOST_BASE, LOST_NUMBER
from core.finding import Finding
from core.qualifiers import is_upper_bound
from core.relations_view import View, digits

_NO_UNIT = re.compile(r"(?:每[一-鿿]{1,3}|至少|不少于)[^，。；\d]{0,10}$")


def damaged(view: View) -> Iterator[Finding]:
    """Numbers lost in the text: 余名教师 without digits, 20以上 without unit, 由压缩50%. Shown, not filled in."""
    for found in LOST_NUMBER.finditer(view.text):
        start, end = _around(view, found.start(), found.end())
        yield Finding(
            kind="文字损坏",
            quote=view.text[start:end],
            operands=(),
            formula="",
            computed=None,
            stated=found[0],
            verdict="文字残缺",
            readings=("数字在转载或排版中丢失，不补数",),
            suggestion="请对照原文补全数字",
            span=(start, end),
        )
    for found in LOST_BASE.finditer(view.text):
        start, end = _around(view, found.start(), found.end())
        yield Finding(
            kind="缺基数",
            quote=view.text[start:end],
            operands=(),
            formula="",
            computed=None,
            stated=found[0],
            verdict="文字残缺",
            readings=("“由……”之后缺少原来的数",),
            suggestion="补出变化前的数",
            span=(start, end),
        )
    for sentence in view.sentences:
        for number in sentence.numbers:
            bare = number.unit == "" and number.kind == "quantity" and "以上" in number.quantity.qualifier
            if (
                bare
                and number.value == int(number.value)
                and not number.noun
                and _NO_UNIT.search(number.before or view.lead(number))
            ):
                yield view.finding(
                    "单位缺失",
                    [number],
                    "",
                    None,
                    "文字残缺",
                    stated=number.quantity.text,
                    readings=("数后缺少量词",),
                    suggestion="补出单位（如节、次、人）",
                    span=(sentence.start if number.start - sentence.start < 40 else number.clause[0], number.clause[1]),
                )


def _around(view: View, start: int, end: int) -> tuple[int, int]:
    left, right = view.clause_around(start, end, max(0, start - 60), min(len(view.text), end + 60))
    return left, right


_CLASS_SIZE = re.compile(r"(?:每班|班额)[^，。；\d]{0,4}平均|平均[^，。；\d]{0,4}(?:每班|班额)")


def wording(view: View) -> Iterator[Finding]:
    """Words that make a limit softer or a conclusion stronger than the rule they cite."""
    for sentence in view.sentences:
        for number in sentence.numbers:
            if is_upper_bound(number.quantity.qualifier) and number.unit == "人" and _CLASS_SIZE.search(number.before):
                yield view.finding(
                    "口径",
                    [number],
                    "",
                    None,
                    "口径可疑",
                    stated=number.quantity.text,
                    readings=("国家要求是每一个班都不超过，写“平均”会掩盖个别班超额",),
                    suggestion="删去“平均”，或另列逐班数据",
                )
            if (
                number.kind == "name"
                and number.unit == ""
                and re.match(r"”\s?[个所项名支间]", view.text[number.end : number.end + 3])
            ):
                yield view.finding(
                    "歧义",
                    [number],
                    "",
                    None,
                    "歧义",
                    stated=number.quantity.text,
                    readings=("引号内可能是工程名", "也可能是数量"),
                    suggestion="写明是名称还是数量",
                )
    for found in re.finditer(
        r"其余(?:学校|单位|各校|县|区)?[^，。；]{0,8}指标?[^，。；]{0,4}均(?:达到|达标|符合)[^，。；]{0,12}", view.text
    ):
        before = view.text[max(0, found.start() - 160) : found.start()]
        if re.search(r"综合评估|综合评价", before) and re.search(r"不达标|未达标|不合格", before):
            yield Finding(
                kind="逻辑",
                quote=found[0],
                operands=(),
                formula="",
                computed=None,
                stated=found[0],
                verdict="口径可疑",
                readings=("综合达标不等于每项指标都达标，“其余……均达到”表述过强",),
                suggestion="改为“其余学校综合评估达标”，或列出逐项结果",
                span=found.span(),
            )


def shared_scope(view: View) -> Iterator[Finding]:
    """甲10个，乙10个，每室核心成员10名，丙100个，每室30名: 每室 may speak of one group or of all before it."""
    for sentence in view.sentences:
        numbers = sentence.numbers
        for at, each in enumerate(numbers):
            if at < 2 or not re.search(r"每(?:个|室|组|校|班|所|队|期|县|村)[^，。；\d]{0,10}$", each.before):
                continue
            groups = [
                n
                for n in numbers[:at]
                if n.unit == numbers[at - 1].unit and n.kind == "quantity" and n.unit not in ("%", "")
            ]
            later = [n for n in numbers[at + 1 :] if n.unit == numbers[at - 1].unit]
            if len(groups) < 2 or not later or any(re.search(r"每", n.before) for n in groups):
                continue
            total = sum(n.value for n in groups) + sum(n.value for n in later)
            every = sum(n.value for n in groups) * each.value
            last = groups[-1].value * each.value
            yield view.finding(
                "和",
                [*groups, each, *later],
                "+".join(digits(n.value) for n in (*groups, *later)),
                total,
                "歧义",
                readings=(
                    f"“{each.before.strip()}{each.quantity.text}”适用于前面各类：{digits(every)}{each.unit}",
                    f"只适用于最近一类：{digits(last)}{each.unit}",
                ),
                suggestion="逐类写明每室人数",
            )


def helped_places(view: View) -> Iterator[Finding]:
    """帮扶57个县的55所学校: fewer schools than the places they lie in."""
    for sentence in view.sentences:
        for found in re.finditer(r"(?:帮扶|覆盖|涉及)", view.text[sentence.start : sentence.end]):
            start = sentence.start + found.end()
            numbers = [n for n in sentence.numbers if 0 <= n.start - start <= 40 and not n.quantity.qualifier]
            places = [n for n in numbers if n.unit == "个" and re.search(r"县|区|市|国家级|省级", n.after[:8])]
            units = [n for n in numbers if n.unit in ("所", "个") and n not in places and re.search(r"的$", n.before)]
            if places and units and units[0].start > places[-1].start and units[0].value < sum(p.value for p in places):
                total = sum(p.value for p in places)
                yield view.finding(
                    "一致性",
                    [*places, units[0]],
                    "+".join(digits(p.value) for p in places),
                    total,
                    "口径可疑",
                    stated=units[0].quantity.text,
                    readings=(
                        f"{digits(total)}个地方只有{units[0].quantity.text}："
                        f"至少{digits(total - units[0].value)}个地方没有，"
                        "或地方之间有重叠",
                    ),
                    suggestion="注明重叠或未覆盖的地方",
                )


_NESTED = re.compile(r"即[:：]?[^。\n]{2,40}[+＋][\[［(（][^\]］\n]{4,160}[+＋][^\]］\n]{2,80}[\]］][^，。；\n]{0,12}")


def nested_formulas(view: View) -> Iterator[Finding]:
    """即：甲位次+[乙率(占40%)+丙率(占60%)]位次: a formula in prose, ranked before or after it is added up."""
    for found in _NESTED.finditer(view.text):
        if re.search(r"位次|名次|排名", found[0]):
            terms = len(re.findall(r"[+＋]", re.sub(r"[\[［][^\]］]*[\]］]", "", found[0]))) + 1
            start = max(view.text.rfind("。", 0, found.start()), found.start() - 40) + 1
            yield Finding(
                kind="计数",
                quote=view.text[start : min(found.end(), start + 240)],
                operands=(),
                formula=str(terms),
                computed=float(terms),
                stated="",
                verdict="歧义",
                span=(start, found.end()),
                readings=(f"方括号内先合成再排名：{terms}个位次相加", "方括号内各项先分别排名，再合成"),
                suggestion="写明先合成还是先排名",
            )
