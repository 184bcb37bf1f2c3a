"""Statements of one side of a draft as paragraphs under the headings of their sources, or as a numbered table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from assistant.drafting.making import Making
from assistant.drafting.roles import PLAN, RULE
from assistant.drafting.same_matter import Matter
from core.period import years_of
from core.place import place_label
from core.timeline import own_period
from corpus.draft_templates import TemplateSection

MAX_PARAGRAPH, MAX_LABEL = 260, 24
# A heading so short is what its sentences speak of (普通高中国家助学金), and is said before them where it is not shown.
MAX_LEAD = 14


def paragraphs(making: Making, section: TemplateSection, side: Sequence[Matter], name: str) -> None:
    """Statements sentence after sentence, in the order of their texts.

    Args:
        making: The draft.
        section: Where they go.
        side: Statements of one place.
        name: Heads one side of several, '' for the only one.
    """
    place = side[0].chosen.statement.place if side else None
    if name and side:
        making.add("heading", name, level=2)
    headed = ""
    for (_, label, year), group in groupby(side, key=lambda one: _group(making, one)):
        if section.subheadings and 0 < len(label) <= MAX_LABEL and label != headed:
            making.add("heading", label, level=3 if name else 2)
            headed = label
        text = ""
        for one in group:
            result = words(making, one)
            if text and len(text) + len(result) > MAX_PARAGRAPH:
                making.say("paragraph", text, place)
                text = ""
            if not text:
                text = _when(one, year) + ("" if section.subheadings else _what(one))
            text += result
        making.say("paragraph", text, place)


def _group(making: Making, one: Matter) -> tuple[str, str, int]:
    """What a paragraph has in common: text, heading, and the year where none is ordered."""
    year = 0 if making.order.years else _own_year(one) if one.chosen.role == PLAN else one.chosen.year
    return one.chosen.statement.document.id, one.chosen.label, year


def _own_year(one: Matter) -> int:
    document = one.chosen.statement.document
    return max(years_of(own_period(document.title, document.date)), default=0)


def _when(one: Matter, year: int) -> str:
    """Of which year a paragraph is; a plan is of the year in which it was made, whatever year it is for."""
    if not year or one.chosen.role == RULE or one.chosen.from_rules or f"{year}年" in one.chosen.words:
        return ""
    return f"{year}年提出：" if one.chosen.role == PLAN else f"{year}年："


def _what(one: Matter) -> str:
    """The heading of a paragraph's text, where its first sentence does not say of what it speaks."""
    label = one.chosen.label
    named = one.chosen.from_rules and 0 < len(label) <= MAX_LEAD and not label.startswith("第")
    return f"{label}：" if named and label not in one.chosen.words else ""


def listed(making: Making, side: Sequence[Matter]) -> None:
    """Statements as a numbered table with place and year."""
    if not side:
        return
    rows = []
    for number, one in enumerate(side, 1):
        statement = one.chosen.statement
        about = "、".join(f"{year}年" for year in sorted(statement.years)) or "未写明"
        rows.append((str(number), words(making, one), place_label(statement.place), about))
    making.say("table", "资料中写到的问题", None, head=("序号", "问题", "涉及地区", "年份"), rows=tuple(rows))


def words(making: Making, one: Matter) -> str:
    """A statement with the numbers of its sources; what others tell differently stands behind it."""
    refs = making.cite(one.chosen)
    text = f"{one.chosen.words[:-1]}{refs}{one.chosen.words[-1]}"
    for other in one.others:
        title = other.statement.document.title
        text += f"（《{title}》写作：{other.words.rstrip('。')}{making.cite(other)}）"
        making.notes.append(
            f"同一件事两份资料的数字不同，已都列出，请核实：《{one.chosen.statement.document.title}》与《{title}》"
        )
    return text
