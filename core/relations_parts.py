"""Parts told without their whole in the same place: remainders, parallel counts, places against people."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from core.finding import Finding
from core.relations_sums import COMPLEMENTS, TOTAL, head_of, is_summable, sum_text
from core.relations_view import Number, Sentence, View, digits, same_noun

# Places of a standard room in national examinations (国家教育考试标准化考点规范).
ROOM_PLACES = 30
# Sentences that a total may stand before its two sides.
_REACH = 25
_NEAR = 4
_REST = re.compile(r"其余|剩余|其他|另外|余下")


def remainders(view: View) -> Iterator[Finding]:
    """4所……达标，其余35所……不达标, or 9项达到、6项未达到: the two sides against a total told just before."""
    for place, sentence in enumerate(view.sentences):
        earlier = [n for s in view.sentences[max(0, place - _REACH) : place] for n in s.numbers if is_summable(n)]
        for first, second in zip(sentence.numbers, sentence.numbers[1:], strict=False):
            other = next(
                (n for n in sentence.numbers[first.index + 1 : first.index + 3] if n.unit == first.unit), second
            )
            if other.unit != first.unit or not is_summable(first) or not is_summable(other):
                continue
            gap = view.between(first, other)
            rest = bool(_REST.search(gap))
            sides = bool(re.search(r"(?<!未)(?:达到|达标|合格|完成)", gap)) and bool(
                re.search(r"^[^，。；]{0,20}(?:未达|不达标|未达标|不合格|未完成)", view.text[other.end : sentence.end])
            )
            if not rest and not sides:
                continue
            whole = first.value + other.value
            known = [n for n in earlier if n.unit == first.unit and n.value > max(first.value, other.value)]
            match = next((n for n in reversed(known) if n.value == whole), None)
            if match is not None:
                yield view.finding(
                    "和",
                    [first, other, match],
                    f"{digits(first.value)}+{digits(other.value)}",
                    whole,
                    "通过",
                    stated=match.quantity.text,
                    span=(first.clause[0], other.clause[1]),
                )
            elif known and _told_nearby(view, known[-1], first, sides=sides):
                yield view.finding(
                    "和",
                    [first, other, known[-1]],
                    f"{digits(first.value)}+{digits(other.value)}",
                    whole,
                    "不通过",
                    stated=known[-1].quantity.text,
                    span=(first.clause[0], other.clause[1]),
                    readings=(f"前文总数为{known[-1].quantity.text}",),
                    suggestion=f"两部分之和为{digits(whole)}{first.unit}，请与前文总数核对",
                )


def _told_nearby(view: View, total: Number, part: Number, *, sides: bool) -> bool:
    """Whether a total of the same word stands close enough for a mismatch to be one."""
    gap = view.text[total.end : part.start]
    close = len(re.findall(r"[。；;]", gap)) <= _NEAR and "\n" not in gap
    return close and (sides or same_noun(head_of(total), head_of(part))) and same_noun(total.noun[:2], part.noun[:2], 1)


def derived_sums(view: View) -> Iterator[Finding]:
    """省级1个、市级2个、区级6个: parallel parts of one list without a total."""
    for sentence in view.sentences:
        runs: list[list[Number]] = [[]]
        for number in sentence.numbers:
            last = runs[-1][-1] if runs[-1] else None
            gap = view.between(last, number) if last else ""
            joined = bool(last and number.unit == last.unit and re.fullmatch(r"[^。；;\d]{0,22}", gap))
            # Behind a comma the counted word must be told again (问题36件，……问题14件) or stand behind the number.
            heads = [n.before[-2:] for n in (last, number) if n]
            parted = bool(re.search("[，,]", gap)) and len(set(heads)) > 1 and not (number.before == "" or number.noun)
            joined = joined and not parted
            alike = last and (not last.noun or not number.noun or same_noun(last.noun, number.noun))
            if joined and alike and is_summable(number) and not re.search(r"比|较|其中|到|至|中有", gap):
                runs[-1].append(number)
            elif is_summable(number):
                runs.append([number])
            else:
                runs.append([])
        for run in runs:
            if len(run) >= 2 and not TOTAL.search(view.lead(run[0])) and max(n.value for n in run) > 1:
                whole = sum(n.value for n in run)
                yield view.finding(
                    "和",
                    run,
                    sum_text(run),
                    whole,
                    "仅派生",
                    readings=(f"合计{digits(whole)}{run[0].unit}（互不重叠时）",),
                )


def _joined(view: View) -> Iterator[list[Sentence]]:
    """Runs of sentences that one 。 closes: parts told between ；."""
    run: list[Sentence] = []
    for sentence in view.sentences:
        if run and (sentence.paragraph != run[-1].paragraph or view.text[run[-1].end - 1] not in "；;"):
            yield run
            run = []
        run.append(sentence)
    if run:
        yield run


def parallel_heads(view: View) -> Iterator[Finding]:
    """交流活动23次……学生活动24次……集体活动32次: three or more counts with the same word before them."""
    for run in _joined(view):
        groups: dict[tuple[str, str], list[Number]] = {}
        for number in [n for s in run for n in s.numbers]:
            head = re.search(r"[一-鿿]{2}$", number.before)
            plain = is_summable(number) or number.quantity.qualifier in ("余", "多")
            if head and plain and not number.noun and number.unit != "%":
                groups.setdefault((head[0], number.unit), []).append(number)
        for members in groups.values():
            if len(members) >= 3:
                whole = sum(n.value for n in members)
                vague = any(n.quantity.qualifier for n in members)
                yield view.finding(
                    "和",
                    members,
                    sum_text(members),
                    whole,
                    "仅派生",
                    readings=(f"合计{'约' if vague else ''}{digits(whole)}{members[0].unit}（互不重叠时）",),
                )


def room_capacity(view: View) -> Iterator[Finding]:
    """物理类考生2170人 and 73 rooms for 物理类: rooms against the 30 places of a standard examination room."""
    for place, sentence in enumerate(view.sentences):
        window = [s for s in view.sentences[max(0, place - 4) : place + 1] if s.paragraph == sentence.paragraph]
        numbers = [n for s in window for n in s.numbers]
        for pair in COMPLEMENTS:
            takers = [
                next((n for n in numbers if n.unit in ("人", "名") and word in n.before and "考生" in n.before), None)
                for word in pair
            ]
            rooms = [[n for n in sentence.numbers if word in n.before and "考场" in n.noun + n.unit] for word in pair]
            if None in takers or not all(rooms):
                continue
            people = [n for n in takers if n is not None]
            counts = [
                sum(n.quantity.high - n.quantity.low + 1 if n.is_range else n.value for n in group) for group in rooms
            ]
            least = [math.ceil(n.value / ROOM_PLACES) for n in people]
            if all(0 <= have - need <= 0.1 * need for have, need in zip(counts, least, strict=True)):
                yield view.finding(
                    "容量",
                    [*people, *[n for group in rooms for n in group]],
                    ", ".join(f"ceil({digits(n.value)}/{ROOM_PLACES})" for n in people),
                    float(least[0]),
                    "约数内通过",
                    stated="、".join(digits(c) for c in counts),
                    span=(sentence.start, sentence.end),
                    readings=tuple(
                        f"{word}最少{need}场，设{digits(have)}场"
                        for word, need, have in zip(pair, least, counts, strict=True)
                    ),
                )


def parallel_totals(view: View) -> Iterator[Finding]:
    """设206个考场……。甲74个考场，乙66个考场，丙66个考场: one noun told once, then at least twice in one sentence."""
    for first, second in zip(view.sentences, view.sentences[1:], strict=False):
        if first.paragraph != second.paragraph:
            continue
        for total in first.numbers:
            if not total.noun or not is_summable(total):
                continue
            parts = [n for n in second.numbers if n.unit == total.unit and n.noun == total.noun and is_summable(n)]
            twin = [n for n in first.numbers if n.noun == total.noun and n.unit == total.unit]
            if len(parts) < 2 or len(twin) > 1:
                continue
            whole = sum(p.value for p in parts)
            if whole == total.value:
                yield view.finding(
                    "和",
                    [total, *parts],
                    sum_text(parts),
                    whole,
                    "通过",
                    stated=total.quantity.text,
                    span=(parts[0].clause[0], parts[-1].clause[1]),
                )
            elif len(parts) >= 3 and re.search(r"共|总|设置|合计", view.text[first.start : total.start]):
                yield view.finding(
                    "和",
                    [total, *parts],
                    sum_text(parts),
                    whole,
                    "不通过",
                    stated=total.quantity.text,
                    readings=(f"各部分合计{digits(whole)}{total.unit}",),
                    suggestion=f"总数改为{digits(whole)}{total.unit}，或核对各部分",
                )


def itemised(view: View) -> Iterator[Finding]:
    """有9项指标……7项指标达到……该项指标不达标……1项指标待认定: items judged one by one; only a match is told."""
    for place, sentence in enumerate(view.sentences):
        for total in sentence.numbers:
            if (
                not is_summable(total)
                or not total.noun
                or not re.search(r"(?:有|共|共有)$", total.before)
                or total.value > 100
            ):
                continue
            following = [s for s in view.sentences[place + 1 : place + 6] if s.paragraph == sentence.paragraph]
            parts = [
                n
                for s in following
                for n in s.numbers
                if n.unit == total.unit and n.noun[:2] == total.noun[:2] and is_summable(n) and n.value < total.value
            ]
            text = view.text[sentence.end : following[-1].end] if following else ""
            one = 1 if re.search(rf"该{re.escape(total.unit)}{re.escape(total.noun[:2])}", text) else 0
            whole = sum(n.value for n in parts) + one
            if len(parts) + one >= 3 and len(parts) >= 2 and whole == total.value:
                shown = sum_text(parts) + ("+1" if one else "")
                yield view.finding(
                    "和",
                    [total, *parts],
                    shown,
                    whole,
                    "通过",
                    stated=total.quantity.text,
                    span=parts[0].clause,
                    readings=("“该项”按1项计",) if one else (),
                )


def further_counts(view: View) -> Iterator[Finding]:
    """4个备用考场。另设20个备用考场: more of the same noun told in the next sentence."""
    for first, second in zip(view.sentences, view.sentences[1:], strict=False):
        if first.paragraph != second.paragraph or not re.match(r"另|此外|还", view.text[second.start : second.end]):
            continue
        for one in first.numbers:
            other = next((n for n in second.numbers if n.unit == one.unit and one.noun and n.noun == one.noun), None)
            if other and is_summable(one) and is_summable(other):
                yield view.finding(
                    "和",
                    [one, other],
                    sum_text([one, other]),
                    one.value + other.value,
                    "仅派生",
                    span=other.clause,
                    readings=(f"合计{digits(one.value + other.value)}{one.unit}{one.noun}",),
                )


def complement_shares(view: View) -> Iterator[Finding]:
    """物理类2170人 of 2950人: the share of the first half of a total that two halves make up."""
    for place, sentence in enumerate(view.sentences):
        window = [s for s in view.sentences[max(0, place - 1) : place + 2] if s.paragraph == sentence.paragraph]
        numbers = [n for s in window for n in s.numbers if is_summable(n)]
        for total in sentence.numbers:
            for a, b in COMPLEMENTS if is_summable(total) else ():
                first = next(
                    (n for n in numbers if n.unit == total.unit and a in n.before and n.start > total.end), None
                )
                second = next(
                    (n for n in numbers if n.unit == total.unit and b in n.before and n.start > total.end), None
                )
                if first and second and first.value + second.value == total.value:
                    share = first.value / total.value * 100
                    yield view.finding(
                        "占比",
                        [total, first],
                        f"{digits(first.value)}/{digits(total.value)}*100",
                        share,
                        "仅派生",
                        span=first.clause,
                        readings=(f"{a}占{share:.2f}%，{b}占{100 - share:.2f}%",),
                    )
