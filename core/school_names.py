"""Names of schools as people shorten them: 第二中学 is 二中, 第一初级中学 is 一中."""

from __future__ import annotations

import re

_NUMBERED = re.compile(r"第?([一二三四五六七八九十百\d]{1,3})(?:初级|高级|完全)?(?:中学|中)(?!心)")


def plain_school(name: str) -> str:
    """A school's name for comparing: 第二中学 and 二中 are alike."""
    return _NUMBERED.sub(r"\1中", name)


def names_school(text: str, school: str) -> bool:
    """Whether a text names a school, in full or shortened."""
    return plain_school(school) in plain_school(text)
