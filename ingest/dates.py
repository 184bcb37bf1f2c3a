"""The dates a document tells of itself: 发布, 成文, 印发, 作报告; a statute's 通过, 批准, 修订, 公布, 施行."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from core.record import Known, Sureness
from ingest.lines import DATE, OFFICE_ENDS, QUOTED, TAIL_LINES, Label, Labelled, label_lines

DateKind = Literal["发布", "成文", "印发", "作报告", "通过", "批准", "修订", "公布", "施行", "文件名"]
NEAR_DAYS, MAX_DAY_LINE, MAX_SESSION = 366, 20, 80
_DIGITS = {c: str(n % 10) for n, c in enumerate("０１２３４５６７８９")} | {
    "〇": "0",
    "○": "0",
    "Ｏ": "0",
    "零": "0",
    "两": "2",
}
_DIGITS |= {c: str(n) for n, c in enumerate("一二三四五六七八九", 1)}
_DATE, _SEPARATOR = re.compile(DATE), re.compile(r"\s*[年月日\-./]\s*")
_NAME_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})[-_.年]?(0?[1-9]|1[0-2])[-_.月]?(0[1-9]|[12]\d|3[01]|[1-9](?=日))(?!\d)"
)
_VERSION = re.compile(rf"[（(]{DATE}[)）]$")
# What was done on a day, by the words after it; the first that is there counts.
_ACTS: tuple[tuple[DateKind, str], ...] = (
    ("施行", "施行|实施[)）]?$"),
    ("公布", "公布|发布|颁布"),
    ("修订", "修[订正改]"),
    ("批准", "批准"),
    ("通过", "通过"),
)
# 发布 of the page first: it is when the text as it stands was put out; a statute's 公布 is found with its acts.
_PREFERRED: tuple[DateKind, ...] = ("发布", "成文", "印发", "作报告", "文件名", "施行")
_ADOPTED: tuple[DateKind, ...] = ("通过", "批准", "修订", "公布")


@dataclass(frozen=True, kw_only=True)
class StatedDate:
    """A date with what happened on it and the line that says so."""

    kind: DateKind
    date: dt.date
    where: str


def whole_number(written: str) -> int:
    """A number below a hundred in digits or Chinese numerals, a year digit by digit: 二十三, ２３, 二〇二〇."""
    plain = "".join(_DIGITS.get(c, c) for c in written)
    tens, ten, ones = plain.partition("十")
    return int(tens or 1) * 10 + int(ones or 0) if ten else int(plain)


def dates_in(text: str) -> Iterator[tuple[dt.date, int, int]]:
    """(date, start, end) of each full date of a text, digits or Chinese numerals; impossible days are left out."""
    for found in _DATE.finditer(text):
        try:
            year, month, day = (whole_number(part) for part in _SEPARATOR.split(found[0])[:3])
            yield dt.date(year, month, day), *found.span()
        except ValueError:
            continue


def first_date(text: str) -> dt.date | None:
    """The first full date of a text, or None."""
    return next((date for date, _, _ in dates_in(text)), None)


def _acts(line: str) -> Iterator[StatedDate]:
    """Acts in the head of a statute: 2006年6月29日…会议修订, 自2006年9月1日起施行, 2012年9月9日国务院令第624号公布."""
    found = list(dates_in(line))
    for (date, _, stop), (_, end, _) in pairwise([*found, (dt.date.max, len(line), 0)]):
        # The title of the act that amends may say 废止和修改 itself.
        words = QUOTED.sub("", line[stop:end])
        kind = next((kind for kind, act in _ACTS if re.search(act, words)), None)
        if kind:
            yield StatedDate(kind=kind, date=date, where=line[:120])


def _signed(page: Labelled) -> Iterator[Label]:
    """The day of signing: alone on a line near the end, or under a signature before the appendices, or in a line."""
    days = list(page.of("day"))
    yield from (day for day in reversed(days) if day.at >= len(page.lines) - TAIL_LINES)
    for day in days:
        before, after = page.lines[day.at - 1], "".join(page.lines[day.at + 1 : day.at + 2])
        if day.at and len(day.line) <= MAX_DAY_LINE and (before[-1] in OFFICE_ENDS or after.startswith("（此件")):
            yield day
    yield from page.of("signed")


def name_date(name: str) -> dt.date | None:
    """A date in a file name: (2022-06-30), 20220630, 2022年6月30日."""
    for found in _NAME_DATE.finditer(name):
        try:
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            continue
    return None


def stated_dates(text: str, info: Sequence[str], name: str) -> tuple[StatedDate, ...]:
    """Every date a document tells of itself.

    Args:
        text: Cleaned text.
        info: Lines of page information that cleaning took off.
        name: The file's name without its ending.
    """
    page = label_lines(text)
    stated: list[tuple[DateKind, str, str]] = [("发布", line, line) for line in info if first_date(line)][:1]
    stated += [("发布" if one["label"] == "发布" else "成文", one["date"], one.words) for one in page.of("dated")]
    stated += [("作报告", one.line, one.line) for one in page.of("session") if len(one.line) <= MAX_SESSION]
    signed = [one for one in _signed(page) if first_date(one["date"])][:1]
    stated += [("成文", one["date"], one.words) for one in (*signed, *page.of("under_title", "made_public"))]
    stated += [("施行", one["date"], one.line[:120]) for one in page.of("in_force")]
    stated += [("印发", one["date"], one.line) for one in page.of("printed")]
    items = [act for label in page.of("act") for act in _acts(label.line)]
    items += [
        StatedDate(kind=kind, date=date, where=where) for kind, words, where in stated if (date := first_date(words))
    ]
    if named := name_date(name):
        items.append(StatedDate(kind="文件名", date=named, where=name))
    if page.first("in_force") and not any(one.kind == "施行" for one in items):
        public = [one for one in items if one.kind == "公布"]
        items += [StatedDate(kind="施行", date=one.date, where="自公布之日起施行") for one in public[-1:]]
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
