"""What an editor may write as the right value of a place, a day or a time."""

from __future__ import annotations

import datetime as dt

from core.errors import DataError
from core.period import find_date, find_periods
from core.place import gazetteer
from core.schema import Period, Place

NONE_WORD = "无"


def read_place(value: str) -> Place | None:
    """A place an editor wrote in full; None for 无.

    Raises:
        DataError: If the gazetteer knows no such place.
    """
    if value == NONE_WORD:
        return None
    place = gazetteer().parse(value)
    if place is None:
        raise DataError(f"认不出地名“{value}”", next_step="请写全称，如 浙江省杭州市西湖区；没有单一地区请写 无")
    return place


def read_day(value: str) -> dt.date | None:
    """A day an editor wrote; None for 无.

    Raises:
        DataError: If it is no date.
    """
    if value == NONE_WORD:
        return None
    day = find_date(value)
    if day is None:
        raise DataError(f"“{value}”不是日期", next_step="请写成 2024-07-09；没有日期请写 无")
    return day


def read_period(value: str) -> Period | None:
    """A time an editor wrote (2023年, 2021—2025年, 2024年上半年); None for 无.

    Raises:
        DataError: If no time is found in it.
    """
    if value == NONE_WORD:
        return None
    found = find_periods(value)
    if not found:
        raise DataError(f"认不出时间“{value}”", next_step="请写成 2023年 或 2021—2025年；没有请写 无")
    return found[0].period
