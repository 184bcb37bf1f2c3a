"""Rows of the ledger: a line each that opens the sentence in its text, and pairs of rows that contradict."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import DataError
from core.ledger_figure import LedgerFigure
from corpus.library import Library
from tools.compare_draft import Conflict
from ui.finding_cards import source_sentence_html
from ui.render import AROUND_CHARS, escape

PAGE_ROWS = 50
MAX_PAIRS = 20
ROLES = {"result": "现状", "target": "目标", "rule": "规定"}


def row_html(row: LedgerFigure, library: Library) -> str:
    """One figure: what, how much, where, when; opened, its sentence lit in the text around it."""
    document = library.document(row.document_id)
    text = document.text
    (start, end), (figure_start, figure_end) = row.sentence_span, row.span
    around = (
        f"{escape(text[max(0, start - AROUND_CHARS) : start])}<span class='cw-sentence'>"
        f"{escape(text[start:figure_start])}<mark>{escape(text[figure_start:figure_end])}</mark>"
        f"{escape(text[figure_end:end])}</span>{escape(text[end : end + AROUND_CHARS])}"
    )
    section = library.section(row.document_id, row.section_id)
    parts = (document.title, document.date_label or "未标日期", *section.heading_path[-2:])
    warning = f'<div class="cw-warning">⚠ {escape("；".join(document.quality))}</div>' if document.quality else ""
    return (
        '<details class="cw-src cw-row"><summary>'
        f'<span class="cw-what">{escape(row.subject or "（未识别主体）")}</span>'
        f'<span class="cw-much">{escape(row.text)}<small>{escape(change_text(row))}</small></span>'
        f"<span>{escape(row.place or '（未标地方）')}</span><span>{escape(row.period or '（未标时间）')}</span>"
        f"<span>{ROLES[row.role]}</span></summary>"
        f'<div class="cw-where">{escape(" · ".join(dict.fromkeys(parts)))}</div>{warning}'
        f'<div class="cw-around">{around}</div></details>'
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
        return (
            '<div class="cw-empty">没有符合条件的数字。可减少关键词、去掉年份，或在“资料库”看这个地方有哪些文件。</div>'
        )
    if not 1 <= page <= page_count(rows):
        raise DataError(f"没有第 {page} 页", next_step=f"共 {page_count(rows)} 页")
    begin = (page - 1) * PAGE_ROWS
    shown = "".join(row_html(row, library) for row in rows[begin : begin + PAGE_ROWS])
    head = f"共 {len(rows)} 个数字，第 {page}/{page_count(rows)} 页。点一行看原文。"
    names = "".join(f"<span>{name}</span>" for name in ("主体", "数值", "地区", "时间", "性质"))
    return f'<div class="cw-counts">{head}</div><div class="cw-row-head">{names}</div>{shown}'


def conflicts_html(conflicts: Sequence[Conflict], library: Library) -> str:
    """Pairs of documents that tell the same thing with different values, side by side; at most so many."""
    if not conflicts:
        return '<div class="cw-where">筛选范围内，没有发现不同文件对同一地方、同一时间、同一指标说法不一的数字。</div>'
    cards = "".join(
        f'<article class="cw-src cw-finding"><b>{escape(one.first.subject)}：{escape(one.note)}</b>'
        f'<div class="cw-beside"><div>{source_sentence_html(one.first, library.document)}</div>'
        f"<div>{source_sentence_html(one.second, library.document)}</div></div></article>"
        for one in conflicts[:MAX_PAIRS]
    )
    rest = len(conflicts) - MAX_PAIRS
    more = f'<div class="cw-where">另有 {rest} 处：缩小筛选范围，或下载 xlsx 看全部。</div>' if rest > 0 else ""
    return f'<div class="cw-where">口径不同也会让数字不同，请先核对口径再判断。</div>{cards}{more}'
