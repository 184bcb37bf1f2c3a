"""Numbers lost in a text: they are shown, never mended in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.arithmetic.view import View
from core.damage import LOST_BASE, LOST_NUMBER
from core.finding import Finding

_NO_UNIT = re.compile(r"(?:每[一-鿿]{1,3}|至少|不少于)[^，。；\d]{0,10}$")


def damaged(view: View) -> Iterator[Finding]:
    """余名教师 without digits, 由压缩50% without its base, 20以上 without a unit."""
    for pattern, kind, result, mend in (
        (LOST_NUMBER, "文字损坏", "数字在转载或排版中丢失，不补数", "请对照原文补全数字"),
        (LOST_BASE, "缺基数", "“由……”之后缺少原来的数", "补出变化前的数"),
    ):
        for found in pattern.finditer(view.text):
            span = view.clause_around(
                found.start(), found.end(), max(0, found.start() - 60), min(len(view.text), found.end() + 60)
            )
            yield _lost(view, span, kind, found[0], result, mend)
    for number in (one for sentence in view.sentences for one in sentence.numbers):
        bare = number.unit == "" and "以上" in number.quantity.qualifier and not number.noun
        if bare and number.value == int(number.value) and _NO_UNIT.search(number.before or view.lead(number)):
            yield _lost(
                view, number.clause, "单位缺失", number.quantity.text, "数后缺少量词", "补出单位（如节、次、人）"
            )


def _lost(view: View, span: tuple[int, int], kind: str, stated: str, text: str, mend: str) -> Finding:
    start, end = span[0], min(span[1], span[0] + 120)
    return Finding(
        kind=kind,
        quote=view.whole[start:end],
        operands=(),
        formula="",
        computed=None,
        stated=stated,
        verdict="文字残缺",
        readings=(text,),
        suggestion=mend,
        span=(start, end),
    )
