"""What a cell of a table holds: a number with its unit, a date, or words; marks for nothing are missing values."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from core.units import UNITS

Kind = Literal["number", "date", "text"]
_MISSING = re.compile(
    r"^(?:[-—–－─/\\\s.…]*|无数据|未填报?|未报|缺|暂无|不详|n/?a|null|nan|none|#.*[!?])$", re.IGNORECASE
)
_NUMBER = re.compile(r"^(?P<number>[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?P<unit>%|[\u4e00-\u9fff㎡²]{0,4})$")
_DATE = re.compile(
    r"^(?P<y>(?:19|20)\d\d)\s*[-/.年]\s*(?P<m>1[0-2]|0?[1-9])(?:\s*[-/.月]\s*(?P<d>3[01]|[12]\d|0?[1-9])?)?\s*日?"
    r"(?:\s+\d{1,2}:\d\d(?::\d\d)?)?$"
)
_EPOCH = dt.date(1899, 12, 30)  # day 0 of a spreadsheet's serial dates
SERIALS = (20_000, 60_000)  # 1954 to 2064
MOST = 0.7  # of the filled cells of a column decide what it holds
CODE_DIGITS = 9


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number of a cell with the unit written behind it, '' for none."""

    value: float
    unit: str


def plain(text: str) -> str:
    """A cell's text with full-width characters made plain."""
    return unicodedata.normalize("NFKC", text.replace("㎡", "平方米")).strip()


def is_unit(word: str) -> bool:
    """Whether a word in brackets is a unit and no kind: 万元, 元/月, but not 小学."""
    return "/" in word or word in ("%", "㎡") or word.lstrip("十百千万亿") in UNITS


def is_missing(text: str) -> bool:
    """Whether a cell holds nothing, or a mark for nothing; an error of a formula counts as nothing."""
    return bool(_MISSING.match(plain(text)))


def number_of(text: str) -> Number | None:
    """1,280.5 → 1280.5; 97% → 97 with its unit; None for words."""
    found = _NUMBER.match(plain(text))
    if found is None:
        return None
    return Number(value=float(found["number"].replace(",", "").replace("−", "-")), unit=found["unit"])


def date_of(text: str) -> dt.date | None:
    """2024/6/3, 2024年6月3日, 2024-06 (its first day); None for anything else."""
    found = _DATE.match(plain(text))
    if found is None:
        return None
    try:
        return dt.date(int(found["y"]), int(found["m"]), int(found["d"] or 1))
    except ValueError:
        return None


def serial_date(value: float) -> dt.date | None:
    """The day of a spreadsheet's serial number; None where it is none."""
    return _EPOCH + dt.timedelta(days=int(value)) if SERIALS[0] <= value <= SERIALS[1] else None


def kind_of(texts: list[str], header: str) -> Kind:
    """What a column holds, by most of its filled cells and its header."""
    items = [text for text in map(plain, texts) if not is_missing(text)]
    if not items:
        return "text"
    dates = [text for text in items if date_of(text) is not None]
    if len(dates) >= MOST * len(items):
        return "date"
    numbers = [found for found in map(number_of, items) if found is not None]
    if len(numbers) < MOST * len(items):
        return "text"
    if re.search(r"日期|时间|年月", header) and all(serial_date(one.value) for one in numbers):
        return "date"
    code = re.search(r"代码|识别码|标识码|编号|编码|证号|学籍号|电话|邮编", header)
    long = all(text.isdigit() and len(text) >= CODE_DIGITS for text in items)
    led = any(text.isdigit() and len(text) > 1 and text[0] == "0" for text in items)
    return "text" if code or long or led else "number"
