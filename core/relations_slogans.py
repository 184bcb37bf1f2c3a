"""Slogans and names that count: 六个“一”, “四小”, “4个100%”, 三轮 and their years, holders of one office."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.enumeration import listed_before
from core.finding import Finding, FindingVerdict
from core.relations_counts import is_count
from core.relations_view import Number, View

_ONES = re.compile(r"(?P<count>[二三四五六七八九十两]|\d{1,2})\s?个\s?“?[一1]”?(?![\d个名所项次位])")


def slogan_counts(view: View) -> Iterator[Finding]:
    """六个“一”策略: the ones that follow; “四小”: the items before it that begin with the same character."""
    for found in _ONES.finditer(view.folded):
        stated = "零一二三四五六七八九十".find(found["count"].replace("两", "二"))
        stated = int(found["count"]) if stated < 0 else stated
        sentence = next((s for s in view.sentences if s.start <= found.start() < s.end), None)
        if sentence is None:
            continue
        opened = re.match(r"[^（(：:，。]{0,8}([（(：:])", view.folded[found.end() :])
        if not opened:
            continue
        start = found.end() + opened.end()
        close = re.search(r"[）)。\n]" if opened[1] in "（(" else r"[\n。]", view.folded[start:])
        inner = view.folded[start : start + close.start()] if close else view.folded[start:]
        ones = len(
            re.findall(
                r"(?:(?<=[，；、;,：:（(])|^|(?<=[一-鿿]))[一1](?=[个位名门节次堂份篇批种组套项支本场所]|专题)", inner
            )
        )
        numbers = [n for n in sentence.numbers if found.start() - 1 <= n.start < found.end()]
        bracket = opened[1] in "（("
        verdict: FindingVerdict = (
            "通过" if ones >= stated and (ones == stated or not bracket) else "不通过" if bracket else "歧义"
        )
        if ones >= 2 and numbers:
            yield view.finding(
                "计数",
                numbers,
                str(stated if verdict == "通过" else ones),
                float(stated if verdict == "通过" else ones),
                verdict,
                stated=found[0],
                span=(found.start(), min(start + len(inner), found.start() + 240)),
                readings=() if verdict == "通过" else (f"其后列出{ones}项“一”",),
            )
    for found in re.finditer(
        r"“(?P<list>[^“”，。；]{3,60})”(?:的|等)?“(?P<count>[二三四五六七八九十两])(?P<head>[一-鿿])”", view.text
    ):
        items = found["list"].split("、")
        stated = "零一二三四五六七八九十".find(found["count"].replace("两", "二"))
        if len(items) >= 2 and all(found["head"] in item for item in items):
            same = len(items) == stated
            quote = view.text[found.start() : found.end()]
            yield Finding(
                kind="计数",
                quote=quote,
                operands=(),
                formula=str(len(items)),
                computed=float(len(items)),
                stated=found["count"],
                verdict="通过" if same else "不通过",
                span=found.span(),
                suggestion="" if same else f"改为“{len(items)}{found['head']}”或补全列举",
            )


def named_counts(view: View) -> Iterator[Finding]:
    """连续实施三轮……2008年版、2013年版、2016年版; 三年计划……一年、二年、三年; “4个100%” behind its items."""
    for sentence in view.sentences:
        text = view.text[sentence.start : sentence.end]
        years = re.findall(r"(?:19|20)\d\d\s*年?版", text)
        steps = [m[1] for m in re.finditer(r"(?:^|[“，,：:])([一二两三四五])年[^，。；,\d]", text)]
        for number in sentence.numbers:
            if not is_count(number):
                continue
            if number.unit in ("轮", "版", "期", "批") and len(years) >= 2:
                same = len(years) == number.value
                yield view.finding(
                    "计数",
                    [number],
                    str(len(years)),
                    float(len(years)),
                    "通过" if same else "歧义",
                    stated=number.quantity.text,
                    span=(sentence.start, sentence.end),
                    readings=() if same else (f"文中列出{len(years)}个版本",),
                )
            if (
                number.unit == "年"
                and len(steps) >= 2
                and 0 <= text.find("一年") - (number.start - sentence.start) <= 24
                and re.match(r"[^，。；]{0,4}(?:行动|计划|规划|方案)", number.after)
            ):
                same = len(steps) == number.value
                start = text.find("一年") + sentence.start
                yield view.finding(
                    "计数",
                    [number],
                    str(len(steps)),
                    float(len(steps)),
                    "通过" if same else "歧义",
                    stated=number.quantity.text,
                    span=(max(sentence.start, number.clause[0]), max(start + 20, number.end)),
                )
        for found in re.finditer(r"“(\d{1,2})个100[%％]”", text):
            items = listed_before(view.text, sentence.start + found.start(), sentence.start)
            numbers = [n for n in sentence.numbers if found.start() <= n.start - sentence.start < found.end()]
            if items and numbers:
                stated = int(found[1])
                same = items.least <= stated <= items.most
                yield view.finding(
                    "计数",
                    numbers[:1],
                    str(items.least),
                    float(stated if same else items.least),
                    "通过" if same else "不通过" if items.least == items.most else "歧义",
                    stated=found[1],
                    span=(max(items.span[0], sentence.start + found.start() - 120), sentence.start + found.end() + 8),
                )


def holders(view: View) -> Iterator[Finding]:
    """甲和乙兼任副主任 … 丙、丁兼任副主任: as many holders in both places."""
    seen: dict[str, tuple[int, re.Match[str]]] = {}
    for found in re.finditer(
        r"(?:^|[，。；,;\n])([^，。；,;\n]{2,40}?)(?:兼任|担任)([^，。；,;\n、]{3,12})", view.text
    ):
        count = len(re.split(r"、|和|与", found[1]))
        earlier = seen.get(found[2])
        if earlier and count >= 2 and earlier[0] >= 2:
            same = earlier[0] == count
            yield Finding(
                kind="计数",
                quote=found[0].strip("，。；,;\n "),
                operands=(),
                formula=str(count),
                computed=float(count),
                stated=str(earlier[0]),
                verdict="通过" if same else "口径可疑",
                span=found.span(),
                readings=(f"前文“{earlier[1][0].strip('，。；,;')}”为{earlier[0]}人",),
            )
        else:
            seen.setdefault(found[2], (count, found))


def respective_counts(view: View) -> Iterator[Finding]:
    """小学、初中、高中分别为10小时、9小时、8小时: as many numbers as names."""
    for sentence in view.sentences:
        for found in re.finditer("分别", view.text[sentence.start : sentence.end]):
            at = sentence.start + found.start()
            run: list[Number] = []
            for number in (n for n in sentence.numbers if n.start > at):
                gap = view.text[(run[-1].end if run else at) : number.start]
                if not re.fullmatch(r"[、和及与，,]" if run else r"[^，。；;、]{2,10}", gap.strip()):
                    break
                run.append(number)
            subject = re.split(r"[，。；,;:：\n]", view.text[sentence.start : at])[-1]
            listed = re.split(r"、", subject)
            names = [part for part in re.split(r"、|和|与|及", subject) if part]
            if len(run) < 2 or len(names) < 2 or any(at - len(subject) < n.end <= at for n in sentence.numbers):
                continue
            # A mismatch is told only where the names stand apart by 、 alone and are short: 和 may join one name.
            plain = len(listed) >= 3 and len(listed) == len(names) and all(len(name) <= 8 for name in names)
            if len(names) != len(run) and not plain:
                continue
            same = len(names) == len(run)
            verdict: FindingVerdict = "通过" if same else "口径可疑"
            yield view.finding(
                "对应",
                run,
                f"{len(names)}={len(run)}",
                float(len(run)),
                verdict,
                stated=str(len(names)),
                span=(at - len(subject), run[-1].end),
                readings=() if same else (f"“分别”之前{len(names)}项，之后{len(run)}个数",),
                suggestion="" if same else "逐项写明各是哪一个数",
            )


_NAMED = re.compile(r"“(?P<count>[二三四五六七八九十两])(?:项|大|个)?(?P<word>[一-鿿]{1,2})”")
# How far behind a slogan its members may stand.
_SLOGAN_REACH = 1500


def slogan_members(view: View) -> Iterator[Finding]:
    """“五项管理” and the five lists' items that end in 管理; “三名”工程 and “名校长”, “名师”, “名校” behind it."""
    told: set[str] = set()
    for found in _NAMED.finditer(view.text):
        count = "零一二三四五六七八九十".find(found["count"].replace("两", "二"))
        word = found["word"]
        if found[0] in told or count < 2:
            continue
        behind = view.text[found.end() : found.end() + _SLOGAN_REACH]
        if len(word) == 2:
            runs = [
                m[0].lstrip("将把和对")
                for m in re.finditer(rf"(?:[一-鿿]{{1,6}}{word}、){{1,9}}[一-鿿]{{1,6}}{word}", behind[:200])
            ]
            members = max((run.split("、") for run in runs), key=len, default=[])
        else:
            members = list(dict.fromkeys(re.findall(rf"“({word}[一-鿿]{{1,5}}?)(?:工程|工作室)?”", behind)))
        if len(members) == count:
            told.add(found[0])
            yield Finding(
                kind="计数",
                quote=_quote(view, found.start()),
                operands=(),
                formula=str(count),
                computed=float(count),
                stated=found[0].strip("“”"),
                verdict="通过",
                span=found.span(),
                readings=("、".join(members),),
            )


def _quote(view: View, at: int) -> str:
    left, right = view.clause_around(at, at + 1, max(0, at - 60), min(len(view.text), at + 60))
    return view.text[left:right].strip()
