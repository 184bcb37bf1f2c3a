"""Readers of one quantity that starts at a given place of a folded text: digits, ranges, ratios, Chinese numerals.

Each takes the text as received (`raw`, for the quotation), its folded form, the place and the `floor` that a qualifier
may not cross, and gives a Quantity or None.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

import cn2an

from core.number_kinds import CN_DIGITS, FORMAL_DIGITS
from core.qualifiers import INNER, OUTER, RANGE_WORD, interval, qualifier_before
from core.schema import Quantity
from core.units import UNITS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# After a Chinese numeral these are not measured (三线城市, 四方, 九江市): they count only after Arabic digits.
_ARABIC_ONLY = _words(
    "点 方 里 面 口 线 环 极 核 轴 带 区 县 市 省 州 镇 乡 村 团 队 站 厂 店 馆 园 院 室 厅 亭 声 滴 句 眼 重 "
    "维 课 题 行 列 层 关 圈 道 "
    "段 部 角 起 升 单 块 头 B 社区 样 度 强"
)
# 一 counts only before plain measure words; 一级, 一线, 一体, 一方面, 一家 … are words.
_AFTER_ONE = _words(
    "个 名 位 所 项 次 批 组 种 套 门 支 本 篇 份 节 堂 条 年 天 周 人 户 场 件 遍 间 座 辆 册 张 亩 元 公里 "
    "小时 分钟 课时 学年 学期 个月 "
    "岁 周年 个学期 个小时 个百分点 倍 轮 节课 个工作日 首 台 只"
)
_NOT_ONE = re.compile(
    r"一(?:次性|条龙|条心|条线|张网|张图|张表|张卡|本[线升率上]|个劲|套套|项项|个个|次次|条条|批批|人一|年级|年一|天天)"
)
_BEFORE_TERMS = frozenset("共办了开过的第展训分为 ，。、；\n")
# 统一组织, 同一所, 唯一一名's first 一; 上一轮, 新一届 point at one of a series.
_ONE_OF_A_WORD = re.compile(r"[统同唯]一|[上下新前后](?=一[轮届年期次批])")
_NAMES = sorted((name for name in UNITS if name not in ("比", "分之")), key=len, reverse=True)


# A measure word whose last character belongs to the next word: 12个班级, 一节课堂, 一周期, 3级以上.
_NOT_BEFORE = {
    "个班": "(?!级|子)",
    "节课": "(?!堂|程|题)",
    "周": "(?!期|边|转)",
    "人": "(?!均|才|民)",
    "方": "(?!面|式|案)",
    "天": "(?!津)",
}


def _alternatives(names: list[str]) -> str:
    return "|".join(re.escape(name) + _NOT_BEFORE.get(name, "") for name in names)


_PER = (
    r"(?:/(?:[生人班校年月日天次亩户辆套吨斤]|学年|学期|平方米|㎡|立方米|公里|小时|课时|公斤)"
    r"(?:[·.]?(?:年|月|学期|学年|次))?)?"
)
_UNIT = rf"(?:{_alternatives(_NAMES)})"
_CN_UNIT = rf"(?:{_alternatives([name for name in _NAMES if name not in _ARABIC_ONLY])})"
_MULTIPLIER = r"(?:万亿|百万|千万|十万|亿|万|千(?![瓦米克伏])|百(?!分点))"
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_TAIL = rf"(?:\s?(?P<unit>{_UNIT}{_PER}))?(?P<outer>{OUTER})?"
_SINGLE = re.compile(
    rf"(?P<number>{_NUMBER})\s?(?P<multiplier>{_MULTIPLIER})?(?P<inner>{INNER}(?=[万亿]|\s?{_UNIT}))?(?P<late>万亿|万|亿)?{_TAIL}"
)
# 5万3千人, 1千零50元: digits with several multipliers, each smaller than the one before.
_SCALE = "[千百十]?万|[亿千百十]"
_MIXED = re.compile(
    rf"(?P<parts>\d+(?:\.\d+)?(?:{_SCALE})(?:[零〇]?\d{{1,4}}(?:{_SCALE}))*)(?P<rest>[零〇]?\d{{1,4}})?(?![\d.,])"
    rf"(?P<inner>{INNER}(?=\s?{_UNIT}))?{_TAIL}"
)
_PART = re.compile(rf"(\d+(?:\.\d+)?)({_SCALE})")
_RANGE = re.compile(
    rf"(?P<number1>{_NUMBER})\s?(?P<multiplier1>{_MULTIPLIER})?(?P<unit1>{_UNIT})?\s?(?:-{{1,2}}|至|到)\s?"
    rf"(?P<number2>{_NUMBER})(?![\d.])\s?(?P<multiplier2>{_MULTIPLIER})?{_TAIL}"
)
_MINUS = re.compile(r"[长为率幅差是:,，(]\s?$")
_RATIO = re.compile(r"(?P<a>\d+(?:\.\d+)?)\s?:\s?(?P<b>\d+(?:\.\d+)?)(?![\d:])")
_SLASH = re.compile(rf"(?P<a>\d{{1,2}})/(?P<b>\d{{1,3}})(?![\d/])(?P<outer>{OUTER})?")
_CN = rf"[{CN_DIGITS}]"
_CN_FRACTION = re.compile(rf"(?P<base>{_CN}+)分之(?P<part>{_CN}+(?:点{_CN}+)?|{_NUMBER})(?P<outer>{OUTER})?")
_CN_TENTHS = re.compile(
    r"(?P<part>[一二三四五六七八九两])成(?P<more>[一二三四五六七八九])?(?P<outer>以上|以下|左右)?(?=[的，。、；,;！)]|$)"
)
_DOUBLING = re.compile(r"翻(?:了)?(?P<part>[一两二三四])?番")
_CN_SINGLE = re.compile(
    rf"(?P<number>{_CN}+)(?:(?:至|到|-)(?P<to>{_CN}+))?(?P<inner>{INNER})?(?P<late>万|亿)?(?P<unit>{_CN_UNIT})(?P<outer>{OUTER})?"
)
_FORMAL_NUMBER = re.compile(rf"[{FORMAL_DIGITS}零〇万亿]{{2}}")
_PLAIN = {
    **dict(zip(map(ord, FORMAL_DIGITS), "一二三四五六七八九十百千", strict=True)),
    ord("廿"): "二十",
    ord("卅"): "三十",
    ord("卌"): "四十",
}
_NEIGHBOURS = ("一二", "二三", "两三", "三四", "四五", "五六", "六七", "七八", "八九", "三五")


def _multiple(*words: str | None) -> int:
    product = 1
    for char in "".join(word for word in words if word):
        product *= {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}[char]
    return product


def _arabic(number: str, multiple: int) -> float:
    plain = number.replace(",", "")
    # Decimal keeps 192.46万 at 1924600 exactly.
    return float(plain) if multiple == 1 else float(Decimal(plain) * multiple)


@lru_cache(maxsize=4096)
def _chinese(word: str) -> float | None:
    """Value of a Chinese numeral; None where the characters make no number (三四, 十四五)."""
    word = word.translate(_PLAIN)
    if not re.search("[一二两三四五六七八九十百千]", word) or word[0] in "零〇万亿":
        return None
    if len(word) > 1 and not re.search("[十百千万亿]", word):
        return None
    try:
        return float(cn2an.cn2an("一" + word if word[0] in "百千" else word, "smart"))
    except (ValueError, KeyError, IndexError):
        return None


def _made(raw: str, span: tuple[int, int], value: float, unit: str, qualifier: str) -> Quantity:
    low, high = interval(value, qualifier)
    return Quantity(value=value, unit=unit, qualifier=qualifier, low=low, high=high, text=raw[slice(*span)], span=span)


def _spread(raw: str, span: tuple[int, int], low: float, high: float, unit: str) -> Quantity:
    return Quantity(value=low, unit=unit, qualifier=RANGE_WORD, low=low, high=high, text=raw[slice(*span)], span=span)


def starts_amount(text: str, at: int, *, plain: bool = False) -> bool:
    """Whether the digits at `at` carry a unit, a multiplier or a range: then they are no bare list mark or code.

    With `plain`, a unit that also begins words (课, 县, 点) does not count.
    """
    if _RANGE.match(text, at):
        return True
    found = _SINGLE.match(text, at)
    if found is None:
        return False
    unit = bool(found["unit"]) and not (plain and found["unit"] in _ARABIC_ONLY)
    return bool(unit or found["multiplier"] or found["inner"] or found["outer"])


def read_digits(raw: str, text: str, at: int, floor: int) -> Quantity | None:
    """The quantity written in digits at `at`: a ratio, a fraction, a range or one amount."""
    if (ratio := _RATIO.match(text, at)) and float(ratio["b"]):
        return _made(raw, (at, ratio.end()), float(ratio["a"]) / float(ratio["b"]), "比", "")
    if (slash := _SLASH.match(text, at)) and 0 < int(slash["a"]) < int(slash["b"]):
        before, start = qualifier_before(text, at, floor, "%")
        share = int(slash["a"]) / int(slash["b"]) * 100
        return _made(raw, (start, slash.end()), share, "%", before + (slash["outer"] or ""))
    return _mixed(raw, text, at, floor) or _digit_range(raw, text, at, floor) or _digit_single(raw, text, at, floor)


def _mixed(raw: str, text: str, at: int, floor: int) -> Quantity | None:
    found = _MIXED.match(text, at)
    if found is None:
        return None
    parts = [(number, _multiple(sign)) for number, sign in _PART.findall(found["parts"])]
    signs = [multiple for _, multiple in parts]
    rest, unit = found["rest"] or "", found["unit"] or ""
    if len(parts) + bool(rest) < 2 or signs != sorted(set(signs), reverse=True):
        return None
    # 3万5000元 fills every place that 万 leaves, 1千零50元 says that it does not; 3万2023年 is two numbers.
    if rest and rest[0] not in "零〇" and (len(rest) != len(str(signs[-1])) - 1 or unit in ("", "年")):
        return None
    value = sum(_arabic(number, multiple) for number, multiple in parts) + float(rest.lstrip("零〇") or 0)
    before, start = qualifier_before(text, at, floor, unit)
    return _made(raw, (start, found.end()), value, unit, before + (found["inner"] or "") + (found["outer"] or ""))


def _digit_range(raw: str, text: str, at: int, floor: int) -> Quantity | None:
    found = _RANGE.match(text, at)
    if found is None:
        return None
    joined = found[0].find("-") >= 0
    # 从3.2万至5万, 由62%到83% tell a change, not a range.
    if not joined and re.search(r"[从由自][^，。；]{0,12}$", text[max(floor, at - 14) : at]):
        return None
    unit = found["unit"] or found["unit1"] or ""
    if found["unit1"] and found["unit"] and found["unit1"] != found["unit"]:
        return None
    second = _multiple(found["multiplier2"])
    first = _multiple(found["multiplier1"])
    bare = not found["multiplier1"] and not found["unit1"]
    if bare and _arabic(found["number1"], 1) < _arabic(found["number2"], 1):
        first = second
    low, high = _arabic(found["number1"], first), _arabic(found["number2"], second)
    return _spread(raw, (at, found.end()), low, high, unit) if low < high else None


def _digit_single(raw: str, text: str, at: int, floor: int) -> Quantity | None:
    found = _SINGLE.match(text, at)
    if found is None:
        return None
    unit = found["unit"] or ""
    value = _arabic(found["number"], _multiple(found["multiplier"], found["late"]))
    before, start = qualifier_before(text, at, floor, unit)
    if at - 1 >= floor and text[at - 1 : at] == "-" and _MINUS.search(text[max(0, at - 3) : at - 1]):
        value, start = -value, at - 1
    outer = (found["outer"] or "").replace("(含)", "")
    return _made(raw, (start, found.end()), value, unit, before + (found["inner"] or "") + outer)


def read_chinese(raw: str, text: str, at: int, floor: int) -> Quantity | None:
    """The quantity written in Chinese numerals at `at`: a fraction, tenths, a doubling or a count of things."""
    if text[at] == "翻":
        doubled = _DOUBLING.match(text, at)
        times = _chinese(doubled["part"] or "一") if doubled else None
        return _made(raw, (at, doubled.end()), times, "番", "") if doubled and times else None
    if at and (text[at - 1] in "几数" or (text[at] == "一" and _ONE_OF_A_WORD.match(text, at - 1))):
        return None
    if text[at] in FORMAL_DIGITS and not _FORMAL_NUMBER.match(text, at):
        return None
    return _chinese_share(raw, text, at, floor) or _chinese_count(raw, text, at, floor)


def _chinese_share(raw: str, text: str, at: int, floor: int) -> Quantity | None:
    fraction = _CN_FRACTION.match(text, at)
    if fraction:
        base = _chinese(fraction["base"])
        digits = fraction["part"][0].isdigit()
        part = _arabic(fraction["part"], 1) if digits else _chinese_decimal(fraction["part"])
        if base and part is not None:
            before, start = qualifier_before(text, at, floor, "%")
            return _made(raw, (start, fraction.end()), part * (100 / base), "%", before + (fraction["outer"] or ""))
    tenths = _CN_TENTHS.match(text, at)
    if tenths and (part := _chinese(tenths["part"])):
        before, start = qualifier_before(text, at, floor, "%")
        part = part * 10 + (_chinese(tenths["more"] or "") or 0)
        return _made(raw, (start, tenths.end()), part, "%", before + (tenths["outer"] or ""))
    return None


def _chinese_decimal(word: str) -> float | None:
    whole, _, places = word.partition("点")
    digits = "".join(str("零一二三四五六七八九".find(char)) for char in places.replace("〇", "零"))
    value = _chinese(whole) if whole not in ("零", "〇") else 0.0
    return None if value is None or "-" in digits else value + (float("0." + digits) if digits else 0)


def _chinese_count(raw: str, text: str, at: int, floor: int) -> Quantity | None:
    found = _CN_SINGLE.match(text, at)
    if found is None:
        return None
    number, unit = found["number"].translate(_PLAIN), found["unit"]
    alone = number == "一" and not found["inner"] and not found["to"]
    if alone and (unit not in _AFTER_ONE or _NOT_ONE.match(text, at)):
        return None
    # 千亿级产业, 百家争鸣: no digit, no count; 百余人次 is one. 红十字 and 二期工程 are names.
    if not re.search("[一二两三四五六七八九十]", number) and not found["inner"]:
        return None
    previous = text[at - 1 : at]
    if (number == "十" and previous == "红") or (unit == "期" and len(number) == 1 and previous not in _BEFORE_TERMS):
        return None
    if unit in ("分", "成") or (unit == "大" and number[0] == "一"):
        return None
    late = _multiple(found["late"])
    if found["to"] or number[-2:] in _NEIGHBOURS:
        first, second = (number, found["to"]) if found["to"] else (number[:-1], number[:-2] + number[-1])
        low, high = _chinese(first), _chinese(second or "")
        return _spread(raw, (at, found.end()), low * late, high * late, unit) if low and high and low < high else None
    value = _chinese(number)
    if value is None:
        return None
    before, start = qualifier_before(text, at, floor, unit)
    qualifier = before + (found["inner"] or "") + (found["outer"] or "")
    return _made(raw, (start, found.end()), value * late, unit, qualifier)
