"""Characters of symbol fonts, which a document tells by font and code: ≥ ± of Symbol, ☑ ☐ of Wingdings."""

from __future__ import annotations

from functools import lru_cache

UNKNOWN = "〔符号〕"
_PRIVATE = range(0xF000, 0xF100)  # where Word keeps the codes of symbol fonts
# The signs in use for ticks, boxes, bullets, arrows and numbers; after Microsoft's charts of these fonts.
_FONTS: dict[str, dict[int, str]] = {
    "wingdings": {
        0x21: "✏",
        0x22: "✂",
        0x28: "☎",
        0x29: "✆",
        0x2A: "✉",
        0x45: "☜",
        0x46: "☞",
        0x4A: "☺",
        0x4C: "☹",
        0x6C: "●",
        0x6D: "○",
        0x6E: "■",
        0x6F: "☐",
        0x70: "☐",
        0x71: "☐",
        0x72: "☐",
        0x73: "◆",
        0x74: "◆",
        0x75: "◆",
        0x76: "❖",
        0x77: "◆",
        0x9E: "·",
        0x9F: "•",
        0xA0: "▪",
        0xA1: "○",
        0xA2: "○",
        0xA3: "○",
        0xA4: "◉",
        0xA5: "◎",
        0xA7: "▪",
        0xA8: "☐",
        0xAB: "★",
        0xD5: "⌫",
        0xD8: "➢",
        0xDF: "←",
        0xE0: "→",
        0xE1: "↑",
        0xE2: "↓",
        0xE3: "↖",
        0xE4: "↗",
        0xE5: "↙",
        0xE6: "↘",
        0xE7: "←",
        0xE8: "→",
        0xE9: "↑",
        0xEA: "↓",
        0xEF: "⇦",
        0xF0: "⇨",
        0xF1: "⇧",
        0xF2: "⇩",
        0xF3: "⇔",
        0xF4: "⇕",
        0xFB: "✗",
        0xFC: "✓",
        0xFD: "☒",
        0xFE: "☑",
        **{0x81 + i: chr(0x2460 + i) for i in range(10)},
        **{0x8C + i: chr(0x2776 + i) for i in range(10)},
    },
    "wingdings 2": {
        0x4F: "✗",
        0x50: "✓",
        0x51: "☒",
        0x52: "☑",
        0x53: "☒",
        0x54: "☒",
        0x97: "●",
        0x98: "●",
        0x99: "●",
        0x9A: "○",
        0xA0: "▪",
        0xA1: "▪",
        0xA2: "■",
        0xA3: "☐",
        0xA4: "☐",
        0xAE: "◆",
        0xEA: "★",
        **{0x6A + i: chr(0x2460 + i) for i in range(10)},
        **{0x75 + i: chr(0x2776 + i) for i in range(10)},
    },
    "wingdings 3": {
        0x66: "←",
        0x67: "→",
        0x68: "↑",
        0x69: "↓",
        0x70: "▲",
        0x71: "▼",
        0x72: "△",
        0x73: "▽",
        0x74: "◀",
        0x75: "▶",
    },
    "webdings": {0x61: "✓", 0x72: "✗", 0x63: "☐", 0x67: "■", 0x6E: "●", 0x33: "◀", 0x34: "▶", 0x35: "▲", 0x36: "▼"},
}


@lru_cache(maxsize=1)
def _symbol_font() -> dict[int, str]:
    """Adobe's Symbol encoding, which pypdf holds for the standard font of PDF."""
    from pypdf._codecs.symbol import _symbol_encoding

    return {code: sign for code, sign in enumerate(_symbol_encoding) if sign and sign != "\x00"}


def _signs(font: str) -> dict[int, str] | None:
    name = font.strip().lower()
    return _symbol_font() if name == "symbol" else _FONTS.get(name)


def symbol(font: str, code: str) -> str:
    """The character of a symbol font, or `UNKNOWN` where it is not known.

    Args:
        font: The font's name.
        code: Its code in hexadecimal, as a document tells it: F0B3.
    """
    try:
        number = int(code, 16)
    except ValueError:
        return UNKNOWN
    signs = _signs(font)
    if signs is not None:
        return signs.get(number - 0xF000 if number in _PRIVATE else number, UNKNOWN)
    if 0x20 <= number < 0xE000 and not number >= 0xD800:
        return chr(number)
    return UNKNOWN


def from_font(text: str, font: str) -> str:
    """A text whose font shows other signs than its characters are; other fonts' texts as they are."""
    private = not text.isascii() and any(ord(char) in _PRIVATE for char in text)
    signs = _signs(font)
    if signs is None and not private:
        return text
    known = signs or {}
    return "".join(
        known.get(ord(char) - 0xF000, UNKNOWN)
        if ord(char) in _PRIVATE
        else known.get(ord(char), UNKNOWN)
        if signs is not None and 0x20 < ord(char) <= 0xFF
        else char
        for char in text
    )
