"""What an editor may write as the right value of a place, a day, a time or a figure."""

from __future__ import annotations

import datetime as dt

from core.collection import collection_name
from core.corrected import figure_span
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


def check_value(field: str, value: str, anchor: str) -> None:
    """Hold a value against its field.

    Raises:
        DataError: If it cannot be what the field wants, with what to write.
    """
    if field in ("place", "section.place"):
        read_place(value)
    elif field == "date":
        read_day(value)
    elif field == "section.period":
        read_period(value)
    elif field == "collection":
        collection_name(value)
    elif field == "figure":
        _check_figure(value.strip(), anchor)


def _check_figure(value: str, anchor: str) -> None:
    """Raise a DataError where one figure cannot take another's place; where digits are lost, one may be put."""
    result, example = f"“{anchor}”→“{value}”", "如 --at 小学39所 --value 43所"
    new, old = figure_span(value), figure_span(anchor)
    if new is None or (old is None and any(character.isdigit() for character in anchor)):
        raise DataError(f"{result}不是一个数字对一个数字", next_step=f"片段里只留要改的那个数字，{example}")
    if old and (value[: new[0]] + value[new[1] :]).strip():
        raise DataError(f"“{value}”里不只有数字", next_step=f"改成的值只写数字和单位，{example}")
    if old and _has_unit(value[slice(*new)]) != _has_unit(anchor[slice(*old)]):
        raise DataError(f"{result}只有一边带单位", next_step=f"原文带单位，改成的值就带；原文不带就都不带，{example}")


def _has_unit(figure: str) -> bool:
    return not figure[-1:].isdigit()
