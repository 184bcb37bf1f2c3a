"""Automatic numbering of Word as text: 一、 （一） 1. ① 第一条, from numbering.xml, which no run of the text holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAX_LEVELS = 9
_HAN = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"


def han_number(value: int, digits: str = _HAN, units: tuple[str, ...] = ("", "十", "百", "千")) -> str:
    """A number below 10,000 in Chinese: 12 → 十二, 105 → 一百〇五; larger ones in digits."""
    if not 0 < value < 10_000:
        return str(value)
    text = ""
    zero = False
    for power in range(3, -1, -1):
        digit = value // 10**power % 10
        if digit:
            text += (digits[0] if zero else "") + digits[digit] + units[power]
            zero = False
        elif text:
            zero = True
    return text[1:] if units[1] == "十" and text.startswith("一十") else text


def _han_zero(value: int) -> str:
    return han_number(value).replace("〇", "零")


def _letters(value: int) -> str:
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)


def _roman(value: int) -> str:
    text = ""
    for amount, mark in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        count, value = divmod(value, amount)
        text += mark * count
    return text


def _circled(value: int) -> str:
    if 1 <= value <= 20:
        return chr(0x2460 + value - 1)
    return chr(0x3251 + value - 21) if 21 <= value <= 35 else f"({value})"


def _shifted(first: int, last: int) -> Callable[[int], str]:
    return lambda value: chr(first + value - 1) if 1 <= value <= last else str(value)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda value: signs[(value - 1) % len(signs)]


# ECMA-376 part 1, 17.18.59 ST_NumberFormat: the formats that Chinese Word and WPS offer.
FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": lambda value: str(value).translate({ord("0") + i: ord("０") + i for i in range(10)}),
    "decimalFullWidth2": lambda value: str(value).translate({ord("0") + i: ord("０") + i for i in range(10)}),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _shifted(0x2488, 20),
    "decimalEnclosedParen": _shifted(0x2474, 20),
    "ideographEnclosedCircle": _shifted(0x3280, 10),
    "chineseCounting": _han_zero,
    "chineseCountingThousand": _han_zero,
    "ideographDigital": lambda value: "".join(_HAN[int(digit)] for digit in str(value)),
    "japaneseCounting": _han_zero,
    "japaneseDigitalTenThousand": lambda value: "".join(_HAN[int(digit)] for digit in str(value)),
    "taiwaneseCounting": _han_zero,
    "taiwaneseCountingThousand": _han_zero,
    "chineseLegalSimplified": lambda value: han_number(value, _FORMAL, ("", "拾", "佰", "仟")),
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerLetter": _letters,
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerRoman": _roman,
    "none": lambda value: "",
}


@dataclass(frozen=True, kw_only=True)
class _Level:
    start: int
    form: str
    text: str
    space: bool
    legal: bool
    restart: int  # starts anew after a level below this one: 0 never does
    style: str


@dataclass(kw_only=True)
class _List:
    """An abstract list with the count of each level; numbers that share it count on."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


def _value(element: Any, name: str, default: str = "") -> str:
    found = element.find(W + name) if element is not None else None
    return str(found.get(W + "val", default)) if found is not None else default


def _whole(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else default


class Numbering:
    """Counts the numbered paragraphs of one document in order.

    Args:
        numbering: Root of numbering.xml, or None.
        styles: Root of styles.xml, or None: a paragraph style may carry the number.
    """

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._lists: dict[str, _List] = {}
        self._used: dict[str, tuple[str, dict[int, _Level], dict[int, int]]] = {}
        self._restarted: set[tuple[str, int]] = set()
        self._styles: dict[str, Any] = {}
        if styles is not None:
            self._styles = {style.get(W + "styleId", ""): style for style in styles.iter(W + "style")}
        if numbering is not None:
            self._read(numbering)

    def _read(self, numbering: Any) -> None:
        linked: dict[str, str] = {}
        for abstract in numbering.iter(W + "abstractNum"):
            levels = {_whole(level.get(W + "ilvl", "0"), 0): _level(level) for level in abstract.iter(W + "lvl")}
            name = abstract.get(W + "abstractNumId", "")
            self._lists[name] = _List(levels=levels)
            if not levels and (style := _value(abstract, "numStyleLink")):
                linked[name] = style
        for num in numbering.iter(W + "num"):
            own: dict[int, _Level] = {}
            starts: dict[int, int] = {}
            for override in num.iter(W + "lvlOverride"):
                at = _whole(override.get(W + "ilvl", "0"), 0)
                if (level := override.find(W + "lvl")) is not None:
                    own[at] = _level(level)
                if start := _value(override, "startOverride"):
                    starts[at] = _whole(start, 1)
            self._used[num.get(W + "numId", "")] = (_value(num, "abstractNumId"), own, starts)
        for name, style in linked.items():
            # A list that a style defines: the style names a number, and that the list with the levels.
            number = self._styles[style].find(f"{W}pPr/{W}numPr") if style in self._styles else None
            target = self._used.get(_value(number, "numId"), ("", {}, {}))[0]
            self._lists[name] = self._lists.get(target, self._lists[name])

    def _place(self, properties: Any) -> tuple[str, int] | None:
        """(numId, level) of a paragraph: its own, else its style's or that style's base's."""
        number = properties.find(W + "numPr") if properties is not None else None
        level = _value(number, "ilvl") if number is not None else ""
        found = _value(number, "numId") if number is not None else ""
        style = own = _value(properties, "pStyle") if properties is not None else ""
        for _ in range(MAX_LEVELS):
            if found or style not in self._styles:
                break
            element = self._styles[style]
            inherited = element.find(f"{W}pPr/{W}numPr")
            if inherited is not None:
                found, level = _value(inherited, "numId"), level or _value(inherited, "ilvl")
            style = _value(element, "basedOn")
        if not found or found == "0":
            return None
        return found, _whole(level, self._level_of(found, own))

    def _level_of(self, number: str, style: str) -> int:
        """The level that a list gives to a paragraph style."""
        abstract, own, _ = self._used.get(number, ("", {}, {}))
        levels = {**(self._lists[abstract].levels if abstract in self._lists else {}), **own}
        return next((at for at, level in levels.items() if style and level.style == style), 0)

    def number(self, properties: Any, text: str) -> str:
        """The number before a paragraph, and the list counted on; '' where it has none or a bullet.

        Args:
            properties: The paragraph's w:pPr, or None.
            text: The paragraph's own words: 1. before 2023年 needs a space to be told apart.
        """
        place = self._place(properties)
        if place is None or place[0] not in self._used:
            return ""
        number, at = place
        abstract, own, starts = self._used[number]
        counted = self._lists.get(abstract)
        if counted is None:
            return ""
        levels = {**counted.levels, **own}
        level = levels.get(at)
        if level is None:
            return ""
        if at in starts and (number, at) not in self._restarted:
            self._restarted.add((number, at))
            counted.counts[at] = starts[at]
        else:
            counted.counts[at] = counted.counts[at] + 1 if at in counted.counts else level.start
        for deeper in [one for one in counted.counts if one > at and at < levels.get(one, level).restart]:
            del counted.counts[deeper]
        if level.form == "bullet":
            return ""

        def told(found: re.Match[str]) -> str:
            wanted = int(found[1]) - 1
            shown = levels.get(wanted, level)
            value = counted.counts.get(wanted, shown.start)
            form = "decimal" if level.legal else shown.form
            return FORMATS.get(form, str)(value)

        words = re.sub(r"%([1-9])", told, level.text)
        parted = level.space or bool(re.search(r"[\d.．]$", words) and re.match(r"[\dA-Za-z]", text))
        return words + (" " if words and parted else "")


def _level(element: Any) -> _Level:
    form = _value(element, "numFmt", "decimal")
    # A format of one's own stands in mc:AlternateContent; 001, 002 … is the only one in use.
    return _Level(
        start=_whole(_value(element, "start", "1"), 1),
        form=form,
        text=_value(element, "lvlText"),
        space=_value(element, "suff", "tab") == "space",
        legal=element.find(W + "isLgl") is not None,
        restart=_whole(_value(element, "lvlRestart"), MAX_LEVELS),
        style=_value(element, "pStyle"),
    )
