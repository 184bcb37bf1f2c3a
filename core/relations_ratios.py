"""Products, stated averages, staff ratios and multiples: each is recomputed from the two numbers beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.finding import Finding, FindingVerdict, agreement, bounds
from core.relations_view import Number, View, digits

_EACH = re.compile(
    r"(?P<word>每(?:期|场|次|班|校|所|个|组|轮|年|月|天|人|名|户|县|室|套|间)|平均每[一-鿿]{1,2}|校均|人均|生均|户均|场均|班均|年均|平均班额|平均(?=(?:为|达到?|约)?$))[^，。；\d]{0,8}$"
)
_MEAN = re.compile(r"平均每|[校人生户场班]均|平均")
_OF = {"校": "所", "人": "人", "生": "人", "户": "户", "场": "场", "班": "班"}


def _judged(
    view: View, kind: str, numbers: list[Number], formula: str, exact: float, stated: Number, low: float, high: float
) -> Finding:
    verdict: FindingVerdict = agreement(low, high, stated.quantity, exact) or "不通过"
    return view.finding(
        kind,
        numbers,
        formula,
        exact,
        verdict,
        stated=stated.quantity.text,
        suggestion="" if verdict != "不通过" else f"改为{digits(round(exact, 2))}{stated.unit}，或核对另外两个数",
    )


def products(view: View) -> Iterator[Finding]:
    """培训班3期，每期50人，共培训150人: count, each, and their product."""
    for sentence in view.sentences:
        for count, each, total in zip(sentence.numbers, sentence.numbers[1:], sentence.numbers[2:], strict=False):
            found = _EACH.search(each.before)
            if (
                not found
                or not found["word"].startswith("每")
                or ((each.unit, total.unit) != (each.unit, each.unit) and (each.unit, total.unit) != ("人", "人次"))
                or each.unit in ("%", "年", count.unit)
            ):
                continue
            same_word = found["word"][1:] in (count.unit, count.noun[:1]) or count.unit == "个"
            if (
                not same_word
                or not re.search(r"(?:共|合计|总计|累计)[^，。；\d]{0,6}$", total.before)
                or len(view.between(count, total)) > 40
            ):
                continue
            exact = count.value * each.value
            (low_c, high_c), (low_e, high_e) = bounds(count.quantity), bounds(each.quantity)
            yield _judged(
                view,
                "积",
                [count, each, total],
                f"{digits(count.value)}*{digits(each.value)}",
                exact,
                total,
                low_c * low_e,
                high_c * high_e,
            )


def stated_means(view: View) -> Iterator[Finding]:
    """20所学校共有学生12000人，校均600人: an average beside its total and count, told before or behind it."""
    for sentence in view.sentences:
        for at, mean in enumerate(sentence.numbers):
            found = _EACH.search(mean.before)
            odd = mean.unit in ("%", "年", "个百分点", "") or mean.is_range
            if odd or not found or not _MEAN.match(found["word"]) or "年" in found["word"]:
                continue
            if re.search(r"[从由]$", mean.before):
                continue
            around = (*sentence.numbers[max(0, at - 2) : at], *sentence.numbers[at + 1 : at + 2])
            near = [n for n in around if not n.is_range and n.value > 1]
            total = next((n for n in near if n.unit == mean.unit), None)
            count = next((n for n in near if n.unit != mean.unit and _counts(n, found["word"])), None)
            if total is None or count is None or count.value <= 0 or max(n.start for n in near) - near[0].end > 60:
                continue
            (low_t, high_t), (low_c, high_c) = bounds(total.quantity), bounds(count.quantity)
            formula = f"{digits(total.value)}/{digits(count.value)}"
            yield _judged(
                view,
                "均值",
                [total, count, mean],
                formula,
                total.value / count.value,
                mean,
                low_t / high_c,
                high_t / max(low_c, 1e-9),
            )


def _counts(number: Number, word: str) -> bool:
    """Whether a number counts what an average is told per: 校均 schools, 生均 pupils, 平均班额 classes."""
    label = number.unit + number.noun + number.before[-4:]
    if word == "平均":
        return number.unit not in ("%", "年")
    if word == "平均班额":
        return "班" in label
    if word == "生均":
        return number.unit in ("人", "名") and bool(re.search(r"学生|在校生|生$", number.before[-4:] + number.noun[:3]))
    expected = _OF.get(word[0], word.removeprefix("平均每")[:1])
    return expected in label or (expected == "人" and number.unit == "名")


def staff_ratios(view: View) -> Iterator[Finding]:
    """学生25000人，教师1250人，生师比20:1; pupils and teachers side by side without a ratio give one."""
    for place, sentence in enumerate(view.sentences):
        before = view.sentences[place - 1] if place else None
        pupils_before = [
            n for n in (before.numbers if before else ()) if re.search(r"学生|在校生", n.before[-6:] + n.noun[:3])
        ]
        sided = list(zip(sentence.numbers, sentence.numbers[1:], strict=False))
        if before and pupils_before and before.paragraph == sentence.paragraph and view.text[before.end - 1] in "；;":
            sided += [(pupils_before[0], n) for n in sentence.numbers[:1]]
        for first, second in sided:
            pair = _pupils_and_teachers(first, second)
            if pair is None or (len(view.between(first, second)) > 16 and first in sentence.numbers):
                continue
            pupils, teachers = pair
            exact = pupils.value / teachers.value
            after = next((n for n in sentence.numbers[second.index + 1 : second.index + 2] if n.unit == "比"), None)
            formula = f"{digits(pupils.value)}/{digits(teachers.value)}"
            if after is None or not re.search(r"[生师]{2}比", after.before):
                yield view.finding(
                    "生师比", [pupils, teachers], formula, exact, "仅派生", readings=(f"约{exact:.2f}:1",)
                )
                continue
            stated = after.value if after.value >= 1 else 1 / after.value
            written = max((len(m[1]) for m in re.finditer(r"\.(\d+)", after.quantity.text)), default=0)
            right = abs(round(exact, written) - stated) < 1e-9 + 0.5 * 10**-written * (written == 0 and exact != stated)
            verdict: FindingVerdict = "通过" if abs(exact - stated) < 1e-9 else "约数内通过" if right else "不通过"
            yield view.finding(
                "生师比",
                [pupils, teachers, after],
                formula,
                exact,
                verdict,
                stated=after.quantity.text,
                suggestion="" if verdict != "不通过" else f"改为{exact:.2f}:1",
            )


def _pupils_and_teachers(first: Number, second: Number) -> tuple[Number, Number] | None:
    for pupils, teachers in ((first, second), (second, first)):
        named = re.search(r"学生|在校生", pupils.before[-6:] + pupils.noun[:3]) and re.search(
            r"教师|老师", teachers.before[-6:] + teachers.noun[:4]
        )
        if (
            named
            and pupils.unit in ("人", "名")
            and teachers.unit in ("人", "名")
            and pupils.value > teachers.value > 0
        ):
            return pupils, teachers
    return None


def multiples(view: View) -> Iterator[Finding]:
    """3亿元，是去年1.5亿元的2倍; 3亿元，比去年1.5亿元翻一番: the multiple of the earlier amount."""
    for sentence in view.sentences:
        for now, then, times in zip(sentence.numbers, sentence.numbers[1:], sentence.numbers[2:], strict=False):
            if (
                now.unit != then.unit
                or times.unit not in ("倍", "番")
                or then.value <= 0
                or len(view.between(now, times)) > 36
            ):
                continue
            gap, tail = view.between(now, then), view.between(then, times)
            exact = now.value / then.value
            if (
                times.unit == "倍"
                and re.search(r"是|为|相当于", gap)
                and re.fullmatch(r"[^，。；]{0,6}的(?:近|约)?", tail)
            ):
                formula = f"{digits(now.value)}/{digits(then.value)}"
            elif times.unit == "倍" and re.search(r"比|较", gap) and re.search(r"增长|增加|提高", tail):
                exact, formula = exact - 1, f"{digits(now.value)}/{digits(then.value)}-1"
            elif times.unit == "番" and re.search(r"比|较|在", gap):
                doubled = 2**times.value
                right = abs(exact - doubled) < 0.05 * doubled
                yield view.finding(
                    "倍数",
                    [now, then, times],
                    f"{digits(now.value)}/{digits(then.value)}",
                    exact,
                    "不通过" if not right else "通过" if exact == doubled else "约数内通过",
                    stated=times.quantity.text,
                    readings=(f"翻{digits(times.value)}番是{digits(doubled)}倍",),
                )
                continue
            else:
                continue
            yield _judged(view, "倍数", [now, then, times], formula, exact, times, exact, exact)


def point_changes(view: View) -> Iterator[Finding]:
    """达到85%，比去年的82%提高3个百分点: a rate, its base if told, and the change in points."""
    for sentence in view.sentences:
        for at, points in enumerate(sentence.numbers):
            if points.unit != "个百分点" or at < 1 or points.is_range:
                continue
            prior = [n for n in sentence.numbers[max(0, at - 2) : at] if n.unit == "%" and not n.is_range]
            if not prior or len(view.between(prior[0], points)) > 40 or prior[-1].index != at - 1:
                continue
            down = bool(re.search(r"下降|降低|减少|回落|低", points.before))
            compared = re.search(r"(?:比|较)[^，。；\d]{0,8}(?:20\d\d年)?[^，。；\d]{0,4}$", view.lead(prior[-1]))
            if len(prior) == 2 and compared and not re.search(r"[从由]", view.lead(prior[0])):
                exact = prior[0].value - prior[1].value
                yield _judged(
                    view,
                    "百分点",
                    [*prior, points],
                    f"{digits(prior[0].value)}-{digits(prior[1].value)}",
                    abs(exact),
                    points,
                    abs(exact),
                    abs(exact),
                )
            elif (
                re.fullmatch(
                    r"[，、,]?(?:比|较|同比)[^，。；]{0,12}(?:提高|上升|增加|增长|下降|降低|减少|回落|提升)(?:了|约|近)?",
                    view.between(prior[-1], points),
                )
                and not compared
            ):
                base = prior[-1].value + (points.value if down else -points.value)
                yield view.finding(
                    "百分点",
                    [prior[-1], points],
                    f"{digits(prior[-1].value)}{'+' if down else '-'}{digits(points.value)}",
                    base,
                    "仅派生" if 0 <= base <= 100 else "口径可疑",
                    readings=(f"上期为{digits(round(base, 4))}%",),
                )


_COUNTED = frozenset({"条", "项", "个", "名", "次", "字", "所", "件", "亩", "人"})


_RATE_NAME = re.compile(r"(?:率|占比|比例|比重)(?:已|均|都|达到?|为|约)*$")


def rates_in_percent(view: View) -> Iterator[Finding]:
    """上线率62.3%，提高2.5%: the change of a rate told in percent may mean percentage points."""
    for sentence in view.sentences:
        for rate, change in zip(sentence.numbers, sentence.numbers[1:], strict=False):
            if rate.unit != "%" or change.unit != "%" or not _RATE_NAME.search(rate.before):
                continue
            gap = r"[，,、]?(?:(?:同比|比|较)[^，。；]{0,8})?(?:提高|上升|提升|下降|降低|增加|减少)了?(?:近|约)?"
            if re.fullmatch(gap, view.between(rate, change)):
                down = bool(re.search(r"下降|降低|减少", change.before))
                base = rate.value + (change.value if down else -change.value)
                yield view.finding(
                    "百分点",
                    [rate, change],
                    f"{digits(rate.value)}{'+' if down else '-'}{digits(change.value)}",
                    base,
                    "口径可疑",
                    stated=change.quantity.text,
                    readings=(
                        f"若指百分点，上期为{digits(round(base, 4))}%",
                        f"若指相对变化，上期为{rate.value / (1 + (-1 if down else 1) * change.value / 100):.2f}%",
                    ),
                    suggestion=f"若为百分点之差，写作{digits(change.value)}个百分点",
                )


def adjoining_products(view: View) -> Iterator[Finding]:
    """两个100条建设标准: a count right before an amount."""
    for sentence in view.sentences:
        for count, each in zip(sentence.numbers, sentence.numbers[1:], strict=False):
            if (
                view.between(count, each) == ""
                and count.unit == "个"
                and count.kind == each.kind == "quantity"
                and each.unit in _COUNTED
                and each.value > count.value > 1
            ):
                yield view.finding(
                    "积",
                    [count, each],
                    f"{digits(count.value)}*{digits(each.value)}",
                    count.value * each.value,
                    "仅派生",
                )
