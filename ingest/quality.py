"""Signs that a text is poor: they become the quality record that travels with every citation."""

from __future__ import annotations

from collections.abc import Sequence

from core.arithmetic.engine import check_arithmetic
from core.damage import GARBLED, LOST_BASE, LOST_NUMBER
from core.finding import Finding, with_recognition_cause
from core.record import QualityRecord, SpanNote

_WARNINGS = (
    ((LOST_NUMBER, LOST_BASE), "文字疑有缺失（数字或词语被吞）"),
    ((GARBLED,), "文字有乱码"),
)
LOW_CONFIDENCE = 0.85
# One long table of figures takes the checker longer than it is worth at ingest; the checker does it on demand.
MAX_CHECKED = 60_000


def text_warnings(text: str) -> tuple[str, ...]:
    """Warnings about a whole text, in Chinese; empty if nothing looks damaged."""
    return tuple(warning for patterns, warning in _WARNINGS if any(pattern.search(text) for pattern in patterns))


def doubt_notes(doubts: Sequence[tuple[int, int, float]], text: str) -> tuple[SpanNote, ...]:
    """Notes on stretches, (start, end, confidence) each, that recognition was unsure of."""
    return tuple(
        SpanNote(
            start=start,
            end=end,
            kind="识别存疑",
            text=f"此处为扫描识别，“{text[start:end][:20]}”把握不大（{confidence:.0%}），请与原件核对",
        )
        for start, end, confidence in doubts
        if confidence < LOW_CONFIDENCE and start < end
    )


def sum_notes(text: str, doubtful: Sequence[tuple[int, int]] = ()) -> tuple[SpanNote, ...]:
    """Notes on sentences whose figures do not add up (不通过 of the checker; never where a reading fits).

    Args:
        text: The document's.
        doubtful: Stretches that recognition was unsure of: there the scan may be right.
    """
    if len(text) > MAX_CHECKED:
        return ()
    return tuple(
        SpanNote(
            start=finding.span[0],
            end=finding.span[1],
            kind="数字不符",
            text=f"原文此处数字对不上（{finding.formula}，文中为{finding.stated}），请核对{_mends(finding)}",
        )
        for finding in with_recognition_cause(check_arithmetic(text), doubtful)
        if finding.verdict == "不通过"
    )


def _mends(finding: Finding) -> str:
    """Ways in which the text can be right, side by side: none of them is chosen here."""
    return f"；可能：{'；'.join(finding.readings[:2])}" if finding.readings else ""


def quality_record(
    *,
    text: str,
    declared: Sequence[str],
    undated: bool,
    reposted_from: str,
    notes: Sequence[SpanNote],
    masked: int,
    spun: str = "",
) -> QualityRecord:
    """The record of one document by itself; what comparing documents adds is added after storing."""
    damaged = (*text_warnings(text), *((spun,) if spun else ()))
    return QualityRecord(
        declared=tuple(dict.fromkeys(declared)),
        damaged=damaged,
        undated=undated,
        reposted_from=reposted_from,
        doubts=sum(note.kind == "识别存疑" for note in notes),
        contradictions=sum(note.kind == "数字不符" for note in notes),
        masked=masked,
    )
