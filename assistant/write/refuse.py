"""Refusing by naming what is missing, and what there is instead."""

from __future__ import annotations

from assistant.draft import Draft, Line
from core.schema import AskBack, Missing

MAX_HAVE = 8
_KINDS = {"place": "地区", "period": "年份", "indicator": "内容", "document": "文件"}
_HAVE = {"place": "现有资料涉及", "period": "现有资料为", "indicator": "相近的内容有", "document": "现有文件有"}


def refusal(missing: tuple[Missing, ...], *, about: str = "") -> Draft:
    """A refusal that says what is missing.

    Args:
        missing: What is asked and not there; at least one.
        about: Whom or what was asked about, to open the sentence with.
    """
    first = missing[0]
    asked = "、".join(f"“{m.asked}”" for m in missing if m.kind == first.kind)
    what = "内容" if first.kind == "indicator" else f"相关{_KINDS[first.kind]}资料"
    text = f"资料中没有{about}{asked}的{what}，无法回答。"
    have = [name for m in missing for name in m.have]
    if have:
        shown = "、".join(dict.fromkeys(have[:MAX_HAVE]))
        text += f"{_HAVE[first.kind]}：{shown}{'等' if len(set(have)) > MAX_HAVE else ''}。"
    return Draft(status="refused", lines=(Line(text=text),), missing=missing)


def clarification(text: str, options: tuple[str, ...], asks: AskBack | None = None) -> Draft:
    """One question back, with options where there are any, and the words of the question that it is about."""
    return Draft(status="clarify", lines=(Line(text=text),), options=options, asks=asks)
