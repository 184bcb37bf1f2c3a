"""Marks that open items of a list, and numbers that only look like them."""

from __future__ import annotations

import pytest

from core.items import MARKED


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("1.新增学位", "新增学位"),
        ("1、新增学位", "新增学位"),
        ("1.2023年全县新增学位", "2023年全县新增学位"),
        ("一是新增学位", "新增学位"),
        ("（二）新增学位", "新增学位"),
        ("1.5万名教师参加培训", "1.5万名教师参加培训"),
        ("12.4%的教师交流", "12.4%的教师交流"),
    ],
)
def test_a_mark_is_taken_off_and_a_number_stays_whole(text: str, rest: str) -> None:
    assert MARKED.sub("", text, count=1) == rest
