"""Dates and times as a spreadsheet shows them, and which of its built-in formats are dates in Chinese."""

from __future__ import annotations

import datetime as dt
import re

# ECMA-376 part 1, 18.8.30: what a Chinese office writes under these numbers without spelling the format out.
CHINESE_DATES = {
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "yyyy-mm-dd",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: 'h"时"mm"分"',
    35: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: 'h"时"mm"分"',
    56: 'h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|[_*].|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]'
    r"|(?P<part>yyyy|yyy|yy|y|e+|mmmmm|mmmm|mmm|mm|m|dddd|ddd|dd|d|aaaa|aaa|hh|h|ss|s|AM/PM|A/P|上午/下午)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CHINESE = re.compile(r"[年月日]")
_WEEKDAYS = "一二三四五六日"


def show_date(value: dt.date | dt.time | dt.timedelta, form: str = "") -> str:
    """A date or time as its format shows it; one with a short year or without Chinese in ISO order, which none misread.

    Args:
        value: What the cell holds.
        form: The cell's number format.
    """
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    form = "" if form.lower().startswith("general") else form.split(";")[0]
    if isinstance(value, dt.time):
        return value.isoformat("seconds" if value.second else "minutes")
    moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    parts = list(_TOKEN.finditer(form))
    kinds = {(found["part"] or "").lower()[:1] for found in parts}
    has_time = "h" in kinds or "s" in kinds
    if not kinds & {"y", "e"} and not ("m" in kinds and not has_time) and "d" not in kinds:
        return moment.time().isoformat("minutes") if has_time else _iso(moment)
    short = any((found["part"] or "").lower() == "yy" for found in parts)
    if not _CHINESE.search(form) or short:
        return _partly_iso(moment, kinds)
    result, after_hour = "", False
    for found in parts:
        part = (found["part"] or "").lower()
        result += found["quoted"] or found["escaped"] or found["other"] or _part(moment, part, after_hour=after_hour)
        after_hour = part[:1] == "h" or (after_hour and not part)
    return result.strip()


def _partly_iso(moment: dt.datetime, kinds: set[str]) -> str:
    if kinds & {"y", "e"} and "d" not in kinds:
        return f"{moment:%Y-%m}" if "m" in kinds else f"{moment.year}"
    if not kinds & {"y", "e"} and "m" in kinds and "d" in kinds:
        return f"{moment.month}月{moment.day}日"
    return _iso(moment)


def _iso(moment: dt.datetime) -> str:
    plain = not (moment.hour or moment.minute or moment.second)
    return moment.date().isoformat() if plain else moment.isoformat(" ", "minutes")


def _part(moment: dt.datetime, part: str, *, after_hour: bool) -> str:
    if part[:1] in ("y", "e"):
        return f"{moment.year}"
    if part in ("m", "mm") and after_hour:
        return f"{moment.minute:02d}"
    if part in ("d", "m", "h"):
        return str({"d": moment.day, "m": moment.month, "h": moment.hour}[part])
    if part[:2] in ("dd", "mm", "hh") and len(part) == 2:
        return f"{ {'dd': moment.day, 'mm': moment.month, 'hh': moment.hour}[part]:02d}"
    if part[:3] in ("ddd", "aaa"):
        return ("星期" if len(part) == 4 else "") + _WEEKDAYS[moment.weekday()]
    if part[:3] == "mmm":
        return str(moment.month)
    return f"{moment.second:02d}" if part[:1] == "s" else ""
