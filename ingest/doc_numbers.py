"""A document's own 文号, also in damaged forms, told apart from the numbers of documents it cites."""

from __future__ import annotations

import re

from core.record import Known, Sureness

HEAD_CHARS = 700
_OPEN, _CLOSE = r"[〔\[【（(［﹝]", r"[〕\]】）)］﹞]"
_YEAR = r"(?:19|20|１９|２０)[0-9０-９]{2}"
_WORD = r"[一-鿿]{1,14}"
_NUMBER = re.compile(
    rf"(?P<word>{_WORD})\s*{_OPEN}\s*(?P<year>{_YEAR})\s*{_CLOSE}\s*第?\s*(?P<n>[0-9０-９]{{1,5}})\s*号"
)
# 国务院令第741号, 财政部公告2020年第6号
_ORDER = re.compile(
    rf"(?P<word>[一-鿿]{{2,30}}?(?:令|公告))\s*(?:(?P<year>{_YEAR})\s*年?\s*)?第\s*(?P<n>[0-9０-９]{{1,5}})\s*号"
)
# Without brackets only a whole line of a plausible word, year and number is taken: 豫教基 2020 13号.
_BARE = re.compile(rf"(?P<word>[一-鿿]{{2,8}})\s*(?P<year>{_YEAR})\s+(?P<n>[0-9０-９]{{1,4}})\s*号")
_PLAIN = str.maketrans("０１２３４５６７８９", "0123456789")
_LABEL = re.compile(r"(?:文号|发文字号|文件编号)\s*[:：]\s*(.{4,40})")
_CITING = re.compile(r"[《（(〈“]\s*$|根据|按照|依据|落实|贯彻|转发|》\s*$|和\s*$|、\s*$")
_CITED_WORD = re.compile(r"根据|按照|依据|依照|落实|贯彻|转发|参照|执行")


def normal_number(written: str) -> str:
    """A 文号 in its standard form, 豫发〔2020〕13号; as written where it is none."""
    found = _NUMBER.search(written)
    if found:
        return f"{found['word']}〔{found['year'].translate(_PLAIN)}〕{int(found['n'].translate(_PLAIN))}号"
    order = _ORDER.search(written)
    if order:
        year = f"{order['year'].translate(_PLAIN)}年" if order["year"] else ""
        return f"{order['word']}{year}第{int(order['n'].translate(_PLAIN))}号"
    bare = _BARE.search(written)
    if bare:
        return f"{bare['word']}〔{bare['year'].translate(_PLAIN)}〕{int(bare['n'].translate(_PLAIN))}号"
    return written.strip()


def own_number(text: str, info: str = "") -> Known | None:
    """The document's own 文号 with how sure it is, or None.

    Args:
        text: Cleaned text.
        info: Page information that cleaning took off, one text.
    """
    for label in _LABEL.finditer(f"{info}\n{text[:HEAD_CHARS]}"):
        if _NUMBER.search(label[1]) or _ORDER.search(label[1]):
            return Known(value=normal_number(label[1]), sureness="文中明写", where=label[0])
    head = text[:HEAD_CHARS]
    orders: list[Known] = []
    at = 0
    for line in head.split("\n"):
        start, at = at, at + len(line) + 1
        bare_line = line.strip(" 　#*（()）")
        for pattern in (_NUMBER, _BARE):
            found = pattern.fullmatch(bare_line)
            if found:
                sure: Sureness = "文中明写" if pattern is _NUMBER else "推断"
                return Known(value=normal_number(bare_line), sureness=sure, where=line)
        if start > 0 and re.match(r"第[一二三]?[章条]|[一1][、.]", bare_line):
            break
        found = _NUMBER.search(line)
        before = line[: found.start()] if found else ""
        spaced = bool(found) and (not before or before[-1].isspace() or before.endswith(("通知", "意见", "公告", "函")))
        if found and _CITED_WORD.match(found["word"]):
            continue
        if found and spaced and len(before) <= 160 and "。" not in before and not _CITING.search(before[-6:]):
            return Known(value=normal_number(found[0]), sureness="文中明写", where=found[0])
        order = _ORDER.search(re.sub(r"《[^》]*》+", "", line))
        if order and len(line) <= 120 and not line.endswith("。"):
            word = re.sub(r"^.*[日\s、]", "", order["word"])
            number = normal_number(order[0]).replace(order["word"], word, 1)
            orders.append(Known(value=number, sureness="文中明写", where=line[:120]))
    return orders[-1] if orders else None
