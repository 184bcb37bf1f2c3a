"""The dates a document tells of itself: 发布, 成文, 印发, 作报告; a statute's 通过, 批准, 修订, 公布, 施行."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from core.record import Known, Sureness

DateKind = Literal["发布", "成文", "印发", "作报告", "通过", "批准", "修订", "公布", "施行", "文件名"]
HEAD_LINES, TAIL_LINES = 16, 14
NEAR_DAYS, HEAD_CHARS = 366, 700
_VERSION = re.compile(r"[（(](?:19|20)\d{2}-\d{2}-\d{2}[)）]$")
_DIGITS = {c: str(n % 10) for n, c in enumerate("０１２３４５６７８９")} | {"〇": "0", "○": "0", "Ｏ": "0", "零": "0"}
_DIGITS |= {c: str(n) for n, c in enumerate("一二三四五六七八九", 1)}
_NUMBER = r"[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3}"
_DATE = re.compile(
    r"(?<![0-9０-９])(?P<y>(?:19|20|１９|２０)[0-9０-９]{2}|[一二][〇○Ｏ零九一二三四五六七八]{3})\s*(?:年|[-./])\s*"
    rf"(?P<m>{_NUMBER})\s*(?:月|[-./])\s*(?P<d>{_NUMBER})(?:\s*日)?(?![0-9０-９])"
)
_NAME_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})[-_.年]?(0?[1-9]|1[0-2])[-_.月]?(0[1-9]|[12]\d|3[01]|[1-9](?=日))(?!\d)"
)
_ACTS: tuple[tuple[DateKind, re.Pattern[str]], ...] = (
    ("施行", re.compile(r"施行|实施[)）]?$")),
    ("公布", re.compile(r"公布|发布|颁布")),
    ("修订", re.compile(r"修订|修正|修改")),
    ("批准", re.compile(r"批准")),
    ("通过", re.compile(r"通过")),
)
_EFFECTIVE = re.compile(r"本[一-鿿]{1,6}?(?:自|从|于)\s*(?P<date>[^。；，]{6,14}?)起?(?:施行|实施|执行)")
_AT_ONCE = re.compile(r"自(?:公布|发布|印发)之日起(?:施行|实施|执行)")
_PRINTED = re.compile(r"(?P<date>.{6,14}?)\s*印发[)）]?$")
TAIL_CHARS = 200
AFTER_SIGNATURE = re.compile(
    r"[\s　）)。]*(?:[（(][^（）()]{0,60}[）)][\s　]*|[【\[]\s*[^【】\[\]]{2,8}[】\]][\s　]*)*(?:抄送.*)?"
)
# A signature with its day inside a line that lost its breaks, also before what the notice passes on:
# …请认真执行。 某某厅 某某局 2020年2月5日 关于…的措施
SIGNED_WITHIN = re.compile(
    r"[。！][\s　]*(?P<orgs>(?:[一-鿿（）、]{2,30}[\s　]{1,8}){0,3}[一-鿿]{2,28}[局厅会府室部委署组心院办])[\s　]{1,40}"
    r"(?P<date>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)(?=[\s　（(【]|$)"
)
# The day a text was passed, in brackets under its title; the day of signing, before （此件公开发布）.
_UNDER_TITLE = re.compile(r"[（(]\s*(?P<date>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)\s*[）)]")
_BEFORE_PUBLIC = re.compile(r"(?P<date>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)[\s　]*[（(]此件.{0,4}公开")
# 发文日期：2020-01-30, also in the tables of law databases: 【发文日期】 2020-01-30
_LABELLED = re.compile(r"(?P<kind>发文|成文|印发|发布)日期】?\s*[:：]?\s*(?P<date>\S{8,14})")
_SIGNER = re.compile(r"[局厅会府室部委署组心院办]\s*$")
_SESSION = re.compile(r"会议上|全会上|大会上")
_LINE_DATE = re.compile(r"[（(]?\s*(?P<date>\S.{6,16}?)\s*[)）]?")
# 发布 of the page first: it is when the text as it stands was put out; a statute's 公布 is found with its acts.
_PREFERRED: tuple[DateKind, ...] = ("发布", "成文", "印发", "作报告", "文件名", "施行")
_ADOPTED: tuple[DateKind, ...] = ("通过", "批准", "修订", "公布")


@dataclass(frozen=True, kw_only=True)
class StatedDate:
    """A date with what happened on it and the line that says so."""

    kind: DateKind
    date: dt.date
    where: str


def _number(written: str) -> int:
    plain = "".join(_DIGITS.get(c, c) for c in written)
    if "十" not in plain:
        return int(plain)
    tens, _, ones = plain.partition("十")
    return int(tens or 1) * 10 + int(ones or 0)


def dates_in(text: str) -> Iterator[tuple[dt.date, int, int]]:
    """(date, start, end) of each full date of a text, digits or Chinese numerals; impossible days are left out."""
    for found in _DATE.finditer(text):
        year = int("".join(_DIGITS.get(c, c) for c in found["y"]))
        try:
            yield dt.date(year, _number(found["m"]), _number(found["d"])), *found.span()
        except ValueError:
            continue


def first_date(text: str) -> dt.date | None:
    """The first full date of a text, or None."""
    return next((date for date, _, _ in dates_in(text)), None)


def _only_date(line: str) -> dt.date | None:
    """The date of a line that is nothing but a date, brackets aside."""
    for date, start, end in dates_in(line):
        rest = line[:start] + line[end:]
        return date if not re.sub(r"[\s（()）。]", "", rest) else None
    return None


def _head_acts(lines: Sequence[str]) -> Iterator[StatedDate]:
    """Acts in the head of a statute: 2006年6月29日…会议修订, 自2006年9月1日起施行, 2012年9月9日国务院令第624号公布."""
    for line in lines[:HEAD_LINES]:
        if re.match(r"#*\s*第[一1]条|#*\s*第一章", line):
            return
        found = list(dates_in(line))
        if not found or len(line) > 300 or line.endswith("。"):
            continue
        ends = [start for _, start, _ in found[1:]] + [len(line)]
        for (date, start, stop), end in zip(found, ends, strict=True):
            # The title of the act that amends may say 废止和修改 itself.
            words = re.sub(r"《[^》]*》+", "", line[stop:end])
            kind = next((kind for kind, pattern in _ACTS if pattern.search(words)), None)
            if kind == "施行" and re.search("通过|公布|修订", words):
                kind = "施行" if line[max(0, start - 1) : start] in ("自", "从") else kind
            if kind:
                yield StatedDate(kind=kind, date=date, where=line[:120])


def _signed(lines: Sequence[str]) -> Iterator[StatedDate]:
    """The day of signing: a date alone on a line near the end, or under a signature before the appendices."""
    tail = lines[-TAIL_LINES:]
    for line in reversed(tail):
        date = _only_date(line)
        if date:
            yield StatedDate(kind="成文", date=date, where=line)
            return
    for before, line in pairwise(lines):
        date = _only_date(line) if len(line) <= 20 else None
        if date and _SIGNER.search(before):
            yield StatedDate(kind="成文", date=date, where=line)
            return
    # Texts whose line ends were lost end with the signature, its date, and perhaps whom to call or page buttons.
    last = lines[-1][-TAIL_CHARS:] if lines else ""
    for date, start, end in dates_in(last):
        if len(lines[-1]) > 40 and AFTER_SIGNATURE.fullmatch(last[end:]) and _SIGNER.search(last[:start]):
            yield StatedDate(kind="成文", date=date, where=last[start:end])
            return
    for found in map(SIGNED_WITHIN.search, lines):
        date = first_date(found["date"]) if found else None
        if found and date:
            yield StatedDate(kind="成文", date=date, where=found[0])
            return


def _bracketed(text: str) -> Iterator[StatedDate]:
    for found in (_UNDER_TITLE.search(text[:HEAD_CHARS]), _BEFORE_PUBLIC.search(text)):
        date = first_date(found["date"]) if found else None
        if found and date:
            yield StatedDate(kind="成文", date=date, where=found[0])


def _session(lines: Sequence[str]) -> Iterator[StatedDate]:
    for i, line in enumerate(lines[:HEAD_LINES]):
        if _SESSION.search(line + (lines[i + 1] if i + 1 < len(lines) else "")) and len(line) <= 80:
            date = first_date(line)
            if date:
                yield StatedDate(kind="作报告", date=date, where=line)


def _effective(lines: Sequence[str]) -> Iterator[StatedDate]:
    for line in lines[-TAIL_LINES * 2 :]:
        for found in _EFFECTIVE.finditer(line):
            date = first_date(found["date"])
            if date:
                yield StatedDate(kind="施行", date=date, where=line[:120])


def name_date(name: str) -> dt.date | None:
    """A date in a file name: (2022-06-30), 20220630, 2022年6月30日."""
    for found in _NAME_DATE.finditer(name):
        try:
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            continue
    return None


def _labelled(text: str) -> Iterator[StatedDate]:
    for found in _LABELLED.finditer(text[:HEAD_CHARS]):
        date = first_date(found["date"])
        if date:
            kind: DateKind = "发布" if found["kind"] == "发布" else "成文"
            yield StatedDate(kind=kind, date=date, where=found[0])


def stated_dates(text: str, info: Sequence[str], name: str) -> tuple[StatedDate, ...]:
    """Every date a document tells of itself.

    Args:
        text: Cleaned text.
        info: Lines of page information that cleaning took off.
        name: The file's name without its ending.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    items = [
        *_labelled(text),
        *_head_acts(lines),
        *_session(lines),
        *_signed(lines),
        *_bracketed(text),
        *_effective(lines),
    ]
    for line in info:
        date = first_date(line)
        if date:
            items.insert(0, StatedDate(kind="发布", date=date, where=line))
            break
    for line in lines[-TAIL_LINES:]:
        printed = _PRINTED.search(line)
        date = first_date(printed["date"]) if printed else None
        if date:
            items.append(StatedDate(kind="印发", date=date, where=line))
    named = name_date(name)
    if named:
        items.append(StatedDate(kind="文件名", date=named, where=name))
    if not any(d.kind == "施行" for d in items) and _AT_ONCE.search("\n".join(lines[-TAIL_LINES * 2 :])):
        public = [d for d in items if d.kind == "公布"]
        items += [StatedDate(kind="施行", date=d.date, where="自公布之日起施行") for d in public[-1:]]
    return tuple(items)


def own_date(items: Sequence[StatedDate]) -> tuple[dt.date, Known] | None:
    """The one date of a document, with how sure it is; None where it tells none.

    A statute's is when the version at hand came out: its last adoption, approval, revision or promulgation, or the
    file name's where that is a little later (the day of promulgation is often told there only).
    """
    named = next((d for d in items if d.kind == "文件名"), None)
    acts = [d for d in items if d.kind in _ADOPTED]
    if acts:
        last = max(acts, key=lambda d: d.date)
        after = (named.date - last.date).days if named else -1
        # (2014-07-29) at a name's end says which version it is; another date in a name may be the day of a download.
        if named and (0 <= after <= NEAR_DAYS or (after > 0 and _VERSION.search(named.where))):
            return named.date, Known(value=named.date.isoformat(), sureness="推断", where=f"文件名 {named.where}")
        return last.date, Known(value=last.date.isoformat(), sureness="文中明写", where=last.where)
    for kind in _PREFERRED:
        found = next((d for d in items if d.kind == kind), None)
        if found:
            sure: Sureness = "推断" if kind in ("作报告", "文件名", "施行") else "文中明写"
            where = f"文件名 {found.where}" if kind == "文件名" else found.where
            return found.date, Known(value=found.date.isoformat(), sureness=sure, where=where)
    return None


def date_facts(items: Sequence[StatedDate]) -> Mapping[str, Known]:
    """Each kind of date as a fact: the first of 发布, 成文 and 通过, the last of 修订 and 施行."""
    facts: dict[str, Known] = {}
    for d in sorted(items, key=lambda d: d.date):
        name = f"{d.kind}日期"
        if d.kind == "文件名" or (name in facts and d.kind not in ("修订", "施行", "公布")):
            continue
        facts[name] = Known(value=d.date.isoformat(), sureness="文中明写", where=d.where)
    return facts
