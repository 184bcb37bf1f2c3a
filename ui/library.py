"""The library tab, and the list of what the corpus covers."""

from __future__ import annotations

from typing import Any

from core.period import find_periods
from core.schema import Document
from corpus.library import Library
from ui.render import escape

MAX_EXAMPLES = 6


def coverage_html(library: Library, tables: list[tuple[str, str, str]]) -> str:
    """Places, periods, documents and tables of the corpus.

    Args:
        library: The texts.
        tables: (title, place and period, note) of each structured table.
    """
    documents = library.documents()
    places = dict.fromkeys(
        section.place.full_name
        for d in documents
        for section in library.sections(d.id)
        if section.depth == 0 and section.place
    )
    dates = [d.date for d in documents if d.date]
    span = f"{min(dates).isoformat()} — {max(dates).isoformat()}" if dates else "均未标日期"
    rows = "".join(
        f"<tr><td>{escape(d.title)}</td><td>{escape(d.place.full_name if d.place else '多地')}</td>"
        f"<td>{d.date.isoformat() if d.date else '未标日期'}</td>"
        f"<td>{escape('；'.join(d.quality)) if d.quality else ''}</td></tr>"
        for d in documents
    )
    table_rows = "".join(
        f"<tr><td>{escape(title)}</td><td>{escape(scope)}</td><td></td>"
        f"<td><span class='cw-example'>{escape(note)}</span></td></tr>"
        for title, scope, note in tables
    )
    chips = "".join(f'<span class="cw-chip">{escape(place)}</span>' for place in places)
    return (
        f"<p><b>地区 {len(places)} 个</b><br>{chips}</p><p><b>成文时间</b> {span}（文中提到的年份另见原文）</p>"
        "<div class='cw-scroll'><table class='cw-table'>"
        "<tr><th>文件或表</th><th>地区</th><th>日期</th><th>提示</th></tr>"
        f"{rows}{table_rows}</table></div>"
    )


def example_questions(library: Library) -> list[str]:
    """Questions to begin with, made from headings of the corpus itself: they fit whatever an office ingests."""
    examples: list[str] = []
    for document in library.documents():
        for section in library.sections(document.id):
            if section.depth == 0 and section.place and len(examples) < MAX_EXAMPLES:
                question = _question_about(document, library, section.place.name)
                if question:
                    examples.append(question)
    return examples


def _question_about(document: Document, library: Library, place: str) -> str:
    for section in library.sections(document.id):
        if section.place and section.place.name == place and section.depth >= 1:
            heading = section.heading.lstrip("一二三四五六七八九十（()）0123456789.、，,是要—").rstrip("。；：: ")
            if 6 <= len(heading) <= 18 and not find_periods(heading) and place not in heading:
                return f"{place}在“{heading}”方面是怎么做的？"
    return ""


def build_library(coverage: str) -> Any:
    """The tab's components."""
    import gradio as gr

    return gr.HTML(f'<div class="cw-panel">{coverage}</div>')
