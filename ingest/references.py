"""What a document says of others: 转发, 印发, 废止, 修改; its appendices; and how long it holds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence

from core.period import find_periods
from core.record import Known, Relation, RelationKind
from ingest.dates import StatedDate, first_date, whole_number
from ingest.doc_numbers import normal_number
from ingest.lines import label_lines

_NAMED = re.compile(
    r"[《〈](?P<name>(?:[^《》]|《[^《》]*》)+)[》〉](?:\s*[（(](?P<number>[^（()）《》]{4,40}号[^（()）《》]{0,6})[)）])?"
)
_TITLE_ACT = re.compile(
    r"(?P<act>转发|批转|印发|发布|公布|关于修改)(?P<rest>.{2,80}?)(?:的(?:通知|公告|函|决定|通告|意见|批复))?$"
)
_TITLE_KINDS: Mapping[str, RelationKind] = {"转发": "转发", "批转": "转发", "关于修改": "修改"}
_ENDED = re.compile(r"废止|失效|停止(?:执行|施行)|不再执行")
_FROM_NOW = ("同时", "一并", "予以", "即行", "自行", "起", "现", "之日", "公布", "施行", "实施")
# 不得废止, 废止程序 and the like are rules about abolishing, not acts.
_NO_ACT = ("不得", "未", "没有", "建议", "拟", "是否")
_OTHER_VERB = re.compile(r"执行[，,]|有效期|规定|执行期|遵照|按照|依照|要求|适用|为准|[。；]")
_APPENDIX_ITEM = re.compile(
    r"(?:^|\s)[0-9０-９]{1,2}\s*[.．、]\s*(?P<name>[^0-9０-９\s][^\n]{1,60}?)(?=\s+[0-9０-９]{1,2}\s*[.．、]|$)"
)
_PLANS = ("计划", "规划", "纲要", "行动方案", "实施方案")
MAX_BETWEEN, MAX_SENTENCE, MAX_APPENDICES = 40, 3000, 12


def forwards(title: str) -> Iterator[Relation]:
    """What a 通知 forwards or issues, or a 决定 amends, from its title."""
    found = _TITLE_ACT.search(title)
    if not found:
        return
    named = _NAMED.search(found["rest"])
    name = named["name"] if named else found["rest"].strip("<>")
    kind = _TITLE_KINDS.get(found["act"], "印发")
    if len(name) >= (2 if named else 4) and (named or found["act"] in ("转发", "批转", "印发")):
        yield Relation(kind=kind, title=name, quote=title)


def abolished(text: str) -> Iterator[Relation]:
    """The documents a text says are 废止, 失效 or 停止执行 from now on: those named before the word in its sentence."""
    for words in re.split(r"[。；\n]", text):
        if "《" not in words or len(words) > MAX_SENTENCE:
            continue
        # Words inside 《…》 are blanked at equal length: 《关于废止…的决定》 is a name, not an act.
        plain = _NAMED.sub(lambda found: "\x00" * len(found[0]), words)
        ended = _ENDED.search(plain)
        if ended is None or plain[: ended.start()].endswith(_NO_ACT) or "《" in plain[ended.end() : ended.end() + 2]:
            continue
        for named in _chain(words, ended.start()) if any(word in plain for word in _FROM_NOW) else ():
            number = normal_number(named["number"]) if named["number"] else ""
            yield Relation(kind="废止", title=named["name"], doc_number=number, quote=words.strip()[:240])


def _chain(words: str, end: int) -> list[re.Match[str]]:
    """The names that stand right before a word, one after the other: 《甲》、《乙》和《丙》（文号）自本日起〔废止〕."""
    chain: list[re.Match[str]] = []
    for named in reversed(list(_NAMED.finditer(words, 0, end))):
        between = words[named.end() : chain[-1].start() if chain else end]
        if len(between) > MAX_BETWEEN or _OTHER_VERB.search(between):
            break
        chain.append(named)
    return chain[::-1]


def stated_relations(text: str, title: str, dates: Sequence[StatedDate]) -> tuple[Relation, ...]:
    """What a document does to others, each once."""
    found = [*forwards(title), *abolished(text)]
    revised = [d for d in dates if d.kind == "修订"]
    if revised:
        found.append(Relation(kind="修订", title=title, quote=revised[-1].where))
    return tuple(dict.fromkeys(found))


def appendices(text: str) -> tuple[str, ...]:
    """Names of the appendices a document lists (附件：1.… 2.…), in order."""
    page = label_lines(text)
    for label in page.of("appendix"):
        names: list[str] = []
        for line in (label["name"], *page.lines[label.at + 1 : label.at + MAX_APPENDICES]) if not label["n"] else ():
            items = [item["name"].strip() for item in _APPENDIX_ITEM.finditer(line)]
            if not items and line is not label["name"]:
                break
            names += items
        if not names and label["name"] and not label["name"].endswith("。"):
            names.append(label["name"])
        if names:
            return tuple(dict.fromkeys(name.rstrip("。；;") for name in names))
    return ()


def stated_expiry(text: str, title: str, dates: Sequence[StatedDate]) -> tuple[dt.date, Known] | None:
    """The last day a document speaks of: 有效期至…, 有效期五年, or the span of years in a plan's title."""
    terms = list(label_lines(text).of("term"))
    for term in terms:
        if day := first_date(term["date"] or term["until"]):
            return day, Known(value=day.isoformat(), sureness="文中明写", where=term.words)
    begun = next((d.date for d in reversed(dates) if d.kind in ("施行", "公布", "印发", "成文", "发布")), None)
    lasting = next((term for term in terms if term["years"]), None)
    if lasting and begun:
        day = dt.date(begun.year + whole_number(lasting["years"]), begun.month, min(begun.day, 28))
        return day, Known(value=day.isoformat(), sureness="推断", where=lasting.words)
    if any(word in title for word in _PLANS):
        ends = [m.period.end for m in find_periods(title) if m.period.end and len(m.years) >= 2]
        if ends:
            return max(ends), Known(value=max(ends).isoformat(), sureness="推断", where=title)
    return None
