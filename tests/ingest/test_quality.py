"""Damage in a text becomes a warning; whole texts get none."""

from __future__ import annotations

import pytest

from ingest.quality import doubt_notes, quality_record, sum_notes, text_warnings


@pytest.mark.parametrize("text", ["每年开展余名教师送教活动。", "办理时限由压缩30%。", "累计选派余人支教。"])
def test_lost_numbers_are_warned_of(text: str) -> None:
    assert text_warnings(text) == ("文字疑有缺失（数字或词语被吞）",)


def test_wrong_decoding_is_warned_of() -> None:
    assert text_warnings("全县锟斤拷所学校") == ("文字有乱码",)


@pytest.mark.parametrize(
    "text", ["选派300余名教师送教。", "办理时限由10天压缩30%。", "其余人员另行安排，业余人士可报名。"]
)
def test_whole_texts_get_no_warning(text: str) -> None:
    assert text_warnings(text) == ()


def test_sums_that_do_not_add_up_are_noted_where_they_stand() -> None:
    text = "全县概况。\n全县共有学校10所,其中小学6所、初中3所。\n其他一切正常。"
    notes = sum_notes(text)
    assert [text[note.start : note.end] for note in notes if note.kind == "数字不符"]
    assert all("对不上" in note.text for note in notes)
    assert sum_notes("全县共有学校9所,其中小学6所、初中3所。") == ()


def test_a_sum_over_doubtful_recognition_says_that_the_scan_may_be_right() -> None:
    text = "全县共有学校10所,其中小学6所、初中3所。"
    at = text.index("10")
    (note,) = sum_notes(text, [(at, at + 2)])
    assert "扫描识别" in note.text
    (elsewhere,) = sum_notes(f"{text}甲乙丙丁。", [(len(text), len(text) + 2)])
    assert "扫描识别" not in elsewhere.text


def test_a_record_counts_what_was_found_and_says_it() -> None:
    notes = doubt_notes([(0, 2, 0.5), (2, 4, 0.99)], "甲乙丙丁")
    record = quality_record(
        text="每年开展余名教师送教活动。",
        declared=("扫描件",),
        undated=True,
        reposted_from="某报",
        notes=notes,
        masked=1,
    )
    assert (record.doubts, record.contradictions, record.masked) == (1, 0, 1)
    assert record.warnings == ("扫描件", "原文未标日期", "文字疑有缺失（数字或词语被吞）", "转载自某报")
