"""A conversation on its way out: as plain text with its sources, as Markdown, as an official docx."""

from __future__ import annotations

import re
from pathlib import Path

from core.schema import Citation, Figure, Trace
from corpus.conversations import Conversation, Turn
from tools.reports.official_layout import OfficialDocument

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")
_NOT_DONE = {"running": "（还在回答）", "stopped": "（已停止）", "failed": "（没有得到答案）"}


def citation_line(citation: Citation) -> str:
    """One source in a line: title, place, date, section and the sentence."""
    where = "，".join(
        part for part in (citation.place, citation.date or "未标日期", citation.section, citation.locator) if part
    )
    warning = f"（提示：{citation.warning}）" if citation.warning else ""
    return f"[{citation.ref}] 《{citation.title}》（{where}）：“{citation.quote}”{warning}"


def shown_value(figure: Figure) -> str:
    """A figure's value with its unit, as it is shown."""
    return figure.text or ("" if figure.value is None else f"{figure.value:g}{figure.unit}")


def figure_line(figure: Figure) -> str:
    """One figure in a line: name, value, whose, and its formula or source."""
    about = "，".join(part for part in (figure.place, figure.period, figure.stage) if part)
    how = f"公式：{figure.formula}" if figure.formula else f"来源：[{figure.source}]" if figure.source else ""
    return f"[{figure.ref}] {figure.name} {shown_value(figure)}" + "".join(f"；{part}" for part in (about, how) if part)


def answer_text(trace: Trace) -> str:
    """An answer with its sources, as it is copied."""
    parts = [trace.answer]
    if trace.citations:
        parts += ["", "来源：", *map(citation_line, trace.citations)]
    if trace.figures:
        parts += ["", "数字：", *map(figure_line, trace.figures)]
    return "\n".join(parts)


def as_markdown(conversation: Conversation) -> str:
    """A conversation as Markdown; nothing a person or a document wrote is read as a mark of it."""
    lines = [f"# {_plain(conversation.title)}", ""]
    for turn in conversation.turns:
        lines += [f"## 问：{_plain(' '.join(turn.question.split()))}", ""]
        if turn.trace is None:
            lines += [_not_done(turn), ""]
            continue
        lines += ["  \n".join(_plain(line) for line in turn.trace.answer.splitlines()), ""]
        for head, rows in _below(turn.trace):
            lines += [f"**{head}**", "", *(f"- {_plain(row)}" for row in rows), ""]
    return "\n".join(lines)


def write_docx(conversation: Conversation, path: Path) -> Path:
    """A conversation as a docx in the layout of official documents; its path."""
    book = OfficialDocument()
    book.title(conversation.title, "问答记录")
    for turn in conversation.turns:
        book.heading(1, " ".join(turn.question.split()))
        if turn.trace is None:
            book.paragraph(_not_done(turn))
            continue
        for line in turn.trace.answer.splitlines():
            book.paragraph(line)
        for head, rows in _below(turn.trace):
            book.heading(2, head)
            for row in rows:
                book.paragraph(row)
    book.save(path)
    return path


def _below(trace: Trace) -> list[tuple[str, list[str]]]:
    """What stands under an answer, part by part."""
    parts = [
        ("来源", [citation_line(one) for one in trace.citations]),
        ("数字", [figure_line(one) for one in trace.figures]),
        ("说明", list(trace.notes)),
    ]
    return [(head, rows) for head, rows in parts if rows]


def _not_done(turn: Turn) -> str:
    return turn.error or _NOT_DONE.get(turn.state, "")


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
