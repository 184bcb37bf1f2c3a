"""Characters that fonts and converters put for ordinary ones: radicals, compatibility ideographs, full-width forms.

Every folding takes one character for one, so that offsets stay.
"""

from __future__ import annotations

import unicodedata

# CJK Radicals Supplement from U+2E81 on with the ideograph of each, after Unicode's EquivalentUnifiedIdeograph; NFKC
# folds two of them only. □ stands where there is none.
_SUPPLEMENT = (
    "厂乛乚乙亻冂几刀刂卜㔾小小兀尣尢□巳幺彑彐忄㣺扌攵□旡日月歺母民氵氺灬爫爫丬牛犭王疋目示礻竹糹纟罓罒□□罓羊羊羋耂肀聿月臼艹艹艹"
    "虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门□阝雨青韦页风飞食飠飠饣□马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_SUPPLEMENT_START = 0x2E81


def _compatible(first: int, last: int) -> dict[int, str]:
    """What NFKC makes of a range, where that is one other character."""
    folded = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(first, last + 1)}
    return {code: to for code, to in folded.items() if len(to) == 1 and to != chr(code)}


IDEOGRAPHS: dict[int, str] = {
    **{_SUPPLEMENT_START + i: char for i, char in enumerate(_SUPPLEMENT) if char != "□"},
    **_compatible(0x2F00, 0x2FD5),  # Kangxi radicals
    **_compatible(0xF900, 0xFAD9),
    **_compatible(0x2F800, 0x2FA1D),
}
# Figures, letters and what belongs to figures; the marks of Chinese text are ordinary in full width.
NARROW: dict[int, str] = {
    **_compatible(0xFF10, 0xFF19),
    **_compatible(0xFF21, 0xFF3A),
    **_compatible(0xFF41, 0xFF5A),
    ord("％"): "%",
}
