"""What the rows of a table are called for short: 县一中 for 某县第一中学, 实验小学 for 某县实验小学."""

from __future__ import annotations

import re

from core.place import short_name
from tools.table_query.typed import TypedTable

_PLACE = re.compile(r"[\u4e00-\u9fff]+?(?:省|市|县|区|旗)")
_NUMBERED = re.compile(r"^第?(?P<n>[一二三四五六七八九十]+)(?P<kind>(?:高级|初级)?中学|小学|幼儿园|高中|初中)$")
_SHORT = {"中学": "中", "高级中学": "中", "初级中学": "中", "小学": "小", "幼儿园": "幼", "高中": "高", "初中": "初中"}
MIN_REST = 3


def short_names(table: TypedTable) -> dict[str, str]:
    """Every name and short form that means one row, with the row's key.

    A table of one county names it in its only row: that is no choice among rows and left out.
    """
    names = {key: key for key in dict.fromkeys(table.keys) if len(key) > 1 and key not in table.place}
    found: dict[str, set[str]] = {}
    places = _PLACE.findall(table.place)[-1:]
    for key in names:
        for place in places:
            for lead in (place, short_name(place)):
                if key.startswith(lead) and len(key) - len(lead) >= MIN_REST:
                    for form in _forms(key[len(lead) :], place[-1]):
                        found.setdefault(form, set()).add(key)
    return names | {form: next(iter(keys)) for form, keys in found.items() if len(keys) == 1 and form not in names}


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
