"""Damage in a text becomes a warning; whole texts get none."""

from __future__ import annotations

import pytest

from ingest.quality import text_warnings


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
