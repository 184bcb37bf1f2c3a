"""A document's own 文号, also in damaged forms, told apart from the numbers of documents it cites."""

from __future__ import annotations

import re

from core.record import Known, Sureness
from ingest.lines import NUMBER, ORDER, QUOTED, Label, label_lines

MAX_BEFORE, MAX_ORDER_LINE = 160, 120
_PLAIN = str.maketrans("０１２３４５６７８９", "0123456789")
_CITING = re.compile(r"[《（(〈“》和、]\s*$|根据|按照|依据|依照|落实|贯彻|转发|参照|执行")
_TITLE_ENDS = ("通知", "意见", "公告", "函")


def normal_number(written: str) -> str:
    """A 文号 in its standard form, 豫发〔2020〕13号; as written where it is none."""
    found = re.search(NUMBER, written)
    if found:
        year = (found["year"] or found["bare"]).translate(_PLAIN)
        return f"{found['word']}〔{year}〕{int(found['n'].translate(_PLAIN))}号"
    order = re.search(ORDER, written)
    if order:
        year = f"{order['of_year'].translate(_PLAIN)}年" if order["of_year"] else ""
        return f"{order['order']}{year}第{int(order['nth'].translate(_PLAIN))}号"
    return written.strip()


def _is_own(label: Label) -> bool:
    """Whether a number is the line, or stands apart in it with nothing before it that cites."""
    if label.line.strip(" 　#*（()）") == label.found[0]:
        return True
    before = label.line[: label.found.start()]
    apart = not before or before[-1].isspace() or before.endswith(_TITLE_ENDS)
    cited = label["bare"] or "。" in before or _CITING.search(before[-6:] + label["word"])
    return apart and len(before) <= MAX_BEFORE and not cited


def own_number(text: str, info: str = "") -> Known | None:
    """The document's own 文号 with how sure it is, or None.

    Args:
        text: Cleaned text.
        info: Page information that cleaning took off, one text.
    """
    page = label_lines(text)
    for label in (*label_lines(info).of("numbered"), *page.of("numbered")):
        if re.search(f"{NUMBER}|{ORDER}", label["number"]):
            return Known(value=normal_number(label["number"]), sureness="文中明写", where=label.words)
    own = next((label for label in page.of("number") if _is_own(label)), None)
    if own:
        sure: Sureness = "推断" if own["bare"] else "文中明写"
        return Known(value=normal_number(own.found[0]), sureness=sure, where=own.words)
    for line in reversed(page.head):
        order = re.search(ORDER, QUOTED.sub("", line)) if len(line) <= MAX_ORDER_LINE else None
        if order and not line.endswith("。"):
            number = re.sub(r"^.*(?:[日\s、]|的公告)", "", normal_number(order[0]))
            return Known(value=number, sureness="文中明写", where=line)
    return None
