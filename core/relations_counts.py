"""Counts against what is listed: N方面 and its items, “N个一”, levels, rounds and their years, stages of a plan."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.enumeration import Listed, headings_after, list_marks_after, listed_after, listed_before
from core.finding import Finding, FindingVerdict
from core.relations_view import Number, Sentence, View, digits

# Measure words that count the members of a list rather than things in the world.
_CATEGORY = frozenset(
    {"方面", "大", "类", "大类", "级", "维度", "环节", "阶段", "层次", "领域", "要素", "种", "大类别", "步", "翼"}
)
_CATEGORY_NOUN = re.compile(
    r"^(?:[^，。；、\d]{0,6})?(?:方面|层次|环节|阶段|维度|领域|类别|要素|关键|重点|原则|转变|机制|体系|途径|统一|渠道|步骤|板块|模块|文明|工程|部分|学段|层级|梯队|校区|类型)"
)
_VERB = re.compile(
    r"实施|开展|新增|建成|完成|培育|组织|建立|开发|达到|共有|累计|配置|安排|分别|选派|提出|遴选|设置|投入|推进|构建|形成|获|为期|连续|至少|每"
)
_OPEN_NOTE = "列举以“等”收尾，未必列全"
_SMALL = 20
_LONGEST_LIST = 3000
_ORDER = "一二三四五六七八九十"
_LEVELS = frozenset(
    {
        "国家",
        "中央",
        "省",
        "市",
        "州",
        "县",
        "区",
        "乡",
        "镇",
        "村",
        "校",
        "师",
        "兵团",
        "团",
        "学校",
        "街道",
        "盟",
        "旗",
    }
)


def listed_counts(view: View) -> Iterator[Finding]:
    """A、B、C三个层次, “A、B”五大维度, N项工程（A、B、C）: the count beside the list."""
    for sentence in view.sentences:
        for number in sentence.numbers:
            if not is_count(number):
                continue
            floor = max(
                [
                    sentence.start,
                    *(m.span[1] for m in sentence.mentions if m.span[1] <= number.start and m.kind == "quantity"),
                ]
            )
            before = listed_before(view.text, number.start, floor)
            after = (
                None
                if before and before.least == number.value
                else listed_after(view.text, number.end, _stretch(view, sentence))
            )
            found = list(_compare_before(view, number, before)) if before else []
            yield from found or (_compare_after(view, sentence, number, after) if after else ())


def _stretch(view: View, sentence: Sentence) -> int:
    """End of the line a sentence stands in, at most so far behind it as a list can run."""
    limit = min(len(view.text), sentence.end + _LONGEST_LIST)
    line = view.text.find("\n", sentence.start, limit)
    return line if line >= 0 else limit


def is_count(number: Number) -> bool:
    """Whether a number can count the members of a list: a whole, unqualified one of at most twenty."""
    return (
        not number.is_range
        and not number.quantity.qualifier
        and number.value == int(number.value)
        and (1 if number.quantity.text[0].isdigit() else 2) <= number.value <= _SMALL
    )


def _category(number: Number) -> bool:
    return number.unit in _CATEGORY or (number.unit in ("个", "项", "大") and bool(_CATEGORY_NOUN.match(number.after)))


def _verdict(listed: Listed, stated: int, *, sure: bool) -> FindingVerdict | None:
    if listed.least <= stated <= listed.most:
        return "通过"
    if listed.open_ended:
        return "歧义" if listed.most < stated else "口径可疑"
    return "不通过" if sure else None


def _compare_before(view: View, number: Number, listed: Listed) -> Iterator[Finding]:
    # Five or more items that come out at the count are no chance, even with a verb before it.
    equal = listed.least <= number.value <= listed.most and (listed.least >= 5 or not _VERB.search(listed.last))
    if not _category(number) and not equal:
        return
    stated = int(number.value)
    # 在A、B、C等领域10个方面 counts something else than the list; 甲、乙及十大…… is itself an item.
    if re.search(r"[及和与、]$|等", listed.last):
        return
    joined = re.search(r"和|与|及", listed.last)
    if listed.most == 2:
        items = re.split(r"、|和|与|及", view.text[slice(*listed.span)])
        clean = number.unit == "级" and all(item.strip() in _LEVELS for item in items)
    else:
        clean = not _VERB.search(listed.last) and (listed.parallel or (len(listed.last) <= 8 and not joined))
    verdict = _verdict(listed, stated, sure=clean and _category(number))
    if verdict is None or (verdict in ("歧义", "口径可疑") and _VERB.search(listed.last) and not listed.open_ended):
        return
    yield _count_finding(view, number, listed, stated, verdict, (listed.span[0], number.clause[1]))


def _compare_after(view: View, sentence: Sentence, number: Number, listed: Listed) -> Iterator[Finding]:
    siblings = [
        n for n in sentence.numbers if n.kind == "name" and n.start >= number.start - 6 and n.end <= listed.span[0]
    ]
    stated = int(sum(n.value for n in siblings)) if len(siblings) > 1 else int(number.value)
    if len(siblings) > 1 and siblings[0] is not number:
        return
    bracket = view.text[listed.span[0] - 1] in "（("
    listing = bracket and not any(
        n.start >= listed.span[0] and n.end <= listed.span[1] and n.value > _SMALL for n in sentence.numbers
    )
    verdict = _verdict(listed, stated, sure=listing and (number.kind == "name" or _category(number)))
    if verdict is None or (not _category(number) and number.kind != "name" and verdict != "通过"):
        return
    span = (number.clause[0], min(listed.span[1] + 1, number.clause[0] + 240))
    yield _count_finding(view, number, listed, stated, verdict, span, siblings if len(siblings) > 1 else None)


def _count_finding(
    view: View,
    number: Number,
    listed: Listed,
    stated: int,
    verdict: FindingVerdict,
    span: tuple[int, int],
    operands: list[Number] | None = None,
) -> Finding:
    count = stated if listed.least <= stated <= listed.most else listed.least
    readings: tuple[str, ...] = ()
    if verdict == "歧义":
        readings = (f"列出{count}项，{_OPEN_NOTE}",)
    elif verdict in ("不通过", "口径可疑"):
        readings = (f"列出{count}项，文中写{number.quantity.text}",)
    return view.finding(
        "列举不尽" if verdict == "歧义" else "计数",
        operands or [number],
        str(count),
        float(count),
        verdict,
        stated=number.quantity.text,
        readings=readings,
        span=span,
        suggestion=f"计数改为{count}，或补全列举" if verdict == "不通过" else "",
    )


def marked_counts(view: View) -> Iterator[Finding]:
    """五方面工作，一是……五是……, and an opening paragraph's count beside the headings 一、二、三、 that follow."""
    for sentence in view.sentences:
        for number in sentence.numbers:
            if not is_count(number):
                continue
            line = _stretch(view, sentence)
            marks, clean = list_marks_after(view.text, number.end, line)
            later = sentence.numbers[number.index + 1].start if number.index + 1 < len(sentence.numbers) else line
            direct = re.match(r"[^。；;\n]{0,24}[，：:。,]\s*一是", view.text[number.end : line])
            if (
                marks >= 2
                and direct
                and number.end + direct.end() <= later + 2
                and (_category(number) or number.unit in ("个", "项", "支", "条"))
            ):
                same = marks == number.value
                verdict: FindingVerdict = (
                    "通过"
                    if same
                    else "不通过"
                    if clean and number.value <= len(_ORDER) and _complete(view, line, marks)
                    else "歧义"
                )
                yield view.finding(
                    "计数",
                    [number],
                    str(marks),
                    float(marks),
                    verdict,
                    stated=number.quantity.text,
                    span=(number.clause[0], number.clause[1]),
                    readings=() if same else (f"其后“一是……”共{marks}项",),
                    suggestion="" if same else f"计数改为{marks}，或补全分项",
                )
            elif marks < 2:
                yield from _heading_count(view, sentence, number, line)


def _complete(view: View, line: int, marks: int) -> bool:
    """Whether the next paragraph does not carry the numbering on."""
    following = view.text[line : line + 8].strip()
    start = view.text.rfind("\n", 0, line) + 1
    if marks >= len(_ORDER) or f"第{_ORDER[marks]}" in view.text[start:line]:
        return False
    return not following.startswith((_ORDER[marks], f"（{_ORDER[marks]}", f"({_ORDER[marks]}"))


def _heading_count(view: View, sentence: Sentence, number: Number, line: int) -> Iterator[Finding]:
    named = number.kind == "name" and view.text[number.end : number.end + 8].find("工程") >= 0
    if not named and not (_category(number) or number.unit == "方面"):
        return
    paragraph_end = view.text[line : line + 6].strip()[:2]
    if paragraph_end == "一、" and headings_after(view.text, line) == number.value:
        yield view.finding(
            "计数",
            [number],
            digits(number.value),
            number.value,
            "通过",
            stated=number.quantity.text,
            readings=(f"其后“一、”至“{'一二三四五六七八九十'[int(number.value) - 1]}、”各段",),
        )
