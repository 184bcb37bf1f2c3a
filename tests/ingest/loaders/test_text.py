from __future__ import annotations

import pytest

from ingest.loaders.text import CONTROLS, CUT, MIXED, decode_text

WORDS = "甲县教育局关于一小、二小的通知。\n共12所。"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_encoding_an_office_saves_in_gives_the_text(encoding: str) -> None:
    assert decode_text(WORDS.encode(encoding), "文.txt") == (WORDS, ())


def test_a_gbk_word_that_is_also_utf8_is_read_as_chinese() -> None:
    assert decode_text("一小".encode("gbk"), "文.txt")[0] == "一小"
    assert decode_text("学校\n一小,3\n".encode("gbk"), "文.txt") == ("学校\n一小,3\n", ())


def test_lines_of_two_encodings_are_each_read_in_their_own() -> None:
    mixed = "甲县。\n".encode() + "乙县。\n".encode("gbk") + "丙县。".encode()
    assert decode_text(mixed, "文.txt") == ("甲县。\n乙县。\n丙县。", (MIXED,))


def test_a_cut_last_character_is_dropped_and_told() -> None:
    assert decode_text(WORDS.encode()[:-2], "文.txt") == (WORDS[:-1], (CUT,))


def test_line_ends_are_line_feeds_and_invisible_controls_are_gone() -> None:
    assert decode_text("甲\r\n乙\r丙\f丁\u202e".encode(), "文.txt") == ("甲\n乙\n丙\n丁", (CONTROLS,))
