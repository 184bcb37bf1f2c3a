"""Years and days as an official types them."""

from __future__ import annotations

import datetime as dt
import re

from core.errors import DataError
from core.period import find_date

_YEARS = re.compile(r"((?:19|20)\d\d)年?(?:[-—–~～至到]+((?:19|20)\d\d)年?)?")
# Nothing beside the day.
_ONE_DAY = re.compile(r"[\d\s./年月日-]+")


def year_given(text: str) -> int | None:
    """A year as typed (2024, 2024年); None where nothing is typed.

    Raises:
        DataError: If it is no year.
    """
    typed = text.strip().removesuffix("年")
    if not typed:
        return None
    if not re.fullmatch(r"(?:19|20)[0-9]{2}", typed):
        raise DataError(f"“{text.strip()[:20]}”不是年份", next_step="写四位数，例如 2024，或空着")
    return int(typed)


def years_given(text: str) -> tuple[int, ...]:
    """Years somebody wrote: 2023; 2022、2023; 2022-2024 for all from the first to the last.

    Raises:
        DataError: If it is none.
    """
    wording = (text or "").strip()
    found: set[int] = set()
    for part in re.split(r"[、，,；;和\s]+", re.sub(r"\s*([-—–~～至到])\s*", r"\1", wording)) if wording else ():
        span = _YEARS.fullmatch(part)
        if span is None:
            raise DataError(f"看不懂年份“{wording}”", next_step="请写 2023，或 2022、2023，或 2022-2024")
        ends = sorted(int(year) for year in span.groups() if year)
        found |= set(range(ends[0], ends[-1] + 1))
    return tuple(sorted(found))


def day_given(text: str) -> dt.date | None:
    """A day somebody wrote: 2024-01-08 or 2024年1月8日; None for nothing.

    Raises:
        DataError: If it is none.
    """
    wording = (text or "").strip()
    if not wording:
        return None
    day = find_date(wording)
    if day is None or not _ONE_DAY.fullmatch(wording):
        raise DataError(f"看不懂成文日期“{wording}”", next_step="请写 2024-01-08 或 2024年1月8日")
    return day
