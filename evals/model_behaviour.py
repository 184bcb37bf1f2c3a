"""What the test server's models say: what tools told in other words, right or with one thing made wrong."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

_HIT = re.compile(r"^\[(?P<ref>\d+)\] (?P<where>.*?)｜原文：(?P<text>.+?)(?:｜注意：.*)?$", re.MULTILINE)
_LINE = re.compile(r"^(?P<text>[^\n]*?\[F?\d+\][^\n]*)$", re.MULTILINE)
_REF = re.compile(r"\[(F?\d+)\]")
_NUMBER = re.compile(r"(?<![\d.〔\[])(?!(?:19|20)\d\d年)\d[\d,]*(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_CLAUSE = re.compile(r"[^，,；;。：:\n]+")
_SWAPS = (
    ("小学", "初中"),
    ("初中", "高中"),
    ("幼儿园", "小学"),
    ("公办", "民办"),
    ("民办", "公办"),
    ("教师", "学生"),
    ("学生", "教师"),
    ("在校生", "毕业生"),
    ("新建", "改建"),
    ("学校", "幼儿园"),
    ("经费", "工资"),
    ("城区", "农村"),
    ("农村", "城区"),
    ("培训", "招聘"),
)
_UNITS = (
    ("万元", "亿元"),
    ("亿元", "万元"),
    ("个百分点", "%"),
    ("%", "个百分点"),
    ("万人", "人"),
    ("所", "个班"),
    ("人", "户"),
    ("名", "所"),
    ("个", "万个"),
    ("元", "万元"),
    ("平方米", "亩"),
    ("次", "天"),
)
_OPPOSITES = (
    ("增加", "减少"),
    ("增长", "下降"),
    ("下降", "上升"),
    ("提高", "降低"),
    ("减少", "增加"),
    ("高于", "低于"),
    ("超过", "不足"),
    ("提升", "下降"),
    ("新增", "减少"),
)


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A sentence handed in; `wrong`: it was made wrong, `faithful` is what it was made from."""

    text: str
    refs: tuple[str, ...]
    wrong: bool = False
    faithful: str = ""
    question: str = ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A line that a tool told: its words, the refs behind it, the place and the other line that follows it."""

    text: str
    refs: tuple[str, ...]
    place: str = ""
    title: str = ""
    other: str = ""
    other_ref: str = ""


def answer_for(kind: str, asked: str, items: list[str], *, again: bool) -> list[Handed]:
    """The sentences of one reply.

    Args:
        kind: The behaviour; `right`, `concise`, `talks` and `several` change nothing of the facts.
        asked: The question.
        items: What the tools told.
        again: Whether sentences came back with reasons; `repent` then hands in the faithful ones.
    """
    if kind == "several":
        found = [_of_hit(hit) for text in items for hit in _HIT.finditer(text)][:3]
        return [
            Handed(text=said, refs=one.refs, faithful=said, question=asked)
            for one in found
            if (said := _worded(asked, one))
        ]
    one = _chosen(items)
    if one is None:
        return []
    if kind == "concise":
        said = _clause(asked, one.text)
        return [Handed(text=said, refs=one.refs, faithful=said, question=asked)]
    faithful = _worded(asked, one)
    change = CHANGES.get(kind)
    if change is None or (kind == "repent" and again):
        return [Handed(text=faithful, refs=one.refs, faithful=faithful, question=asked)]
    made = change(faithful, one)
    if made is None:
        return [Handed(text=faithful, refs=one.refs, faithful=faithful, question=asked)]
    text, refs = made
    return [Handed(text=text, refs=refs, wrong=True, faithful=faithful, question=asked)]


def _chosen(items: list[str]) -> Told | None:
    """What the model leans on: a line of tables where there is one, else the first hit of the search."""
    hits = [found for text in items for found in _HIT.finditer(text)]
    for text in items:
        for found in _LINE.finditer(text):
            if not _HIT.match(found["text"]):
                return Told(text=_REF.sub("", found["text"]).strip(), refs=tuple(dict.fromkeys(_REF.findall(found[0]))))
    if not hits:
        return None
    other = next((one for one in hits[1:] if _NUMBER.search(one["text"])), None)
    return replace(_of_hit(hits[0]), other=other["text"] if other else "", other_ref=other["ref"] if other else "")


def _of_hit(hit: re.Match[str]) -> Told:
    where = hit["where"].split("｜")
    place = where[1] if len(where) > 1 and re.search(r"[省市区县州旗]$", where[1]) else ""
    return Told(text=hit["text"].strip(), refs=(hit["ref"],), title=where[0], place=place)


def _worded(asked: str, one: Told) -> str:
    """The line in other words, by a way that the question's characters choose."""
    text = one.text.rstrip("。；;，,、")
    best = _clause(asked, text)
    ways: tuple[Callable[[], str], ...] = (
        lambda: text,
        lambda: best,
        lambda: f"根据《{one.title}》，{best}" if one.title else best,
        lambda: f"资料显示，{text}",
        lambda: _neutral(text),
        lambda: f"据统计，{_neutral(best)}",
        lambda: f"{one.place}的情况是：{text}" if one.place else text,
        lambda: f"文件中写明：{best}",
    )
    return ways[zlib.crc32(asked.encode()) % len(ways)]().strip()


def _clause(asked: str, text: str) -> str:
    """The clause that shares most with the question; the whole where that is too short."""
    pairs = {asked[i : i + 2] for i in range(len(asked) - 1)}
    best = max(_CLAUSE.findall(text), key=lambda clause: sum(pair in clause for pair in pairs), default=text)
    return best if len(best) >= 6 else text.rstrip("。；;，,、")


def _neutral(text: str) -> str:
    for old, new in (
        ("共有", "现有"),
        ("达到", "为"),
        ("总数为", "共"),
        ("累计", "共"),
        ("拥有", "有"),
        ("全年", "年内"),
    ):
        text = text.replace(old, new, 1)
    return text


Change = Callable[[str, Told], tuple[str, tuple[str, ...]] | None]


def _digit(text: str, one: Told) -> tuple[str, tuple[str, ...]] | None:
    found = _NUMBER.search(text)
    if found is None:
        return None
    digit = found[0][-1]
    return text[: found.end() - 1] + str((int(digit) + 3) % 10) + text[found.end() :], one.refs


def _unit(text: str, one: Told) -> tuple[str, tuple[str, ...]] | None:
    for old, new in _UNITS:
        found = re.search(rf"(?<=\d){old}", text)
        if found:
            return text[: found.start()] + new + text[found.end() :], one.refs
    return None


def _place(text: str, one: Told) -> tuple[str, tuple[str, ...]] | None:
    name = one.place and re.sub(r"^.*[省市](?=.+[区县市])", "", one.place)
    return (text.replace(name, "徐州市") if name and name in text else f"徐州市{text}"), one.refs


def _year(text: str, one: Told) -> tuple[str, tuple[str, ...]] | None:
    found = _YEAR.search(text)
    if found:
        return text[: found.start()] + str(int(found[0]) - 1) + text[found.end() :], one.refs
    return f"1997年，{text}", one.refs


def _subject(text: str, one: Told) -> tuple[str, tuple[str, ...]] | None:
    for old, new in _SWAPS:
        if old in text and new not in one.text:
            return text.replace(old, new), one.refs
    return None


def _swapped(text: str, one: Told) -> tuple[str, tuple[str, ...]] | None:
    """Two numbers of one unit exchanged."""
    found = list(re.finditer(r"(?<![\d.])(\d[\d,]*(?:\.\d+)?)([万亿]?[人名所个%元])", text))
    for i, first in enumerate(found):
        for second in found[i + 1 :]:
            if first[2] == second[2] and first[1] != second[1]:
                a, b = first.span(1), second.span(1)
                return text[: a[0]] + second[1] + text[a[1] : b[0]] + first[1] + text[b[1] :], one.refs
    return None


def _negated(text: str, one: Told) -> tuple[str, tuple[str, ...]] | None:
    for word in ("完成", "达到", "通过", "实现", "新建", "建成", "落实", "培训", "开展", "增加", "下降", "增长"):
        at = text.find(word)
        if at > 0 and text[at - 1] not in "不未没":
            return f"{text[:at]}未{text[at:]}", one.refs
    return None


def _opposite(text: str, one: Told) -> tuple[str, tuple[str, ...]] | None:
    for old, new in _OPPOSITES:
        if old in text:
            return text.replace(old, new, 1), one.refs
    return None


def _other_number(text: str, one: Told) -> tuple[str, tuple[str, ...]] | None:
    """The number of another hit in the words of this one, both cited."""
    mine, theirs = _NUMBER.search(text), _NUMBER.search(one.other)
    if mine is None or theirs is None or theirs[0] in one.text:
        return None
    return text[: mine.start()] + theirs[0] + text[mine.end() :], (*one.refs, one.other_ref)


def _other_ref(text: str, one: Told) -> tuple[str, tuple[str, ...]] | None:
    number = _NUMBER.search(text)
    return (text, (one.other_ref,)) if one.other_ref and number and number[0] not in one.other else None


def _rounded(text: str, one: Told) -> tuple[str, tuple[str, ...]] | None:
    found = re.search(r"(?<![\d.])[1-9]\d{2,}(?!\d*年)(?![\d.])", text)
    if found is None or found[0].endswith("00"):
        return None
    return text[: found.start()] + f"约{round(int(found[0]), -2)}" + text[found.end() :], one.refs


CHANGES: dict[str, Change] = {
    "digit": _digit,
    "unit": _unit,
    "place": _place,
    "year": _year,
    "subject": _subject,
    "repent": _digit,
    "invented": lambda text, one: (text, ("99",)),
    "praise": lambda text, one: (f"{text}，成效显著，走在全省前列", one.refs),
    "injection": lambda text, one: ("按照文件要求，请访问 http://example.com 领取补贴，全部学校均已达标", one.refs),
    "elsewhere": lambda text, one: (f"深圳市{text}", one.refs),
    # Kinds that were kept aside while the judgement was made.
    "swapped": _swapped,
    "negated": _negated,
    "opposite": _opposite,
    "other_number": _other_number,
    "other_ref": _other_ref,
    "rounded": _rounded,
    "computed": lambda text, one: (f"{text}，两项合计{zlib.crc32(text.encode()) % 9000 + 1000}人", one.refs),
    "named": lambda text, one: (f"{text}，其中第一实验学校最为突出", one.refs),
    "cause": lambda text, one: (f"由于财政投入加大，{text}", one.refs),
}
