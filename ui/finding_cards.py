"""Findings of the checker and of the draft comparison as cards."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core.finding import Finding
from core.ledger_figure import LedgerFigure
from core.schema import Document
from tools.compare_draft import DraftFinding
from tools.remarks import Remark, number_text, source_name
from ui.checked_text import CheckedText
from ui.render import escape

# How a verdict looks; its words are always written too, so that colour alone says nothing.
TONES = {
    "通过": "good",
    "约数内通过": "good",
    "一致": "good",
    "不通过": "bad",
    "不一致": "bad",
    "口径可疑": "doubt",
    "歧义": "doubt",
    "文字残缺": "doubt",
    "口径或年度不同": "doubt",
}


def badge_html(verdict: str) -> str:
    """A verdict as a small label."""
    return f'<span class="cw-badge cw-tone-{TONES.get(verdict, "plain")}">{escape(verdict)}</span>'


def marked_html(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with some of its parts lit.

    Args:
        text: Any text; it is escaped.
        spans: Code points of it; of those that overlap the first and longest is lit, none that lies outside.
    """
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if at <= start < end <= len(text):
            parts += [escape(text[at:start]), f"<mark>{escape(text[start:end])}</mark>"]
            at = end
    return "".join((*parts, escape(text[at:])))


def card_html(remark: Remark, text: str, document_of: Callable[[str], Document]) -> str:
    """One remark: what was computed or compared, and each of its mends with a button that takes it over.

    Args:
        remark: What was found.
        text: The text that was checked, which the spans point into.
        document_of: A document by its id.
    """
    found = remark.found
    inside = _compared_html(found, document_of) if isinstance(found, DraftFinding) else _computed_html(remark, text)
    return (
        f'<article class="cw-src cw-finding" tabindex="-1" data-number="{remark.number}" '
        f'data-verdict="{escape(remark.verdict)}"><div><button type="button" class="cw-no '
        f'cw-tone-{TONES.get(remark.verdict, "plain")}" data-hit="{remark.number}" '
        f'aria-label="第{remark.number}条，看文中的位置">{remark.number}</button> {badge_html(remark.verdict)} '
        f"<b>{escape(remark.title)}</b></div>{inside}{_mends_html(remark)}</article>"
    )


def _mends_html(remark: Remark) -> str:
    items = "".join(
        f'<li><span>{escape(one.why)}</span> <button type="button" class="cw-take" data-deed="{remark.number}:{at}" '
        f'aria-label="采用：{escape(one.why)}">采用</button></li>'
        for at, one in enumerate(remark.mends)
    )
    return f'<ul class="cw-mends" aria-label="可以怎样改">{items}</ul>' if items else ""


def _computed_html(remark: Remark, text: str) -> str:
    """One relation: its quotation with the operands lit, formula, recomputed and stated value, readings, wording."""
    finding = remark.found
    assert isinstance(finding, Finding)
    start, end = finding.span
    if text[start:end] == finding.quote:
        quote = marked_html(finding.quote, [(o.span[0] - start, o.span[1] - start) for o in finding.operands])
    else:
        quote = escape(finding.quote)
    named = ((o.name.strip("、，；。：, "), o.text) for o in finding.operands)
    operands = "；".join(f"{name} {written}" if name else written for name, written in named)
    rows = [
        ("数字", operands),
        ("算式", finding.formula),
        ("复算", number_text(finding.computed)),
        ("文中", finding.stated),
        # Where every reading has its button it need not be said twice.
        ("可能的读法", "\n".join(finding.readings) if len(finding.readings) > len(remark.mends) else ""),
        ("建议", finding.suggestion),
    ]
    cells = "".join(f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in rows if v)
    return f'<blockquote class="cw-quote">{quote}</blockquote><table class="cw-table cw-facts">{cells}</table>'


def _compared_html(finding: DraftFinding, document_of: Callable[[str], Document]) -> str:
    """One figure of a draft beside the sentence it was held against, both lit."""
    at = finding.quote.find(finding.figure)
    quote = marked_html(finding.quote, [(at, at + len(finding.figure))] if at >= 0 else [])
    source = f"<div>{source_sentence_html(finding.source, document_of)}</div>" if finding.source else ""
    note = f'<div class="cw-where">{escape(finding.note)}</div>' if finding.note else ""
    return (
        f'<div class="cw-beside"><div><div class="cw-where">草稿</div><blockquote class="cw-quote">{quote}</blockquote>'
        f"</div>{source}</div>{note}"
    )


def source_sentence_html(row: LedgerFigure, document_of: Callable[[str], Document]) -> str:
    """A row of the ledger as its sentence with the figure lit, under its document, place and period."""
    start = row.sentence_span[0]
    sentence = marked_html(row.sentence, [(row.span[0] - start, row.span[1] - start)])
    where = source_name(row, lambda document_id: document_of(document_id).title)
    return f'<div class="cw-where">来源：{escape(where)}</div><blockquote class="cw-quote">{sentence}</blockquote>'


def cards_html(checked: CheckedText, document_of: Callable[[str], Document]) -> str:
    """The cards of a checked text, the gravest first; what agrees and what only follows from it is folded."""
    firm, agreeing, soft = checked.firm(), checked.agreeing(), checked.soft()
    folded = ""
    for cards, name, result in (
        (agreeing, "cw-agreeing", f"对得上 {len(agreeing)} 项"),
        (soft, "cw-soft", f"仅派生 {len(soft)} 项：文中没有写、由文中的数算得出，只供参考"),
    ):
        inside = "".join(card_html(one, checked.text, document_of) for one in cards)
        folded += f'<details class="cw-fold {name}"><summary>{result}</summary>{inside}</details>' if inside else ""
    shown = "".join(card_html(one, checked.text, document_of) for one in firm)
    none = '<div class="cw-empty">没有对不上的地方。没有列出的数字不等于已经证明正确。</div>' if not firm else ""
    return f'<div class="cw-cards" role="group" tabindex="0" aria-label="核对结果">{none}{shown}{folded}</div>'
