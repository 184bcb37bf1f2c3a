"""The list of an owner's conversations as HTML, with what one can do with each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.conversations import Conversation
from ui.templating import render

# The rest of the list lies in a template, which costs a browser nothing until one asks for it.
AT_FIRST = 20
EXPORTS = (("docx", "导出 Word"), ("md", "导出 Markdown"))


def list_html(conversations: Sequence[Conversation], here: str, words: str = "") -> str:
    """The list, the one that is shown marked.

    Args:
        conversations: The latest first.
        here: Id of the one that is shown, or ''.
        words: What was searched for, for where nothing is found.
    """
    first = max([AT_FIRST, *(at + 1 for at, one in enumerate(conversations) if one.id == here)])
    rows = [_row(one, one.id == here) for one in conversations]
    return render(
        "conversation_list.html",
        shown=rows[:first],
        later=rows[first:],
        exports=EXPORTS,
        nothing=f"没有提到“{words}”的对话。" if words.strip() else "还没有对话。",
    )


def _row(one: Conversation, here: bool) -> dict[str, Any]:
    day = one.changed_at.astimezone().strftime("%m-%d %H:%M")
    return {"id": one.id, "title": one.title, "day": day, "here": here}
