"""Figures in the words of a report: full names for codes, plain units, amounts rounded up to what must be added."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

from core.schema import Figure, Gap, Verdict
from tools.indicators.judging import comparison_of, settled

# Codes of figures (CV-L2, G11-骨干), of findings (W06, E07) and grades of evidence (P1, R1): for us, not for readers.
NO_PROOF = "缺证明材料"
_FIGURE_CODE = r"(?:CVU?-)?[LGQ]\d{1,2}(?:-骨干)?"
_MENTION = re.compile(rf"(?<![A-Za-z0-9-])({_FIGURE_CODE})(?![A-Za-z0-9-])")
_INTERNAL = re.compile(r"(?<![A-Za-z0-9])[EW]\d{2}(?![A-Za-z0-9])[ 　]?|（证据等级[^）]*）|证据等级\s*[A-Z知]\d*")


def full_names(figures: Iterable[Figure]) -> dict[str, str]:
    """The full name of every code of some figures."""
    found: dict[str, str] = {}
    for one in figures:
        if re.fullmatch(_FIGURE_CODE, one.code):
            found.setdefault(one.code, f"“{_bare(one.name)}”")
    return found


def _bare(name: str) -> str:
    return name.replace("“", "").replace("”", "")


def in_words(text: str, names: Mapping[str, str]) -> str:
    """A remark without internal codes and grades: a figure's code becomes its name, a finding's code is left out."""
    text = _INTERNAL.sub("", text)
    named = _MENTION.sub(lambda found: names.get(found[1], "有关指标"), text)
    return re.sub(r"[（(]\s*[）)]", "", in_units(named))


def in_units(text: str) -> str:
    """Units as official documents write them."""
    return text.replace("㎡", "平方米")


def year_words(period: str) -> str:
    """A school year as official documents write it: 2023—2024学年; a calendar year as it is."""
    return f"{period.replace('-', '—')}学年" if "-" in period else period


def counted(one: Figure) -> Verdict | str:
    """The verdict that counts in a report; '' without one.

    临界 is settled by the unrounded value, and what is called 达标 without its proof is 待定.
    """
    if one.verdict == "达标" and NO_PROOF in one.text:
        return "待定"
    return settled(one) or ""


def value_words(one: Figure) -> str:
    """A figure's value as it is read; one at the edge with so many decimals that its side shows."""
    if one.verdict == "临界" and one.value is not None:
        return f"{one.value:.4f}{in_units(one.unit)}"
    return in_units(one.text.split("（")[0].split("；")[0])


def line_words(one: Figure) -> str:
    """The requirement as it is read: 不低于4.5平方米; '' without one."""
    if one.threshold is None:
        return ""
    return f"{'不低于' if comparison_of(one.code) == '>=' else '不高于'}{one.threshold:g}{in_units(one.unit)}"


def amount_words(amount: float, unit: str) -> str:
    """An amount that must be added, rounded up so that it suffices: 287.8平方米, 10.90万元, 3人."""
    if unit == "元":
        return f"{_up(amount / 10000, 2):.2f}万元"
    if unit == "㎡":
        return f"{_up(amount, 1):.1f}平方米"
    return f"{_up(amount, 0):.0f}{unit}" if unit not in ("%", "") else f"{_up(amount, 2):.2f}{unit or ''}"


def gap_words(gap: Gap | None, thing: str) -> str:
    """需增加教学及辅助用房287.8平方米; '' where nothing is missing."""
    if gap is None or gap.to_standard <= 0:
        return ""
    return f"需增加{thing}{amount_words(gap.to_standard, gap.unit)}"


def _up(value: float, places: int) -> float:
    scale = 10.0**places
    # What is whole but for a rounding error stays what it is.
    return math.ceil(round(value * scale, 6)) / scale
