"""What remains of a whole: 其余40人, 缺口90个, 结余; what was there with what came in and went out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.arithmetic.claim import Reading, summed
from core.arithmetic.view import Number, View, same_noun

REMAINS = re.compile(
    r"(?:其余|剩余|余下|尚有|还有|还剩|仍有|仍[\u4e00-\u9fff]{1,4}|仅剩|剩|缺口|尚缺|空缺|缺编|空编|结余|净增|余(?!额))[^\d，。；]{0,6}$"
)
_OUT = re.compile(r"支出|减员|退休|调出|转出|流出|毕业|撤|减少|销号|注销|化解|整改|退出|清退|完成")
_START = re.compile(r"[年期学]初|上年|原有|结转|在册")


def _one_thing(one: Number, other: Number) -> bool:
    """Whether two figures may count the same: 个 of 园区 and 个 of 学位 do not."""
    return not one.noun or not other.noun or same_noun(one.noun, other.noun) or one.noun[-1:] == other.noun[-1:]


def remaining(view: View, number: Number) -> Iterator[Reading]:
    """其余, 缺口, 结余: the first figure less the others, or with what came in."""
    same = [one for one in view.before(number, 1) if one.agrees_with(number) and _one_thing(one, number)][-5:]
    own = [one for one in same if one.sentence == number.sentence]
    for group in (own, same):
        for count in range(2, len(group) + 1):
            chosen = group[-count:]
            only = ["only"] if chosen == own else []
            crossed = ["crossed"] if chosen[0].sentence != number.sentence else []
            signs = [1] + [-1] * (count - 1)
            if chosen[0].value >= sum(one.value for one in chosen[1:]):
                yield summed(chosen, signs, *only, *crossed, "remains")
            if count == 3:
                # What was there, what came in and what went out.
                flows = [-1 if _OUT.search(one.before) else 1 for one in chosen]
                flowed = ["balance"] if sum(flows) == 1 and _START.search(chosen[0].before) else []
                yield summed(chosen, flows if flowed else [1, 1, -1], *crossed, *flowed)
        if group == same:
            break
