"""The same figure told twice: one count of one thing, said again later in the text with another value."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from core.arithmetic import mends
from core.arithmetic.claim import Statement, is_slip, named
from core.arithmetic.view import Number, View, digits
from core.finding import Mend

_NOT_SAME = re.compile(
    r"其中|另|又|新增|增加|减少|每|平均|分别|第|至少|不少于|计划|目标|力争|上年|去年|比|较|超|首批|部分|再|还"
)
_SAID_AGAIN = re.compile(r"已全部|均已|全部|上述|这|该|前述|共|现有|总计|一共|基础上|成果|参加[^，。]{0,6}的|此")
_DATED = re.compile(r"(?P<date>\d{1,2}\s*月\s*\d{1,2}\s*日)的(?P<what>[\u4e00-\u9fff]{2})")
_POINTS_BACK = re.compile(
    r"的(?=\d[\d,]*[^，。\d]{1,6}[都均])|这(?=\d)|该|上述|基础上|成果|全部|已全|均已|此(?:次|项)|参加[^，。]{0,6}的|前述|所有这"
)
_COMMON = re.compile(r"全[市县区省年校]|共有|新增|建设|教育|工作|开展|组织|实现|达到|其中|参加|累计|万|亿|多")
SMALL = 10
MIN_NOUN, MIN_SHARED, AROUND = 4, 2, 14
LOOKED_BACK, MOST_APART = 4, 0.35


def repeats(view: View) -> Iterator[Statement]:
    """Counts of the same noun in two sentences; the later one is doubted where the two differ by a slip."""
    yield from _table_totals(view)
    yield from _dates(view)
    yield from _alluded(view)
    by_noun: defaultdict[tuple[str, str], list[Number]] = defaultdict(list)
    for number in view.numbers:
        for noun in _nouns(view, number) if number.unit not in ("个百分点", "", "年") else ():
            by_noun[noun, number.unit].append(number)
    seen: set[tuple[int, int]] = set()
    for (noun, _), result in by_noun.items():
        for one, other in pairwise(result):
            if one.sentence == other.sentence or (one.start, other.start) in seen:
                continue
            seen.add((one.start, other.start))
            clauses = view.text[slice(*one.clause)] + view.text[slice(*other.clause)]
            evidence = {
                "again": bool(_SAID_AGAIN.search(view.text[slice(*other.clause)])),
                "slip": is_slip(one.value, other.value),
                "near": abs(one.value - other.value) <= 0.1 * max(one.value, other.value),
                "long": len(noun) >= MIN_NOUN + 2,
                "apart": bool(_NOT_SAME.search(clauses)),
                "years": _years(view, one) != _years(view, other),
                "measured": one.unit in ("%", "元"),
                "small": max(one.value, other.value) < SMALL,
            }
            yield Statement(
                kind="前后一致",
                numbers=(one, other),
                span=other.clause,
                formula=f"{digits(one.value)}={digits(other.value)}",
                holds=one.value == other.value,
                stated_text=other.quantity.text,
                evidence=named(evidence),
                suggestion=f"前文写{one.quantity.text}{noun}，此处写{other.quantity.text}，请统一",
                mends=partial(_made_alike, view, one, other),
            )


def _alluded(view: View) -> Iterator[Statement]:
    """这4.52亿元, 在92.27%的满意度基础上: a figure that points back to one told shortly before."""
    for number in view.numbers:
        if not _POINTS_BACK.search(view.text[number.clause[0] : number.clause[1]]):
            continue
        own = _pairs(view, number)
        best: tuple[int, Number] | None = None
        for one in reversed(view.before(number, LOOKED_BACK)):
            shared = len(own & _pairs(view, one)) if one.agrees_with(number) and one.sentence != number.sentence else 0
            if shared and (best is None or shared > best[0]):
                best = (shared, one)
        if best is None or best[1].value == number.value:
            continue
        one = best[1]
        near = abs(one.value - number.value) <= MOST_APART * max(one.value, number.value)
        evidence = {
            "again": True,
            "slip": is_slip(one.value, number.value),
            "near": near,
            "far": not near,
            "long": best[0] >= MIN_SHARED,
            "apart": bool(_NOT_SAME.search(view.text[slice(*one.clause)])),
            "small": max(one.value, number.value) < SMALL,
        }
        yield Statement(
            kind="前后一致",
            numbers=(one, number),
            span=number.clause,
            formula=f"{digits(one.value)}={digits(number.value)}",
            holds=False,
            stated_text=number.quantity.text,
            evidence=named(evidence),
            suggestion=f"前文写{one.quantity.text}，此处写{number.quantity.text}，请统一",
            mends=partial(_made_alike, view, one, number),
        )


def _made_alike(view: View, one: Number, other: Number) -> tuple[Mend, ...]:
    """The later figure as the earlier one says, and the earlier as the later."""
    return mends.of(
        mends.figure_mend(view.whole, (other.start, other.end), one.value, "以前文为准"),
        mends.figure_mend(view.whole, (one.start, one.end), other.value, "以此处为准"),
    )


def _pairs(view: View, number: Number) -> set[str]:
    """Pairs of neighbouring characters of the words right around a figure."""
    around = view.text[max(number.clause[0], number.start - AROUND) : min(number.clause[1], number.end + AROUND)]
    return {
        run[i : i + 2]
        for run in re.findall(r"[\u4e00-\u9fff]+", _COMMON.sub("，", around))
        for i in range(len(run) - 1)
    }


def _table_totals(view: View) -> Iterator[Statement]:
    """从上表可见，全年共资助1016人: a total of the table above, told again."""
    for number in view.numbers:
        start = view.sentences[number.sentence].start
        if not re.search(r"[上该]表|由表|表中", view.text_before(number)) or not re.search(r"[共总合]", number.before):
            continue
        totals = re.findall(r"(?m)^[|\s]*(?:合\s*计|总\s*计|小\s*计)[^\n]*$", view.whole[:start])
        cells = [float(cell) for cell in re.findall(r"\d+(?:\.\d+)?", totals[-1].replace(",", ""))] if totals else []
        if cells and (number.value in cells or any(is_slip(number.value, cell) for cell in cells)):
            yield Statement(
                kind="前后一致",
                numbers=(number,),
                span=number.clause,
                formula=f"{digits(number.value)}={digits(cells[0])}",
                holds=number.value in cells,
                stated_text=number.quantity.text,
                evidence=frozenset({"again", "slip", "near", "long"}),
                suggestion=f"表中合计为{'、'.join(map(digits, cells))}，此处写{number.quantity.text}",
                mends=mends.of(
                    *(
                        mends.figure_mend(view.whole, (number.start, number.end), cell, "若表中合计无误")
                        for cell in cells
                        if is_slip(number.value, cell)
                    )
                ),
            )


def _dates(view: View) -> Iterator[Statement]:
    """7月10日，召开…大会。7月11日的大会之后: the day of one event told twice."""
    for found in _DATED.finditer(view.folded):
        earlier = view.folded[max(0, found.start() - 120) : found.start()]
        days = re.findall(r"\d{1,2}\s*月\s*\d{1,2}\s*日", earlier)
        if len(set(days)) == 1 and found["what"][:2] in earlier.partition(days[0])[2]:
            same = re.sub(r"\s", "", days[0]) == re.sub(r"\s", "", found["date"])
            yield Statement(
                kind="前后一致",
                numbers=(),
                span=(found.start(), found.end()),
                formula=f"{days[0]}={found['date']}",
                holds=same,
                stated_text=found[0],
                evidence=frozenset({"again", "slip", "near"}),
                suggestion=f"前文写{days[0]}，此处写{found['date']}，请统一",
                mends=mends.of(
                    mends.word_mend(
                        view.whole, found.span("date"), days[0], f"若前文无误，{found['date']}改为{days[0]}"
                    )
                ),
            )


def _nouns(view: View, number: Number) -> list[str]:
    """What a figure counts: the noun after it, or the one right before it (新建学校28所)."""
    found = []
    after = re.match(r"[\u4e00-\u9fff]+", number.after)
    if after and len(number.noun) >= MIN_NOUN:
        found.append(number.noun)
    before = re.search(rf"[\u4e00-\u9fff]{{{MIN_NOUN},14}}$", number.before)
    if before:
        found += [before[0][-size:] for size in range(MIN_NOUN, len(before[0]) + 1)]
    return found


def _years(view: View, number: Number) -> str:
    return "".join(
        re.findall(
            r"(?:19|20)\d\d年|[上去今本前]年|[上下]半年|[春秋]季|[一二三四]季度", view.text[slice(*number.clause)]
        )
    )
