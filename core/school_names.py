"""Names of schools as people shorten them: 第二中学 is 二中, 第三幼儿园 三幼, 职业技术学校 职校."""

from __future__ import annotations

import re
from functools import lru_cache

from core.han_numerals import han_to_int, int_to_han, is_regular

_DIGIT = r"[一二三四五六七八九十百\d]"
# The one character that stands for a kind of numbered school: 第一高级中学, 一高中 and 一高 are alike.
_KINDS_OF_NUMBERED = {
    "高": "高(?:级中学|中)?",
    "初": "初(?:级中学|中)",
    "中": "(?:高级|初级|完全)?中学?|初级中学|高中",
    "小": "小学?",
    "幼": "幼(?:儿园)?",
}
_NUMBERED = re.compile(
    rf"(?:[省市区县旗]|开发区)?第?(?P<n>{_DIGIT}{{1,3}})(?P<kind>高级中学|高中|高|初级中学|初中|(?:完全)?中学|中|小学|小|幼儿园|幼)(?!心)"
)
# 县实验小学, 区机关幼儿园: what it belongs to is no part of a name.
_OF_THE_PLACE = re.compile(r"^[市区县旗](?=[\u4e00-\u9fff]{4})")
# Words that many schools share: what stands right before them tells which it is (城东|实验小学).
_SHARED = re.compile(r"实验|机关|外国语|中心|附属|特殊教育|职业|艺术|体育|师范|希望|直属")
_FREE = "(?<![\u4e00-\u9fff])|(?<=[省市区县旗州镇乡的和与及在由等是])"

# The end of a shortened name: the word before it may hold its beginning.
_SHORTENED = re.compile(r"(?=(?P<run>[\u4e00-\u9fff\d]{1,4}[中小高幼园校]))")
_KINDS = frozenset({"小学", "中学", "学校", "初中", "高中", "幼儿园", "中小", "学园", "职高", "普高"})


@lru_cache(maxsize=512)
def _written(school: str) -> re.Pattern[str]:
    """The ways in which texts write a school's name."""
    numbered = _NUMBERED.search(school)
    if numbered:
        kind = _KINDS_OF_NUMBERED[numbered["kind"].removeprefix("完全")[0]]
        rest = re.escape(school[numbered.end() :])
        head = re.escape(school[: numbered.start()])
        return re.compile(rf"{head}(?<!{_DIGIT})第?(?:{_either_way(numbered['n'])})(?:{kind})(?!心){rest}")
    name = _OF_THE_PLACE.sub("", school)
    return re.compile(rf"(?:{_FREE}){re.escape(name)}" if _SHARED.match(name) else re.escape(name))


def _either_way(numeral: str) -> str:
    """A pattern for a small number in characters and in digits: 24 and 二十四."""
    if numeral.isdigit():
        return f"{numeral}|{int_to_han(int(numeral))}" if 1 <= int(numeral) < 100 else numeral
    return f"{numeral}|{han_to_int(numeral)}" if is_regular(numeral) else numeral


def names_school(text: str, school: str) -> bool:
    """Whether a text names a school, in full or shortened.

    Args:
        text: Without the names of places around schools, which tell no school from another.
        school: A name, without the place around it.
    """
    return bool(_written(school).search(text))


def asks_of_school(question: str, name: str) -> bool:
    """Whether a question names a school by its full or a shortened name.

    Args:
        question: Without the name of the place around it.
        name: The school's name, without that place too.
    """
    if names_school(question, name):
        return True
    full = name.removeprefix("第")
    for found in _SHORTENED.finditer(question):
        run = found["run"]
        for start in range(len(run) - 1):
            short = run[start:]
            if short not in _KINDS and short[0] == full[:1] and _in_order(short, full):
                return True
    return False


def _in_order(short: str, full: str) -> bool:
    """Whether the characters of one word stand in another in that order."""
    rest = iter(full)
    return all(character in rest for character in short)
