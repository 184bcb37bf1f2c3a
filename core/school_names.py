"""Names of schools as people shorten them: 第二中学 is 二中, 第三幼儿园 三幼, 职业技术学校 职校."""

from __future__ import annotations

import re

_NUMBERED = re.compile(r"第?([一二三四五六七八九十百\d]{1,3})(?:初级|高级|完全)?(?:中学|中)(?!心)")

# The end of a shortened name: the word before it may hold its beginning.
_SHORTENED = re.compile(r"(?=(?P<run>[\u4e00-\u9fff\d]{1,4}[中小高幼园校]))")
_KINDS = frozenset({"小学", "中学", "学校", "初中", "高中", "幼儿园", "中小", "学园", "职高", "普高"})


def plain_school(name: str) -> str:
    """A school's name for comparing: 第二中学 and 二中 are alike."""
    return _NUMBERED.sub(r"\1中", name)


def names_school(text: str, school: str) -> bool:
    """Whether a text names a school, in full or shortened."""
    return plain_school(school) in plain_school(text)


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
