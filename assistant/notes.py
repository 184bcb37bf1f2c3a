"""What a reader must know beside an answer: poor sources, approximate figures, plans that are no results."""

from __future__ import annotations

import datetime as dt
import re

from assistant.draft import Draft
from assistant.plan import Plan
from core.period import years_of
from core.place import NATION
from core.record import notes_at
from retrieval.statement import Statement

_PLANNED = re.compile(
    r"力争|计划|拟|将达到|目标|到20\d\d年[，,]?(?:力争|全市|全省|全县|全区)|达到.{0,6}以上(?=的目标)|下半年|年底前"
)
_PLAN_HEADING = re.compile(r"(?:计划|安排|打算)[。：:]?$|目标|下一步|展望")
_APPROXIMATE = re.compile(r"\d\s*(?:余|多)|[近约]\s*\d|\d[万亿]?(?:余|多)|左右|以上")


def notes_for(plan: Plan, clauses: list[Statement], draft: Draft, today: dt.date) -> tuple[str, ...]:
    """Notes for an answer, in Chinese, each once; `today` tells whether the time of a plan is over."""
    notes: list[str] = []
    told_of: dict[tuple[str, str], list[str]] = {}
    if plan.typo:
        notes.append(f"资料中没有“{plan.typo[0]}”，按“{plan.typo[1].name}”回答；如有误请改正地名再问。")
    if plan.places_left_out:
        read = len(plan.places)
        notes.append(
            f"问题涉及{read + plan.places_left_out}个地区，只读了最相关的{read}个的资料；要问其余的，请写明地区名称。"
        )
    shown = " ".join(line.text for line in draft.lines)
    for clause in clauses:
        # Where the text or the title tells the year, the missing date matters little to a figure.
        undated = clause.document.date is None and not clause.years
        poor = [*(["未标日期"] if undated else []), *_about_text(clause)]
        if poor:
            notes.append(f"《{clause.document.title}》：{'；'.join(poor)}。")
        if clause.place and clause.place != clause.section.place and clause.place != NATION:
            own = clause.section.place
            of = f"是{own.name}的文件" if own else "没有标明所属地区"
            told_of.setdefault((clause.document.title, of), []).append(clause.place.name)
        if plan.years and not clause.years:
            notes.append(f"《{clause.document.title}》没有标明年份，无法核对是否为所问的年份。")
        ends = clause.document.expires
        if ends and ends < today:
            notes.append(f"《{clause.document.title}》所定的期限（至{ends.isoformat()}）已过，请核对是否仍然有效。")
        notes += [f"{note}。" for note in notes_at(clause.document.notes, clause.start, clause.end)]
        if _PLANNED.search(clause.text) or any(_PLAN_HEADING.search(h) for h in clause.section.heading_path):
            last = max(clause.years | years_of(clause.section.period), default=today.year)
            over = f"；所说的时间（到{last}年）已过，请核对实际完成情况" if last < today.year else ""
            notes.append(f"文中此处是计划或要求，不等于已经完成的情况{over}。")
    for (title, of), names in told_of.items():
        notes.append(f"《{title}》{of}，按文中写明的“{'、'.join(dict.fromkeys(names))}”采用。")
    if clauses and _APPROXIMATE.search(shown):
        notes.append("原文为约数或下限，引用时请保留“余”“多”“近”“以上”等字样。")
    return tuple(dict.fromkeys(notes))


def _about_text(clause: Statement) -> list[str]:
    """Warnings on the document's text; that it has no date is said apart."""
    return [warning for warning in clause.document.quality if not warning.endswith("未标日期")]
