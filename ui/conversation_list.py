"""The list of an owner's conversations as HTML, with what one can do with each."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.conversations import Conversation
from ui.render import escape

# The rest of the list lies in a template, which costs a browser nothing until one asks for it.
AT_FIRST = 20


def list_html(conversations: Sequence[Conversation], here: str, words: str = "") -> str:
    """The list, the one that is shown marked.

    Args:
        conversations: The latest first.
        here: Id of the one that is shown, or ''.
        words: What was searched for, for where nothing is found.
    """
    if not conversations:
        text = f"没有提到“{escape(words)}”的对话。" if words.strip() else "还没有对话。"
        return f'<div class="cw-where">{text}</div>'
    rows = [_row(one, one.id == here) for one in conversations]
    first = max([AT_FIRST, *(at + 1 for at, one in enumerate(conversations) if one.id == here)])
    later = "".join(rows[first:])
    more = (
        f'<template>{later}</template><button type="button" class="cw-later" data-do="later">'
        f"再看 {len(rows) - first} 个更早的对话</button>"
    )
    return f'<ul class="cw-list">{"".join(rows[:first])}</ul>{more if later else ""}'


def _row(one: Conversation, here: bool) -> str:
    current = ' aria-current="true"' if here else ""
    result, title = escape(one.title), f'data-id="{one.id}" data-text="{escape(one.title)}"'
    exports = "".join(
        f'<a class="cw-deed" href="talk/conversations/{one.id}.{kind}" download>{name}</a>'
        for kind, name in (("docx", "导出 Word"), ("md", "导出 Markdown"))
    )
    day = one.changed_at.astimezone().strftime("%m-%d %H:%M")
    return (
        f'<li{current}><button type="button" class="cw-open" data-do="open" data-id="{one.id}">{result}'
        f'<small>{day}</small></button><details class="cw-more"><summary aria-label="“{result}”的更多操作">⋯</summary>'
        f'<div><button type="button" class="cw-deed" data-do="rename" {title}>改名</button>'
        f'<button type="button" class="cw-deed" data-do="delete" {title}>删除</button>{exports}</div></details></li>'
    )
