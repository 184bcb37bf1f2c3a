"""One figure told twice: repeated counts, dates and ranks; a smaller count inside a larger one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.finding import Finding, Operand
from core.relations_view import Number, View, digits

_LONG_NOUN = 4
_CONTEXT = 8
_MAX_GAP_DAYS = 10
# Numbers or dates that a twin is looked for among: a document's worth, not a database's.
_REACH = 300


def repeated_counts(view: View) -> Iterator[Finding]:
    """15个协作联盟 … 15个协作联盟: the same noun with the same count; near-equal counts of people are doubtful."""
    groups: dict[tuple[str, str], list[Number]] = {}
    for sentence in view.sentences:
        for number in sentence.numbers:
            if number.kind != "quantity" or number.unit in ("%", "年", "") or number.is_range or not number.noun:
                continue
            if len(number.noun) >= _LONG_NOUN and number.value >= 3:
                groups.setdefault((number.unit, number.noun[:8]), []).append(number)
    for members in groups.values():
        first = members[0]
        same = [n for n in members[1:] if n.value == first.value and n.quantity.qualifier == first.quantity.qualifier]
        if same:
            other = same[-1]
            yield view.finding(
                "一致性",
                [first, other],
                digits(first.value),
                first.value,
                "通过",
                stated=other.quantity.text,
                span=other.clause,
                readings=("前后两处一致",),
            )
        close = [n for n in members[1:] if n.noun == first.noun and _almost(first, n)]
        if close and not same:
            other = close[0]
            yield view.finding(
                "一致性",
                [first, other],
                f"{digits(other.value)}-{digits(first.value)}",
                abs(other.value - first.value),
                "口径可疑",
                stated=other.quantity.text,
                span=other.clause,
                readings=(f"前文为{first.quantity.text}", "可能统计时点或范围不同"),
                suggestion="说明两处差别，或统一口径",
            )


def _almost(first: Number, second: Number) -> bool:
    """Whether two exact counts differ by at most a fifth, neither told as a change or per something."""
    plain = not first.quantity.qualifier and not second.quantity.qualifier
    told = not re.search(r"新增|新建|增加|减少|每|再|另|其余|新", first.before[-6:] + second.before[-6:])
    gap = abs(first.value - second.value)
    return (
        plain
        and told
        and first.unit != "届"
        and min(first.value, second.value) >= 10
        and 0 < gap <= max(1.0, 0.2 * max(first.value, second.value))
    )


def near_misses(view: View) -> Iterator[Finding]:
    """46所学校党组织书记完成…… and 45名党组织书记完成……: almost the same count of the same people."""
    members = [
        n
        for s in view.sentences
        for n in s.numbers
        if n.kind == "quantity"
        and not n.quantity.qualifier
        and n.value >= 10
        and n.unit in ("名", "人", "位", "所", "个")
    ]
    for at, first in enumerate(members):
        for second in members[at + 1 : at + _REACH]:
            if first.value == second.value or abs(first.value - second.value) > 0.05 * max(first.value, second.value):
                continue
            one, two = (re.match(r"[一-鿿]*", n.after) for n in (first, second))
            shared = _longest_shared(one[0] if one else "", two[0] if two else "")
            if len(shared) < 5 or not (one and two and (one[0].startswith(shared) or two[0].startswith(shared))):
                continue
            gap = abs(first.value - second.value)
            yield view.finding(
                "一致性",
                [first, second],
                f"{digits(max(first.value, second.value))}-{digits(min(first.value, second.value))}",
                gap,
                "口径可疑",
                stated=second.quantity.text,
                span=first.clause,
                readings=(f"“{shared}”前后两处相差{digits(gap)}", "可能有空缺、兼任或统计时点不同"),
                suggestion="说明两处差别，或统一口径",
            )


def _longest_shared(a: str, b: str) -> str:
    best = ""
    for start in range(len(a)):
        for end in range(len(a), start + len(best), -1):
            if a[start:end] in b:
                best = a[start:end]
                break
    return best


_DATED = re.compile(
    r"(?P<who>[一-鿿]{2,10}?)(?:于|在)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号](?P<what>[一-鿿]{3,12})"
)


def repeated_dates(view: View) -> Iterator[Finding]:
    """甲校5月31号完成招投标 … 甲校于5月30日招投标采购: one thing with two dates."""
    seen: list[re.Match[str]] = []
    for found in _DATED.finditer(view.folded):
        for earlier in seen[-_REACH:]:
            same_who = earlier["who"][-4:] == found["who"][-4:] and len(found["who"]) >= 3
            shared = _longest_shared(earlier["what"], found["what"])
            if not same_who or len(shared) < 3 or earlier["month"] != found["month"] or earlier["day"] == found["day"]:
                continue
            gap = abs(int(earlier["day"]) - int(found["day"]))
            if gap <= _MAX_GAP_DAYS:
                operands = tuple(
                    Operand(
                        name=m["who"] + shared,
                        value=float(m["day"]),
                        unit="日",
                        text=f"{m['month']}月{m['day']}日",
                        span=m.span(),
                    )
                    for m in (earlier, found)
                )
                yield Finding(
                    kind="一致性",
                    quote=view.text[slice(*earlier.span())],
                    operands=operands,
                    formula="-".join(sorted((earlier["day"], found["day"]), key=int, reverse=True)),
                    computed=float(gap),
                    stated=f"{found['month']}月{found['day']}日",
                    verdict="口径可疑",
                    readings=(f"同一事项“{shared}”两处日期相差{gap}天", "两处可能指不同环节"),
                    suggestion="统一日期，或写明各是哪个环节",
                    span=earlier.span(),
                )
        seen.append(found)


def repeated_rules(view: View) -> Iterator[Finding]:
    """连续两年后三名的 … 连续两年后三位的: one rule told in two places with the same words before its number."""
    seen: dict[str, Number] = {}
    for sentence in view.sentences:
        for number in sentence.numbers:
            if number.unit in ("", "%", "年") or number.value > 1000 or number.kind != "quantity" or number.value < 2:
                continue
            context = re.sub(r"[\s“”，、]", "", view.text[max(sentence.start, number.start - 24) : number.start])[
                -_CONTEXT:
            ]
            if len(context) < _CONTEXT or not re.search(r"[一-鿿]{6}", context):
                continue
            earlier = seen.get(context)
            if earlier is None:
                seen[context] = number
            elif earlier.agrees_with(number) and earlier.clause != number.clause:
                if earlier.value == number.value:
                    yield view.finding(
                        "一致性",
                        [earlier, number],
                        digits(number.value),
                        number.value,
                        "通过",
                        stated=number.quantity.text,
                        span=number.clause,
                        readings=("前后两处一致",),
                    )
                elif (
                    number.unit in ("人", "名", "所", "个")
                    and earlier.unit == number.unit
                    and not number.quantity.qualifier
                ):
                    total = earlier.value + number.value
                    yield view.finding(
                        "和",
                        [earlier, number],
                        f"{digits(earlier.value)}+{digits(number.value)}",
                        total,
                        "仅派生",
                        span=number.clause,
                        readings=(f"两处同样说法合计{digits(total)}{number.unit}（互不重叠时）",),
                    )
                elif (
                    (earlier.unit == number.unit and "后" in context[-2:])
                    or "前" in context[-2:]
                    or "连续" in context[-4:]
                ):
                    yield view.finding(
                        "一致性",
                        [earlier, number],
                        f"{digits(earlier.value)}={digits(number.value)}",
                        False,
                        "口径可疑",
                        stated=number.quantity.text,
                        span=number.clause,
                        readings=(f"前文同一规则写{earlier.quantity.text}",),
                        suggestion="统一前后两处",
                    )


def contained(view: View) -> Iterator[Finding]:
    """抽调四名中层干部 … 共有8名中层干部: a count inside the total of the same people told soon after."""
    window: list[Number] = []
    for sentence in view.sentences:
        for number in sentence.numbers:
            if number.kind != "quantity" or number.unit not in ("名", "人", "位", "所", "个") or len(number.noun) < 3:
                continue
            totalled = re.search(r"共有|共|总计|合计", number.before)
            if totalled:
                for part in reversed(window[-12:]):
                    if part.unit == number.unit and part.noun[:4] == number.noun[:4] and part.value < number.value:
                        yield view.finding(
                            "包含",
                            [part, number],
                            f"{digits(part.value)}<={digits(number.value)}",
                            True,
                            "通过",
                            stated=number.quantity.text,
                            span=part.clause,
                            readings=("部分不超过总数",),
                        )
                        break
            window.append(number)


def covered(view: View) -> Iterator[Finding]:
    """培训全覆盖……累计参训2.98万人次 beside 骨干教师 43452名: fewer attendances than the people covered."""
    for at, sentence in enumerate(view.sentences):
        text = view.text[sentence.start : sentence.end]
        whole = re.search(r"([一-鿿]{4})(?:培训|研修)全覆盖", text)
        visits = [n for n in sentence.numbers if n.unit == "人次" and re.search(r"参训|培训", n.before)]
        if not whole or not visits:
            continue
        for later in view.sentences[at + 1 : at + 3]:
            people = [n for n in later.numbers if n.unit in ("名", "人") and not n.is_range]
            if whole[1] in view.text[later.start : later.end] and len(people) >= 2:
                total = sum(n.value for n in people)
                if total > visits[0].value:
                    yield view.finding(
                        "合理性",
                        [visits[0], *people],
                        f"{digits(total)}>{digits(visits[0].value)}",
                        True,
                        "口径可疑",
                        stated=visits[0].quantity.text,
                        span=visits[0].clause,
                        readings=(
                            f"“{whole[1]}”合计{digits(total)}人，多于参训{visits[0].quantity.text}",
                            "参训可能只统计部分项目",
                        ),
                        suggestion="说明“全覆盖”的对象与参训的统计范围",
                    )
