"""What travels with a document: places in its file, notes on stretches, warnings, rank."""

from __future__ import annotations

from core.record import Locator, NearCopy, QualityRecord, SpanNote, Superseded, locator_at, notes_at

PAGES = (Locator(start=0, label="第1页"), Locator(start=100, label="第2页"))


def test_a_span_is_on_the_page_where_it_begins_and_says_where_it_crosses() -> None:
    assert locator_at(PAGES, 10, 20) == "第1页"
    assert locator_at(PAGES, 100, 120) == "第2页"
    assert locator_at(PAGES, 90, 110) == "第1页至第2页"
    assert locator_at((), 0, 5) == ""


def test_only_notes_that_a_span_touches_are_shown() -> None:
    notes = (SpanNote(start=5, end=9, kind="数字不符", text="甲"), SpanNote(start=20, end=25, kind="更正", text="乙"))
    assert notes_at(notes, 8, 21) == ("甲", "乙")
    assert notes_at(notes, 9, 20) == ()


def test_warnings_name_copies_and_what_took_the_place() -> None:
    copy = NearCopy(document_id="b", title="乙", likeness=0.9, better=True, reason="发文机关原件")
    later = Superseded(kind="废止", document_id="c", title="丙", since="2024-01-01")
    record = QualityRecord(undated=True, copies=(copy,), superseded=(later,))
    assert record.warnings == (
        "原文未标日期",
        "与《乙》（b）内容基本相同，以该文为准：发文机关原件",
        "本文已被《丙》废止（2024-01-01起）",
    )
    assert record.behind > QualityRecord(copies=(copy,)).behind > QualityRecord().behind == 0
