"""Questions are put into official words before anything is looked up."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.colloquial import official_words
from core.settings import Settings
from core.word_lists import read_word_list

OFFICE = official_words(Settings().lexicon_dir)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("新盖的学校有几所", "新建学校有几所"),
        ("私立学校有几所", "民办学校有几所"),
        ("全县有多少所小学", "全县有多少所小学"),
    ],
)
def test_spoken_words_become_official_ones(asked: str, read: str) -> None:
    assert OFFICE(asked) == read


def test_the_longest_phrase_counts_and_each_stretch_once(tmp_path: Path) -> None:
    (tmp_path / "colloquial.toml").write_text('[phrases]\n"楼" = "楼房"\n"教学的楼" = "校舍"\n"校舍" = "房屋"\n')
    assert official_words(tmp_path)("教学的楼和楼") == "校舍和楼房"


def test_without_a_list_a_question_stays(tmp_path: Path) -> None:
    assert official_words(tmp_path)("教学的楼") == "教学的楼"


def test_no_phrase_is_what_another_becomes() -> None:
    phrases = read_word_list(Settings().lexicon_dir / "colloquial.toml")["phrases"]
    assert len(phrases) > 300
    assert all(said not in written for said in phrases for written in phrases.values())
