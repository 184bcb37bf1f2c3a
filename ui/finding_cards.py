"""Findings of the checker and of the draft comparison as cards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from core.finding import Finding
from core.ledger_figure import LedgerFigure
from core.schema import Document
from tools.compare_draft import DraftFinding
from tools.remarks import Remark, number_text, source_name
from ui.checked_text import CheckedText
from ui.templating import render

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


def marked_html(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with some of its parts lit.

    Args:
        text: Any text; it is escaped.
        spans: Code points of it; of those that overlap the first and longest is lit, none that lies outside.
    """
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if at <= start < end <= len(text):
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
    return render("marked.html", pieces=[*pieces, (text[at:], False)])


def card_html(remark: Remark, text: str, document_of: Callable[[str], Document]) -> str:
    """One remark: what was computed or compared, and each of its mends with a button that takes it over.

    Args:
        remark: What was found.
        text: The text that was checked, which the spans point into.
        document_of: A document by its id.
    """
    found = remark.found
    inside = _compared(found, document_of) if isinstance(found, DraftFinding) else _computed(remark, text)
    return render(
        "finding_card.html",
        number=remark.number,
        verdict=remark.verdict,
        tones=TONES,
        title=remark.title,
        mends=[(f"{remark.number}:{at}", one.why) for at, one in enumerate(remark.mends)],
        **inside,
    )


def _computed(remark: Remark, text: str) -> dict[str, Any]:
    """One relation: its quotation with the operands lit, formula, recomputed and stated value, readings, wording."""
    finding = remark.found
    assert isinstance(finding, Finding)
    start, end = finding.span
    stands = text[start:end] == finding.quote
    lit = [(one.span[0] - start, one.span[1] - start) for one in finding.operands] if stands else []
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
    return {
        "compared": False,
        "quote": marked_html(finding.quote, lit),
        "rows": [(name, value) for name, value in rows if value],
    }


def _compared(finding: DraftFinding, document_of: Callable[[str], Document]) -> dict[str, Any]:
    """One figure of a draft beside the sentence it was held against, both lit."""
    at = finding.quote.find(finding.figure)
    return {
        "compared": True,
        "quote": marked_html(finding.quote, [(at, at + len(finding.figure))] if at >= 0 else []),
        "source": source_sentence_html(finding.source, document_of) if finding.source else "",
        "note": finding.note,
    }


def source_sentence_html(row: LedgerFigure, document_of: Callable[[str], Document]) -> str:
    """A row of the ledger as its sentence with the figure lit, under its document, place and period."""
    start = row.sentence_span[0]
    sentence = marked_html(row.sentence, [(row.span[0] - start, row.span[1] - start)])
    where = source_name(row, lambda document_id: document_of(document_id).title)
    return render("source_sentence.html", where=where, sentence=sentence)


def cards_html(checked: CheckedText, document_of: Callable[[str], Document]) -> str:
    """The cards of a checked text, the gravest first; what agrees and what only follows from it is folded."""

    def cards(remarks: Iterable[Remark]) -> list[str]:
        return [card_html(one, checked.text, document_of) for one in remarks]

    firm, agreeing, soft = map(cards, (checked.firm(), checked.agreeing(), checked.soft()))
    return render("finding_cards.html", firm=firm, agreeing=agreeing, soft=soft)
