"""What the rows of a table are: schools, kindergartens, projects, towns."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SCHOOL_NAMED = re.compile(r"(?:小学|中学|学校|高中|初中|教学点|中心校|完小|职教中心|一中|附小|附中)(?:[（(].*[)）])?$")
_KINDERGARTEN_NAMED = re.compile(r"幼儿园(?:[（(].*[)）])?$")
MOST_NAMED = 0.6
RECORD_CHARS = (4, 3, 2)
STAGE = "学段"


def noun_of(header: str, names: Sequence[str]) -> str:
    """What a row is: by most of the names (…小学), else by the header of the key (学校名称 → 学校).

    Rows by 学段 are stages, though 小学 and 初中 sound like schools.
    """
    if header.split("·")[-1] == STAGE:
        return STAGE
    for ending, noun in ((_SCHOOL_NAMED, "学校"), (_KINDERGARTEN_NAMED, "幼儿园")):
        if sum(bool(ending.search(name)) for name in names) > MOST_NAMED * len(names):
            return noun
    if re.search("镇|乡|街道", header) and "学校" not in header:
        return "乡镇"
    word = re.sub(r"(?:名称|全称|姓名|名|清单)$", "", header.split("·")[-1])
    return {"园": "幼儿园", "校": "学校", "园所": "幼儿园", "": "行"}.get(word, word)


def record_of(title: str, headers: Sequence[str]) -> str:
    """What the rows of a ledger are that names one school again and again: 隐患 of 隐患类别 and 隐患等级 in a 隐患台账.

    Args:
        title: The table's.
        headers: Names of its columns of words.

    Returns:
        The word that the title says and at least two headers begin with; '' for none.
    """
    for length in RECORD_CHARS:
        for header in headers:
            word = header[:length]
            if len(header) > length and word in title and sum(one.startswith(word) for one in headers) > 1:
                return word
    return ""
