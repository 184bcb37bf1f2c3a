"""Findings of the checker and of the draft comparison as cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from core.finding import Computed, Finding
from core.ledger_figure import LedgerFigure
from core.schema import Document
from tools.compare_draft import DraftFinding
from ui.render import escape

# How a verdict looks; its words are always written too, so that colour alone says nothing.
TONES = {
    "通过": "good", "约数内通过": "good", "一致": "good",
    "不通过": "bad", "不一致": "bad",
    "口径可疑": "doubt", "歧义": "doubt", "文字残缺": "doubt", "口径或年度不同": "doubt",
}  # fmt: skip
GRAVEST_FIRST = ("不通过", "文字残缺", "口径可疑", "歧义", "约数内通过", "通过", "仅派生")
DRAFT_ORDER = ("不一致", "口径或年度不同", "无来源", "一致")
SHORT_QUOTE = 400


def badge_html(verdict: str) -> str:
    """A verdict as a small label."""
    return f'<span class="cw-badge cw-tone-{TONES.get(verdict, "plain")}">{escape(verdict)}</span>'


def number_text(value: Computed) -> str:
    """A recomputed value as a reader expects it: at most four decimals, 成立 for a comparison that holds."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "成立" if value else "不成立"
    text = f"{value:.4f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


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


def finding_html(finding: Finding, text: str) -> str:
    """One relation: its quotation with the operands lit, formula, recomputed and stated value, readings, wording.

    Args:
        finding: What the checker found.
        text: The text that was checked, which the spans point into.
    """
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
        ("可能的读法", "\n".join(finding.readings)),
        ("建议", finding.suggestion),
    ]
    cells = "".join(f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in rows if v)
    return (
        f'<article class="cw-src cw-finding"><div>{badge_html(finding.verdict)} <b>{escape(finding.kind)}</b></div>'
        f'<blockquote class="cw-quote">{quote}</blockquote><table class="cw-table cw-facts">{cells}</table></article>'
    )


def findings_html(findings: Sequence[Finding], text: str, *, verdict: str = "", derived: bool = False) -> str:
    """All findings of a text, the gravest first, under a count of each verdict.

    Args:
        findings: What the checker found.
        text: The text that was checked.
        verdict: Only this one; "" for all.
        derived: Whether to show 仅派生 too; asked for by its name it is shown.
    """
    if not findings:
        return (
            '<div class="cw-empty">没有找到可以核对的数据关系（部分与总数、增减、占比、前后不一……）。'
            "没有列出的数字不等于已经证明正确；与资料逐数比对请用“草稿比对”。</div>"
        )
    shown = [
        one
        for one in sorted(findings, key=lambda one: GRAVEST_FIRST.index(one.verdict))
        if (one.verdict == verdict if verdict else derived or one.verdict != "仅派生")
    ]
    hidden = "" if derived or verdict else _hidden(findings)
    cards = "".join(finding_html(one, text) for one in shown)
    empty = '<div class="cw-empty">这一类没有条目。</div>' if not shown else ""
    return f"{_counts(Counter(one.verdict for one in findings), GRAVEST_FIRST, '项关系')}{hidden}{cards}{empty}"


def _hidden(findings: Sequence[Finding]) -> str:
    count = sum(one.verdict == "仅派生" for one in findings)
    if not count:
        return ""
    return f'<div class="cw-where">另有 {count} 项“仅派生”（文中没有说、但算得出）未列出，勾选“显示仅派生”可看</div>'


def _counts(counts: Counter[str], order: Sequence[str], what: str) -> str:
    chips = " ".join(f"{badge_html(verdict)} {counts[verdict]}" for verdict in order if counts[verdict])
    return f'<div class="cw-counts">共核对 {counts.total()} {what}　{chips}</div>'


def draft_finding_html(finding: DraftFinding, document_of: Callable[[str], Document]) -> str:
    """One figure of a draft beside the sentence it was held against, both lit."""
    at = finding.quote.find(finding.figure)
    quote = marked_html(finding.quote, [(at, at + len(finding.figure))] if at >= 0 else [])
    source = f"<div>{source_sentence_html(finding.source, document_of)}</div>" if finding.source else ""
    note = f'<div class="cw-where">{escape(finding.note)}</div>' if finding.note else ""
    return (
        f'<article class="cw-src cw-finding"><div>{badge_html(finding.verdict)} <b>{escape(finding.figure)}</b></div>'
        f'<div class="cw-beside"><div><div class="cw-where">草稿</div><blockquote class="cw-quote">{quote}</blockquote>'
        f"</div>{source}</div>{note}</article>"
    )


def source_sentence_html(row: LedgerFigure, document_of: Callable[[str], Document]) -> str:
    """A row of the ledger as its sentence with the figure lit, under its document, place and period."""
    start = row.sentence_span[0]
    sentence = marked_html(row.sentence, [(row.span[0] - start, row.span[1] - start)])
    where = " · ".join(part for part in (document_of(row.document_id).title, row.place, row.period) if part)
    return f'<div class="cw-where">来源：{escape(where)}</div><blockquote class="cw-quote">{sentence}</blockquote>'


def draft_html(findings: Sequence[DraftFinding], document_of: Callable[[str], Document], *, verdict: str = "") -> str:
    """All figures of a draft, those that differ first.

    Args:
        findings: What the comparison found.
        document_of: A document by its id.
        verdict: Only this one; "" for all.
    """
    if not findings:
        return '<div class="cw-empty">草稿里没有可以比对的数字。</div>'
    ordered = sorted(findings, key=lambda one: DRAFT_ORDER.index(one.verdict))
    shown = [one for one in ordered if verdict in ("", one.verdict)]
    cards = "".join(draft_finding_html(one, document_of) for one in shown)
    note = (
        '<div class="cw-where">“无来源”只说明现有资料里没有说法相近的数，不说明它错；'
        "“一致”的每一个都列出来源原句，请核对是否同一口径。</div>"
    )
    return f"{_counts(Counter(one.verdict for one in findings), DRAFT_ORDER, '个数字')}{note}{cards}"
