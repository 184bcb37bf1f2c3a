"""One cell's text as a value, or why it is none. Nothing is guessed: what cannot be read is missing and reported."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from tools.tables.declaring import Kind

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d+)?")
_APPROXIMATE = re.compile(r"近|余|多|约|左右|超|以上|以下|不足|大约|上下")
_EMPTY = frozenset(("", "-", "--", "—", "——", "/", "无", "暂无", "空", "NA", "N/A", "nan", "None", "#N/A"))
_YES = frozenset(("是", "1", "Y", "YES", "TRUE", "√", "✓"))
_NO = frozenset(("否", "0", "N", "NO", "FALSE", "×"))

_SCHOOL_YEAR = re.compile(r"((?:19|20)\d\d)年?-((?:19|20)?\d\d)(?:年|学年度?|年度)?")
_ONE_YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0)?(年度?|学年度?|)")

# Units a header may state, as (what the column is declared in, what the header says): factor.
UNIT_FACTORS: dict[tuple[str, str], float] = {
    ("万元", "元"): 1e-4,
    ("万元", "千元"): 0.1,
    ("万元", "亿元"): 1e4,
    ("元", "万元"): 1e4,
    ("元", "千元"): 1e3,
    ("㎡", "亩"): 10000 / 15,
    ("㎡", "万㎡"): 1e4,
    ("㎡", "公顷"): 1e4,
    ("人", "万人"): 1e4,
    ("人", "千人"): 1e3,
    ("小时", "分钟"): 1 / 60,
}
# Width folding turns ㎡ into m2.
_UNIT_WORDS = {"平方米": "㎡", "m2": "㎡", "平米": "㎡", "万平方米": "万㎡", "万m2": "万㎡", "名": "人", "位": "人"}
_COUNTED = frozenset(
    (
        *("人", "人次", "个", "间", "册", "台", "所", "㎡", "元", "万元", "%", "年", "学时", "份", "班", "学年", "分"),
        *("节", "周", "小时", "分钟"),
    )
)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A parsed cell: the value, or the code and reason why there is none. Both None: the cell is empty."""

    value: float | str | None = None
    code: str = ""
    says: str = ""


def normal_text(text: str) -> str:
    """Width-folded text without white space and with one kind of dash, for comparing headers and choices."""
    return re.sub(r"[–—~〜－]", "-", re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))


def normal_year(text: str) -> str:
    """A year in one spelling: 2024—2025学年, 2024/2025, 2024-25 and 2024学年 are 2024-2025, 2024年度 is 2024.

    A part of a year (2024-2025学年上学期) and what names no year stay as they are.
    """
    plain = re.sub(r"[至到/]|-+", "-", normal_text(text))
    pair = _SCHOOL_YEAR.fullmatch(plain)
    if pair:
        first, last = int(pair[1]), pair[2]
        end = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
        return f"{first}-{end}" if end == first + 1 else text
    one = _ONE_YEAR.fullmatch(plain)
    if not one:
        return text
    return f"{one[1]}-{int(one[1]) + 1}" if one[2].startswith("学年") else one[1]


def split_header(header: str) -> tuple[str, str]:
    """Take a unit in brackets off a column name: 教学仪器设备资产值(万元) → (教学仪器设备资产值, 万元).

    Brackets that hold no unit stay: 同校其他学段在校生数(小学). The unit is '' where none is stated.
    """
    name = normal_text(header).lstrip("*")
    found = re.fullmatch(r"(.+)\(([^()]+)\)", name)
    if found:
        unit = _UNIT_WORDS.get(found[2], found[2])
        if unit in _COUNTED or any(unit == said for _, said in UNIT_FACTORS):
            return found[1], unit
    return name, ""


def parse_cell(text: str, kind: Kind) -> Cell:
    """Read one cell.

    Args:
        text: The cell as the spreadsheet shows it.
        kind: The declared kind of its column.

    Returns:
        A number for whole, decimal and percent (54.02% is 54.02), 是 or 否 for a flag, else the text. E03 for what is
        no number, W04 for an approximate one (近500), which has no single value.
    """
    plain = normal_text(text)
    if plain in _EMPTY:
        return Cell()
    if kind == "text":
        return Cell(value=text.strip())
    if kind == "choice":
        return Cell(value=plain)
    if kind == "flag":
        word = plain.upper()
        if word in _YES or word in _NO:
            return Cell(value="是" if word in _YES else "否")
        return Cell(code="E08", says="只能填 是 或 否")
    if kind == "percent" and plain.endswith("%"):
        plain = plain[:-1]
    if plain and _NUMBER.fullmatch(plain) and any(char.isdigit() for char in plain):
        value = float(plain.replace(",", ""))
        if kind == "whole" and not value.is_integer():
            return Cell(code="E03", says="应为整数")
        return Cell(value=value)
    if _APPROXIMATE.search(plain) and any(char.isdigit() for char in plain):
        return Cell(code="W04", says="约数没有确切值，不能用于计算")
    return Cell(code="E03", says="不是数字")
