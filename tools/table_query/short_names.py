"""What the rows of a table are called for short: 县一中 for 某县第一中学, 实验小学 for 某县实验小学."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from core.place import short_name
from tools.table_query.typed import TypedTable

_PLACE = re.compile(r"[\u4e00-\u9fff]+?(?:省|市|县|区|旗|自治州|盟)")
_NUMBERED = re.compile(r"^第?(?P<n>[一二三四五六七八九十]+)(?P<kind>(?:高级|初级)?中学|小学|幼儿园|高中|初中)$")
_SHORT = {"中学": "中", "高级中学": "中", "初级中学": "中", "小学": "小", "幼儿园": "幼", "高中": "高", "初中": "初中"}
_TOWN = re.compile(r"^[\u4e00-\u9fff]{1,6}?(?:镇|乡|街道|办事处)(?=[\u4e00-\u9fff]{4})")
_CODE = re.compile(r"编号|编码|代码|序列号|标识码")
MIN_REST, MIN_ENDING = 3, 4


def places_in(full_name: str) -> list[str]:
    """The places of a full name, the widest first."""
    return _PLACE.findall(full_name)


def short_names(table: TypedTable) -> dict[str, str]:
    """Every name and short form that means one row, with the row's key.

    A table of one county names it in its only row: that is no choice among rows and left out.
    """
    if not table.named:
        table.named.update(_short_names(table))
    return table.named


def _short_names(table: TypedTable) -> dict[str, str]:
    names = {key: key for key in dict.fromkeys(table.keys) if len(key) > 1 and key not in table.place}
    found: dict[str, set[str]] = {}
    places = places_in(table.place)[-1:]
    for key in names:
        for place in places:
            for lead in (place, short_name(place)):
                if key.startswith(lead) and len(key) - len(lead) >= MIN_REST:
                    rest = key[len(lead) :]
                    for form in (
                        place + rest,
                        *_forms(rest, place[-1]),
                        *(whose + form for whose in (place, short_name(place)) for form in _forms(rest, "")),
                    ):
                        found.setdefault(form, set()).add(key)
    for key, form in (*_endings(names), *_codes(table)):
        found.setdefault(form, set()).add(key)
    return names | {form: next(iter(keys)) for form, keys in found.items() if len(keys) == 1 and form not in names}


def _endings(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """石桥中学 for 青山镇石桥中学, 小天使 for 小天使幼儿园."""
    for key in names:
        after = _TOWN.sub("", key)
        if after != key and len(after) >= MIN_ENDING:
            yield key, after
        before = key.removesuffix("幼儿园")
        if before != key and len(before) >= MIN_ENDING:
            yield key, before


def _codes(table: TypedTable) -> Iterator[tuple[str, str]]:
    """A row by its number in a column of numbers and codes, each its own."""
    for column in table.columns:
        items = [row.texts[column.index] for row in table.rows]
        if (
            column.kind == "text"
            and column.index != table.key
            and _CODE.search(column.name)
            and len(set(items)) == len(items)
        ):
            yield from ((key, code) for key, code in zip(table.keys, items, strict=True) if len(code) >= MIN_ENDING)


def _forms(rest: str, level: str) -> list[str]:
    """实验小学, 县实验小学; 第一中学, 县一中, 一中, 县一小."""
    made = [rest, level + rest]
    numbered = _NUMBERED.match(rest)
    if numbered:
        short = _SHORT[numbered["kind"]]
        made += [numbered["n"] + short, level + numbered["n"] + short]
        if short == "小":
            made += [f"{numbered['n']}小学", f"{level}{numbered['n']}小学"]
    return made


def without_names(table: TypedTable, text: str) -> str:
    """A question with the whole names of rows in it blanked, as long as before."""
    names = short_names(table)
    for length in range(len(text), MIN_ENDING - 1, -1):
        for start in range(len(text) - length + 1):
            word = text[start : start + length]
            if names.get(word) == word:
                text = text.replace(word, "　" * length)
    return text
