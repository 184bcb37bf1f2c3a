"""What a document says of others: 转发, 印发, 废止, 修改; its appendices; and how long it holds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from core.period import find_periods
from core.record import Known, Relation, RelationKind
from ingest.dates import StatedDate, first_date
from ingest.doc_numbers import normal_number

_NAME = r"《(?P<name>(?:[^《》]|《[^《》]*》)+)》(?:\s*[（(](?P<number>[^（()）《》]{4,40}号[^（()）《》]{0,6})[)）])?"
_NAMED = re.compile(_NAME)
_TITLE_ACT = re.compile(
    r"(?P<act>转发|批转|印发|发布|公布)(?P<rest>.{2,80}?)(?:的(?:通知|公告|函|决定|通告|意见|批复))?$"
)
_ENDED = re.compile(r"(?:同时|一并|予以|即行|自行|全文|现予)?(?:废止|失效|停止执行|不再执行|停止施行)")
# 不得废止, 废止程序 and the like are rules about abolishing, not acts.
_NO_ACT = re.compile(r"(?:不得|未|尚未|没有|建议|拟|是否)$")
_AMENDS = re.compile(r"关于修改[《〈](?P<name>[^》〉]+)[》〉]的决定")
_APPENDIX = re.compile(r"^附\s*件\s*(?P<n>[0-9０-９一二三四五六七八九十]{0,3})\s*[:：.．、]?\s*(?P<name>.{0,80})$")
_APPENDIX_ITEM = re.compile(
    r"(?:^|\s)(?P<n>[0-9０-９]{1,2})\s*[.．、]\s*(?P<name>[^0-9０-９\s][^\n]{1,60}?)(?=\s+[0-9０-９]{1,2}\s*[.．、]|$)"
)
_HOLDS_TO = re.compile(
    r"有效期(?:限)?(?:至|到|截至)(?P<date>[^，。；]{6,14})|(?:执行|施行|实施)(?:期限)?至(?P<date2>[^，。；]{6,14})(?:止|日)"
)
_HOLDS_FOR = re.compile(r"有效期(?:限)?(?:为)?\s*(?P<n>[0-9一二两三四五六七八九十]{1,2})\s*年")
_PLAN = re.compile(r"计划|规划|纲要|行动方案|实施方案")
_YEARS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_OTHER_VERB = re.compile(r"执行[，,]|有效期|规定|执行期|遵照|按照|依照|要求|适用|为准|[。；]")
TAIL_CHARS, MAX_BETWEEN, MAX_SENTENCE = 1500, 40, 3000


def forwards(title: str) -> Iterator[Relation]:
    """What a 通知 forwards or issues, from its title."""
    found = _TITLE_ACT.search(title)
    if not found:
        return
    named = _NAMED.search(found["rest"])
    name = named["name"] if named else found["rest"].strip("《》<>〈〉")
    kind: RelationKind = "转发" if found["act"] in ("转发", "批转") else "印发"
    if len(name) >= (2 if named else 4) and (kind == "转发" or found["act"] == "印发" or named):
        yield Relation(kind=kind, title=name, quote=title)


def abolished(text: str) -> Iterator[Relation]:
    """The documents a text says are 废止, 失效 or 停止执行 from now on: those named before the word in its sentence."""
    for sentence in re.finditer(r"[^。；\n]+", text):
        words = sentence[0]
        if "《" not in words or len(words) > MAX_SENTENCE:
            continue
        # Words inside 《…》 are blanked at equal length: 《关于废止…的决定》 is a name, not an act.
        plain = _NAMED.sub(lambda m: "\x00" * len(m[0]), words)
        ended = _ENDED.search(plain)
        if ended is None or _NO_ACT.search(plain[: ended.start()]) or "《" in plain[ended.end() : ended.end() + 2]:
            continue
        if not re.search(r"同时|一并|予以|即行|自行|起|现|之日|公布|施行|实施", plain):
            continue
        for named in _chain(words, ended.start()):
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
    amends = _AMENDS.search(title)
    if amends:
        found.append(Relation(kind="修改", title=amends["name"], quote=title))
    revised = [d for d in dates if d.kind == "修订"]
    if revised:
        found.append(Relation(kind="修订", title=title, quote=revised[-1].where))
    return tuple(dict.fromkeys(found))


def appendices(text: str) -> tuple[str, ...]:
    """Names of the appendices a document lists (附件：1.… 2.…), in order."""
    names: list[str] = []
    lines = text.split("\n")
    for i, line in enumerate(lines):
        found = _APPENDIX.match(line.strip())
        if not found:
            continue
        listed = [line[line.find("附") :], *lines[i + 1 : i + 12]] if not found["n"] else []
        for j, item in enumerate(listed):
            bare = re.sub(r"^附\s*件\s*[:：]?", "", item.strip()).strip()
            items = [m["name"].strip() for m in _APPENDIX_ITEM.finditer(bare)]
            if j and not items:
                break
            names += items
        if not names and found["name"] and not found["name"].endswith("。"):
            names.append(found["name"].strip())
        if names:
            break
    return tuple(dict.fromkeys(name.rstrip("。；;") for name in names))


def stated_expiry(text: str, title: str, dates: Sequence[StatedDate]) -> tuple[dt.date, Known] | None:
    """The last day a document speaks of: 有效期至…, 有效期五年, or the span of years in a plan's title."""
    tail = text[-TAIL_CHARS:]
    found = _HOLDS_TO.search(tail)
    day = first_date((found["date"] or found["date2"]) + "日") if found else None
    if found and day:
        return day, Known(value=day.isoformat(), sureness="文中明写", where=found[0])
    lasting = _HOLDS_FOR.search(tail)
    begun = next((d.date for d in reversed(dates) if d.kind in ("施行", "公布", "印发", "成文", "发布")), None)
    if lasting and begun:
        years = int(lasting["n"]) if lasting["n"].isdigit() else _YEARS.get(lasting["n"], 0)
        if years:
            day = dt.date(begun.year + years, begun.month, min(begun.day, 28))
            return day, Known(value=day.isoformat(), sureness="推断", where=lasting[0])
    if _PLAN.search(title):
        ends = [m.period.end for m in find_periods(title) if m.period.end and len(m.years) >= 2]
        if ends:
            return max(ends), Known(value=max(ends).isoformat(), sureness="推断", where=title)
    return None
