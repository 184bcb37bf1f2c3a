"""Limits: thresholds told in the text or by a standard, impossible values, damaged numbers, wording that changes the meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.finding import Finding, FindingVerdict
from core.qualifiers import is_lower_bound, is_upper_bound
from core.relations_view import Number, Sentence, View, digits

_MET = re.compile(
    r"(?<!未)(?<!不)(?<!没有)(?:达到|符合|满足|达标|优于)[^，。；]{0,10}(?:标准|要求|规定)?|(?<!不)(?<!未)达标"
)
_MISSED = re.compile(r"未(?:达到|达|符合|满足)|不达标|不符合|没有达到")
# Rates that may exceed 100%: what is done against a plan, gross enrolment of any age, growth.
_MAY_EXCEED = re.compile(
    r"完成|毛入学|增|提高|超|升|涨|扩|同比|(?<![占])比(?![例重])|幅|达成|覆盖面|投入|到位|翻|是.{0,6}的|执行|利用率|负荷|偿|拨备|承载"
)
_SHARE_WORD = re.compile(r"(?:占比|占|比例|比重|率)(?:已|均|都|达到?|为|约|仅|超过?)*\s*$")


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """One line of a standard. `words` must all stand near the figure; `comparison` is >= or <=; `source` names it."""

    words: tuple[str, ...]
    stage: str
    value: float
    comparison: str
    unit: str
    source: str


def _meets(number: Number, value: float, comparison: str) -> bool:
    quantity = number.quantity
    if comparison == ">=":
        return (quantity.low if quantity.low > -1e300 else quantity.value) >= value
    high = quantity.high if quantity.high < 1e300 else quantity.value
    return high <= value


def _subject(number: Number) -> str:
    found = re.search(r"小学|初中|高中|幼儿园|中学", number.before)
    return found[0] if found else ""


def claims(view: View) -> Iterator[Finding]:
    """小学在0.225-0.779之间，未达到规定标准: a claim of meeting a limit against the limit told earlier in the text."""
    limits: list[Number] = []
    for sentence in view.sentences:
        for number in sentence.numbers:
            tail = view.text[number.end : min(sentence.end, number.end + 30)]
            if number.unit == "" and number.value < 3 and (missed := _MISSED.search(tail) or _MET.search(tail)):
                limit = _limit_for(number, limits)
                claimed = not _MISSED.search(tail)
                if limit is not None:
                    yield _claim_finding(view, number, limit, claimed, missed.end())
            if is_upper_bound(number.quantity.qualifier) or is_lower_bound(number.quantity.qualifier):
                limits.append(number)


def _limit_for(number: Number, limits: Sequence[Number]) -> Number | None:
    subject = _subject(number)
    for limit in reversed(limits[-8:]):
        if limit.unit == number.unit and subject and _subject(limit) == subject:
            return limit
    return None


def _claim_finding(view: View, number: Number, limit: Number, claimed: bool, tail: int) -> Finding:
    upper = is_upper_bound(limit.quantity.qualifier)
    met = _meets(number, limit.value, "<=" if upper else ">=")
    bound = number.quantity.high if upper else number.quantity.low
    sign = "<=" if upper else ">="
    formula = f"{digits(bound)}{sign if met else ('>' if upper else '<')}{digits(limit.value)}"
    right = met == claimed
    return view.finding("阈值", [number, limit], formula, True if right else met, "通过" if right else "不通过",
                        stated="达到" if claimed else "未达到", span=(number.clause[0], min(number.end + tail + 8, number.end + 60)),
                        readings=() if right else (f"前文规定{limit.quantity.text}",),
                        suggestion="" if right else "结论与数值不符，请核对数值或结论")  # fmt: skip


def standard_limits(view: View, thresholds: Sequence[Threshold]) -> Iterator[Finding]:
    """A figure whose words name an indicator of a standard, beside its line."""
    for sentence in view.sentences:
        for number in sentence.numbers:
            if number.unit not in {t.unit for t in thresholds} or number.quantity.qualifier in ("不超过", "不低于"):
                continue
            window = view.text[number.clause[0] : number.clause[1]]
            for threshold in thresholds:
                if threshold.unit != number.unit or not all(word in window for word in threshold.words):
                    continue
                if threshold.stage and threshold.stage not in window:
                    continue
                met = _meets(number, threshold.value, threshold.comparison)
                note = f"{threshold.source}：{threshold.comparison}{digits(threshold.value)}{threshold.unit}"
                verdict: FindingVerdict = "通过" if met else "口径可疑"
                yield view.finding("阈值", [number], f"{digits(number.value)}{threshold.comparison}{digits(threshold.value)}", met,
                                   verdict, stated=number.quantity.text,
                                   readings=(note,) if met else (note, "未达到该线；若为目标或另有口径，请注明"))  # fmt: skip
                break


def impossible(view: View) -> Iterator[Finding]:
    """Percentages over 100 that name a share, negative counts, a ceiling under its own floor."""
    for sentence in view.sentences:
        for number in sentence.numbers:
            if number.unit != "%" or number.kind != "quantity" or number.quantity.high <= 100 or number.value <= 100:
                continue
            around = view.text[number.clause[0] : min(number.clause[1], number.end + 6)]
            if _SHARE_WORD.search(number.before) and not _MAY_EXCEED.search(around):
                yield view.finding("不可能的值", [number], f"{digits(number.value)}<=100", False, "不通过", stated=number.quantity.text,
                                   readings=("占比、覆盖率等不能超过100%",), suggestion="请核对该百分比")  # fmt: skip


# A number swallowed by a reposting page leaves 余 or a bare measure word where digits should stand.
_LOST = re.compile(
    r"(?<![\d一二三四五六七八九十百千万亿两几数\s])(?:(?<=线)|(?<=在线)|(?<=计)|(?<=共)|(?<=约)|(?<=达))余(?=[人名位个所次场万项家])"
    r"|(?<=[一-鿿])线余(?=[位名人个])|(?<=在线)余人|线门(?=[，。、；])|(?<=[节场次个名，、])[一-鿿]?线门"
)
_NO_UNIT = re.compile(r"(?:每[一-鿿]{1,3}|至少|不少于)[^，。；\d]{0,10}$")
_SQUEEZED = re.compile(r"(?:由|从)(?=(?:压缩|减少|下降|增加|提高|降低|提升)(?:了|至|到)?\s?\d)")


def damaged(view: View) -> Iterator[Finding]:
    """Numbers lost in the text: 线余位, 听课20以上, 由压缩50%. They are shown, never filled in."""
    for found in _LOST.finditer(view.text):
        start, end = _around(view, found.start(), found.end())
        yield Finding(kind="文字损坏", quote=view.text[start:end], operands=(), formula="", computed=None, stated=found[0],
                      verdict="文字残缺", readings=("数字在转载或排版中丢失，不补数",), suggestion="请对照原文补全数字", span=(start, end))  # fmt: skip
    for found in _SQUEEZED.finditer(view.text):
        start, end = _around(view, found.start(), found.end())
        yield Finding(kind="缺基数", quote=view.text[start:end], operands=(), formula="", computed=None, stated=found[0],
                      verdict="文字残缺", readings=("“由……”之后缺少原来的数",), suggestion="补出变化前的数", span=(start, end))  # fmt: skip
    for sentence in view.sentences:
        for number in sentence.numbers:
            bare = number.unit == "" and number.kind == "quantity" and "以上" in number.quantity.qualifier
            if (
                bare
                and number.value == int(number.value)
                and not number.noun
                and _NO_UNIT.search(number.before + "" or view.lead(number))
            ):
                yield view.finding("单位缺失", [number], "", None, "文字残缺", stated=number.quantity.text,
                                   readings=("数后缺少量词",), suggestion="补出单位（如节、次、人）",
                                   span=(sentence.start if number.start - sentence.start < 40 else number.clause[0], number.clause[1]))  # fmt: skip


def _around(view: View, start: int, end: int) -> tuple[int, int]:
    left, right = view.clause_around(start, end, max(0, start - 60), min(len(view.text), end + 60))
    return left, right


_CLASS_SIZE = re.compile(r"(?:每班|班额)[^，。；\d]{0,4}平均|平均[^，。；\d]{0,4}(?:每班|班额)")


def wording(view: View) -> Iterator[Finding]:
    """Words that make a limit softer or a conclusion stronger than the rule they cite."""
    for sentence in view.sentences:
        for number in sentence.numbers:
            if is_upper_bound(number.quantity.qualifier) and number.unit == "人" and _CLASS_SIZE.search(number.before):
                yield view.finding("口径", [number], "", None, "口径可疑", stated=number.quantity.text,
                                   readings=("国家要求是每一个班都不超过，写“平均”会掩盖个别班超额",),
                                   suggestion="删去“平均”，或另列逐班数据")  # fmt: skip
            if (
                number.kind == "name"
                and number.unit == ""
                and re.match(r"”\s?[个所项名支间]", view.text[number.end : number.end + 3])
            ):
                yield view.finding("歧义", [number], "", None, "歧义", stated=number.quantity.text,
                                   readings=("引号内可能是工程名", "也可能是数量"), suggestion="写明是名称还是数量")  # fmt: skip
    for found in re.finditer(
        r"其余(?:学校|单位|各校|县|区)?[^，。；]{0,8}指标?[^，。；]{0,4}均(?:达到|达标|符合)[^，。；]{0,12}", view.text
    ):
        before = view.text[max(0, found.start() - 160) : found.start()]
        if re.search(r"综合评估|综合评价", before) and re.search(r"不达标|未达标|不合格", before):
            yield Finding(kind="逻辑", quote=found[0], operands=(), formula="", computed=None, stated=found[0], verdict="口径可疑",
                          readings=("综合达标不等于每项指标都达标，“其余……均达到”表述过强",),
                          suggestion="改为“其余学校综合评估达标”，或列出逐项结果", span=found.span())  # fmt: skip


_OWN = re.compile(r"我[区县市校省局院]|本[区县市校省局]|学校")


def stricter_rules(view: View) -> Iterator[Finding]:
    """规定不得超过两次，我区限定最多一次: an office's own ceiling must not lie above the rule it cites."""
    for sentence in view.sentences:
        for rule, own in zip(sentence.numbers, sentence.numbers[1:], strict=False):
            both = is_upper_bound(rule.quantity.qualifier) and is_upper_bound(own.quantity.qualifier)
            if both and rule.unit == own.unit and _OWN.search(view.between(rule, own)) and re.search(r"规定|要求|办法", view.lead(rule, 40)):
                kept = own.value <= rule.value
                yield view.finding("阈值", [rule, own], f"{digits(own.value)}<={digits(rule.value)}", kept, "通过" if kept else "口径可疑",
                                   stated=own.quantity.text, readings=("自定标准严于或等于规定" if kept else "自定标准宽于所引规定",))  # fmt: skip


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
            yield view.finding("和", [*groups, each, *later], "+".join(digits(n.value) for n in (*groups, *later)), total, "歧义",
                               readings=(f"“{each.before.strip()}{each.quantity.text}”适用于前面各类：{digits(every)}{each.unit}",
                                         f"只适用于最近一类：{digits(last)}{each.unit}"),
                               suggestion="逐类写明每室人数")  # fmt: skip


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
                yield view.finding("一致性", [*places, units[0]], "+".join(digits(p.value) for p in places), total, "口径可疑",
                                   stated=units[0].quantity.text,
                                   readings=(f"{digits(total)}个地方只有{units[0].quantity.text}：至少{digits(total - units[0].value)}个地方没有，"
                                             "或地方之间有重叠",), suggestion="注明重叠或未覆盖的地方")  # fmt: skip


_NESTED = re.compile(r"即[:：]?[^。\n]{2,40}[+＋][\[［(（][^\]］\n]{4,160}[+＋][^\]］\n]{2,80}[\]］][^，。；\n]{0,12}")


def nested_formulas(view: View) -> Iterator[Finding]:
    """即：甲位次+[乙率(占40%)+丙率(占60%)]位次: a formula in prose that can be ranked before or after it is added up."""
    for found in _NESTED.finditer(view.text):
        if re.search(r"位次|名次|排名", found[0]):
            terms = len(re.findall(r"[+＋]", re.sub(r"[\[［][^\]］]*[\]］]", "", found[0]))) + 1
            start = max(view.text.rfind("。", 0, found.start()), found.start() - 40) + 1
            yield Finding(kind="计数", quote=view.text[start : min(found.end(), start + 240)], operands=(), formula=str(terms),
                          computed=float(terms), stated="", verdict="歧义", span=(start, found.end()),
                          readings=(f"方括号内先合成再排名：{terms}个位次相加", "方括号内各项先分别排名，再合成"),
                          suggestion="写明先合成还是先排名")  # fmt: skip
