"""Rows of the ledger: a line each that opens the sentence in its text, and pairs of rows that contradict."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import DataError
from core.ledger_figure import LedgerFigure
from corpus.library import Library
from tools.compare_draft import Conflict
from ui.finding_cards import source_sentence_html
from ui.render import AROUND_CHARS
from ui.templating import render

PAGE_ROWS = 50
MAX_PAIRS = 20
ROLES = {"result": "现状", "target": "目标", "rule": "规定"}


def row_html(row: LedgerFigure, library: Library) -> str:
    """One figure: what, how much, where, when; opened, its sentence lit in the text around it."""
    document = library.document(row.document_id)
    text = document.text
    (start, end), (figure_start, figure_end) = row.sentence_span, row.span
    around = {
        "before": text[max(0, start - AROUND_CHARS) : start],
        "start": text[start:figure_start],
        "figure": text[figure_start:figure_end],
        "end": text[figure_end:end],
        "after": text[end : end + AROUND_CHARS],
    }
    section = library.section(row.document_id, row.section_id)
    parts = (document.title, document.date_label or "未标日期", *section.heading_path[-2:])
    return render(
        "ledger_row.html",
        subject=row.subject or "（未识别主体）",
        value=row.text,
        change=change_text(row),
        place=row.place or "（未标地方）",
        period=row.period or "（未标时间）",
        role=ROLES[row.role],
        where=" · ".join(dict.fromkeys(parts)),
        troubles="；".join(document.quality),
        around=around,
    )


def change_text(row: LedgerFigure) -> str:
    """What a change is and against what: 比去年增加; "" for a plain figure."""
    if row.base and row.base[0] not in "比较同":
        return f"（比{row.base}{row.change}）"
    return f"（{row.base}{row.change}）" if row.base or row.change else ""


def page_count(rows: Sequence[LedgerFigure]) -> int:
    """Pages that rows fill; at least one."""
    return max(1, -(-len(rows) // PAGE_ROWS))


def rows_html(rows: Sequence[LedgerFigure], page: int, library: Library) -> str:
    """A page of the ledger.

    Args:
        rows: Those that fit the filter.
        page: From 1.
        library: The texts.

    Raises:
        DataError: If there is no such page.
    """
    if not rows:
        text = "没有符合条件的数字。可减少关键词、去掉年份，或在“资料库”看这个地方有哪些文件。"
        return render("empty.html", text=text)
    if not 1 <= page <= page_count(rows):
        raise DataError(f"没有第 {page} 页", next_step=f"共 {page_count(rows)} 页")
    begin = (page - 1) * PAGE_ROWS
    return render(
        "ledger_rows.html",
        count=len(rows),
        page=page,
        pages=page_count(rows),
        rows=[row_html(row, library) for row in rows[begin : begin + PAGE_ROWS]],
    )


def conflicts_html(conflicts: Sequence[Conflict], library: Library) -> str:
    """Pairs of documents that tell the same thing with different values, side by side; at most so many."""
    pairs = [
        {
            "title": f"{one.first.subject}：{one.note}",
            "first": source_sentence_html(one.first, library.document),
            "second": source_sentence_html(one.second, library.document),
        }
        for one in conflicts[:MAX_PAIRS]
    ]
    return render("conflicts.html", pairs=pairs, more=max(0, len(conflicts) - MAX_PAIRS))
