"""Names of schools as people write them: 第二中学 is 二中, 第二实验小学 二实小, 白果镇中心小学 白果中心校."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from core.han_numerals import han_to_int, int_to_han, is_regular

_DIGIT = r"[一二三四五六七八九十百\d]"
# What may stand for a kind of school behind a number, by the shortest way to write it.
_NUMBERED_KINDS = {
    "高": ("高级中学", "高中", "高"),
    "初": ("初级中学", "初中"),
    "中": ("中学", "中", "高级中学", "初级中学", "完全中学", "高中"),
    "小": ("小学", "小"),
    "幼": ("幼儿园", "幼"),
    "实小": ("实验小学", "实小"),
    "实中": ("实验中学", "实中", "实验初级中学", "实验高级中学"),
    "实高": ("实验高级中学", "实验高中", "实高"),
    "实幼": ("实验幼儿园", "实幼"),
}
_NUMBERED = re.compile(
    rf"(?:[省市区县旗]|开发区)?第?(?P<n>{_DIGIT}{{1,3}})(?P<trial>实验?)?"
    r"(?P<kind>高级中学|高中|高|初级中学|初中|(?:完全)?中学|中|小学|小|幼儿园|幼)(?!心)"
)
# Endings that mean one kind of school.
_ALIKE = (
    ("实验小学", "实小"),
    ("实验中学", "实中"),
    ("实验高级中学", "实验高中", "实高"),
    ("实验幼儿园", "实幼"),
    ("特殊教育学校", "特教学校", "特殊教育中心学校", "特教中心", "特校"),
    ("职业教育中心", "职教中心", "职业教育中心学校"),
    ("职业技术学校", "职业学校", "职校"),
    ("职业高级中学", "职业高中", "职业中学", "职高", "职中"),
    ("机关幼儿园", "机关园"),
    ("中心小学", "中心学校", "中心完小", "中心校"),
    ("中心幼儿园", "中心园"),
    ("初级中学", "初中"),
    ("高级中学", "高中"),
    ("九年一贯制学校", "九年制学校"),
    ("附属小学", "附小"),
    ("附属中学", "附中"),
    ("附属幼儿园", "附幼"),
    ("小学",),
    ("中学",),
    ("幼儿园",),
    ("学校",),
)
_ENDINGS = sorted(((one, group) for group in _ALIKE for one in group), key=lambda pair: -len(pair[0]))
# A school of a town goes by the town's name with and without these.
_TOWNS = ("镇", "乡", "街道")
# 县实验小学, 区机关幼儿园: what it belongs to is no part of a name.
_OF_THE_PLACE = re.compile(r"^[市区县旗](?=[\u4e00-\u9fff]{4}|特校|职[校高]|实[小中高幼])")
# Words that many schools share: what stands right before them tells which it is (城东|实验小学).
_SHARED = re.compile(r"实|机关|外国语|中心|附|特殊教育|特[校教]|职|艺术|体育|师范|希望|直属")
_FREE = "(?<![\u4e00-\u9fff])|(?<=[省市区县旗州镇乡的和与及在由等是])"

# The end of a shortened name: the word before it may hold its beginning.
_SHORTENED = re.compile(r"(?=(?P<run>[\u4e00-\u9fff\d]{1,4}[中小高幼园校]))")
_KINDS = frozenset({"小学", "中学", "学校", "初中", "高中", "幼儿园", "中小", "学园", "职高", "普高"})


@lru_cache(maxsize=512)
def spellings(school: str) -> frozenset[str]:
    """The ways in which texts write a school's name, itself among them."""
    numbered = _NUMBERED.search(school)
    if numbered:
        kind = numbered["kind"].removeprefix("完全")[0]
        kinds = _NUMBERED_KINDS[f"实{kind}" if numbered["trial"] else kind]
        head, rest = school[: numbered.start()], school[numbered.end() :]
        return frozenset(
            f"{head}{ordinal}{number}{kind}{rest}"
            for ordinal in ("", "第")
            for number in _both_ways(numbered["n"])
            for kind in kinds
        )
    name = _OF_THE_PLACE.sub("", school)
    ending, alike = next(((one, group) for one, group in _ENDINGS if name.endswith(one)), ("", ("",)))
    head = name.removesuffix(ending)
    town = next((one for one in _TOWNS if head.endswith(one) and len(head) > len(one) + 1), "")
    bare = head.removesuffix(town)
    of_town = len(bare) > 1 and bool(ending) and not _SHARED.search(bare)
    heads = {head, *(bare + one for one in ("", *_TOWNS))} if of_town else {head}
    return frozenset(one + other for one in heads for other in alike)


def _both_ways(numeral: str) -> tuple[str, ...]:
    """A small number in characters and in digits: 24 and 二十四."""
    if numeral.isdigit():
        return (numeral, int_to_han(int(numeral))) if 1 <= int(numeral) < 100 else (numeral,)
    return (numeral, str(han_to_int(numeral))) if is_regular(numeral) else (numeral,)


@lru_cache(maxsize=512)
def _written(school: str) -> re.Pattern[str]:
    """The spellings of a school's name where a text may have them."""
    parts = []
    for one in sorted(spellings(school), key=len, reverse=True):
        name = re.escape(one)
        if re.match(_DIGIT, one):
            name = rf"(?<!{_DIGIT}){name}"
        elif _SHARED.match(one):
            name = f"(?:{_FREE}){name}"
        parts.append(name)
    return re.compile(f"(?:{'|'.join(parts)})(?![心时])")


def written_in(text: str, school: str) -> str:
    """A school's name as a text writes it most often, of several ways the longest; as it is where the text has none."""
    ways = Counter(one[0] for one in _written(school).finditer(text))
    return max(ways, key=lambda one: (ways[one], len(one)), default=school)


def names_school(text: str, school: str) -> bool:
    """Whether a text names a school, in full or shortened.

    Args:
        text: Without the names of places around schools, which tell no school from another.
        school: A name, without the place around it.
    """
    return bool(_written(school).search(text))


def is_town(name: str) -> bool:
    """Whether a name is of a town or a street."""
    return name.endswith(_TOWNS)


def asks_of_school(question: str, name: str) -> bool:
    """Whether a question names a school or a town by its full or a shortened name.

    Args:
        question: Without the name of the place around it.
        name: The school's name, without that place too.
    """
    if names_school(question, name):
        return True
    if is_town(name):
        bare = name.removesuffix(next(one for one in _TOWNS if name.endswith(one)))
        return len(bare) > 1 and bare in question
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
